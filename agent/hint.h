/* hint: what a returned mail's domain and the spelling of its address tell beside the report. */
#ifndef AGENT_HINT_H
#define AGENT_HINT_H

#include <jansson.h>

#include "agent/journal.h"
#include "agent/typo.h"
#include "classify/bounce.h"

/* {"checked":"Seen from this computer on …","suggestion":"jo@gmail.com"} of a recipient, each ""
 * where there is nothing to say: of causes that have to do with neither, always. A look-up from
 * long before the report says nothing. A new reference; NULL: no memory. */
json_t *hint_json(struct journal *journal, const struct journal_row *row,
                  const struct bounce *bounce, const struct bounce_failure *failure);

/* What the recipient's address was probably meant to be; TYPO_NONE where the cause has nothing to
 * do with its spelling. Pure. */
struct typo
hint_typo(const struct bounce *bounce, const struct bounce_failure *failure);

/* As text for a terminal: a paragraph each, or nothing; what the page says already is left out. */
void hint_print(const json_t *hint, const char *page);

#endif
