/* redraft: of the mail that a returned mail brings back, a draft to be sent again. */
#include <stdlib.h>
#include <string.h>

#include "classify/arena.h"
#include "classify/bounce.h"
#include "classify/header.h"
#include "classify/mime.h"
#include "classify/parameter.h"
#include "classify/slice.h"

/* What a sender writes himself and a new copy needs. All else is of the journey that failed
 * (Received, DKIM-Signature, Authentication-Results), names others (Cc, Bcc), or is given anew by
 * the mail program (Date, Message-ID). */
// clang-format off
static const char *const kept[] = {
    "from", "reply-to", "subject", "in-reply-to", "references", "mime-version", "content-type",
    "content-transfer-encoding", "content-language", "content-disposition", "content-id", "importance",
};
// clang-format on

enum {
    NAMES = 1 << 0 |
            1 << 1 /* of these the first two: who sends it, and who gets the answers */
};

/* The draft as it is written: first counted, then written. */
struct sheet {
    unsigned char *at; /* NULL: only counted */
    size_t length;
};

static void
put_byte(struct sheet *sheet, unsigned char byte)
{
    if (sheet->at)
        sheet->at[sheet->length] = byte;
    sheet->length++;
}

/* With line ends as mail has them (RFC 5322 section 2.1), and without NUL, which no IMAP
 * literal may hold. */
static void
put_lines(struct sheet *sheet, struct slice bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char byte = bytes.at[i];
        bool pair = byte == '\r' && i + 1 < bytes.length && bytes.at[i + 1] == '\n';
        if (pair || byte == '\0')
            continue;
        if (byte == '\n' || byte == '\r') {
            put_byte(sheet, '\r');
            put_byte(sheet, '\n');
        } else {
            put_byte(sheet, byte);
        }
    }
}

/* Folded as it was; any other line end in a value would begin a field of its own. */
static void
put_field(struct sheet *sheet, struct slice name, struct slice value)
{
    put_lines(sheet, name);
    put_lines(sheet, slice_of(": "));
    for (size_t i = 0; i < value.length; i++) {
        unsigned char byte = value.at[i];
        unsigned char next = i + 1 < value.length ? value.at[i + 1] : '\0';
        if (byte == '\n' && (next == ' ' || next == '\t'))
            put_lines(sheet, slice_of("\n"));
        else if (byte != '\r' || next != '\n')
            put_byte(sheet, byte < ' ' && byte != '\t' ? ' ' : byte);
    }
    put_lines(sheet, slice_of("\n"));
}

/* Which of the fields that are kept; their count: none. */
static size_t
kept_number(struct slice name)
{
    size_t i = 0;
    while (i < sizeof kept / sizeof kept[0] && !slice_is(name, kept[i]))
        i++;
    return i;
}

static void
put_draft(struct sheet *sheet, const struct header *original, const char *to,
          const char *from)
{
    struct header_field field;
    struct slice header = original->bytes;
    unsigned met = from ? NAMES : 0; /* each once: a mail program may believe either of two */
    put_field(sheet, slice_of("To"), slice_of(to));
    if (from)
        put_field(sheet, slice_of("From"), slice_of(from));
    while (header_next(&header, &field)) {
        size_t number = kept_number(field.name);
        if (number == sizeof kept / sizeof kept[0] || (met & 1U << number))
            continue;
        met |= 1U << number;
        put_field(sheet, field.name, field.value);
    }
    put_lines(sheet, slice_of("\n"));
    put_lines(sheet, original->body);
}

/* Some mail systems cut what they return. A multipart that is whole has its last delimiter. */
static bool
is_cut(const struct header *original)
{
    struct parameter_room room;
    struct slice type = original->fields[HEADER_CONTENT_TYPE], rest = original->body;
    if (mime_kind(type) != MIME_MULTIPART)
        return false;
    struct slice boundary = parameter_find(type, "boundary", &room);
    while (boundary.length > 0 && rest.length > 0) {
        struct slice line = slice_trim(slice_line(&rest));
        if (line.length == boundary.length + 4 && memcmp(line.at, "--", 2) == 0 &&
            memcmp(line.at + 2, boundary.at, boundary.length) == 0 &&
            memcmp(line.at + line.length - 2, "--", 2) == 0)
            return false;
    }
    return true;
}

/* The last line end before a delimiter belongs to that (RFC 2046 section 5.1.1). */
static struct slice
content_of(struct arena *arena, const struct mime_part *part)
{
    struct slice content = mime_content(arena, part);
    if (content.at != part->body.at || content.length == 0) /* wrapped, or none */
        return content;
    content.length -= content.at[content.length - 1] == '\n';
    content.length -= content.length > 0 && content.at[content.length - 1] == '\r';
    return content;
}

/* The mail that came back as a part of its own. */
static enum bounce_returned
find_returned(struct arena *arena, const struct mime *mime, struct header *ret)
{
    enum bounce_returned found = BOUNCE_RETURNED_NOTHING;
    for (size_t i = 0; i < mime->count; i++) {
        const struct mime_part *part = &mime->parts[i];
        if (part->quoted || part->depth == 0 ||
            (part->kind != MIME_MAIL && part->kind != MIME_HEADERS))
            continue;
        struct header original;
        header_read(header_start(content_of(arena, part)), &original);
        if (!header_is_mail(&original))
            continue;
        found = BOUNCE_RETURNED_HEADER;
        if (part->kind == MIME_HEADERS || slice_trim(original.body).length == 0)
            continue;
        *ret = original;
        return is_cut(&original) ? BOUNCE_RETURNED_CUT : BOUNCE_RETURNED_WHOLE;
    }
    return found;
}

/* A line end in it would be another field. */
static bool
is_one_line(const char *to)
{
    if (to[0] == '\0')
        return false;
    for (const char *p = to; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return false;
    return true;
}

enum bounce_returned
bounce_redraft(const void *mail, size_t length, const char *to, const char *from,
               char **ret, size_t *ret_length)
{
    struct arena arena = {0};
    struct header header, original;
    struct mime mime = {0};
    struct sheet sheet = {0};
    if (!is_one_line(to) || (from && !is_one_line(from)))
        return BOUNCE_RETURNED_NOTHING;
    header_read(header_start((struct slice){mail, length}), &header);
    mime_read(&arena, &header, &mime);
    enum bounce_returned found = find_returned(&arena, &mime, &original);
    bool failed = arena.failed;
    if (!failed && found == BOUNCE_RETURNED_WHOLE) {
        put_draft(&sheet, &original, to, from);
        sheet.at = malloc(sheet.length);
        failed = !sheet.at;
    }
    if (sheet.at) {
        sheet.length = 0;
        put_draft(&sheet, &original, to, from);
        *ret = (char *)sheet.at;
        *ret_length = sheet.length;
    }
    arena_free(&arena);
    return failed ? BOUNCE_RETURNED_NO_MEMORY : found;
}
