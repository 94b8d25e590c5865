/* case: one delivery problem over time, as the journal keeps it: its course, and one row for each
 * recipient of each report (`returns`), of which history is asked.
 *
 *     case_file(db, &report, &id);                 // within T3's transaction
 *     case_file_old(&journal, CASE_OLD_AT_ONCE, &more);
 *     case_next_due(&journal, &due);
 *     while (case_close_one(&journal, now, &closed)) ...
 *
 * A case belongs to an account and a recipient: the one that its report leads with. Every bool
 * is false where the disk did not take it: see journal.h.
 */
#ifndef AGENT_CASE_H
#define AGENT_CASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/course.h"
#include "agent/journal.h"
#include "classify/bounce.h"

enum {
    CASE_NAME_MAX = 24,     /* bytes of "c-000017" */
    CASE_OLD_AT_ONCE = 200, /* events from before the cases, filed in one transaction */
    CASE_ADDRESS_MAX = 321, /* bytes: RFC 5321, section 4.5.3.1: 64 @ 255, and NUL */
};

/* A report on its way into the cases. */
struct case_report {
    int64_t event;
    const char *account;
    int64_t at;                  /* when it came */
    const struct bounce *bounce; /* NULL: unreadable */
};

struct case_row {
    int64_t id; /* 0: there is none */
    struct course course;
    enum bounce_cause cause;
    int64_t remind, handled;
    char account[CASE_ADDRESS_MAX],
        recipient[CASE_ADDRESS_MAX]; /* cut, if ever so long */
    char domain[CASE_ADDRESS_MAX], company[CASE_ADDRESS_MAX];
};

/* A case whose time was over. */
struct case_closed {
    int64_t id;
    char account[CASE_ADDRESS_MAX];
    int64_t event; /* its latest report; 0: none */
    enum course_state state;
};

/* Writes the rows of the report and its case, and what takes the bubble of a delay back whose
 * mail has failed. In the caller's transaction. *ret is the case, 0 for none. */
bool case_file(sqlite3 *db, const struct case_report *report, int64_t *ret);

/* Files up to `most` events that are older than the cases, the oldest first, in one
 * transaction. *more: there are others. */
bool case_file_old(struct journal *journal, int most, bool *more);

/* One case; ret->id 0 where there is none. */
bool case_read(struct journal *journal, int64_t id, struct case_row *ret);

/* A mail was sent to the recipient; or an answer to a mail that was sent after the last failure,
 * or is told delayed, has come: the case is over, and *ret, which may be NULL, says which (id 0: none
 * was open). Of no consequence where no case of theirs is open. */
bool case_sent(struct journal *journal, const char *account, const char *recipient,
               int64_t at);
bool case_answered(struct journal *journal, const char *account, const char *recipient,
                   int64_t at, struct case_closed *ret);

/* The open case of the recipient; ret->id 0 where there is none. *waits: the mail with this
 * Message-ID is told delayed in it, and no more. */
bool case_open(struct journal *journal, const char *account, const char *recipient,
               const char *message_id, struct case_row *ret, bool *waits);

/* Calls `each` with the recipients of the open cases of the account, the latest to be closed
 * first, `most` at most. */
bool case_each_open(struct journal *journal, const char *account, int most,
                    void (*each)(void *context, const char *recipient), void *context);

/* A mail to the recipient is known to have got through at that time, whether or not any has
 * failed: an answer to it, or 30 days of silence after it. For "it worked last month". */
bool case_worked(struct journal *journal, const char *account, const char *recipient,
                 int64_t at);

/* When case_close_one has the next to do, UNIX seconds; 0: never. */
bool case_next_due(struct journal *journal, int64_t *ret);
/* Closes a case whose time is over; ret->id 0 where there is none. */
bool case_close_one(struct journal *journal, int64_t now, struct case_closed *ret);

/* The latest delay report of the mail of which this event tells that it has failed: its bubble
 * is replaced. 0: none. */
bool case_replaced(struct journal *journal, int64_t event, int64_t *ret);

/* "c-000017" for people; and back, 0 where it is none. */
void case_name(int64_t id, char ret[CASE_NAME_MAX]);
int64_t case_number(const char *name);

/* The address in lower case, cut to CASE_ADDRESS_MAX, and where its domain begins ("" at its
 * end where there is none). As `returns` and `cases` have them. */
const char *case_address(const char *address, char ret[CASE_ADDRESS_MAX]);

/* 63 bits of SHA-256 over a Message-ID, as in `returns`; 0 for "". */
int64_t case_original(const char *message_id);

#endif
