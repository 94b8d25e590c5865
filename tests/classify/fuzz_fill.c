/* Fuzz target: any template over any facts. Line 1 to 8 are the facts, the rest is the
 * template. What bounce_fill promises is checked on each: the length is the same for any
 * buffer, the end is a NUL at a character's border, and the sentences of a cause fill. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "classify/advise.h"
#include "classify/bounce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    LINES = 8,
    TEXT_MAX = BOUNCE_TEXT_MAX - 1,
    OUT = 1 << 20
};

/* Takes a line off as the text struct bounce would hold: bounded, of ASCII. */
static char *
take_line(const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size ? memchr(*data, '\n', *size) : NULL;
    size_t length = end ? (size_t)(end - *data) : *size;
    size_t kept = length < TEXT_MAX ? length : TEXT_MAX;
    char *line = malloc(kept + 1);
    if (!line)
        abort();
    for (size_t i = 0; i < kept; i++)
        line[i] = (*data)[i] >= 0x20 && (*data)[i] < 0x7f ? (char)(*data)[i] : '?';
    line[kept] = '\0';
    *data += length + (end != NULL);
    *size -= length + (end != NULL);
    return line;
}

static void
fill_checked(const char *words, const struct bounce *bounce,
             const struct bounce_moment *moment)
{
    static char out[OUT];
    const struct bounce_failure *failure = bounce->failures;
    size_t length = bounce_fill(words, bounce, failure, moment, out, sizeof out);
    if (strlen(out) != (length < sizeof out ? length : sizeof out - 1))
        abort();
    char small[17];
    if (bounce_fill(words, bounce, failure, moment, small, sizeof small) != length ||
        strlen(small) >= sizeof small || memcmp(small, out, strlen(small)) != 0)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t numbers[4] = {0};
    if (size < sizeof numbers)
        return 0;
    memcpy(numbers, data, sizeof numbers);
    data += sizeof numbers;
    size -= sizeof numbers;
    char *lines[LINES];
    for (size_t i = 0; i < LINES; i++)
        lines[i] = take_line(&data, &size);
    char *words = malloc(size + 1);
    if (!words)
        abort();
    if (size > 0)
        memcpy(words, data, size);
    words[size] = '\0';

    struct bounce_original original = {
        .message_id = lines[0], .subject = lines[1], .to = "", .from = lines[2]};
    struct bounce_failure failure = {
        .kind = (enum bounce_kind)((uint64_t)numbers[3] % 5),
        .recipient = lines[3],
        .original_recipient = lines[4],
        .action = "",
        .status = lines[5],
        .diagnostic = lines[6],
        .said = lines[7],
        .said_by = lines[6],
        .remote_mta = "",
        .tried_host = lines[5],
        .tried_address = lines[4],
        .tries_until = numbers[2],
        .code = {.reply = (uint16_t)numbers[2], .group = (uint16_t)numbers[1]},
    };
    struct bounce bounce = {
        .kind = failure.kind,
        .reporter = lines[5],
        .message_id = "",
        .reported = numbers[0],
        .arrived = numbers[1],
        .zone = (int)numbers[3],
        .patience = numbers[2],
        .original = &original,
        .failures = &failure,
        .failures_seen = 1,
        .own_provider = lines[2],
    };
    struct bounce_past past = {
        .size = sizeof past,
        .count = (uint32_t)numbers[0],
        .days = (uint32_t)numbers[1],
        .since = numbers[1],
        .lasting = numbers[0] % 2 != 0,
        .worked = numbers[3],
        .written = (uint32_t)numbers[2],
        .suggestion = lines[4],
        .other_way = numbers[1] % 2 != 0 ? lines[5] : NULL,
    };
    struct bounce_person person = {
        .size = sizeof person,
        .office = numbers[2] % 2 != 0,
        .admin = lines[2],
        .support = lines[0],
        .their_support = lines[1],
    };
    struct bounce_moment moment = {
        .size = sizeof moment, .now = numbers[2], .past = &past, .person = &person};
    fill_checked(words, &bounce, &moment);
    fill_checked(words, &bounce, NULL);
    for (int i = 0; i < ADVISE_CAUSES; i++) {
        const struct bounce_advice *advice = bounce_advise((enum bounce_cause)i,
                                                           BOUNCE_FOR_SENDER);
        char headline[4 * BOUNCE_HEADLINE_MAX + 1];
        size_t length = bounce_headline(advice, &bounce, &failure, NULL, headline,
                                        sizeof headline);
        if (length == 0 || length >= sizeof headline)
            abort();
    }
    for (size_t i = 0; i < LINES; i++)
        free(lines[i]);
    free(words);
    return 0;
}
