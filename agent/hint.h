/* hint: what a returned mail's domain and the spelling of its address tell beside the report. */
#ifndef AGENT_HINT_H
#define AGENT_HINT_H

#include <jansson.h>

#include "agent/journal.h"
#include "agent/past.h"
#include "agent/typo.h"
#include "classify/bounce.h"

/* {"checked":"Seen from this computer on …","suggestion":"jo@gmail.com","sender":[{"id":"spf_none",
 * "grade":"bad","text":…,"exact":…}]} of a recipient, each empty where there is nothing to say: of
 * causes that have to do with none of them, always. sender: of one's own domain, the exact words
 * for whoever runs it. A look-up from long before the report says nothing. A new reference; NULL:
 * no memory. */
json_t *hint_json(struct journal *journal, const struct journal_row *row,
                  const struct bounce *bounce, const struct bounce_failure *failure);

/* Adds to the past of a report what was seen of one's own domain since, in plain words. */
void hint_find(struct journal *journal, const struct journal_row *row,
               const struct bounce *bounce, struct past *past);

/* What the address of the recipient that a report leads with was probably meant to be: as it was kept
 * with its facts, or else by the lists. TYPO_NONE where the cause has nothing to do with its
 * spelling. Pure. */
struct typo hint_typo(const char *facts, const struct bounce *bounce);

/* As text for a terminal: a paragraph each, or nothing; what the page says already is left out. */
void hint_print(const json_t *hint, const char *page);

#endif
