/* terms: what an errand looks for, as a SEARCH command (RFC 3501 section 6.4.4).
 *
 * Pure. Only printable ASCII leaves here, in quoted strings: a line end in a term would be
 * another command. */
#ifndef IMAP_TERMS_H
#define IMAP_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TERMS_ROOM = 11000,      /* bytes of a command: an ID and four times an address, of
                         * MESSAGE_TERM_MAX each, escaped */
    TERMS_SUBJECT = 60,      /* bytes of a subject: more finds no less */
    TERMS_SUBJECT_LEAST = 4, /* shorter stretches of ASCII are left out */
};

/* Strings; NULL or "": not given. Days in UNIX seconds; 0: any. */
struct terms {
    const char *id;      /* Message-ID with its brackets */
    const char *to;      /* in To, Cc or Bcc */
    const char *from;    /* in From */
    const char *subject; /* its longest stretch of ASCII is looked for */
    int64_t since, before;
};

/* " SINCE 21-Nov-2026", or " BEFORE ...": room 32. Empty where seconds is 0. */
void terms_day(const char *key, int64_t seconds, char out[32]);

/* "UID SEARCH first:last ... CRLF" for the mails with these sequence numbers. false: there
 * is neither id, to nor from, or one of them cannot be asked for. */
bool terms_line(const struct terms *terms, uint32_t first, uint32_t last,
                char out[TERMS_ROOM]);

#endif
