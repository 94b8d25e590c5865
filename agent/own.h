/* own: the index of own mails: which Message-IDs the Sent folders have, kept as keyed hashes.
 *
 * With it most returned mail is known as one's own at once, without a question to a server. Whoever
 * reads the journal's file learns neither to whom nor about what somebody writes: of each mail it
 * has 16 bytes that only the key in the same file makes, and the day.
 */
#ifndef AGENT_OWN_H
#define AGENT_OWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/journal.h"

enum {
    OWN_KEY = 32, /* bytes of the random key */
    OWN_HASH =
        16, /* bytes of SHA-256 that are kept: 200,000 mails never meet in 128 bits */
    OWN_KEEP = 90 * 24 * 60 *
               60, /* seconds: reports come within days, answers within weeks */
    OWN_MOST =
        200000, /* mails of one account: at 40 bytes each 8 MB; the oldest go first */
};

/* One mail of a Sent folder. The id is borrowed, with its angles, and so is to whom it went. */
struct own_mail {
    const char *id;
    size_t length;
    int64_t sent;   /* UNIX seconds */
    const char *to; /* addresses, a line feed behind each; NULL: not known */
    size_t to_length;
};

/* How far an index has come: where an INDEX errand goes on. */
struct own_mark {
    int64_t uidvalidity, uid;
    int64_t looked; /* when it was last complete, UNIX seconds; 0: never */
};

/* How it stands, for `status`. */
struct own_count {
    int64_t mails;
    int64_t oldest; /* 0: none */
};

/* The key, made from these random bytes where there is none yet; ret gets OWN_KEY bytes. Of all
 * these functions: false where the disk did not take or give it (journal->text says why). */
bool own_key(struct journal *journal, const unsigned char random[OWN_KEY],
             unsigned char ret[OWN_KEY]);

/* Is a mail of this Message-ID one of the account's own? Writes nothing. */
bool own_has(struct journal *journal, const unsigned char key[OWN_KEY],
             const char *account, const char *id, bool *ret);

/* What is kept of a Message-ID, an address or a domain: SHA-256 over key and text, cut. */
void own_hash(const unsigned char key[OWN_KEY], const char *text, size_t length,
              unsigned char ret[OWN_HASH]);

/* Adds these mails, counts once to whom they went (written.h), and moves the mark, in one
 * transaction. mark may be NULL. */
bool
own_add(struct journal *journal, const unsigned char key[OWN_KEY], const char *account,
        const struct own_mail *mails, size_t count, const struct own_mark *mark);

/* The mark; all 0 where there is none. */
bool own_mark(struct journal *journal, const char *account, struct own_mark *ret);

/* Forgets what is older than OWN_KEEP, and of the account all but the latest OWN_MOST. */
bool own_prune(struct journal *journal, const char *account, int64_t now);

bool own_count(struct journal *journal, const char *account, struct own_count *ret);

#endif
