/* quoted: where a report ends and the mail that came back begins.
 *
 * Structure first: three fields of a mail's header in a row are one, whatever language
 * the line above them is in. Phrases help where only the body came back. */
#include "classify/quoted.h"

#include <string.h>

#include "classify/header.h"
#include "classify/lines.h"
#include "classify/wording.h"

enum {
    BLOCK_LINES_MAX = 24,   /* looked at to tell a header from a list of facts */
    BLANK_LINES_MAX = 16,   /* between a divider and what it leads to */
    QUOTED_LINES_MAX = 200, /* behind "> ", that are copied: a header has 100 */
    INDENT_MAX = 8,         /* blanks before a copied line */
    QUOTED_TRIES_MAX = 4,   /* times they are: a report quotes one mail */
};

/* May a line, without the blanks around it, say that the returned mail follows? It is drawn
 * or leads to something. Its ends tell, and nearly always no. */
static bool
may_divide(struct slice bare)
{
    if (bare.length < 2 || bare.length >= 120)
        return false;
    unsigned char first = bare.at[0], second = bare.at[1];
    bool alike = (first == second) & ((first == '-') | (first == '=') | (first == '*'));
    if (alike || (first == '|' && second == '-'))
        return true;
    switch (slice_lower(bare.at[bare.length - 1])) {
    case ':':
        return true;
    case '-':
        return slice_ends(bare, "--");
    case '.':
        return slice_ends(bare, "follows.") || slice_ends(bare, "follow.");
    case 's':
        return slice_ends(bare, "follows");
    case 'w':
        return slice_ends(bare, "follow");
    }
    return false;
}

static bool
is_bracket(unsigned char c)
{
    return c == '|' || c == '<' || c == '[' || c == '(';
}

/* Is a line, without the blanks around it, drawn rather than written: "-----",
 * "|---- Message text ----|"? */
static bool
is_rule(struct slice bare)
{
    while (bare.length > 0 && is_bracket(bare.at[0]))
        bare = slice_from(bare, 1);
    return bare.length >= 3 && bare.at[1] == bare.at[0] && bare.at[2] == bare.at[0] &&
           bare.at[0] != '\0' && strchr("-=*_#~+", bare.at[0]) != NULL;
}

/* What a line's field is worth as a sign that a mail's header begins. */
enum field {
    FIELD_NONE = 0, /* none that mails have */
    FIELD_PLAIN,    /* one that people write, too: "From:", "Subject:" */
    FIELD_TRACE,    /* one that only machines write: "Received:" */
};

/* May a field of those below begin with the letter? */
static bool
may_head(unsigned char c)
{
    // clang-format off
    static const bool starts[32] = {
        ['f' & 31] = true, ['t' & 31] = true, ['s' & 31] = true, ['d' & 31] = true,
        ['r' & 31] = true, ['m' & 31] = true, ['c' & 31] = true, ['x' & 31] = true};
    // clang-format on
    return c >= '@' && starts[c & 31];
}

static enum field
field_of(struct slice line)
{
    if (line.length == 0)
        return FIELD_NONE;
    switch (slice_lower(line.at[0])) {
    case 'f':
        return slice_starts(line, "from:") ? FIELD_PLAIN : FIELD_NONE;
    case 't':
        return slice_starts(line, "to:") ? FIELD_PLAIN : FIELD_NONE;
    case 's':
        return slice_starts(line, "subject:") ? FIELD_PLAIN : FIELD_NONE;
    case 'd':
        if (slice_starts(line, "date:"))
            return FIELD_PLAIN;
        return slice_starts(line, "dkim-signature:") ||
                       slice_starts(line, "delivered-to:")
                   ? FIELD_TRACE
                   : FIELD_NONE;
    case 'r':
        return slice_starts(line, "received:") || slice_starts(line, "return-path:")
                   ? FIELD_TRACE
                   : FIELD_NONE;
    case 'm':
        return slice_starts(line, "message-id:") || slice_starts(line, "mime-version:")
                   ? FIELD_TRACE
                   : FIELD_NONE;
    case 'c':
        return slice_starts(line, "content-type:") ? FIELD_TRACE : FIELD_NONE;
    case 'x':
        return slice_starts(line, "x-mailer:") ? FIELD_TRACE : FIELD_NONE;
    }
    return FIELD_NONE;
}

/* Three fields in a row at the left edge are the head of a mail. One that machines alone
 * write must be among them: else it is a few words about a mail. */
static bool
is_header_block(struct slice text)
{
    size_t known = 0, traces = 0;
    if (text.length == 0 || (text.at[0] > ' ' && !may_head(text.at[0])))
        return false; /* nearly always; a line that is folded may come first */
    for (int lines = 0; lines < BLOCK_LINES_MAX && text.length > 0; lines++) {
        struct slice line = slice_line(&text);
        if (line.length == 0)
            break;
        if (line.at[0] == ' ' || line.at[0] == '\t')
            continue;
        enum field field = field_of(line);
        known += field != FIELD_NONE;
        traces += field == FIELD_TRACE;
        if (field != FIELD_NONE)
            continue; /* and its name holds no blank */
        if (lines == 0 && !slice_starts(line, "x-"))
            return false;
        size_t colon = slice_at(line, ':');
        if (colon == SLICE_NONE || slice_at(slice_to(line, colon), ' ') != SLICE_NONE)
            break;
    }
    return known >= 3 && traces > 0;
}

