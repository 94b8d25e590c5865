/* prose: reports written for people, whoever wrote them.
 *
 * No module for each mail server: what nearly all have in common is an address at the
 * start of a line or behind a known label, a reply near it, and the mail quoted below. */
#include "classify/prose.h"

#include <string.h>

#include "classify/address.h"
#include "classify/code.h"
#include "classify/header.h"
#include "classify/rules.h"

enum {
    CANDIDATES_MAX = BOUNCE_FAILURES_MAX,
    AROUND_MAX = 160, /* bytes before and after an address that tell its role */
    WORDS_MAX = 1200, /* bytes of one recipient's explanation */
    KNOWN_PARAGRAPHS_MAX = 16, /* looked at with all rules: that is dear */
};

/* How sure a place is to hold a recipient that failed. */
enum place {
    PLACE_NONE = 0,
    PLACE_SENTENCE, /* "your message to friend@example.com" */
    PLACE_LINE,     /* at the start of a line, with words behind it */
    PLACE_SLOT,     /* alone on a line, or followed by a colon, or behind a label */
};

struct candidate {
    struct slice address;
    enum place place;
};

/* A line that says: the returned mail follows. */
static bool
is_divider(struct slice line)
{
    // clang-format off
    static const char *const phrases[] = {
        "copy of the message", "copy of your message", "original message", "message header",
        "unsent message", "undelivered message", "returned message", "header of the original",
        "original header", "text of your message", "original mail", "message follows",
        "headers follow", "copy of the original", "original e-mail", "your message follows",
        "returned mail follows", "body of message generated", "message d'origine",
        "messaggio originale", "originali del messaggio", "urspr", "originalmeddelande",
        "oorspronkelijke", "mensaje original", "mensagem original", "original text", NULL};
    // clang-format on
    struct slice bare = slice_trim(line);
    bool drawn = slice_starts(bare, "--") || slice_starts(bare, "==") ||
                 slice_starts(bare, "**") || slice_ends(bare, "--");
    bool leads = slice_ends(bare, ":") || slice_ends(bare, "follows.") ||
                 slice_ends(bare, "follows") || slice_ends(bare, "follow.") ||
                 slice_ends(bare, "follow");
    return (drawn || leads) && bare.length < 120 && slice_has_one(bare, phrases) &&
           !slice_has(bare, "was received");
}

/* Counts the lines at the left edge that are fields of a mail's header. */
static bool
is_header_block(struct slice text)
{
    // clang-format off
    static const char *const names[] = {
        "received:", "return-path:", "message-id:", "from:", "to:", "subject:", "date:",
        "mime-version:", "content-type:", "dkim-signature:", "x-mailer:", "delivered-to:", NULL};
    // clang-format on
    size_t known = 0;
    for (int lines = 0; lines < 24 && text.length > 0; lines++) {
        struct slice line = slice_line(&text);
        if (line.length == 0)
            break;
        if (line.at[0] == ' ' || line.at[0] == '\t')
            continue;
        bool is_field = false;
        for (const char *const *name = names; *name; name++)
            is_field = is_field || slice_starts(line, *name);
        known += is_field;
        size_t colon = slice_at(line, ':');
        if (lines == 0 && !is_field && !slice_starts(line, "x-"))
            return false;
        if (colon == SLICE_NONE || slice_at(slice_to(line, colon), ' ') != SLICE_NONE)
            break;
    }
    return known >= 3;
}

static struct slice
skip_blank_lines(struct slice text)
{
    while (text.length > 0) {
        struct slice rest = text, line = slice_line(&rest);
        if (slice_trim(line).length > 0 && !slice_starts(line, "------ "))
            break;
        text = rest;
    }
    return text;
}

struct slice
prose_report(struct slice text, struct slice *original)
{
    struct slice rest = text, body;
    bool after_blank = true;
    *original = (struct slice){0};
    while (rest.length > 0) {
        struct slice here = rest, line = slice_line(&rest);
        size_t start = (size_t)(here.at - text.at);
        if (start > 0 && is_divider(line)) {
            struct slice quoted = skip_blank_lines(rest);
            *original = header_open(quoted, &body);
            return slice_to(text, start);
        }
        if (after_blank && start > 0 && is_header_block(here)) {
            *original = header_open(here, &body);
            return slice_to(text, start);
        }
        after_blank = slice_trim(line).length == 0;
    }
    return text;
}

static bool
ends_with_one(struct slice text, const char *const *words)
{
    for (; *words; words++)
        if (slice_ends(text, *words))
            return true;
    return false;
}

