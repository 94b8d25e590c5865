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
 * "text": {"id":ID,"for":...,"form":...,"text":TEXT,"guide":TEXT}
 * "export": {"id":ID,"report":HEX,"row":FACTS,"to":ADDRESS,"page":TEXT,"facts":{...}}: page and facts of one
 *     recipient where the line does not say "full"; what of the report may be seen is the command's
 *     to say, for hostile bytes are not read where the journal is
 * "stats": as stats.h has it; "watch": as await.h has it
 * "note": {"id":ID,"note":...,"withdraw":[ID,...]}: whose bubbles are to go
 */
json_t *others_answer(struct journal *journal, const struct person_book *book,
                      const json_t *line, int64_t now);

#endif
