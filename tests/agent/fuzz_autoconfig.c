/* Any bytes are an autoconfig page: what is read of one fits and can be shown. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/autoconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct finder found = {0};
    if (!autoconfig_read((const char *)bytes, length, "pat@example.org", &found))
        return 0;
    if (found.port == 0 || found.port > 65535 || found.host[0] == '\0')
        abort();
    for (const char *at = found.host; *at; at++)
        if (*at <= ' ' || *at >= 0x7f)
            abort();
    return 0;
}
