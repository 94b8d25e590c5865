/* clip: texts cut to so many characters. They are valid UTF-8. */
#include "notify/clip.h"

#include <stdio.h>
#include <string.h>

size_t
clip_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

size_t
clip_bytes(const char *text, size_t count)
{
    size_t at = 0;
    while (text[at] && (((unsigned char)text[at] & 0xc0) == 0x80 || count-- > 0))
        at++;
    return at;
}

void
clip_words(char *text, size_t room, size_t most)
{
    if (clip_characters(text) <= most)
        return;
    size_t end = clip_bytes(text, most - 1), blank = end;
    while (blank > 0 && text[blank] != ' ')
        blank--;
    if (blank > end / 2)
        end = blank;
    snprintf(text + end, room - end, "…");
}

void
clip_address(char *out, size_t room, const char *address, size_t most)
{
    const char *at = strrchr(address, '@');
    size_t domain = at ? clip_characters(at) : 0;
    if (clip_characters(address) > most && at && domain + 2 <= most)
        snprintf(out, room, "%.*s…%s", (int)clip_bytes(address, most - domain - 1),
                 address, at);
    else if (clip_characters(address) > most)
        snprintf(out, room, "%.*s…", (int)clip_bytes(address, most - 1), address);
    else
        snprintf(out, room, "%s", address);
}
