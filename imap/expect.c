/* expect: is a new mail from somebody whose answer is waited for? */
#include "imap/expect.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
expect_free(struct expect *expect)
{
    free(expect->list);
    *expect = (struct expect){0};
}

bool
expect_set(struct expect *expect, struct message_bytes list)
{
    expect_free(expect);
    if (list.length == 0)
        return true;
    expect->list = malloc(list.length);
    if (!expect->list)
        return false;
    memcpy(expect->list, list.at, list.length);
    expect->length = list.length;
    return true;
}

/* The value of the first field of that name, with the lines that continue it. */
static struct message_bytes
find_field(struct message_bytes header, const char *name)
{
    const char *at = header.at, *end = header.at + header.length;
    size_t length = strlen(name);
    while (at < end) {
        const char *stop = at, *line;
        do {
            line = memchr(stop, '\n', (size_t)(end - stop));
            stop = line ? line + 1 : end;
        } while (stop < end && (*stop == ' ' || *stop == '\t'));
        if ((size_t)(stop - at) > length && at[length] == ':' &&
            strncasecmp(at, name, length) == 0)
            return (struct message_bytes){at + length + 1,
                                          (size_t)(stop - at) - length - 1};
        at = stop;
    }
    return (struct message_bytes){"", 0};
}

/* Is it of an address or a Message-ID that stands by itself? */
static bool
is_plain(char letter)
{
    return letter > ' ' && letter != '<' && letter != '>' && letter != ',' &&
           letter != '"';
}

/* The stretch of such letters around an @. */
static struct message_bytes
around_at(struct message_bytes value)
{
    const char *at = value.length > 0 ? memchr(value.at, '@', value.length) : NULL;
    if (!at)
        return (struct message_bytes){"", 0};
    const char *first = at, *last = at;
    while (first > value.at && is_plain(first[-1]))
        first--;
    while (last + 1 < value.at + value.length && is_plain(last[1]))
        last++;
    return (struct message_bytes){first, (size_t)(last - first) + 1};
}

/* What From says in its last brackets, before which a name may say anything; else as it is. */
static struct message_bytes
address_of(struct message_bytes from)
{
    for (size_t i = from.length; i > 0; i--)
        if (from.at[i - 1] == '<')
            return around_at((struct message_bytes){from.at + i, from.length - i});
    return around_at(from);
}

static bool
is_listed(const struct expect *expect, struct message_bytes address)
{
    const char *at = expect->list, *end = expect->list + expect->length;
    while (at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((line ? line : end) - at);
        if (length == address.length && strncasecmp(at, address.at, length) == 0)
            return true;
        at += length + 1;
    }
    return false;
}

/* Its first Message-ID, with its brackets. */
static struct message_bytes
first_id(struct message_bytes value)
{
    const char *open = value.length > 0 ? memchr(value.at, '<', value.length) : NULL;
    size_t left = open ? value.length - (size_t)(open - value.at) : 0;
    const char *close = open ? memchr(open, '>', left) : NULL;
    if (!close || (size_t)(close - open) >= MESSAGE_TERM_MAX)
        return (struct message_bytes){"", 0};
    return (struct message_bytes){open, (size_t)(close - open) + 1};
}

bool
expect_fits(const struct expect *expect, struct message_bytes header,
            struct message_came *ret)
{
    if (expect->length == 0)
        return false;
    struct message_bytes from = address_of(find_field(header, "From"));
    if (from.length == 0 || from.length > MESSAGE_TERM_MAX || !is_listed(expect, from))
        return false;
    ret->from = from;
    ret->answers = first_id(find_field(header, "In-Reply-To"));
    return true;
}
