/* fuzz_text: any bytes become text. The first byte says the charset, the second what a
 * lent converter does; the rest is read in every way there is. */
#include <stdint.h>
#include <string.h>

#include "classify/text.h"
#include "tests/support/promise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const charsets[] = {"",           "utf-8",        "us-ascii",
                                       "iso-8859-1", "windows-1252", "iso-8859-15",
                                       "koi8-r",     "iso-2022-jp"};

struct lender {
    uint8_t how;
    bool asked;
};

/* Converters of other people: honest, declining, boasting, and one of odd bytes. */
static size_t
convert(void *context, const char *charset, const void *in, size_t length, char *out,
        size_t room)
{
    struct lender *lender = context;
    lender->asked = true;
    PROMISE(charset[0] != '\0' && length > 0);
    switch (lender->how % 4) {
    case 0:
        memcpy(out, in, length < room ? length : room);
        return length < room ? length : room;
    case 1:
        return 0;
    case 2:
        return room + 1;
    default:
        memset(out, 0xC3, room);
        return room;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct arena arena = {0};
    struct lender lender = {.how = data[1]};
    struct bounce_options options = {
        .size = sizeof options, .convert = convert, .context = &lender};
    struct slice bytes = {data + 2, size - 2};
    struct slice charset = slice_of(charsets[data[0] % 8]);

    promise_text(text_keep(&arena, bytes));
    promise_text(text_keep(&arena, text_decode(&arena, bytes, &options)));
    lender.asked = false;
    struct slice made = text_utf8(&arena, bytes, charset, &options);
    promise_text(text_keep(&arena, made));
    if (!lender.asked && made.at != bytes.at) /* made by us */
        promise_utf8(made.at, made.length);
    PROMISE(!arena.failed);
    arena_free(&arena);
    return 0;
}
