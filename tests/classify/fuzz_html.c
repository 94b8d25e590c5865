/* fuzz_html: any bytes are a page. What is seen is never longer, and no tag hides in what
 * is not escaped; the page is the arena's in one reading and ours in the other. */
#include <stdint.h>
#include <string.h>

#include "classify/html.h"
#include "tests/support/promise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct slice page = {data, size};
    unsigned char *own = arena_take(&arena, size + 1);
    PROMISE(own);
    if (size > 0)
        memcpy(own, data, size);
    struct slice seen = html_text(&arena, page);
    struct slice again = html_text(&arena, (struct slice){own, size});
    PROMISE(seen.length <= size);
    PROMISE(seen.length == again.length);
    PROMISE(seen.length == 0 || memcmp(seen.at, again.at, seen.length) == 0);
    PROMISE(!arena.failed);
    arena_free(&arena);
    return 0;
}
