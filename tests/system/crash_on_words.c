/* crash_on_words: an ndrwatch-imap that dies of what a server says, for hostile_crash.py; linked with
 * --wrap=guard_feed into the tests' own program and into no other. */
#include <stdlib.h>
#include <string.h>

#include "imap/guard.h"

bool __real_guard_feed(struct guard *guard, const char *bytes, size_t length);
bool __wrap_guard_feed(struct guard *guard, const char *bytes, size_t length);

bool
__wrap_guard_feed(struct guard *guard, const char *bytes, size_t length)
{
    static const char words[] = "die of this";
    if (memmem(bytes, length, words, sizeof words - 1))
        abort();
    return __real_guard_feed(guard, bytes, length);
}
