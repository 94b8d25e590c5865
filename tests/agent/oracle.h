/* oracle: a Domain Name System that says what a test wrote down.
 *
 *     static const oracle answers = { "MX harbour.example 10 mx.harbour.example" };
 *     do
 *         domain_plan(&question, &set);
 *     while (oracle_answer(&set, answers) > 0);
 */
#ifndef TESTS_AGENT_ORACLE_H
#define TESTS_AGENT_ORACLE_H

#include <stddef.h>

#include "agent/net/lookup.h"

enum {
    ORACLE_MAX = 24 /* answers */
};

/* "TYPE NAME RECORD|RECORD", or an outcome instead of records, "~" for an alias before them;
 * "* OUTCOME" of all that is not named; of all else, that there is no such name. */
typedef const char *oracle[ORACLE_MAX];

/* Closes one. */
void oracle_ask(struct lookup *lookup, const oracle answers);

/* Closes all that are open; gives how many they were. */
size_t oracle_answer(struct lookups *set, const oracle answers);

#endif
