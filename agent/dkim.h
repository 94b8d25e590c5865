/* dkim: is the key there with which a mail was signed (RFC 6376, 3.6)? Pure. */
#ifndef AGENT_DKIM_H
#define AGENT_DKIM_H

#include "agent/net/lookup.h"

enum {
    DKIM_RSA_LEAST = 1024 /* bits: shorter ones prove nothing (RFC 8301, 3.2) */
};

enum dkim_state {
    DKIM_SOUND = 0,
    DKIM_UNKNOWN, /* the answer is missing, or was too long to be kept */
    DKIM_NONE,    /* there is no such key */
    DKIM_REVOKED, /* "p=": it has been withdrawn */
    DKIM_BROKEN,  /* it cannot be read */
    DKIM_SEVERAL, /* which one counts, nobody knows (RFC 6376, 3.6.2.2) */
    DKIM_SHORT,   /* shorter than DKIM_RSA_LEAST */
};

struct dkim {
    enum dkim_state state;
    char record[LOOKUP_RECORD_MAX];
};

/* Reads the key of that name, "s1._domainkey.example.com", and adds it where it is missing. */
struct dkim dkim_read(const char *key, struct lookups *set);

#endif
