/* crowd: a journal with very many cases, made at once: an event, a return and a case each. */
#ifndef TESTS_AGENT_CROWD_H
#define TESTS_AGENT_CROWD_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    CROWD_APART = 600, /* seconds between two of them: 100,000 take two years */
};

/* Fills the tables with so many, the last of them at `until`; every third is to charter.net, of
 * account "work". False: see sqlite3_errmsg. */
bool crowd_fill(sqlite3 *db, int64_t count, int64_t until);

#endif
