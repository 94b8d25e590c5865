/* fuzz_phrase: in any bytes the scan finds what trying a rule at each place finds. The first
 * byte says which rules: to try all of them takes a hundred times as long as the scan. */
#include <stdint.h>
#include <string.h>

#include "classify/phrase.h"
#include "classify/rules.h"
#include "tests/classify/naive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    ROWS_MAX = 4096,
    ROWS_TRIED = 8,
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
    struct phrase_text text, want;
    struct phrase_found found;
    struct slice words = {data, size};
    size_t taken = phrase_prepare(&text, words);
    if (taken > size || text.length > PHRASE_TEXT_MAX + 1 ||
        naive_prepare(&want, words) != taken || want.length != text.length ||
        memcmp(want.at, text.at, want.length) != 0)
        __builtin_trap();
    memset(found_in, 0, sizeof found_in);
    struct phrase_scan scan;
    phrase_begin(&scan, &phrase_rules, &text);
    while (phrase_next(&scan, &found)) {
        if (!phrase_fits(&scan, &found))
            continue;
        if (found.start > found.place + 1 || found.end > text.length ||
            found.end <= found.start)
            __builtin_trap();
        found_in[found.phrase->row] = true;
    }
    size_t count = 0;
    while (rules_pattern(count))
        count++;
    size_t first = size > 0 ? (size_t)data[0] * ROWS_TRIED % count : 0;
    for (size_t row = first; row < first + ROWS_TRIED && rules_pattern(row); row++)
        if (fits(rules_pattern(row), &text) != found_in[row])
            __builtin_trap();
    return 0;
}
