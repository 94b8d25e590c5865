/* hash: tells apart what was seen last from what is seen now (FNV-1a, 64 bits). Not for what
 * a stranger may choose. */
#ifndef IMAP_HASH_H
#define IMAP_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Where a hash begins. */
#define HASH_EMPTY 0xcbf29ce484222325ULL

/* The hash of all bytes so far and these. */
uint64_t hash_add(uint64_t hash, const void *bytes, size_t length);

#endif