static struct slice
skip_blank_lines(struct slice text)
{
    for (int lines = 0; lines < BLANK_LINES_MAX && text.length > 0; lines++) {
        struct slice rest = text, line = slice_line(&rest);
        if (slice_trim(line).length > 0 && !slice_starts(line, "------ "))
            break;
        text = rest;
    }
    return text;
}

bool
quoted_line(struct slice line)
{
    return slice_starts(line, ">") && !slice_starts(line, ">>>");
}

/* Bytes before a copied line: blanks, "> " or both. */
static size_t
indent_of(struct slice line)
{
    size_t length = 0;
    while (length < line.length && length < INDENT_MAX && line.at[length] == ' ')
        length++;
    if (quoted_line(slice_from(line, length)))
        length += slice_starts(slice_from(line, length), "> ") ? 2 : 1;
    return length;
}

/* The lines that begin with the same bytes as the first, without them. */
static struct slice
unquote(struct arena *arena, struct slice text, size_t indent)
{
    struct slice rest = text, mark = slice_to(text, indent);
    if (slice_ends(mark, "> "))
        mark.length--; /* not all lines have a blank behind it */
    bool quoted = slice_ends(mark, ">");
    for (int lines = 0; lines < QUOTED_LINES_MAX; lines++) {
        struct slice ahead = rest, line = slice_line(&ahead);
        if (!slice_same(slice_to(line, mark.length), mark))
            break;
        rest = ahead;
    }
    size_t length = (size_t)(rest.at - text.at), used = 0;
    unsigned char *out = arena_take(arena, length + 1);
    struct slice all = slice_to(text, length);
    while (out && all.length > 0) {
        struct slice line = slice_from(slice_line(&all), mark.length);
        if (quoted && slice_starts(line, " "))
            line = slice_from(line, 1);
        memcpy(out + used, line.at, line.length);
        used += line.length;
        out[used++] = '\n';
    }
    return (struct slice){out, used};
}

/* The head of the returned mail where it begins here, else no bytes. */
static struct slice
head_here(struct arena *arena, struct slice here, struct slice line, bool apart,
          int *tries)
{
    if (!apart && (line.length == 0 || !may_head(line.at[0])))
        return slice_to(here, 0);
    size_t indent = apart ? indent_of(line) : 0;
    if (indent > 0 && field_of(slice_from(line, indent)) != FIELD_NONE &&
        (*tries)++ < QUOTED_TRIES_MAX) {
        struct slice plain = unquote(arena, here, indent);
        if (is_header_block(plain))
            return header_start(plain);
    }
    if ((apart || field_of(line) == FIELD_TRACE) && is_header_block(here))
        return header_start(here);
    return slice_to(here, 0);
}

/* May a mail's header begin with this line, copied or not? One folded may come first. */
static bool
may_begin(struct slice line)
{
    struct slice bare = slice_from(line, indent_of(line));
    return line.length > 0 && (line.at[0] == ' ' || line.at[0] == '\t' ||
                               (bare.length > 0 && may_head(bare.at[0])));
}

/* The head of the mail that a line says to follow; no bytes where it says so not, or none does.
 * However it looks where somebody was named before: "A transcript of the message follows",
 * and who failed is still to come. The words are asked only where one may follow. */
static struct slice
head_below(struct arena *arena, struct slice bare, struct slice rest, bool named,
           int *tries)
{
    struct slice quoted = skip_blank_lines(rest), ahead = quoted;
    struct slice first = slice_line(&ahead);
    if ((!named && !may_begin(first)) || !wording_returns(bare))
        return slice_to(rest, 0);
    struct slice head = head_here(arena, quoted, first, true, tries);
    return head.length == 0 && named ? header_start(quoted) : head;
}

struct slice
quoted_split(struct arena *arena, struct slice text, struct slice *original)
{
    struct lines_walk lines;
    size_t end;
    bool apart = true;                  /* a blank or drawn line stands before */
    size_t named = slice_at(text, '@'); /* where somebody is, first */
    int tries = 0;
    *original = (struct slice){0};
    lines_begin(&lines, text);
    for (size_t start = 0; start < text.length; start = end) {
        end = lines_next(&lines);
        struct slice line = lines_bare(text, start, end), bare = slice_trim(line);
        if (start > 0 && may_divide(bare)) {
            *original = head_below(arena, bare, slice_from(text, end), named < start,
                                   &tries);
            if (original->length > 0)
                return slice_to(text, start);
        }
        /* Facts among facts: the reason may follow. */
        bool inset = line.length > 0 && line.at[0] == ' ';
        *original = (struct slice){0};
        if (start > 0 && !inset)
            *original = head_here(arena, slice_from(text, start), line, apart, &tries);
        if (original->length > 0)
            return slice_to(text, start);
        apart = bare.length == 0 || is_rule(bare);
    }
    return text;
}

bool
quoted_report(struct slice text)
{
    bool by_machine = false, about_it = false;
    size_t fields = 0;
    while (text.length > 0) {
        struct slice line = slice_line(&text);
        while (line.length > 0 && strchr("> \t*", line.at[0]))
            line = slice_from(line, 1);
        size_t colon = slice_at(slice_to(line, 24), ':');
        if (colon == SLICE_NONE) {
            fields = 0;
            by_machine = about_it = false;
            continue;
        }
        struct slice value = slice_from(line, colon + 1);
        while (value.length > 0 && strchr(" \t*", value.at[0])) /* "*From:* Ann" */
            value = slice_from(value, 1);
        fields++;
        by_machine = by_machine || wording_daemon(value);
        about_it = about_it || wording_heads(value);
        if (fields >= 3 && by_machine && about_it)
            return true;
    }
    return false;
}
