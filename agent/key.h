/* key: by what a returned mail is known again, wherever it turns up. */
#ifndef AGENT_KEY_H
#define AGENT_KEY_H

#include <stddef.h>

#include "agent/sha256.h"
#include "classify/bounce.h"

enum {
    KEY_BODY_MAX = 64 * 1024 /* bytes of the body hashed where the report has no name */
};

/* SHA-256 over the report's Message-ID, the original's, and the sorted recipients with their
 * kinds. Where the report has no Message-ID, or bounce is NULL: over the mail itself, header
 * and KEY_BODY_MAX of the body, without what a second delivery changes (Received, X-*,
 * Delivered-To, Return-Path). */
void key_make(const struct bounce *bounce, const void *mail, size_t length,
              char ret[SHA256_HEX]);

#endif
