/* oauth: what a sign-in service answers, taken apart: tokens, a code to type, a name (RFC 6749,
 * 8628). Pure. Whatever is read is checked and cut to size; nothing of it is shown to people but
 * a code, an address and a number.
 */
#ifndef AGENT_OAUTH_H
#define AGENT_OAUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OAUTH_TOKEN_MAX = 16 * 1024,  /* bytes; those of Microsoft have 4 KiB at most */
    OAUTH_REFRESH_MAX = 7 * 1024, /* two of them are kept in one secret (grant.h) */
    OAUTH_WORD_MAX = 64,          /* bytes of an error's name, its NUL included */
    OAUTH_USER_MAX = 255,    /* of a sign-in name, its NUL included (RFC 5321: 254) */
    OAUTH_CODE_MAX = 32,     /* of a code that a person types */
    OAUTH_PAGE_MAX = 256,    /* of the address of a page that a person opens */
    OAUTH_DEVICE_MAX = 2048, /* of a device code */
    OAUTH_LIFE_LEAST = 60,   /* s: who says less, lies or has a clock that is off */
    OAUTH_LIFE_UNSAID = 600, /* s, where it is not said */
    OAUTH_LIFE_MOST = 24 * 3600, /* s: who says more gets asked daily all the same */
    OAUTH_WAIT_UNSAID = 5,       /* s between two polls (RFC 8628, 3.2) */
    OAUTH_WAIT_MOST = 60,
    OAUTH_TRY_MOST = 1800, /* s that a code is good: nobody needs half an hour */
};

/* Of the token endpoint. Zero-initialise. */
struct oauth_reply {
    char *access;              /* owned; NULL: none */
    char *refresh;             /* owned; NULL: no new one */
    int64_t life;              /* s of the access token, in the bounds above */
    char user[OAUTH_USER_MAX]; /* preferred_username of its id_token; "" */
    char error[OAUTH_WORD_MAX], suberror[OAUTH_WORD_MAX]; /* "": none */
    uint32_t
        number; /* of Microsoft, "AADSTS70008"; 0: none. It chooses words, no more */
    bool read;  /* it is a JSON object with a token or an error */
};

/* Of the device endpoint. */
struct oauth_device {
    char code[OAUTH_DEVICE_MAX]; /* for the polls; a secret */
    char shown[OAUTH_CODE_MAX];  /* for the person */
    char page[OAUTH_PAGE_MAX]; /* where to type it: https, of a host that is allowed */
    int64_t wait, life;        /* s */
};

/* Reads a body. What cannot be read leaves `read` false. Free with oauth_reply_free. */
void oauth_read_reply(const char *body, size_t length, struct oauth_reply *ret);

/* Frees and wipes it. */
void oauth_reply_free(struct oauth_reply *reply);

/* Reads a body; hosts: where the page may be, blanks between. False: it is not that, or it leads
 * to somewhere else; *ret is untouched. */
bool oauth_read_device(const char *body, size_t length, const char *hosts,
                       struct oauth_device *ret);

/* The sign-in name in an id_token (its signature is not looked at: it came over TLS from the
 * service itself; OpenID Connect Core, 3.1.3.7). "": none that can be one. */
void oauth_name(const char *id_token, char ret[OAUTH_USER_MAX]);

/* Is the host on a list with blanks between, in any case? */
bool oauth_lists(const char *hosts, const char *host);

#endif
