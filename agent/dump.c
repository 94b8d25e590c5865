/* dump: JSON as text, whole or not at all. */
#include "agent/dump.h"

#include <stdlib.h>

char *
dump(const json_t *json)
{
    size_t length = json ? json_dumpb(json, NULL, 0, JSON_COMPACT) : 0;
    char *text = length > 0 ? malloc(length + 1) : NULL;
    if (!text)
        return NULL;
    /* Measured once, written once: what needs memory in between (a list of what is being
     * written, against loops) makes one of them shorter. */
    if (json_dumpb(json, text, length, JSON_COMPACT) != length) {
        free(text);
        return NULL;
    }
    text[length] = '\0';
    return text;
}
