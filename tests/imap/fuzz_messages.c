/* fuzz_messages: any bytes at all through the frame reader and every payload reader. */
#include <stdint.h>
#include <stdlib.h>

#include "imap/messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Touches what a reader hands out, so that a sanitizer sees a wrong pointer. */
static unsigned
touch(struct message_bytes bytes)
{
    unsigned sum = 0;
    for (size_t i = 0; i < bytes.length; i++)
        sum += (unsigned char)bytes.at[i];
    return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data;
    unsigned sum = 0;
    struct message m;
    for (size_t used = 0; message_next(at, size, &m, &used) == MESSAGE_GOOD;) {
        if (used < MESSAGE_HEADER || used > size)
            abort();
        struct message_watch watch;
        struct message_need need;
        struct message_secret secret;
        struct message_state state;
        struct message_mail mail;
        struct message_seen seen;
        struct message_cage cage;
        struct message_trust trust;
        if (message_read_watch(&m, &watch))
            sum += touch(watch.name) + touch(watch.host) + touch(watch.user) +
                   touch(watch.mailbox) + touch(watch.ca_file);
        if (message_read_need(&m, &need))
            sum += (unsigned)need.stale;
        if (message_read_secret(&m, &secret))
            sum += touch(secret.secret) + touch(secret.why) + touch(secret.user);
        if (message_read_state(&m, &state))
            sum += touch(state.text);
        if (message_read_mail(&m, &mail))
            sum += touch(mail.bytes);
        if (message_read_seen(&m, &seen))
            sum += (unsigned)seen.uid;
        if (message_read_cage(&m, &cage))
            sum += (unsigned)cage.layers;
        if (message_read_trust(&m, &trust))
            sum += touch(trust.ca_file) + touch(trust.pem) + touch(trust.why);
        at += used;
        size -= used;
    }
    volatile unsigned all = sum; /* so that no reading is left out */
    (void)all;
    return 0;
}
