/* Whatever a report is, its excerpt never has the other recipient's address. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/excerpt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char secret[] = "anna@example.net";
    static const struct bounce_original original = {
        .message_id = "", .subject = "", .to = "", .from = "dorothy@example.org"};
    static const struct bounce_failure other = {
        .recipient = secret, .original_recipient = "", .final_recipient = ""};
    static const struct bounce_failure failure = {.next = &other,
                                                  .recipient = "pat@example.net",
                                                  .original_recipient = "",
                                                  .final_recipient = ""};
    static const struct bounce bounce = {.original = &original, .failures = &failure};
    size_t length;
    char *text = excerpt_make((const char *)data, size, &bounce, &failure, &length);
    if (!text || memmem(text, length, secret, sizeof secret - 1))
        abort();
    free(text);
    return 0;
}
