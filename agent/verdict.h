/* verdict: a judgement as it is kept, counted and said.
 *
 * It is kept at the end of an event's facts, with its grounds, and by name in the journal's column.
 * Of a lure only our own words are ever said: no link, no host and no text of it.
 */
#ifndef AGENT_VERDICT_H
#define AGENT_VERDICT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/genuine.h"
#include "agent/journal.h"
#include "classify/bounce.h"
#include "notify/notice.h"

enum {
    VERDICT_LATEST = 200, /* events of an account that are counted: a burst has ten */
    VERDICT_BODY = 4 * NOTICE_BODY_MAX + 1, /* bytes: a character has four at most */
};

/* What is kept. */
struct verdict {
    struct genuine judged;
    bool missing; /* nothing like the mail is in Sent */
    bool burst;   /* the one that tells of many: H16 */
    bool hushed;  /* one of those: no bubble and no line for people, programs have it */
};

/* The facts with the verdict in them, malloc'ed; NULL: no memory, or no facts. */
char *verdict_keep(const char *facts, const struct verdict *verdict);

/* And back; all 0 where there is none. */
struct verdict verdict_recall(const char *facts);

/* Those of the account that came before, for struct genuine_known: reports within an hour of
 * mails that are not in Sent, and recipients within a day of mails that left through the account
 * and are not in Sent, those of the bounce among them. False: see journal->text. */
bool verdict_count(struct journal *journal, const char *account, int64_t now,
                   const struct bounce *bounce, unsigned *unknown, unsigned *strangers);

/* Has an earlier event of the account said for certain, after `since`, that it is abused, and the
 * person not dealt with it? False: see journal->text. */
bool verdict_alarmed(struct journal *journal, const char *account, int64_t event,
                     int64_t since, bool *ret);

/* The verdict on what has come to the account. *known is complete but for what the journal knows. A
 * louder word about the account being abused than the last day has heard is never hushed. */
struct verdict verdict_reach(struct journal *journal, const char *account, int64_t now,
                             const struct bounce *bounce, struct genuine_known *known);

/* Asks anew about the latest events of the account that nobody has in Sent, or that
 * are in doubt: a mail program may put its copy there later than the report comes. `now` says true
 * and gives another verdict, which is kept; *renewed counts them. What was told as not theirs, or
 * not told, is queued anew, and to be filed (case_file_old). False: see
 * journal->text. */
bool verdict_renew(struct journal *journal, const char *account,
                   bool (*now)(void *context, const struct bounce *bounce,
                               struct verdict *verdict),
                   void *context, int64_t *renewed);

/* Has it words of its own, in place of the cause's? */
bool verdict_speaks(const struct verdict *verdict);

/* And which; of a lure they are ours alone. Static. */
const struct bounce_advice *verdict_advice(const struct verdict *verdict);

/* For the three that do: the notice, with the body in the given room, and the page and steps as
 * text (malloc'ed; NULL: no memory), the page in lines of so many columns. */
struct notice verdict_notice(const struct verdict *verdict, const struct bounce *bounce,
                             const char *key, const struct bounce_moment *moment,
                             char body[VERDICT_BODY]);
char *verdict_page(const struct verdict *verdict, const struct bounce *bounce,
                   const struct bounce_moment *moment, unsigned width);
char *verdict_steps(const struct verdict *verdict, const struct bounce *bounce,
                    const struct bounce_moment *moment);

/* What a page says in addition where it is not known whose mail it is; "" elsewhere. Static. */
const char *verdict_doubt(const struct verdict *verdict);

/* Makes the public JSON of an event say the verdict's words in place of the cause's; that of a
 * lure holds nothing that the lure says. False: no memory. */
bool verdict_veil(const struct verdict *verdict, const struct bounce *bounce,
                  const struct bounce_moment *moment, json_t *json);

/* {"verdict":"mine","urgent":false,"burst":false,"grounds":[{"id":"BA01","says":TEXT}]}. A new
 * reference; NULL: no memory. */
json_t *verdict_json(const struct verdict *verdict);

#endif
