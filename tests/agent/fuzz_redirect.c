/* What a browser, or somebody else, sends to the port that waits for a sign-in; and a paste. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/redirect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const char *query, size_t length)
{
    static struct redirect redirect;
    enum redirect_result result = redirect_read(
        query, length, "s-1", "https://a.example/{tenant}/", &redirect);
    if ((result == REDIRECT_CODE) != (redirect.code[0] != '\0') ||
        (result == REDIRECT_DENIED) != (redirect.error[0] != '\0'))
        abort();
    if (result != REDIRECT_FOREIGN && !memmem(query, length, "state=", 6))
        abort();
    for (const char *at = redirect.code; *at; at++)
        if (*at < ' ' || *at > '~')
            abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t length = 0;
    const char *query = redirect_request(text, size, 4000, &length);
    if (query && (query < text || query + length > text + size))
        abort();
    if (query)
        check(query, length);
    check(text, size);
    char *copy = strndup(text, size);
    query = copy ? redirect_pasted(copy, &length) : NULL;
    if (query)
        check(query, length);
    free(copy);
    return 0;
}
