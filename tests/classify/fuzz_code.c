/* fuzz_code: codes found in any bytes are codes, and are found again in their own words. */
#include <stdint.h>

#include "classify/address.h"
#include "classify/code.h"
#include "classify/date.h"
#include "classify/reply.h"
#include "tests/support/promise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_code(struct bounce_code code)
{
    PROMISE(code.reply == 0 || (code.reply >= 400 && code.reply <= 599));
    PROMISE(code.group == 0 || code.group == 2 || code.group == 4 || code.group == 5);
    PROMISE(code.subject <= 999 && code.detail <= 999);
    PROMISE(code_any(code) == (code.reply > 0 || code.group > 0));
    if (code.group == 0)
        return;
    char words[16];
    struct pen pen = {.out = words, .size = sizeof words};
    code_put_status(code, &pen);
    pen_end(&pen);
    struct bounce_code again = code_status(slice_of(words));
    PROMISE(again.group == code.group && again.subject == code.subject &&
            again.detail == code.detail);
    PROMISE(code_leads(slice_of(words)));
}

static void
check_within(struct slice part, struct slice whole)
{
    PROMISE(part.length == 0 ||
            (part.at >= whole.at && part.at + part.length <= whole.at + whole.length));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {data, size};
    check_code(code_read(text));
    check_code(code_status(text));
    if (code_leads(text))
        PROMISE(code_any(code_read(text)));
    /* What stands beside codes: addresses, dates, wrapped replies. */
    struct slice address;
    for (struct slice rest = text; address_next(&rest, &address);)
        check_within(address, text);
    int64_t when = 0;
    int zone = 0;
    date_read(text, &when, &zone);
    PROMISE(zone > -24 * 60 && zone < 24 * 60);
    struct reply reply = reply_read(text);
    check_within(reply.said, text);
    check_within(reply.by, text);
    check_within(reply.tried_host, text);
    check_within(reply.tried_address, text);
    return 0;
}
