/* header: the fields of a mail or a part, however bent (RFC 5322, section 2.2). */
#include "classify/header.h"

#include <stdint.h>
#include <string.h>

// clang-format off
#define NAME(name) sizeof name - 1, name
/* also: another that begins with the same three letters. */
static const struct name { unsigned char length; char name[47]; enum header_name also; } names[] = {
    [HEADER_AUTO_SUBMITTED] = {NAME("auto-submitted"), 0},
    [HEADER_CONTENT_TYPE] = {NAME("content-type"), HEADER_CONTENT_TRANSFER_ENCODING},
    [HEADER_CONTENT_TRANSFER_ENCODING] = {NAME("content-transfer-encoding"), 0},
    [HEADER_DATE] = {NAME("date"), 0},
    [HEADER_FROM] = {NAME("from"), 0},
    [HEADER_IN_REPLY_TO] = {NAME("in-reply-to"), 0},
    [HEADER_LIST_ID] = {NAME("list-id"), HEADER_LIST_UNSUBSCRIBE},
    [HEADER_LIST_UNSUBSCRIBE] = {NAME("list-unsubscribe"), 0},
    [HEADER_MESSAGE_ID] = {NAME("message-id"), 0},
    [HEADER_PRECEDENCE] = {NAME("precedence"), 0},
    [HEADER_RECEIVED] = {NAME("received"), 0},
    [HEADER_REFERENCES] = {NAME("references"), 0},
    [HEADER_RETURN_PATH] = {NAME("return-path"), 0},
    [HEADER_SUBJECT] = {NAME("subject"), 0},
    [HEADER_TO] = {NAME("to"), 0},
    [HEADER_USER_AGENT] = {NAME("user-agent"), 0},
    [HEADER_X_AMZ_SNS_MESSAGE_ID] = {NAME("x-amz-sns-message-id"), 0},
    [HEADER_X_FAILED_RECIPIENTS] = {NAME("x-failed-recipients"), 0},
    [HEADER_X_MS_EMBEDDED_REPORT] = {NAME("x-ms-embedded-report"), HEADER_X_MS_EXCHANGE_MESSAGE_IS_NDR},
    [HEADER_X_MS_EXCHANGE_MESSAGE_IS_NDR] = {NAME("x-ms-exchange-message-is-ndr"),
                                             HEADER_X_MS_EXCHANGE_ORGANIZATION_EXPIRATION_INTERVAL},
    [HEADER_X_MS_EXCHANGE_ORGANIZATION_EXPIRATION_INTERVAL] =
        {NAME("x-ms-exchange-organization-expirationinterval"), 0},
};

/* A place for each three letters, in either case, that names here begin with: the factors give
 * each a place of its own (the compiler says so where they do not), and common names none. */
enum { STARTS = 128 };
#define START(a, b, c) ((((a) & 31) * 18 + ((b) & 31) * 59 + ((c) & 31)) % STARTS)
static const unsigned char starts[STARTS] = {
    [START('a', 'u', 't')] = HEADER_AUTO_SUBMITTED, [START('c', 'o', 'n')] = HEADER_CONTENT_TYPE,
    [START('d', 'a', 't')] = HEADER_DATE, [START('f', 'r', 'o')] = HEADER_FROM,
    [START('i', 'n', '-')] = HEADER_IN_REPLY_TO, [START('l', 'i', 's')] = HEADER_LIST_ID,
    [START('m', 'e', 's')] = HEADER_MESSAGE_ID, [START('p', 'r', 'e')] = HEADER_PRECEDENCE,
    [START('r', 'e', 'c')] = HEADER_RECEIVED, [START('r', 'e', 'f')] = HEADER_REFERENCES,
    [START('r', 'e', 't')] = HEADER_RETURN_PATH, [START('s', 'u', 'b')] = HEADER_SUBJECT,
    [START('t', 'o', ':')] = HEADER_TO, [START('t', 'o', ' ')] = HEADER_TO,
    [START('t', 'o', '\t')] = HEADER_TO, [START('u', 's', 'e')] = HEADER_USER_AGENT,
    [START('x', '-', 'a')] = HEADER_X_AMZ_SNS_MESSAGE_ID, [START('x', '-', 'f')] = HEADER_X_FAILED_RECIPIENTS,
    [START('x', '-', 'm')] = HEADER_X_MS_EMBEDDED_REPORT,
};
// clang-format on

