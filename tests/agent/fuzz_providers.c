/* Any bytes are providers or one fault with its line; and links lead to pages over TLS alone. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/providers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_row(const struct providers_row *row)
{
    static const enum providers_key links[] = {
        PROVIDERS_SUPPORT, PROVIDERS_HELP, PROVIDERS_ENABLE, PROVIDERS_APP_PASSWORD};
    if (!row->id || row->values[PROVIDERS_NAME][0] == '\0')
        abort();
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        const char *link = row->values[links[i]];
        bool none = *link == '\0' || strcmp(link, "none") == 0;
        if (!none && (strncmp(link, "https://", 8) != 0 || strpbrk(link, " @\\\"")))
            abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct providers providers = {0};
    struct providers_fault fault = {0};
    bool good = providers_read((const char *)data, size, &providers, &fault);
    if (good != (fault.text[0] == '\0') || (!good && providers.count > 0))
        abort();
    for (size_t i = 0; i < providers.count; i++) {
        check_row(&providers.rows[i]);
        providers_by_address(&providers, providers.rows[i].values[PROVIDERS_NAME]);
        providers_by_mx(&providers, providers.rows[i].values[PROVIDERS_MX]);
        providers_by_imap(&providers, providers.rows[i].id);
    }
    /* A second text replaces nothing of the first. */
    size_t count = providers.count;
    if (good && (!providers_read((const char *)data, size, &providers, &fault) ||
                 providers.count != count))
        abort();
    providers_free(&providers);
    return 0;
}
