/* diary: returned mails written into a real journal, at times of the test's own.
 *
 *     struct diary diary;
 *     diary_begin(&diary, "/tmp/test_case-XXXXXX");
 *     int64_t id = diary_add(&diary, &(struct diary_mail){.at = T, .to = "pat@charter.net"});
 *     diary_end(&diary);
 */
#ifndef TESTS_AGENT_DIARY_H
#define TESTS_AGENT_DIARY_H

#include "agent/journal.h"
#include "classify/bounce.h"

enum {
    DIARY_ROOM = 64, /* bytes of a path */
};

struct diary {
    struct journal journal;
    char folder[DIARY_ROOM], path[DIARY_ROOM];
    int64_t uid;
};

/* A report; what is not set has a value that does no harm. */
struct diary_mail {
    int64_t at;            /* it came */
    const char *account;   /* "work" */
    const char *from;      /* "you@outlook.com" */
    const char *to;        /* "pat@charter.net"; several are parted by a blank */
    enum bounce_kind kind; /* of all of them */
    const char *said;      /* "550 5.4.316 Message expired, connection refused" */
    const char *mail; /* Message-ID of the original; NULL: one of its own; "": none */
    const char *host; /* that refused it */
    int64_t tried;    /* seconds; 0: not told */
    int64_t until;    /* of a delay: Will-Retry-Until */
};

void diary_begin(struct diary *diary, const char *pattern);
void diary_end(struct diary *diary);
/* Closes the journal and opens it again. */
void diary_reopen(struct diary *diary);

/* Through T2 and T3, as the agent does it. Its event. */
int64_t diary_add(struct diary *diary, const struct diary_mail *mail);

/* The first number that a question has for an answer; -1: none. */
int64_t diary_number(struct diary *diary, const char *question);

#endif
