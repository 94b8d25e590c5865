/* excerpt: a report as it may be handed on. */
#include "agent/excerpt.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    HEADER_LINES_MAX = 1000, /* of a returned mail: all of it is hidden, then */
    NAME_LEAST = 4, /* bytes of a name that is hidden: a shorter one is a word, too */
};

static const char LEFT_OUT[] = "(ndrwatch has left out what follows here)\r\n";
static const char ANOTHER[] = "(another recipient)";

struct piece {
    const char *at;
    size_t length;
};

enum where {
    TOP = 0,  /* the report's own header */
    TEXT,     /* a part that is shown */
    PART,     /* the header of a part */
    RETURNED, /* the header of the returned mail */
    SKIPPED,  /* what nobody needs to see */
};

struct excerpt {
    const struct bounce *bounce;
    const struct bounce_failure *failure;
    struct piece boundaries[EXCERPT_BOUNDARIES_MAX];
    size_t boundary_count;
    struct piece hidden[EXCERPT_HIDDEN_MAX];
    size_t hidden_count;
    bool firsts[256]; /* letters that one of them begins with */
    bool crowded;     /* there are more of them */
    const char *end;  /* of the report */
    enum where where;
    bool carries; /* this part is a mail */
    bool coded;   /* this part cannot be read as it stands */
    bool blank;   /* the line before was empty, or a rule: "--- Below this line ..." */
    bool field;   /* the field before was left out, and so are its further lines */
    bool type,
        encoding; /* the field at hand, which may be folded, is a Content-Type, ... */
    FILE *out;
};

/* ---- lines and fields ---- */

static bool
starts(struct piece line, const char *word)
{
    size_t length = strlen(word);
    return line.length >= length && strncasecmp(line.at, word, length) == 0;
}

static bool
holds(struct piece line, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= line.length; i++)
        if (strncasecmp(line.at + i, word, length) == 0)
            return true;
    return false;
}

static bool
is_blank(struct piece line)
{
    return line.length == 0 || (line.length == 1 && line.at[0] == '\r');
}

static bool
is_one_of(struct piece line, const char *const *names)
{
    for (; *names; names++)
        if (starts(line, *names))
            return true;
    return false;
}

static bool
is_addressees(struct piece line)
{
    static const char *const names[] = {
        "To:", "Cc:", "Bcc:", "Resent-To:", "Resent-Cc:", "Resent-Bcc:", NULL};
    return is_one_of(line, names);
}

/* Recipients by other names, some of them blind. */
static bool
names_recipients(struct piece line)
{
    static const char *const names[] = {
        "Final-Recipient:", "Original-Recipient:", "Delivered-To:",
        "X-Original-To:",   "X-Envelope-To:",      "Envelope-To:",
        "Apparently-To:",   "X-RCPT-To:",          NULL};
    return is_one_of(line, names);
}

static bool
is_further(struct piece line)
{
    return line.length > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
}

/* Does the copy of a mail's header begin here? Its fields, and none of a delivery-status. */
static bool
is_returned(struct piece line)
{
    static const char *const names[] = {"Received:",
                                        "Return-Path:",
                                        "From:",
                                        "To:",
                                        "Subject:",
                                        "Message-ID:",
                                        "Date:",
                                        "MIME-Version:",
                                        "DKIM-Signature:",
                                        "X-Received:",
                                        "Authentication-Results:",
                                        "ARC-Seal:",
                                        NULL};
    return is_one_of(line, names);
}

/* "Name: value": the name and nothing but it up to the colon. */
static bool
is_field(struct piece line)
{
    size_t length = 0;
    while (length < line.length &&
           (isalnum((unsigned char)line.at[length]) || line.at[length] == '-'))
        length++;
    return length > 1 && length < line.length && line.at[length] == ':';
}

static struct piece
line_at(const char *at, const char *end)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return (struct piece){at, (size_t)((stop ? stop : end) - at)};
}

/* The same where the first field is one that nobody knows: fields alone up to the empty line, and
 * one of them is a mail's. */
