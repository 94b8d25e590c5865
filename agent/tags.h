/* tags: "v=DMARC1; p=none; rua=…" taken apart, as DMARC and DKIM write their records (RFC 6376,
 * 3.2). Pure. */
#ifndef AGENT_TAGS_H
#define AGENT_TAGS_H

#include <stdbool.h>
#include <stddef.h>

/* The value of a tag, without the blanks around it, cut to fit; "" is a value, too. False: the
 * record has no such tag. Names are told apart by case, as the RFC has it. */
bool tags_find(const char *record, const char *name, char *ret, size_t size);

#endif
