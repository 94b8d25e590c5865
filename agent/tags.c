/* tags: "v=DMARC1; p=none; rua=…" taken apart, as DMARC and DKIM write their records. */
#include "agent/tags.h"

#include <stdio.h>
#include <string.h>

static const char BLANKS[] = " \t";

bool
tags_find(const char *record, const char *name, char *ret, size_t size)
{
    for (const char *at = record; *at != '\0';) {
        at += strspn(at, BLANKS);
        size_t whole = strcspn(at, ";"), left = strcspn(at, "=;");
        const char *value = at + left + (at[left] == '=');
        size_t length = strlen(name);
        bool found = at[left] == '=' && strncmp(at, name, length) == 0 &&
                     length + strspn(at + length, BLANKS) == left;
        if (found) {
            value += strspn(value, BLANKS);
            length = value < at + whole ? (size_t)(at + whole - value) : 0;
            while (length > 0 && strchr(BLANKS, value[length - 1]))
                length--;
            snprintf(ret, size, "%.*s", (int)length, value);
            return true;
        }
        at += whole + (at[whole] == ';');
    }
    return false;
}