static bool
heads_mail(const struct excerpt *excerpt, struct piece line)
{
    bool known = false;
    if (is_returned(line))
        return true;
    for (int lines = 0; lines < HEADER_LINES_MAX && !is_blank(line); lines++) {
        if (!is_field(line) && !(lines > 0 && is_further(line)))
            return false;
        known |= is_returned(line);
        if (line.at + line.length >= excerpt->end)
            break;
        line = line_at(line.at + line.length + 1, excerpt->end);
    }
    return known;
}

/* boundary=... of a Content-Type (RFC 2046, section 5.1.1). */
static void
note_boundary(struct excerpt *excerpt, struct piece line)
{
    for (size_t i = 0; i + 9 < line.length; i++) {
        if (strncasecmp(line.at + i, "boundary=", 9) != 0)
            continue;
        const char *at = line.at + i + 9;
        size_t left = line.length - i - 9, length = 0;
        bool quoted = *at == '"';
        at += quoted;
        left -= quoted;
        while (length < left && at[length] != '"' && at[length] != '\r' &&
               (quoted || (at[length] != ';' && at[length] != ' ')))
            length++;
        if (length > 0 && excerpt->boundary_count < EXCERPT_BOUNDARIES_MAX)
            excerpt->boundaries[excerpt->boundary_count++] = (struct piece){at, length};
        return;
    }
}

static bool
is_boundary(const struct excerpt *excerpt, struct piece line)
{
    for (size_t i = 0; i < excerpt->boundary_count; i++) {
        struct piece boundary = excerpt->boundaries[i];
        size_t whole = boundary.length + 2;
        if (line.length >= whole && line.at[0] == '-' && line.at[1] == '-' &&
            memcmp(line.at + 2, boundary.at, boundary.length) == 0 &&
            (line.length == whole || strchr("-\r \t", line.at[whole])))
            return true;
    }
    return false;
}

/* ---- whom to hide ---- */

/* The recipient that is shown, and the reader. */
static bool
is_shown(const struct excerpt *excerpt, struct piece address)
{
    const struct bounce_failure *failure = excerpt->failure;
    const char *const shown[] = {failure->recipient, failure->original_recipient,
                                 failure->final_recipient,
                                 excerpt->bounce->original->from};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (strlen(shown[i]) == address.length &&
            strncasecmp(shown[i], address.at, address.length) == 0)
            return true;
    return false;
}

/* As much of the text as says the byte: VERP writes "=" for "@" (as in lists+anna=example.net@),
 * xtext "+2B" for "+" (RFC 3461, section 4), links "%40". 0: it says another. */
static size_t
says_byte(char byte, const char *at, size_t left)
{
    static const struct {
        char byte;
        const char *ways[3];
    } bytes[] = {
        {'@', {"=", "%40", "+40"}}, {'+', {"+2B", "%2B"}}, {'=', {"+3D", "%3D"}}};
    bool same = left > 0 && tolower((unsigned char)byte) == tolower((unsigned char)*at);
    if (isalnum((unsigned char)byte))
        return same;
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++)
        for (size_t k = 0; byte == bytes[i].byte && k < 3 && bytes[i].ways[k]; k++)
            if (starts((struct piece){at, left}, bytes[i].ways[k]))
                return strlen(bytes[i].ways[k]);
    return same;
}

/* How many bytes of the text here say it, in whatever way; 0: they do not. */
static size_t
says(struct piece hidden, const char *at, size_t left)
{
    size_t length = 0;
    for (size_t i = 0; i < hidden.length; i++) {
        size_t more = says_byte(hidden.at[i], at + length, left - length);
        if (more == 0)
            return 0;
        length += more;
    }
    /* A name that ends within a word is another. */
    bool name = !memchr(hidden.at, '@', hidden.length);
    return name && length < left && isalnum((unsigned char)at[length]) ? 0 : length;
}

/* How many bytes of the text here are to be hidden: the longest that fits; 0: none. Within a word
 * no name begins. */
