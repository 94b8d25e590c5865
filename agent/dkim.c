/* dkim: is the key there with which a mail was signed? */
#include "agent/dkim.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agent/tags.h"

enum {
    /* Around an RSA key of n bits stand 12 bytes (RFC 8017, A.1.1), and mostly 22 more; one of
     * 768 bits has 130 at most. */
    RSA_LEAST_BYTES = DKIM_RSA_LEAST / 8 + 8,
    ED25519_BYTES = 32 /* RFC 8463 */
};

/* How many bytes a text in base64 stands for; 0: it is none. Blanks within count for nothing. */
static size_t
decoded(const char *text)
{
    size_t letters = 0, fill = 0;
    for (const char *at = text; *at; at++) {
        bool plain = (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z') ||
                     (*at >= '0' && *at <= '9') || *at == '+' || *at == '/';
        if (*at == ' ' || *at == '\t')
            continue;
        if (*at == '=')
            fill++;
        else if (!plain || fill > 0)
            return 0;
        letters += plain;
    }
    return fill > 2 ? 0 : letters * 3 / 4;
}

static enum dkim_state
judge(const char *record)
{
    char value[LOOKUP_RECORD_MAX], type[12] = "rsa";
    if (strlen(record) == LOOKUP_RECORD_MAX - 1)
        return DKIM_UNKNOWN;
    if (tags_find(record, "v", value, sizeof value) && strcmp(value, "DKIM1") != 0)
        return DKIM_BROKEN;
    tags_find(record, "k", type, sizeof type);
    if (!tags_find(record, "p", value, sizeof value))
        return DKIM_BROKEN;
    if (value[0] == '\0')
        return DKIM_REVOKED;
    size_t bytes = decoded(value);
    if (strcasecmp(type, "ed25519") == 0)
        return bytes == ED25519_BYTES ? DKIM_SOUND : DKIM_BROKEN;
    if (strcasecmp(type, "rsa") != 0 || bytes == 0)
        return DKIM_BROKEN;
    return bytes < RSA_LEAST_BYTES ? DKIM_SHORT : DKIM_SOUND;
}

struct dkim
dkim_read(const char *key, struct lookups *set)
{
    struct dkim dkim = {.state = DKIM_UNKNOWN};
    if (!lookups_add(set, key, LOOKUP_TXT))
        return dkim;
    const struct lookup *texts = lookups_find(set, key, LOOKUP_TXT);
    if (texts->outcome == LOOKUP_NOTHING || texts->outcome == LOOKUP_NO_NAME)
        dkim.state = DKIM_NONE;
    if (texts->outcome != LOOKUP_FOUND)
        return dkim;
    snprintf(dkim.record, sizeof dkim.record, "%s", texts->records[0]);
    dkim.state = texts->count > 1 ? DKIM_SEVERAL : judge(dkim.record);
    return dkim;
}