/* Drops what may stand between words and an address: angles, quotes, brackets, bullets. */
static struct slice
without_marks(struct slice before)
{
    while (before.length > 0 && (slice_blank(before.at[before.length - 1]) ||
                                 strchr("<('\"[*;>", before.at[before.length - 1])))
        before.length--;
    return before;
}

/* Addresses of others: who sent it, whom to ask. */
static bool
speaks_of_others(struct slice before, struct slice line_before)
{
    // clang-format off
    static const char *const ends[] = {
        "from", "from:", "sender", "sender:", " by", "sent by:", "contact", "message-id:",
        " id", "reply-to:", "reply to", "author:", "originator:", "absender:", "on behalf of",
        "hello", "dear", "sorry", "envelope-from", NULL};
        static const char *const asks[] = {
        "contact", "assistance", "question", "please send", "please forward", "mail the",
        "write to", "complain", "(from ", "from=", "visit", "help you", NULL};
    // clang-format on
    if (ends_with_one(before, ends) || slice_has_one(before, asks))
        return true;
    return before.length == 0 && line_before.length > 0 &&
           ends_with_one(line_before, ends);
}

/* What stands behind an address that fills a slot of its own. */
static bool
ends_a_slot(struct slice after)
{
    // clang-format off
    static const char *const starts[] = {
        ":", "...", "(", "[", "<mailto", " on ", " (", "<", ";", ",", " [", " :", "\t", " ...",
        " - ", NULL};
    // clang-format on
    while (after.length > 0 && strchr(">)\"'", after.at[0]))
        after = slice_from(after, 1);
    if (slice_trim(after).length == 0 || slice_is(slice_trim(after), "."))
        return true;
    for (const char *const *start = starts; *start; start++)
        if (slice_starts(after, *start))
            return true;
    return false;
}

static enum place
place_of(struct slice line, struct slice address, struct slice line_before)
{
    // clang-format off
    static const char *const labels[] = {
        "recipient address:", "error-for:", "undeliverable to", "final recipient:",
        "recipient:", "recipients:", "delivered to:", "unknown user:", "user unknown:",
        "userid:", "failed address:", "rfc822", "address:", "following address:",
        "following recipient:", "recipient address", "affected:", "following addresses:",
        "deliver to:", "failed:", "rejected:", "addressee:", "empf\xc3\xa4nger:",
        "destinataire:", "destinatario:", NULL};
        static const char *const sentences[] = {
        "message to", "mail to", "email to", "delivered to", "deliver to", "delivering to",
        "delivery to", "sent to", "rcpt to:", "addressed to", "your message for", "recipient",
        "to address", "to:", "address", "mailbox", "user", "for", "account", "member", "list",
        "reach", "to", "nachricht an", NULL};
    // clang-format on
    size_t start = (size_t)(address.at - line.at);
    size_t near = start > AROUND_MAX ? start - AROUND_MAX : 0;
    struct slice before = without_marks(slice_from(slice_to(line, start), near));
    struct slice after = slice_to(slice_from(line, start + address.length), AROUND_MAX);
    before = slice_trim(before);
    if (speaks_of_others(before, line_before))
        return PLACE_NONE;
    bool drawn = true;
    for (size_t i = 0; i < before.length; i++)
        drawn = drawn && !slice_alnum(before.at[i]) && before.at[i] < 0x80;
    if (drawn)
        return ends_a_slot(after) ? PLACE_SLOT : PLACE_LINE;
    if (before.length <= 5 && code_leads(before))
        return PLACE_LINE;
    if (ends_with_one(before, labels))
        return PLACE_SLOT;
    return ends_with_one(before, sentences) ? PLACE_SENTENCE : PLACE_NONE;
}

struct finder {
    struct candidate found[CANDIDATES_MAX];
    size_t count;
    enum place best;
};

static void
note(struct finder *finder, struct slice address, enum place place)
{
    for (size_t i = 0; i < finder->count; i++)
        if (slice_same(finder->found[i].address, address)) {
            if (place > finder->found[i].place)
                finder->found[i].place = place;
            place = PLACE_NONE;
            if (finder->found[i].place > finder->best)
                finder->best = finder->found[i].place;
        }
    if (place == PLACE_NONE || finder->count == CANDIDATES_MAX)
        return;
    finder->found[finder->count++] = (struct candidate){address, place};
    if (place > finder->best)
        finder->best = place;
}

static void
look_through(struct finder *finder, struct slice report, struct slice sender)
{
    struct slice line_before = {0};
    while (report.length > 0) {
        struct slice line = slice_line(&report), rest = line, address;
        while (address_next(&rest, &address)) {
            enum place place = place_of(line, address, line_before);
            /* People do write to themselves and to postmasters, but rarely. */
            if (place != PLACE_NONE && address_is_role(address))
                place--;
            if (place != PLACE_NONE && slice_same(address, sender))
                place = place == PLACE_SENTENCE ? PLACE_NONE : PLACE_SENTENCE;
            note(finder, address, place);
        }
        line = slice_trim(line);
        if (line.length > 0)
            line_before = line;
    }
}

