/* The first byte says what was asked; the rest is the answer. What is kept is in bounds and
 * printable, and only of what was read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/net/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct lookup *lookup, enum dns_result result)
{
    if (result != DNS_READ) {
        if (lookup->outcome != LOOKUP_OPEN || lookup->count > 0)
            abort();
        return;
    }
    if (lookup->outcome == LOOKUP_OPEN ||
        (lookup->outcome == LOOKUP_FOUND) != (lookup->count > 0) ||
        lookup->count > LOOKUP_RECORDS_MAX)
        abort();
    for (size_t i = 0; i < lookup->count; i++) {
        if (strlen(lookup->records[i]) >= LOOKUP_RECORD_MAX)
            abort();
        for (const char *p = lookup->records[i]; *p; p++)
            if (*p < ' ' || *p > '~')
                abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    struct lookup lookup = {.name = "fine.example",
                            .type = (enum lookup_type)(data[0] % LOOKUP_TYPES)};
    check(&lookup,
          dns_answer(data + 1, size - 1, (uint16_t)(data[1] << 8 | data[2]), &lookup));
    lookup_clear(&lookup);
    return 0;
}
