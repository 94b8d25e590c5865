/* harden: a process gives up what it does not need. */
#ifndef AGENT_HARDEN_H
#define AGENT_HARDEN_H

#include <stddef.h>

/* No core dump, no reading of our memory by others of the same user, files for us alone, and
 * big buffers given back to the system when freed. */
void harden_process(void);

/* No more address space than so many bytes; not under a sanitizer, which needs terabytes. */
void harden_memory(size_t bytes);

/* Makes sure that descriptors 0 to 2 are open: else the journal would become one of them. What
 * was closed refuses to be written or read. */
void harden_descriptors(void);

#endif
