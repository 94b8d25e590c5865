/* fuzz_phrase: in any bytes the scan finds what trying each rule at each place finds. */
#include <stdint.h>
#include <string.h>

#include "classify/phrase.h"
#include "classify/rules.h"
#include "tests/classify/naive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    ROWS_MAX = 4096,
};

/* Does one of the alternatives fit somewhere, the naive way? */
static bool
fits(const char *pattern, const struct phrase_text *text)
{
    struct slice rest = slice_of(pattern);
    while (rest.length > 0) {
        struct slice one = slice_cut(&rest, '|');
        char alternative[256] = "";
        if (one.length >= sizeof alternative)
            __builtin_trap();
        memcpy(alternative, one.at, one.length);
        if (naive_count(alternative, text) > 0)
            return true;
    }
    return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool found_in[ROWS_MAX];
    struct phrase_text text;
    struct phrase_found found;
    size_t taken = phrase_prepare(&text, (struct slice){data, size});
    if (taken > size || text.length > PHRASE_TEXT_MAX + 1)
        __builtin_trap();
    memset(found_in, 0, sizeof found_in);
    struct phrase_scan scan = phrase_begin(&phrase_rules, &text);
    while (phrase_next(&scan, &found)) {
        if (!phrase_fits(&scan, &found))
            continue;
        if (found.start > found.place + 1 || found.end > text.length ||
            found.end <= found.start)
            __builtin_trap();
        found_in[found.phrase->row] = true;
    }
    for (size_t row = 0; row < ROWS_MAX && rules_pattern(row); row++)
        if (fits(rules_pattern(row), &text) != found_in[row])
            __builtin_trap();
    return 0;
}
