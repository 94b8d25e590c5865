/* event: a row of the journal as words: a notice, a line, a page, JSON. */
#ifndef AGENT_EVENT_H
#define AGENT_EVENT_H

#include <jansson.h>
#include <stdbool.h>

#include "agent/journal.h"
#include "agent/past.h"
#include "agent/person.h"
#include "agent/typo.h"
#include "agent/verdict.h"
#include "classify/bounce.h"
#include "notify/notice.h"
#include "notify/render.h"

enum {
    EVENT_STEPS_MAX = 1000 /* characters: what a bubble shows when it is unfolded */
};

/* The words for a mail that could not be read; none has a placeholder. */
extern const struct bounce_advice EVENT_UNREADABLE;

/* Do not copy: its parts point into one another. */
struct event {
    char name[JOURNAL_ID_MAX]; /* "b-000017" */
    struct bounce *bounce;     /* NULL: unreadable */
    struct notice *made;       /* owned; NULL: unreadable */
    struct notice plain;       /* its stand-in then, or the verdict's */
    struct verdict verdict;
    char meant[TYPO_ADDRESS_MAX]; /* the address it probably was to be; "" */
    char body[VERDICT_BODY];      /* of the verdict's notice */
    const struct notice *notice;
    struct bounce_person person; /* for whom the words are; its texts are the book's */
    struct past past;            /* empty where nothing is known of it */
    struct bounce_moment moment; /* when and for whom its words are */
};

/* Makes the words of a row, at `now` (UNIX seconds) and in this place's zone, for the person
 * that the book knows (which outlives the event, or is NULL), with what the journal knows of the
 * past; facts that are none are those of an unreadable mail. False: no memory. */
bool event_open(struct journal *journal, const struct person_book *book,
                const struct journal_row *row, int64_t now, struct event *ret);
/* The same of a row that has come over the socket, with its past_pack (NULL: none). */
bool event_open_packed(json_t *past, const struct journal_row *row, int64_t now,
                       struct event *ret);
void event_close(struct event *event);

/* The public JSON of it: facts_json's object and id, account, came, found, seen, handled, past. */
json_t *event_json(const struct journal_row *row, const struct event *event);

/* The whole answer as text; *ret is malloc'ed. */
bool
event_page(const struct event *event, const struct render_style *style, char **ret);

/* Here and now, with what is known of the past and the person; borrowed from the event. */
struct bounce_moment event_moment(const struct event *event);

/* What to do, numbered, plain text, at most EVENT_STEPS_MAX characters; malloc'ed. */
char *event_steps(const struct event *event);

#endif