static size_t
hidden_at(const struct excerpt *excerpt, const char *at, size_t left, bool within)
{
    size_t best = 0;
    if (left == 0 || !excerpt->firsts[(unsigned char)tolower((unsigned char)at[0])])
        return 0;
    for (size_t i = 0; i < excerpt->hidden_count; i++) {
        if (within && !memchr(excerpt->hidden[i].at, '@', excerpt->hidden[i].length))
            continue;
        size_t length = says(excerpt->hidden[i], at, left);
        if (length > best)
            best = length;
    }
    return best;
}

static void
hide(struct excerpt *excerpt, struct piece address)
{
    if (address.length <= 2 || is_shown(excerpt, address) ||
        hidden_at(excerpt, address.at, address.length, false) == address.length)
        return;
    excerpt->crowded = excerpt->hidden_count == EXCERPT_HIDDEN_MAX;
    if (excerpt->crowded)
        return;
    excerpt->hidden[excerpt->hidden_count++] = address;
    excerpt->firsts[(unsigned char)tolower((unsigned char)address.at[0])] = true;
}

/* The name before an address in brackets: Anna Example <anna@example.net>. */
static void
hide_name(struct excerpt *excerpt, struct piece line, size_t address)
{
    static const char edges[] = " \t\"'";
    size_t end = address, start;
    if (end == 0 || line.at[--end] != '<')
        return;
    while (end > 0 && strchr(edges, line.at[end - 1]))
        end--;
    for (start = end; start > 0 && !strchr(",;:<>\r\n", line.at[start - 1]);)
        start--;
    while (start < end && strchr(edges, line.at[start]))
        start++;
    if (end - start >= NAME_LEAST)
        hide(excerpt, (struct piece){line.at + start, end - start});
}

/* Each word with an @ in it, and whose it is. */
static void
hide_addresses(struct excerpt *excerpt, struct piece line)
{
    static const char parts[] = " \t\r\n<>()[]\"',;:";
    for (size_t i = 0; i < line.length;) {
        size_t length = 0;
        while (i + length < line.length && !strchr(parts, line.at[i + length]))
            length++;
        struct piece address = {line.at + i, length};
        if (memchr(line.at + i, '@', length)) {
            hide(excerpt, address);
            if (!is_shown(excerpt, address))
                hide_name(excerpt, line, i);
        }
        i += length + 1;
    }
}

/* "Received: ... for <anna@example.net>" (RFC 5321, section 4.4). */
static void
hide_for(struct excerpt *excerpt, struct piece line)
{
    static const char word[] = "for <";
    for (size_t i = 0; i + strlen(word) < line.length; i++)
        if (strncasecmp(line.at + i, word, strlen(word)) == 0)
            hide_addresses(excerpt, (struct piece){line.at + i, line.length - i});
}

/* The header is the report's own: whom it is to, is the reader. */
static void
gather(struct excerpt *excerpt, struct piece report, size_t header)
{
    for (const struct bounce_failure *other = excerpt->bounce->failures; other;
         other = other->next) {
        const char *const addresses[] = {other->recipient, other->original_recipient,
                                         other->final_recipient};
        for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
            hide(excerpt, (struct piece){addresses[i], strlen(addresses[i])});
    }
    bool within = false;
    for (size_t i = 0; i < report.length;) {
        const char *end = memchr(report.at + i, '\n', report.length - i);
        struct piece line = {report.at + i,
                             end ? (size_t)(end - report.at) - i : report.length - i};
        bool begins = starts(line, "X-Failed-Recipients:") ||
                      (i >= header && (is_addressees(line) || names_recipients(line)));
        within = begins || (within && is_further(line));
        if (within)
            hide_addresses(excerpt, line);
        else if (i >= header)
            hide_for(excerpt, line);
        i += line.length + 1;
    }
}

/* ---- writing ---- */

static void
put(const struct excerpt *excerpt, struct piece line)
{
    if (excerpt->crowded && memchr(line.at, '@', line.length)) {
        fprintf(excerpt->out, "%s\r\n", ANOTHER);
        return;
    }
    for (size_t i = 0; i < line.length;) {
        bool within = i > 0 && isalnum((unsigned char)line.at[i - 1]);
        size_t hidden = hidden_at(excerpt, line.at + i, line.length - i, within);
        if (hidden > 0)
            fputs(ANOTHER, excerpt->out);
        else
            fputc(line.at[i], excerpt->out);
        i += hidden > 0 ? hidden : 1;
    }
    fputc('\n', excerpt->out);
}

