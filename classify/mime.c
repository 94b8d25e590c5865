/* mime: the parts of a mail (RFC 2045, 2046), found without copying or recursion. */
#include "classify/mime.h"

#include <string.h>

#include "classify/html.h"
#include "classify/parameter.h"
#include "classify/text.h"
#include "classify/transfer.h"

enum {
    BOUNDARY_MAX = 256, /* RFC 2046 allows 70; the longest met is 120 */
};

enum mime_kind
mime_kind(struct slice content_type)
{
    // clang-format off
    static const struct { const char *type, *subtype; enum mime_kind kind; } kinds[] = {
        {"text/", "html", MIME_HTML},
        {"text/", "rfc822-headers", MIME_HEADERS},
        {"text/", "x-delivery-status", MIME_STATUS},
        {"message/", "rfc822-headers", MIME_HEADERS},
        {"message/", "global-headers", MIME_HEADERS},
        {"message/", "rfc822", MIME_MAIL},
        {"message/", "global-delivery-status", MIME_STATUS},
        {"message/", "delivery-status", MIME_STATUS},
        {"message/", "xdelivery-status", MIME_STATUS}, /* Sun's, for hidden recipients */
        {"message/", "disposition-notification", MIME_REPORT},
        {"message/", "global-disposition-notification", MIME_REPORT},
        {"message/", "feedback-report", MIME_REPORT},
        {"message/", "global", MIME_MAIL},
    };
    // clang-format on
    struct slice subtype = content_type;
    if (content_type.length == 0)
        return MIME_TEXT;
    if (slice_starts(content_type, "multipart/"))
        return MIME_MULTIPART;
    slice_cut(&subtype, '/');
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (slice_starts(subtype, kinds[i].subtype) &&
            slice_starts(content_type, kinds[i].type))
            return kinds[i].kind;
    return slice_starts(content_type, "text") ? MIME_TEXT : MIME_OTHER;
}

/* A part as its header describes it. */
static struct mime_part
part_of(const struct header *header, int depth, bool quoted)
{
    struct slice type = header->fields[HEADER_CONTENT_TYPE];
    return (struct mime_part){
        .kind = mime_kind(type),
        .depth = depth,
        .quoted = quoted,
        .mails = header_is_mail(header),
        .header = header->bytes,
        .body = header->body,
        .type = type,
        .encoding = header->fields[HEADER_CONTENT_TRANSFER_ENCODING],
    };
}

static void
add(struct mime *mime, struct mime_part part)
{
    if (mime->count < BOUNCE_PARTS_MAX && part.depth <= BOUNCE_DEPTH_MAX)
        mime->parts[mime->count++] = part;
}

/* The text, which begins with a line, from its first line on that begins with two hyphens
 * and the boundary. */
static struct slice
from_delimiter(struct slice text, struct slice boundary)
{
    size_t from = 0, at;
    while ((at = slice_find_exact(slice_from(text, from), boundary)) != SLICE_NONE) {
        at += from;
        if (at >= 2 && text.at[at - 1] == '-' && text.at[at - 2] == '-' &&
            (at == 2 || text.at[at - 3] == '\n'))
            return slice_from(text, at - 2);
        from = at + 1;
    }
    return slice_from(text, text.length);
}

/* Is this line the delimiter? The whole line counts, so that the boundary "a" never
 * fits "--ab" and mails nested in prefixes of one boundary stay linear. */
static bool
is_delimiter(struct slice line, struct slice boundary, bool *last)
{
    if (line.length < boundary.length + 2 ||
        memcmp(line.at + 2, boundary.at, boundary.length) != 0)
        return false;
    struct slice tail = slice_trim(slice_from(line, boundary.length + 2));
    *last = slice_is(tail, "--");
    return tail.length == 0 || *last;
}

/* A multipart that does not say its boundary: the first line that looks like one. */
static struct slice
guess_boundary(struct slice body)
{
    while (body.length > 0) {
        struct slice line = slice_trim(slice_line(&body));
        if (line.length > 2 && slice_starts(line, "--"))
            return slice_from(line, 2);
    }
    return body;
}

