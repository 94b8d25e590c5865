/* dump: JSON as text, whole or not at all.
 *
 * jansson's json_dumps leaves keys out where memory is short, and says nothing. */
#ifndef AGENT_DUMP_H
#define AGENT_DUMP_H

#include <jansson.h>

/* One line without its newline, malloc'ed; NULL: no memory, or json is NULL. */
char *dump(const json_t *json);

#endif
