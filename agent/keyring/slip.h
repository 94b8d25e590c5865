/* slip: what ndrwatch-keyring is asked and what it answers, on its descriptor 3: a few texts,
 * each ended by NUL, and then the secret, to the end. Not JSON, whose readers leave copies of
 * a secret in memory that was freed.
 */
#ifndef AGENT_KEYRING_SLIP_H
#define AGENT_KEYRING_SLIP_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SLIP_SECRET_MAX = 16 * 1024, /* bytes, as vault.h */
    SLIP_TEXTS = 5,              /* before the secret */
    SLIP_TEXT_MAX = 1024,        /* bytes of one, with NUL */
    SLIP_MAX = SLIP_SECRET_MAX + SLIP_TEXTS * SLIP_TEXT_MAX,
};

/* The texts of a question. */
enum slip_question {
    SLIP_WHAT =
        0, /* get, put, forget: of the Secret Service; online: of GNOME Online Accounts */
    SLIP_ACCOUNT, /* its name; online: its address there */
    SLIP_KIND,
    SLIP_HOST, /* whose server it is for, to be shown to the person */
    SLIP_UNUSED,
};

/* The texts of an answer. */
enum slip_answer {
    SLIP_OUTCOME =
        0,        /* good, absent, locked, away (there is no such service), failed */
    SLIP_TOKEN,   /* "token": the secret is an access token */
    SLIP_EXPIRES, /* seconds that it is good; "": not known */
    SLIP_USER,    /* to sign in with; "": as configured */
    SLIP_WHY,     /* a sentence for a person; "": good */
};

struct slip {
    const char *texts[SLIP_TEXTS];
    const char *secret;
    size_t length;
};

/* Writes it to ret, which has SLIP_MAX bytes. Returns its length; 0: it is too long. A text that
 * is NULL is "". */
size_t slip_write(const struct slip *slip, char *ret);

/* Reads it; ret borrows from bytes. False: it is none. */
bool slip_read(const char *bytes, size_t length, struct slip *ret);

#endif
