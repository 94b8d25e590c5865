/* grant: what a sign-in has granted, as it is kept in the vault: the refresh token, the one before
 * it, and to whom they may be sent. Pure.
 */
#ifndef AGENT_GRANT_H
#define AGENT_GRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GRANT_TEXT_MAX = 16 * 1024, /* bytes: what the vault takes (VAULT_SECRET_MAX) */
};

struct grant {
    char *
        service; /* "google": where the token was given, and where alone it is sent to */
    char *client;   /* the client id that it was given to */
    char *user;     /* sign-in name of the mailbox; "": as configured */
    char *refresh;  /* the newest token */
    char *previous; /* the one before, until the newest has been used; "": none */
    int64_t since; /* UNIX seconds of the sign-in: it tells one sign-in from the next */
};

/* Fills *ret with copies. False: no memory, or a text with control characters; *ret is empty. */
bool grant_make(const char *service, const char *client, const char *user,
                const char *refresh, int64_t since, struct grant *ret);

/* The text to keep, NUL-ended, malloc'ed; the caller wipes it. Where both tokens have no room the
 * previous one is left out. NULL: no memory, or too long. */
char *grant_text(const struct grant *grant);

/* Reads it whole. False: it is not that, or no memory; *ret is untouched. */
bool grant_read(const char *text, size_t length, struct grant *ret);

/* Takes a new refresh token: the one there is becomes the previous one. False: no memory, and
 * nothing has changed. */
bool grant_rotate(struct grant *grant, const char *refresh);

/* Wipes and frees. */
void grant_free(struct grant *grant);

#endif
