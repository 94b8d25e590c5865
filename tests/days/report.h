/* report: the mail that a server writes when another mail came back, in the shapes of four. */
#ifndef TESTS_DAYS_REPORT_H
#define TESTS_DAYS_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/days/story.h"

/* Writes the report of an event for an account; the Message-IDs of the report and of the mail it
 * is about follow from the event. The bytes are malloc'ed and owned by the caller. False: the
 * story asks for what that server never writes, and why says so. */
bool report_write(const struct story_event *event, const struct story_account *account,
                  char **ret, size_t *length, const char **why);

/* Writes a mail that only looks like a report: it has a button, and wants a password. */
void report_lure(const struct story_event *event, const struct story_account *account,
                 char **ret, size_t *length);

#endif
