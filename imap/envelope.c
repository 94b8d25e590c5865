/* envelope: what the index of sent mail takes of a mail's header. */
#include "imap/envelope.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Takes the next field, with its folded lines, off rest. false: there is none. */
static bool
next_field(struct message_bytes *rest, struct message_bytes *field)
{
    size_t end = 0;
    if (rest->length == 0)
        return false;
    do {
        const char *line = memchr(rest->at + end, '\n', rest->length - end);
        end = line ? (size_t)(line + 1 - rest->at) : rest->length;
    } while (end < rest->length && (rest->at[end] == ' ' || rest->at[end] == '\t'));
    *field = (struct message_bytes){rest->at, end};
    rest->at += end;
    rest->length -= end;
    return true;
}

/* Takes the name, "To:", off a field; false: it is another one. */
static bool
has_name(struct message_bytes *field, const char *name)
{
    size_t length = strlen(name);
    if (field->length < length || strncasecmp(field->at, name, length) != 0)
        return false;
    field->at += length;
    field->length -= length;
    return true;
}

/* ---- Message-ID ---- */

static struct message_bytes
id_of(struct message_bytes value)
{
    const struct message_bytes none = {"", 0};
    const char *end = value.at + value.length;
    const char *open = value.length > 0 ? memchr(value.at, '<', value.length) : NULL;
    const char *close = open ? memchr(open, '>', (size_t)(end - open)) : NULL;
    for (const char *p = open; close && p < close; p++)
        if (*p <= ' ' || *p == 0x7f)
            return none;
    if (!close || close + 1 - open > MESSAGE_TERM_MAX)
        return none;
    return (struct message_bytes){open, (size_t)(close + 1 - open)};
}

struct message_bytes
envelope_id(struct message_bytes header)
{
    struct message_bytes field;
    while (next_field(&header, &field))
        if (has_name(&field, "Message-ID:"))
            return id_of(field);
    return (struct message_bytes){"", 0};
}

/* ---- addresses ---- */

/* What stands between addresses; so does all that is no printable ASCII or UTF-8. */
static bool
parts(char c)
{
    return ((unsigned char)c <= ' ') || c == 0x7f || strchr("<>,;:\"()[]\\", c);
}

/* One that could have been typed: an @, with something before and behind it. */
static bool
is_address(struct message_bytes word)
{
    const char *at = word.length > 0 ? memchr(word.at, '@', word.length) : NULL;
    size_t local = at ? (size_t)(at - word.at) : 0;
    return local > 0 && local + 1 < word.length &&
           word.length <= ENVELOPE_ADDRESS_MAX &&
           !memchr(at + 1, '@', word.length - local - 1);
}

/* Steps over a quoted text or a comment; false: there is none here. Without its end it goes to
 * the end of the field: nothing behind it can be trusted. */
static bool
step_over(struct message_bytes field, size_t *i)
{
    char open = field.at[*i];
    size_t depth = 1;
    if (open != '"' && open != '(')
        return false;
    for (++*i; *i < field.length && depth > 0; ++*i) {
        char c = field.at[*i];
        if (c == '\\')
            ++*i;
        else if (open == '(' && c == '(')
            depth++;
        else if (c == (open == '(' ? ')' : '"'))
            depth--;
    }
    return true;
}

static size_t
add_field(struct message_bytes field, char out[MESSAGE_TO_MAX], size_t length)
{
    size_t i = 0;
    while (i < field.length) {
        if (step_over(field, &i))
            continue;
        size_t start = i;
        while (i < field.length && !parts(field.at[i]))
            i++;
        struct message_bytes word = {field.at + start, i - start};
        if (is_address(word) && i < field.length && /* at its end it is cut */
            word.length + 1 <= MESSAGE_TO_MAX - length) {
            memcpy(out + length, word.at, word.length);
            length += word.length;
            out[length++] = '\n';
        }
        i += i == start;
    }
    return length;
}

size_t
envelope_to(struct message_bytes header, char out[MESSAGE_TO_MAX])
{
    struct message_bytes field;
    size_t length = 0;
    while (next_field(&header, &field))
        if (has_name(&field, "To:") || has_name(&field, "Cc:"))
            length = add_field(field, out, length);
    return length;
}
