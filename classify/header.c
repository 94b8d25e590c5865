/* header: the fields of a mail or a part, however bent (RFC 5322, section 2.2). */
#include "classify/header.h"

#include <stdint.h>
#include <string.h>

/* Does a field begin here? Gives the length of its name, 0 where none does, and where its
 * colon stands. */
static size_t
name_length(struct slice line, size_t *colon)
{
    size_t end = 0, i;
    for (; end < line.length; end++) {
        unsigned char c = line.at[end];
        if (c <= ' ' || c >= 0x7F || c == ':')
            break;
    }
    for (i = end; i < line.length; i++)
        if (line.at[i] != ' ' && line.at[i] != '\t')
            break;
    *colon = i;
    return i < line.length && line.at[i] == ':' ? end : 0;
}

/* "From ann@example.com Sat Nov 21 10:00:00", but not "From : ann@example.com". */
static bool
is_mbox_line(struct slice line)
{
    size_t colon;
    return (slice_starts(line, "from ") || slice_starts(line, ">from ")) &&
           name_length(line, &colon) == 0;
}

struct slice
header_split(struct slice part, struct slice *body)
{
    struct slice rest = part;
    while (rest.length > 0) {
        const unsigned char *start = rest.at;
        if (slice_line(&rest).length == 0) {
            *body = rest;
            return slice_to(part, (size_t)(start - part.at));
        }
    }
    *body = rest;
    return part;
}

struct slice
header_start(struct slice mail)
{
    struct slice rest = mail;
    while (rest.length > 0) {
        mail = rest;
        struct slice line = slice_line(&rest);
        if (slice_trim(line).length > 0 && !is_mbox_line(line))
            return mail;
    }
    return rest;
}

struct slice
header_open(struct slice mail, struct slice *body)
{
    return header_split(header_start(mail), body);
}

/* Takes the first line, whose colon stands there, and those folded behind it off rest. */
static struct slice
take_value(struct slice *rest, size_t colon)
{
    struct slice value = slice_from(*rest, colon + 1);
    slice_cut(rest, '\n');
    while (rest->length > 0 && (rest->at[0] == ' ' || rest->at[0] == '\t'))
        slice_cut(rest, '\n');
    return slice_trim(slice_to(value, (size_t)(rest->at - value.at)));
}

bool
header_take(struct slice *rest, struct header_field *field)
{
    size_t colon, length = name_length(*rest, &colon);
    if (length == 0) {
        slice_cut(rest, '\n');
        return false;
    }
    field->name = slice_to(*rest, length);
    field->value = take_value(rest, colon);
    return true;
}

bool
header_next(struct slice *rest, struct header_field *field)
{
    while (rest->length > 0)
        if (header_take(rest, field))
            return true;
    return false;
}

/* Only what begins with a name is taken apart: the other lines cost a memchr. */
static bool
find(struct slice header, const char *name, struct header_field *field)
{
    while (header.length > 0) {
        if (!slice_starts(header, name))
            slice_cut(&header, '\n');
        else if (header_take(&header, field) && slice_is(field->name, name))
            return true;
    }
    return false;
}

struct slice
header_find(struct slice header, const char *name)
{
    struct header_field field;
    return find(header, name, &field) ? field.value : (struct slice){0};
}

bool
header_has(struct slice header, const char *name)
{
    struct header_field field;
    return find(header, name, &field);
}

/* Which of the names the line's field has, and where its colon stands; NULL: none. */
static const char *const *
name_of(struct slice line, const char *const *names, size_t *colon)
{
    for (; *names; names++) {
        const char *name = *names;
        size_t i = 0;
        while (i < line.length && name[i] != '\0' &&
               slice_lower(line.at[i]) == (unsigned char)name[i])
            i++;
        if (name[i] != '\0')
            continue;
        while (i < line.length && (line.at[i] == ' ' || line.at[i] == '\t'))
            i++;
        *colon = i;
        if (i < line.length && line.at[i] == ':')
            return names;
    }
    return NULL;
}

void
header_pick(struct slice header, const char *const *names, struct slice *values)
{
    uint32_t second[32] = {0}, third[32] = {0}; /* letters, a bit each, by the first */
    for (size_t i = 0; names[i]; i++) {
        unsigned first = (unsigned char)names[i][0] & 31U;
        char last = names[i][2];
        second[first] |= UINT32_C(1) << (names[i][1] & 31);
        third[first] |= last != '\0' ? UINT32_C(1) << (last & 31) : UINT32_MAX;
        values[i] = (struct slice){0};
    }
    while (header.length > 2) {
        size_t colon;
        unsigned first = header.at[0] & 31U;
        bool may = second[first] >> (header.at[1] & 31) &
                   third[first] >> (header.at[2] & 31) & 1;
        const char *const *name = may ? name_of(header, names, &colon) : NULL;
        if (!name) {
            slice_cut(&header, '\n');
            continue;
        }
        struct slice value = take_value(&header, colon);
        if (!values[name - names].at)
            values[name - names] = value;
    }
}
