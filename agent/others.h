/* others: what the journal says to the commands whose words are for others: text, note, export,
 * stats. As answer.h, which holds the rest. */
#ifndef AGENT_OTHERS_H
#define AGENT_OTHERS_H

#include <jansson.h>
#include <stdint.h>

#include "agent/journal.h"
#include "agent/person.h"

/* The answer to a line of the control socket; NULL: the line asks for none of these, or there is
 * no memory. book may be NULL.
 *
 * "text": {"id":ID,"to":...,"form":...,"text":TEXT,"guide":TEXT}
 * "note": {"id":ID,"note":...,"withdraw":[ID,...]}: whose bubbles are to go
 */
json_t *others_answer(struct journal *journal, const struct person_book *book,
                      const json_t *line, int64_t now);

#endif
