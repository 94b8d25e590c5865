/* idna: the name of a domain as servers are asked for it. */
#include "agent/idna.h"

#include <idn2.h>
#include <stdint.h>
#include <string.h>

static bool
is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

bool
idna_name(const char *domain, char ret[LOOKUP_NAME_MAX])
{
    struct lookups tidied = {0};
    uint8_t *ascii = NULL;
    const char *name = domain;
    /* What servers know as a name is one, even where IDNA would not let it be made: "_dmarc". */
    if (!is_ascii(domain)) {
        if (strlen(domain) >= LOOKUP_NAME_MAX ||
            idn2_lookup_u8((const uint8_t *)domain, &ascii,
                           IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
            return false;
        name = (const char *)ascii;
    }
    bool good = lookups_add(&tidied, name, LOOKUP_MX);
    if (good)
        memcpy(ret, tidied.at[0].name, LOOKUP_NAME_MAX);
    lookups_free(&tidied);
    idn2_free(ascii);
    return good;
}
