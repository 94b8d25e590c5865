/* idna: the name of a domain as servers are asked for it: "bücher.example" is
 * "xn--bcher-kva.example" (IDNA2008, RFC 5891). Pure. */
#ifndef AGENT_IDNA_H
#define AGENT_IDNA_H

#include <stdbool.h>

#include "agent/net/lookup.h"

/* Writes the name in lower case and ASCII, without its final dot. A name of letters that look like
 * others comes out as what it is, so that nobody is deceived. False: it is no name. */
bool idna_name(const char *domain, char ret[LOOKUP_NAME_MAX]);

#endif