size_t
prose_recipients(struct draft *draft, struct slice report, struct slice failed,
                 struct slice sender)
{
    struct finder finder = {.count = 0};
    struct slice address;
    size_t added = 0;
    while (address_next(&failed, &address)) {
        draft_recipient(draft, address);
        added++;
    }
    if (added > 0)
        return added;
    look_through(&finder, slice_to(report, PROSE_MAX), sender);
    for (size_t i = 0; i < finder.count; i++) {
        if (finder.found[i].place != finder.best)
            continue;
        draft_recipient(draft, finder.found[i].address);
        added++;
        if (finder.best == PLACE_SENTENCE)
            break; /* a sentence names one, then speaks of others */
    }
    return added;
}

/* Takes the next paragraph, lines without a blank one between them, off rest. */
static struct slice
take_paragraph(struct slice *rest)
{
    struct slice whole = {0};
    while (rest->length > 0) {
        struct slice line = slice_line(rest);
        if (slice_trim(line).length > 0)
            whole = whole.length > 0 ? slice_span(whole, line) : line;
        else if (whole.length > 0)
            break;
    }
    return whole;
}

/* Where the explanation of one recipient starts: behind its address in its best place. */
static struct slice
behind_address(struct slice report, struct slice recipient)
{
    struct slice rest = report, line_before = {0}, best = {0};
    enum place best_place = PLACE_NONE;
    while (rest.length > 0) {
        struct slice line = slice_line(&rest), words = line, address;
        while (address_next(&words, &address)) {
            enum place place = slice_same(address, recipient)
                                   ? place_of(line, address, line_before)
                                   : PLACE_NONE;
            if (place > best_place) {
                best_place = place;
                best = slice_from(report, (size_t)(words.at - report.at));
            }
        }
        if (slice_trim(line).length > 0)
            line_before = slice_trim(line);
    }
    return best;
}

/* Ends where the next recipient's slot begins. */
static struct slice
up_to_next_slot(struct slice region, struct slice recipient)
{
    struct slice rest = region, line_before = {0};
    slice_line(&rest);
    while (rest.length > 0) {
        struct slice line = slice_line(&rest), words = line, address;
        if (address_next(&words, &address) && !slice_same(address, recipient) &&
            place_of(line, address, line_before) == PLACE_SLOT)
            return slice_to(region, (size_t)(line.at - region.at));
        if (slice_trim(line).length > 0)
            line_before = slice_trim(line);
    }
    return region;
}

/* The first paragraph that holds a code and, where asked, the recipient. */
static struct slice
paragraph_with_code(struct slice text, struct slice recipient)
{
    while (text.length > 0) {
        struct slice paragraph = slice_to(take_paragraph(&text), WORDS_MAX);
        if (!code_any(code_read(paragraph)))
            continue;
        struct slice words = paragraph, address;
        bool names = recipient.length == 0;
        while (!names && address_next(&words, &address))
            names = slice_same(address, recipient);
        if (names)
            return paragraph;
    }
    return (struct slice){0};
}

/* The first of the next paragraphs whose words rules know. */
static struct slice
paragraph_known(struct slice text)
{
    for (int looked = 0; looked < KNOWN_PARAGRAPHS_MAX && text.length > 0; looked++) {
        struct slice paragraph = slice_to(take_paragraph(&text), WORDS_MAX);
        if (rules_know(paragraph))
            return paragraph;
    }
    return (struct slice){0};
}

static struct slice
clean_words(struct slice words)
{
    while (words.length > 0 &&
           (slice_blank(words.at[0]) || strchr(">:)\"'.", words.at[0])))
        words = slice_from(words, 1);
    return slice_to(slice_trim(words), WORDS_MAX);
}

struct slice
prose_words(struct slice report, struct slice recipient)
{
    report = slice_to(report, PROSE_MAX);
    struct slice region = behind_address(report, recipient);
    region = up_to_next_slot(region, recipient);
    struct slice words = paragraph_with_code(region, (struct slice){0});
    if (words.length == 0 && recipient.length > 0)
        words = paragraph_with_code(report, recipient);
    if (words.length == 0)
        words = paragraph_known(region);
    if (words.length == 0)
        words = paragraph_with_code(report, (struct slice){0});
    if (words.length == 0)
        words = paragraph_known(report);
    if (words.length == 0)
        words = take_paragraph(&region);
    return clean_words(words);
}