/* Some forget the blank line behind a part's header: then the first line that is no field
 * of a part begins the body. */
static void
part_without_blank(struct mime_part *part, struct slice whole)
{
    struct slice rest = part->header;
    while (rest.length > 0) {
        size_t start = (size_t)(rest.at - whole.at);
        struct slice line = slice_line(&rest);
        if (line.length == 0 || slice_blank(line.at[0]) ||
            slice_starts(line, "content-"))
            continue;
        struct header header;
        header_read(slice_to(whole, start), &header);
        header.body = slice_from(whole, start);
        *part = part_of(&header, part->depth, part->quoted);
        return;
    }
}

/* Adds the part that reaches from one delimiter to the next. */
static void
add_child(struct mime *mime, const struct mime_part *parent, const unsigned char *start,
          const unsigned char *end)
{
    struct slice whole = {start, (size_t)(end - start)};
    struct header header;
    header_read(whole, &header);
    struct mime_part part = part_of(&header, parent->depth + 1, parent->quoted);
    /* The fields of a report are never a part's. */
    if (part.body.length == 0 || part.kind == MIME_STATUS)
        part_without_blank(&part, whole);
    add(mime, part);
}

static bool
add_children(struct mime *mime, const struct mime_part *parent)
{
    struct parameter_room room;
    struct slice boundary = parameter_find(parent->type, "boundary", &room);
    if (boundary.length == 0)
        boundary = guess_boundary(parent->body);
    if (boundary.length == 0 || boundary.length > BOUNDARY_MAX)
        return false;
    const unsigned char *child = NULL; /* where the part begins that we are in */
    struct slice rest = from_delimiter(parent->body, boundary);
    bool last = false;
    while (rest.length > 0 && !last) {
        const unsigned char *line = rest.at;
        if (is_delimiter(slice_line(&rest), boundary, &last)) {
            if (child)
                add_child(mime, parent, child, line);
            child = rest.at;
        }
        if (!last)
            rest = from_delimiter(rest, boundary);
    }
    if (child && child < rest.at && !last) /* the last part may lack its end */
        add_child(mime, parent, child, rest.at);
    return child != NULL;
}

static void
add_carried(struct mime *mime, const struct mime_part *parent)
{
    struct header header;
    header_read(header_start(parent->body), &header);
    add(mime, part_of(&header, parent->depth + 1, true));
}

/* Opens the parts from one on, and those they are found to hold. */
static void
open_parts(struct mime *mime, size_t from)
{
    for (size_t i = from; i < mime->count; i++) {
        struct mime_part part = mime->parts[i];
        if (part.kind == MIME_MULTIPART && !add_children(mime, &part))
            mime->parts[i].kind = MIME_TEXT;
        if (part.kind == MIME_MAIL && part.quoted)
            add_carried(mime, &part);
    }
}

void
mime_read(struct arena *arena, const struct header *header, struct mime *mime)
{
    mime->count = 0;
    mime->parts = arena_room(arena, BOUNCE_PARTS_MAX * sizeof mime->parts[0]);
    if (!mime->parts)
        return;
    add(mime, part_of(header, 0, false));
    open_parts(mime, 0);
}

void
mime_read_carried(struct mime *mime)
{
    size_t own = mime->count;
    for (size_t i = 0; i < own; i++) {
        struct mime_part part = mime->parts[i];
        if (part.kind == MIME_MAIL)
            add_carried(mime, &part);
    }
    open_parts(mime, own);
}

struct slice
mime_content(struct arena *arena, const struct mime_part *part)
{
    if (slice_starts(part->encoding, "base64"))
        return transfer_base64(arena, part->body);
    if (slice_starts(part->encoding, "quoted-printable"))
        return transfer_quoted(arena, part->body);
    return part->body;
}

struct slice
mime_text(struct arena *arena, const struct mime_part *part,
          const struct bounce_options *options)
{
    struct slice text = text_utf8(arena, mime_content(arena, part),
                                  parameter_find(part->type, "charset", NULL), options);
    return part->kind == MIME_HTML ? html_text(arena, text) : text;
}
