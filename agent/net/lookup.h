/* lookup: one question to the Domain Name System and what was answered; a set of them.
 *
 * It is what goes in and out of ndrwatch-net: the agent adds open ones, ndrwatch-net closes
 * them. Both speak JSON, which lookups_read checks whole: whoever sends it may be broken.
 */
#ifndef NET_LOOKUP_H
#define NET_LOOKUP_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    LOOKUPS_MAX = 96,         /* in a set: SPF alone may want 30 */
    LOOKUP_RECORDS_MAX = 32,  /* kept of one answer: real ones have fewer than 20 */
    LOOKUP_RECORD_MAX = 1024, /* bytes of one, its NUL included; a DKIM key has 400 */
    LOOKUP_NAME_MAX = 254,    /* bytes of a name, its NUL included (RFC 1035, 2.3.4) */
};

enum lookup_type {
    LOOKUP_MX = 0, /* record: "10 mx.example.com"; "0 ." (RFC 7505) */
    LOOKUP_A,      /* "192.0.2.1" */
    LOOKUP_AAAA,   /* "2001:db8::1" */
    LOOKUP_TXT,    /* its strings as one */
    LOOKUP_PTR,    /* "host.example.com" */
    LOOKUP_SOA,    /* "" */
    LOOKUP_SRV, /* "0 5 993 imap.example.com": priority, weight, port, target (RFC 2782); target "." */
    LOOKUP_SMTP, /* no DNS: what port 25 of this address says; "220 mx.example.com ESMTP" */
    LOOKUP_TYPES /* one more than the last */
};

enum lookup_outcome {
    LOOKUP_OPEN = 0, /* not asked yet */
    LOOKUP_FOUND,    /* there are records */
    LOOKUP_NOTHING,  /* the name exists, without such a record (NODATA) */
    LOOKUP_NO_NAME,  /* there is no such name (NXDOMAIN) */
    LOOKUP_FAILED,   /* SERVFAIL: who knows the name does not answer properly */
    LOOKUP_REFUSED,  /* our name server will not say; SMTP: the connection is refused */
    LOOKUP_SILENT,   /* no answer in time */
    LOOKUP_GARBLED,  /* an answer that cannot be read */
    LOOKUP_NOBODY,   /* no name server to ask, or no road to it */
    LOOKUP_OUTCOMES  /* one more than the last */
};

struct lookup {
    char name[LOOKUP_NAME_MAX]; /* lower case, ASCII, without its final dot */
    enum lookup_type type;
    enum lookup_outcome outcome;
    bool alias;     /* the name is another one's (CNAME) */
    size_t count;   /* of records: > 0 where found */
    char **records; /* printable ASCII; owned */
};

struct lookups {
    struct lookup *at; /* owned */
    size_t count;
};

/* Adds an open one unless it is there. False: the name is none, the set is full, no memory. */
bool lookups_add(struct lookups *set, const char *name, enum lookup_type type);

/* The one with this name and type; NULL: there is none. */
const struct lookup *
lookups_find(const struct lookups *set, const char *name, enum lookup_type type);

/* How many are open. */
size_t lookups_open(const struct lookups *set);

/* Appends a record of length bytes: what is not printable becomes '?', what is too long is cut, and
 * of more than LOOKUP_RECORDS_MAX the rest is left out. False: no memory. */
bool lookup_keep(struct lookup *lookup, const char *bytes, size_t length);

/* Frees the records: it is open again. */
void lookup_clear(struct lookup *lookup);

/* [{"name":…,"type":"MX","outcome":"found","alias":false,"records":[…]}]: a new reference;
 * NULL: no memory. */
json_t *lookups_json(const struct lookups *set);

/* Reads that. False: it is not exactly that, or too much; *ret is untouched. */
bool lookups_read(const json_t *list, struct lookups *ret);

/* "MX", and "no-name": as in the JSON. Static. */
const char *lookup_type_name(enum lookup_type type);
const char *lookup_outcome_name(enum lookup_outcome outcome);

void lookups_free(struct lookups *set);

#endif
