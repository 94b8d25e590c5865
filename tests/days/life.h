/* life: plays what happens in a story on a journal of its own, by the story's clock.
 *
 * A report goes the whole way: bounce_read, facts, the journal, the outbox, the words of an
 * event; then life holds what a person hears and reads. No time passes but the story's. */
#ifndef TESTS_DAYS_LIFE_H
#define TESTS_DAYS_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "agent/config.h"
#include "agent/journal.h"
#include "agent/person.h"
#include "notify/notice.h"
#include "tests/days/story.h"

enum {
    LIFE_PATH_MAX = 64,
    LIFE_TEXTS = 4,
};

/* What a person hears of one happening. Texts are owned, on one line but for steps, and NULL
 * where nothing is told. */
struct heard {
    char *title, *body;
    enum notice_urgency urgency;
    char *page;       /* the whole answer, technical lines and text to copy included */
    char *steps;      /* one a line */
    char *copy;       /* the text to copy */
    char *postmaster; /* what whoever runs the domain reads */
    char *cause;      /* of the recipient that leads */
    json_t *who;      /* array of names */
    char *rules;      /* "H05 H14 P01" */
    char *
        texts[LIFE_TEXTS]; /* for the recipient, both providers, a forum; or why none */
    char *verdict;         /* "mine"; NULL: not judged */
    bool delayed;
    char *withdrawn;    /* the titles of bubbles that are taken back */
    const char *course; /* of the latest case: "failed"; static; NULL: there is none */
};

struct life {
    const struct story *story;
    struct journal journal;
    struct journal_mailbox mailboxes[STORY_ACCOUNTS_MAX];
    const struct story_event *event_now; /* what happens */
    int64_t uid;                         /* of the mail that came last */
    int64_t event; /* of the report that came last, and its case */
    int64_t link;
    char path[LIFE_PATH_MAX];
    struct account accounts[STORY_ACCOUNTS_MAX];
    struct config config;
    struct person_book book;
};

/* False: the journal does not open, and fault says so. */
bool
life_begin(const struct story *story, struct life *life, char fault[STORY_FAULT_MAX]);

/* Lets one event happen. False: it cannot be played, and fault says why, with no file:line.
 * heard is the caller's to free either way. */
bool life_goes_on(struct life *life, const struct story_event *event,
                  struct heard *heard, char fault[STORY_FAULT_MAX]);
void life_end(struct life *life);

/* After the last life: frees what they shared. */
void life_over(void);

void heard_free(struct heard *heard);

#endif
