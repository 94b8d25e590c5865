/* memory: what jansson asks for, it gets, or the process ends. */
#ifndef AGENT_MEMORY_H
#define AGENT_MEMORY_H

/* jansson 2.14 does not outlive a refusal: json_loadb leaves the heap in ruins, json_dumps leaves
 * out a key and says nothing. From here on the process says that memory is short and ends with
 * EX_OSERR instead: an end at any moment loses nothing (journal.h), and one of `ndrwatch parse`
 * is a counted attempt. Call it before the first use of jansson. */
void memory_for_json(void);

#endif
