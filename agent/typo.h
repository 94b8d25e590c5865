/* typo: what a mistyped address was probably meant to be. Pure; it proposes, nobody corrects. */
#ifndef AGENT_TYPO_H
#define AGENT_TYPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TYPO_ADDRESS_MAX = 321, /* bytes, its NUL included: 64 @ 255 (RFC 5321, 4.5.3.1) */
    TYPO_PART_MAX = 24,    /* letters of a part whose slips are tried; few are longer */
    TYPO_ASKED_MAX = 4200, /* times that one asks: all slips in two such parts */
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

/* The Sent folder, as one can ask it: how often one wrote to an address ("jo@example.org"), or to
 * that of a domain ("example.org") to which one wrote most; in lower case. 0: never. */
struct typo_sent {
    uint32_t (*written)(void *context, const char *address);
    void *context;
};

struct typo {
    enum typo_why why;
    char meant[TYPO_ADDRESS_MAX]; /* an address, or a domain where one was asked for */
    uint32_t written;             /* mails to meant in the Sent folder; 0: not known */
};

/* What was meant by an address ("jo@gmial.com") or a domain ("gmial.com"), in any case. sent
 * may be NULL; it is asked TYPO_ASKED_MAX times at most. An address one has often written to, and the domain of a big
 * provider, is taken as it stands. */
struct typo typo_find(const char *address, const struct typo_sent *sent);

/* Is one of them the other with one letter more, less, changed, or two swapped? Of bytes;
 * Damerau-Levenshtein distance 1. Case counts. */
bool typo_near(const char *left, const char *right);

#endif
