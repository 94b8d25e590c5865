/* challenge: why a server refuses an access token, as it says before its NO: JSON in base64
 * (RFC 7628 section 3.2.2; Gmail and Dovecot do so for XOAUTH2, too). Pure.
 */
#ifndef IMAP_CHALLENGE_H
#define IMAP_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>

#include "imap/messages.h"

enum {
    CHALLENGE_MAX = 4096, /* bytes of base64; those seen have 400 */
    CHALLENGE_STATUS = 33,
    CHALLENGE_SCOPE = 201,
    CHALLENGE_CONFIGURATION = 301,
};

/* Printable ASCII, cut where it is too long; "" where it is not said. */
struct challenge {
    char status[CHALLENGE_STATUS];               /* "400", "invalid_token" */
    char scope[CHALLENGE_SCOPE];                 /* what the token has to be good for */
    char configuration[CHALLENGE_CONFIGURATION]; /* openid-configuration: a URL */
};

/* False, and ret empty: it is no such thing. Any bytes. */
bool challenge_read(struct message_bytes base64, struct challenge *ret);

#endif