/* A line of the returned mail's header; its end ends what is shown of the part. */
static void
put_returned(struct excerpt *excerpt, struct piece line)
{
    if (is_blank(line)) {
        put(excerpt, line);
        fputs(LEFT_OUT, excerpt->out);
        excerpt->where = SKIPPED;
        return;
    }
    if (!is_further(line)) {
        excerpt->field = is_addressees(line);
        if (starts(line, "To:"))
            fprintf(excerpt->out, "To: %s\r\n", excerpt->failure->recipient);
    }
    if (!excerpt->field)
        put(excerpt, line);
}

static void
begin_part(struct excerpt *excerpt, struct piece line)
{
    if (excerpt->where == SKIPPED)
        fputs("\r\n", excerpt->out);
    put(excerpt, line);
    excerpt->where = PART;
    excerpt->carries = excerpt->coded = excerpt->field = false;
}

static void
note_part(struct excerpt *excerpt, struct piece line)
{
    if (!is_further(line)) {
        excerpt->type = starts(line, "Content-Type:");
        excerpt->encoding = starts(line, "Content-Transfer-Encoding:");
    }
    note_boundary(excerpt, line);
    if (excerpt->type && (holds(line, "rfc822") || holds(line, "message/global")))
        excerpt->carries = !holds(line, "delivery-status");
    if (excerpt->type && holds(line, "text/html"))
        excerpt->coded = true;
    /* Soft line ends could part an address that is to be hidden. */
    if (excerpt->encoding &&
        (holds(line, "base64") ||
         (holds(line, "quoted-printable") && excerpt->hidden_count > 0)))
        excerpt->coded = true;
}

/* The header of a part, or of the report, is over. */
static void
end_header(struct excerpt *excerpt)
{
    excerpt->where = excerpt->carries && !excerpt->coded ? RETURNED : TEXT;
    if (!excerpt->coded)
        return;
    fputs(LEFT_OUT, excerpt->out);
    excerpt->where = SKIPPED;
}

static void
take(struct excerpt *excerpt, struct piece line)
{
    if (excerpt->where != TOP && is_boundary(excerpt, line)) {
        begin_part(excerpt, line);
        return;
    }
    switch (excerpt->where) {
    case TOP:
    case PART:
        note_part(excerpt, line);
        put(excerpt, line);
        if (is_blank(line))
            end_header(excerpt);
        break;
    case TEXT:
        if (excerpt->blank && heads_mail(excerpt, line)) {
            excerpt->where = RETURNED;
            put_returned(excerpt, line);
            break;
        }
        put(excerpt, line);
        break;
    case RETURNED:
        put_returned(excerpt, line);
        break;
    case SKIPPED:
        break;
    }
    excerpt->blank = is_blank(line) || starts(line, "--");
}

/* Where the report's own header ends. */
static size_t
header_end(const char *report, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (report[i] == '\n' &&
            (report[i + 1] == '\n' ||
             (report[i + 1] == '\r' && i + 2 < size && report[i + 2] == '\n')))
            return i + 1;
    return size;
}

char *
excerpt_make(const char *report, size_t size, const struct bounce *bounce,
             const struct bounce_failure *failure, size_t *length)
{
    char *text = NULL;
    struct excerpt *excerpt = calloc(1, sizeof *excerpt);
    if (!excerpt)
        return NULL;
    excerpt->bounce = bounce;
    excerpt->failure = failure;
    excerpt->end = report + size;
    excerpt->out = open_memstream(&text, length);
    size_t body = header_end(report, size);
    if (excerpt->out) {
        gather(excerpt, (struct piece){report, size}, body);
        for (size_t i = 0; i < size;) {
            const char *end = memchr(report + i, '\n', size - i);
            struct piece line = {report + i,
                                 end ? (size_t)(end - report) - i : size - i};
            take(excerpt, line);
            i += line.length + 1;
        }
        if (fclose(excerpt->out) != 0) {
            free(text);
            text = NULL;
        }
    }
    free(excerpt);
    return text;
}
