/* meant: what a mistyped address was probably meant to be, by those the person writes to.
 *
 * Asked once, when a report is filed, for it takes some thousand hashes; kept within its facts.
 */
#ifndef AGENT_MEANT_H
#define AGENT_MEANT_H

#include <stdbool.h>

#include "agent/journal.h"
#include "agent/own.h"
#include "agent/typo.h"
#include "classify/bounce.h"

/* Of the recipient that a report leads with, where its address or domain is said not to exist; what
 * was found goes into the facts: malloc'ed. NULL: there is nothing to be kept, or the journal
 * cannot be read; then the lists of typo.c have to do. */
char *meant_keep(struct journal *journal, const unsigned char key[OWN_KEY],
                 const char *account, const struct bounce *bounce, const char *facts);

/* And back; false: nothing was kept. TYPO_NONE: it was meant as it stands. */
bool meant_recall(const char *facts, struct typo *ret);

#endif
