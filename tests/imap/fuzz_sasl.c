/* fuzz_sasl: any reason of a server, any user and any secret: one line at a time, no more than fits. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "imap/challenge.h"
#include "imap/sasl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A line ends where it ends, and nowhere else. */
static void
check_line(const char *at, size_t length)
{
    if (length < 2 || memchr(at, '\r', length - 2) || memchr(at, '\n', length - 1) ||
        memcmp(at + length - 2, "\r\n", 2) != 0)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sasl sasl;
    struct challenge why;
    const char *at = (const char *)data, *reason = "";
    if (size < 2)
        return 0;
    const unsigned bits = data[0];
    size_t user = data[1] <= size - 2 ? data[1] : size - 2;
    const struct sasl_offer offer = {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0,
                                     (bits & 8) != 0, (bits & 16) != 0};
    const struct sasl_proof proof = {.user = {at + 2, user},
                                     .secret = {at + 2 + user, size - 2 - user},
                                     .token = (bits & 32) != 0,
                                     .host = "imap.example.org",
                                     .port = 993};
    const struct message_bytes words = {at + 2, size - 2};
    if (sasl_make(&offer, &proof, &sasl, &reason)) {
        check_line(sasl.first, sasl.first_length);
        if (proof.token && strncmp(sasl.first, "AUTHENTICATE ", 13) != 0)
            abort();
        for (int i = 0; i < 4; i++) {
            struct message_bytes next = sasl_next(&sasl, words);
            check_line(next.at, next.length);
        }
    }
    if (!challenge_read(words, &why) && (why.status[0] || why.scope[0]))
        abort();
    for (const char *c = why.scope; *c; c++)
        if (*c < ' ' || *c > '~')
            abort();
    return 0;
}
