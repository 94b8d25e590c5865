/* exchange: what Exchange Server, Exchange Online and Outlook.com write for people.
 *
 * The classic form has a section for administrators, in the reader's language: the
 * generating server, then for each recipient its address and, on the next lines, what
 * servers returned, the newest attempt first. It is known by these lines, not by its
 * title. The newer form has labelled lines: "Reported error:". */
#include "classify/exchange.h"

#include <string.h>

#include "classify/address.h"
#include "classify/code.h"

enum {
    BLOCKS_MAX = 8, /* places one recipient is looked for in: there are two or three */
    HOST_MAX = 255, /* RFC 1035, section 2.3.4 */
};

/* Where the label first begins a line, or SLICE_NONE. Nearly no report holds it at all. */
static size_t
label_at(struct slice text, const char *label)
{
    size_t length = strlen(label), from = 0;
    for (;;) {
        size_t at = slice_find_so(slice_from(text, from), label, length);
        if (at == SLICE_NONE)
            return at;
        size_t start = at += from;
        while (start > 0 && text.at[start - 1] != '\n' &&
               slice_blank(text.at[start - 1]))
            start--;
        if (start == 0 || text.at[start - 1] == '\n')
            return at;
        from = at + length;
    }
}

/* What stands behind the first label met, on its line or, where that is empty, the next. */
static struct slice
labelled(struct slice text, const char *const *labels)
{
    size_t first = text.length, length = 0;
    for (; *labels; labels++) {
        size_t at = label_at(slice_to(text, first + length), *labels);
        if (at < first) {
            first = at;
            length = strlen(*labels);
        }
    }
    text = slice_from(text, first + length);
    struct slice value = slice_trim(slice_line(&text));
    while (value.length == 0 && text.length > 0)
        value = slice_trim(slice_line(&text));
    return value;
}

/* The lines up to a blank one. */
static struct slice
first_block(struct slice text)
{
    struct slice whole = slice_to(text, 0);
    while (text.length > 0) {
        struct slice line = slice_line(&text);
        if (slice_trim(line).length == 0)
            break;
        whole = slice_span(whole, line);
    }
    return whole;
}

/* "Server at mx.example.net (192.0.2.7) returned '450 4.4.316 ...'", in any language: a
 * reply between quotes. */
static bool
quotes_reply(struct slice line)
{
    for (size_t i = 0; i + 1 < line.length; i++)
        if ((line.at[i] == '\'' || line.at[i] == '"') &&
            code_leads(slice_from(line, i + 1)))
            return true;
    return false;
}

/* Of several attempts, a line each, the one that another host answered, else the oldest. */
static struct slice
telling_attempt(struct slice attempts)
{
    struct slice rest = attempts, best = attempts;
    while (rest.length > 0) {
        struct slice from = rest, line = slice_line(&rest);
        if (!quotes_reply(line))
            continue;
        if (slice_has(line, "[lastattempted"))
            return line;
        best = from;
    }
    return best;
}

/* What Exchange writes below a recipient's address in its section for administrators:
 * "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", or what servers returned. */
static bool
is_for_administrators(struct slice lines)
{
    size_t mark = slice_find(lines, "##");
    if (mark != SLICE_NONE && code_any(code_read(slice_to(lines, mark))))
        return true;
    while (lines.length > 0)
        if (quotes_reply(slice_line(&lines)))
            return true;
    return false;
}

bool
exchange_quotes(struct slice text)
{
    unsigned char met = 0;
    for (size_t i = 0; i + 1 < text.length; i++) {
        unsigned char c = text.at[i], next = text.at[i + 1];
        unsigned char digit = (unsigned char)(next - '0') < 10;
        met |= (unsigned char)(((c == '\'') | (c == '"')) & digit) |
               (unsigned char)((c == '#') & (next == '#')) |
               (unsigned char)((c == '[') & ((next | 0x20) == 'l'));
    }
    return met != 0;
}

struct slice
exchange_words(struct slice report, struct slice recipient)
{
    struct slice rest = report, line, address, best = {0};
    for (int blocks = 0;
         blocks < BLOCKS_MAX && address_line_of(&rest, recipient, &line);) {
        if (!address_next(&line, &address) || !slice_same(address, recipient))
            continue;
        struct slice attempts = first_block(rest);
        blocks++;
        if (is_for_administrators(attempts))
            best = telling_attempt(attempts);
    }
    return best;
}

struct slice
exchange_error(struct slice report)
{
    static const char *const errors[] = {"reported error:", "gemeldeter fehler:", NULL};
    return labelled(report, errors);
}

bool
exchange_deeper(struct slice words)
{
    return slice_has(words, "[lastattempted") || slice_has(words, "returned '4");
}

/* A name such as "ex01.example.net", and no address of numbers. */
static bool
is_host(struct slice text)
{
    size_t dots = 0;
    bool letter = false; /* in the last label */
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = text.at[i];
        dots += c == '.';
        if (!slice_alnum(c) && c != '-' && c != '.')
            return false;
        letter = c == '.' ? false : letter || (slice_alnum(c) && !slice_digit(c));
    }
    return dots > 0 && letter && text.length <= HOST_MAX;
}

/* "Generating server: EX01.example.net", in any language: a host alone behind a label, and
 * next a recipient with what is for administrators. */
static struct slice
generating_server(struct slice report)
{
    static const char full_width_colon[] = "：";
    struct slice host = {0};
    while (report.length > 0) {
        struct slice line = slice_trim(slice_line(&report)), rest = line, address;
        if (line.length == 0)
            continue;
        if (host.length > 0 && address_next(&rest, &address) && address.at == line.at &&
            is_for_administrators(first_block(report)))
            return host;
        size_t wide = slice_find(line, full_width_colon);
        size_t colon = slice_at(line, ':');
        host = wide != SLICE_NONE
                   ? slice_from(line, wide + sizeof full_width_colon - 1)
                   : slice_from(line, colon == SLICE_NONE ? line.length : colon + 1);
        host = slice_trim(host);
        host = is_host(host) ? host : slice_to(host, 0);
    }
    return (struct slice){0};
}

void
exchange_mail(struct draft *draft, struct slice report)
{
    // clang-format off
    static const char *const generating[] = {
        "generating server:", "dsn generated by:", NULL};
    // clang-format on
    static const char *const sender[] = {"sender address:", NULL};
    static const char *const recipient[] = {"recipient address:", NULL};
    static const char *const subject[] = {"subject:", NULL};
    static const char details[] = "original message details";
    if (draft->bounce->reporter[0] == '\0')
        draft_tell(draft, NULL, BOUNCE_FACT_REPORTER, "text",
                   labelled(report, generating));
    if (draft->bounce->reporter[0] == '\0' && exchange_quotes(report))
        draft_tell(draft, NULL, BOUNCE_FACT_REPORTER, "text",
                   generating_server(report));
    const struct bounce_original *known = draft->original;
    if (known->from[0] != '\0' && known->to[0] != '\0' && known->subject[0] != '\0')
        return;
    struct slice original = slice_from(report, slice_find(report, details));
    if (original.length == 0)
        return;
    slice_line(&original);
    draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_FROM, "text",
               labelled(original, sender));
    draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_TO, "text",
               labelled(original, recipient));
    draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_SUBJECT, "text",
               labelled(original, subject));
}
