/* typo: what a mistyped address was probably meant to be. Pure; it proposes, nobody corrects. */
#ifndef AGENT_TYPO_H
#define AGENT_TYPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TYPO_ADDRESS_MAX = 321 /* bytes, its NUL included: 64 @ 255 (RFC 5321, 4.5.3.1) */
};

/* Why it is proposed; earlier ones are surer. */
enum typo_why {
    TYPO_NONE = 0,
    TYPO_PERSON, /* one letter from somebody in the Sent folder */
    TYPO_LISTED, /* a slip that people are known to make: "gmial.com" */
    TYPO_TOP,    /* the end is no end of a domain: "example.con" */
    TYPO_BIG,    /* one letter from a big provider */
    TYPO_SENT,   /* one letter from a domain in the Sent folder */
};

/* Somebody in the Sent folder. */
struct typo_known {
    const char *address;
    uint32_t written; /* mails to them */
};

struct typo {
    enum typo_why why;
    char meant[TYPO_ADDRESS_MAX]; /* an address, or a domain where one was asked for */
    uint32_t written;             /* mails to meant in the Sent folder; 0: not known */
};

/* What was meant by an address ("jo@gmial.com") or a domain ("gmial.com"), in any case. known,
 * count of them, may be NULL. An address one has often written to, and the domain of a big
 * provider, is taken as it stands. */
struct typo
typo_find(const char *address, const struct typo_known *known, size_t count);

/* Is one of them the other with one letter more, less, changed, or two swapped? Of bytes;
 * Damerau-Levenshtein distance 1. Case counts. */
bool typo_near(const char *left, const char *right);

#endif