const char *
header_spelled(enum header_name name)
{
    return names[name].name;
}

/* May it stand between a name and its colon, or before a folded line? */
static bool
is_gap(unsigned char c)
{
    return c == ' ' || c == '\t';
}

/* Is the line, which begins and ends there, blank? */
static bool
is_blank(struct slice text, size_t line, size_t end)
{
    while (line < end && text.at[line] == '\r')
        line++;
    return line == end || text.at[line] == '\n';
}

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

/* The mail's lines up to the blank one, none of them read. */
struct slice
header_split(struct slice part, struct slice *body)
{
    struct lines_walk lines;
    size_t line = 0, end;
    for (lines_begin(&lines, part); line < part.length; line = end) {
        end = lines_next(&lines);
        if (part.at[line] > '\r' || !is_blank(part, line, end))
            continue;
        *body = slice_from(part, end);
        return slice_to(part, line);
    }
    *body = slice_from(part, part.length);
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

struct slice
header_find(struct slice header, const char *name)
{
    struct header_field field;
    while (header_next(&header, &field))
        if (slice_is(field.name, name))
            return field.value;
    return (struct slice){0};
}

/* Which of the known fields a line begins; and where its colon stands. */
static enum header_name
recognise(struct slice line, size_t *colon)
{
    if (line.length < 3)
        return HEADER_NONE;
    enum header_name name = starts[START(line.at[0], line.at[1], line.at[2])];
    for (; name != HEADER_NONE; name = names[name].also) {
        size_t i = names[name].length;
        if (i >= line.length || (line.at[i] != ':' && !is_gap(line.at[i])) ||
            !slice_fits(line.at, names[name].name, i))
            continue;
        while (i < line.length && is_gap(line.at[i]))
            i++;
        *colon = i;
        if (i < line.length && line.at[i] == ':')
            return name;
    }
    return HEADER_NONE;
}

void
header_begin(struct header_walk *walk, struct slice part)
{
    *walk = (struct header_walk){.body = slice_from(part, part.length)};
    lines_begin(&walk->lines, part);
}

enum header_name
header_known(struct header_walk *walk, struct slice *value)
{
    const struct slice text = walk->lines.text;
    size_t line = walk->line, end, colon;
    for (; line < text.length; line = end) {
        const struct slice rest = {text.at + line, text.length - line};
        enum header_name name = recognise(rest, &colon);
        end = lines_next(&walk->lines);
        if (name != HEADER_NONE) {
            while (end < text.length && is_gap(text.at[end]))
                end = lines_next(&walk->lines);
            size_t start = line + colon + 1;
            start += start + 1 < end && text.at[start] == ' ' &&
                     text.at[start + 1] > ' ';
            *value = slice_trim(lines_bare(text, start, end));
            walk->line = end;
            return name;
        }
        if (text.at[line] <= '\r' && is_blank(text, line, end)) {
            walk->body = slice_from(text, end);
            break;
        }
    }
    walk->line = line;
    return HEADER_NONE;
}

void
header_end(const struct header_walk *walk, struct header *header)
{
    header->bytes = slice_to(walk->lines.text, walk->line);
    header->body = walk->body;
}

void
header_read(struct slice part, struct header *header)
{
    struct header_walk walk;
    struct slice value;
    enum header_name name;
    *header = (struct header){0};
    header_begin(&walk, part);
    while ((name = header_known(&walk, &value)) != HEADER_NONE)
        if (!header->fields[name].at)
            header->fields[name] = value;
    header_end(&walk, header);
}

bool
header_is_mail(const struct header *header)
{
    const struct slice *fields = header->fields;
    return fields[HEADER_MESSAGE_ID].at || fields[HEADER_FROM].at ||
           fields[HEADER_RECEIVED].at;
}
