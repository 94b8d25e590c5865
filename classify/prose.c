/* prose: reports written for people, whoever wrote them.
 *
 * No module for each mail server: what nearly all have in common is an address at the
 * start of a line or behind a label, a reply near it, and the mail quoted below. Every
 * address is weighed by the place it stands in; the best place wins. */
#include "classify/prose.h"

#include <string.h>

#include "classify/address.h"
#include "classify/code.h"
#include "classify/header.h"
#include "classify/phrase.h"
#include "classify/quoted.h"
#include "classify/rules.h"

enum {
    CANDIDATES_MAX = BOUNCE_FAILURES_MAX,
    ADDRESSES_MAX = 1024,      /* weighed in one text; nobody reads on */
    WORDS_MAX = 1200,          /* bytes of one recipient's explanation */
    KNOWN_PARAGRAPHS_MAX = 16, /* looked at with all rules: that is dear */
    ADDRESSED_MAX = 4096,   /* bytes of the original's To that are compared with each */
    REASON_LABEL_MAX = 40,  /* bytes of a label, its colon, too */
    REASON_LABEL_WORDS = 4, /* in one */
    NAME_MAX = 64,          /* bytes of a local part (RFC 5321, section 4.5.3.1.1) */
};

struct candidate {
    struct slice address, label;
    enum place place;
    bool joined; /* "a@example.com; b@example.com": stands by the one before */
};

/* Nothing but marks and blanks between two addresses: they share their place. */
static bool
is_joined(struct slice before, struct slice address)
{
    bool parted = false;
    if (before.length == 0)
        return false; /* the first address: nothing stands before */
    const unsigned char *end = before.at + before.length;
    if (end > address.at)
        return false;
    for (const unsigned char *at = end; at < address.at; at++) {
        parted = parted || *at == ',' || *at == ';';
        if (*at != ' ' && *at != '\t' && !strchr(",;<>\"'", *at))
            return false;
    }
    return parted;
}

struct finder {
    struct candidate found[CANDIDATES_MAX];
    size_t count, weighed;
    enum place best;
    struct slice sender, original_to;
};

/* Is it one of those the original was addressed to? */
static bool
was_addressed(const struct finder *finder, struct slice address)
{
    struct slice rest = finder->original_to, found;
    while (address_next(&rest, &found))
        if (slice_same(found, address))
            return true;
    return false;
}

/* What is known of the address itself raises or lowers its place. */
static enum place
weigh(const struct finder *finder, bool coded, struct slice address, enum place place)
{
    if (place == PLACE_NONE)
        return place;
    bool ours = slice_same(address, finder->sender);
    if (place < PLACE_SENTENCE && !ours && (coded || was_addressed(finder, address)))
        place = PLACE_SENTENCE;
    if (address_is_role(address))
        place--; /* people do write to postmasters, but rarely */
    /* They write to themselves, too: then it stands in a place of its own. */
    if (ours)
        place = place == PLACE_SLOT ? PLACE_SENTENCE : PLACE_NONE;
    return place;
}

static void
note(struct finder *finder, struct candidate candidate)
{
    for (size_t i = 0; i < finder->count; i++)
        if (slice_same(finder->found[i].address, candidate.address)) {
            if (candidate.place > finder->found[i].place)
                finder->found[i].place = candidate.place;
            candidate.place = PLACE_NONE;
            if (finder->found[i].place > finder->best)
                finder->best = finder->found[i].place;
        }
    if (candidate.place == PLACE_NONE || finder->count == CANDIDATES_MAX)
        return;
    finder->found[finder->count++] = candidate;
    if (candidate.place > finder->best)
        finder->best = candidate.place;
}

/* The last line before that holds more than blanks, without those around it. */
static struct slice
line_before(struct slice text, struct slice line)
{
    struct slice before = slice_to(text, (size_t)(line.at - text.at));
    while (before.length > 0 && slice_blank(before.at[before.length - 1]))
        before.length--;
    size_t start = before.length;
    while (start > 0 && before.at[start - 1] != '\n')
        start--;
    return slice_trim(slice_from(before, start));
}

static void
look_through(struct finder *finder, struct slice report)
{
    struct slice ahead = report, line;
    while (address_line(&ahead, &line)) {
        struct slice rest = line, address, before = line_before(report, line);
        struct slice last = {0}, label = {0};
        enum place place = PLACE_NONE;
        bool looked = false, coded = false;
        while (finder->weighed < ADDRESSES_MAX && !quoted_line(line) &&
               address_next(&rest, &address)) {
            finder->weighed++;
            if (!looked)
                coded = code_any(code_read(line));
            looked = true;
            address = place_address(address);
            bool joined = is_joined(last, address);
            last = address;
            if (!joined) {
                place = place_of(line, address, before);
                label = place_label(line, address);
            }
            note(finder,
                 (struct candidate){address, label,
                                    weigh(finder, coded, address, place), joined});
        }
    }
}

/* A sentence names one and then speaks of others; places of a kind name them all. */
static size_t
take_best(struct draft *draft, const struct finder *finder)
{
    const struct candidate *first = NULL;
    size_t added = 0;
    for (size_t i = 0; i < finder->count; i++) {
        const struct candidate *found = &finder->found[i];
        if (found->place != finder->best)
            continue;
        bool alike = !first || finder->best > PLACE_SENTENCE ||
                     (found->joined && found[-1].place == finder->best) ||
                     (found->label.length > 0 &&
                      slice_same(found->label, first->label)) ||
                     (was_addressed(finder, found->address) &&
                      was_addressed(finder, first->address));
        if (!first)
            first = found;
        if (!alike)
            continue;
        draft_recipient(draft, found->address);
        added++;
    }
    return added;
}

/* A system tells its own users' names alone, each on a line of its own under a line that
 * ends in a colon: AOL does. They live where the report comes from. */
static size_t
take_names(struct draft *draft, struct slice report, struct slice domain)
{
    struct slice line_before = {0};
    size_t added = 0;
    while (report.length > 0 && domain.length > 0) {
        struct slice line = slice_line(&report), name = slice_trim(line);
        bool leads = slice_ends(line_before, ":") || added > 0;
        bool indented = line.length > 0 && slice_blank(line.at[0]);
        bool word = name.length > 0 && name.length <= NAME_MAX;
        for (size_t i = 0; i < name.length; i++)
            word = word && (slice_alnum(name.at[i]) || strchr("._-", name.at[i]));
        if (leads && indented && word) {
            unsigned char *out = arena_take(draft->arena,
                                            name.length + 1 + domain.length);
            if (!out)
                return added;
            memcpy(out, name.at, name.length);
            out[name.length] = '@';
            memcpy(out + name.length + 1, domain.at, domain.length);
            draft_recipient(draft,
                            (struct slice){out, name.length + 1 + domain.length});
            added++;
        } else if (name.length > 0 && added > 0) {
            break;
        }
        if (name.length > 0)
            line_before = name;
    }
    return added;
}

enum place
prose_recipients(struct draft *draft, struct slice report,
                 const struct prose_known *known)
{
    struct finder finder SLICE_RAW;
    finder.sender = known->sender;
    finder.original_to = slice_to(known->original_to, ADDRESSED_MAX);
    finder.count = finder.weighed = 0;
    finder.best = PLACE_NONE;
    struct slice address, failed = known->failed;
    size_t added = 0;
    while (address_next(&failed, &address)) {
        draft_recipient_as(draft, address, "X-Failed-Recipients", address.at);
        added++;
    }
    if (added > 0)
        return PLACE_SLOT;
    report = slice_to(report, PROSE_MAX);
    look_through(&finder, report);
    if (finder.best >= PLACE_SENTENCE) {
        take_best(draft, &finder);
        return finder.best;
    }
    /* Whom the original went to beats an address that stands just anywhere. */
    struct slice to = known->original_to, more;
    if (address_next(&to, &address) && !address_next(&to, &more)) {
        draft_recipient(draft, address);
        return PLACE_ECHO;
    }
    if (finder.best != PLACE_NONE) {
        take_best(draft, &finder);
        return finder.best;
    }
    return take_names(draft, report, known->domain) > 0 ? PLACE_SLOT : PLACE_NONE;
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

/* Takes the addresses that stand by one off what is behind it. */
static struct slice
behind_joined(struct slice behind, struct slice address)
{
    struct slice ahead = behind, next;
    while (address_next(&ahead, &next) && is_joined(address, next)) {
        behind = ahead;
        address = next;
    }
    return behind;
}

/* Where the explanation of one recipient starts: behind its address in its best place. */
static struct slice
behind_address(struct slice report, struct slice recipient)
{
    struct slice rest = report, line, best = {0};
    enum place best_place = PLACE_NONE;
    while (address_line_of(&rest, recipient, &line)) {
        struct slice words = line, address, before = line_before(report, line);
        while (address_next(&words, &address)) {
            enum place place = slice_same(address, recipient)
                                   ? place_of(line, address, before)
                                   : PLACE_NONE;
            if (place > best_place) {
                best_place = place;
                best = behind_joined(words, address);
                best = slice_from(report, (size_t)(best.at - report.at));
            }
        }
    }
    return best;
}

/* Ends where the next recipient's slot begins. */
static struct slice
up_to_next_slot(struct slice region, struct slice recipient)
{
    struct slice rest = region, line, address;
    slice_line(&rest);
    struct slice below = rest;
    while (address_line(&rest, &line)) {
        struct slice words = line;
        if (address_next(&words, &address) && !slice_same(address, recipient) &&
            place_of(line, address, line_before(below, line)) == PLACE_SLOT)
            return slice_to(region, (size_t)(line.at - region.at));
    }
    return region;
}

/* Does the next recipient's slot follow, or did one come before in the same paragraph? Then
 * the paragraph tells of others, too. */
static bool
is_one_of_many(struct slice report, struct slice region)
{
    struct slice before = slice_to(report, (size_t)(region.at - report.at)), rest;
    struct slice line_before = {0}, address;
    size_t slots = 0;
    if (region.length == 0)
        return false;
    if (region.at + region.length < report.at + report.length)
        return true;
    for (rest = before; rest.length > 0;) {
        struct slice line = slice_line(&rest), words = line;
        if (slice_trim(line).length == 0)
            slots = 0;
        else if (address_next(&words, &address))
            slots += place_of(line, address, line_before) == PLACE_SLOT;
        line_before = slice_trim(line);
    }
    return slots > 1;
}

/* The lines behind an address, where they say something. */
static struct slice
own_lines(struct slice region)
{
    struct slice words = slice_to(take_paragraph(&region), WORDS_MAX);
    return rules_know(words) ? words : slice_to(words, 0);
}

/* The first paragraph that holds a code and, where asked, the recipient. */
static struct slice
paragraph_with_code(struct slice text, struct slice recipient)
{
    if (!code_any(code_read(text)))
        return (struct slice){0}; /* one look at all saves one at each */
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
           (slice_blank(words.at[0]) || strchr(">:)\"'.,;", words.at[0])))
        words = slice_from(words, 1);
    return slice_to(slice_trim(words), WORDS_MAX);
}

/* Takes "Label: " off a line; false: it begins with none. */
static bool
take_label(struct slice *line, struct slice *label)
{
    static const char wide_colon[] = "：";
    struct slice start = slice_to(*line, REASON_LABEL_MAX);
    size_t colon = slice_find(start, ": "), wide = slice_find(start, wide_colon);
    size_t end = wide < colon ? wide : colon, blanks = 0;
    if (end == SLICE_NONE)
        return false;
    *label = slice_trim(slice_to(*line, end));
    for (size_t i = 0; i < label->length; i++) {
        if (slice_digit(label->at[i]) || strchr("<>@[]();=", label->at[i]))
            return false;
        blanks += label->at[i] == ' ';
    }
    *line = slice_from(*line, end + (wide < colon ? sizeof wide_colon - 1 : 1));
    return label->length > 0 && blanks < REASON_LABEL_WORDS &&
           !slice_ends(*label, "said");
}

static bool
gives_reason(struct slice label)
{
    // clang-format off
    static const char *const reasons[] = {
        "reason", "cause", "diagnos", "error", "grund", "ursache", "fehler", "raison", "motif",
        "erreur", "motivo", "razón", "causa", "errore", "erro", "razão", "reden", "oorzaak",
        "orsak", "anledning", "årsag", "årsak", "fejl", "feil", "virhe", "powód", "przyczyna",
        "błąd", "důvod", "příčina", "chyba", "hiba", "sebep", "sebebi", "hata",
        "ричина", "шибка", "理由", "原因", "エラー", "错误", "錯誤", "사유", "원인", "오류", NULL};
    // clang-format on
    return slice_has_one(label, reasons);
}

/* Of "Label: value" on several lines the value that gives the reason, or that alone holds a
 * code; all of it where it is no such block, or its code and its reason stand apart. */
static struct slice
value_of_reason(struct slice words)
{
    struct slice rest = words, reason = {0}, coded = {0}, *into = NULL, label;
    size_t codes = 0, labels = 0;
    while (rest.length > 0) {
        struct slice line = slice_line(&rest);
        bool labelled = take_label(&line, &label), code = code_any(code_read(line));
        if (!labelled && line.at == words.at)
            return words;
        labels += labelled;
        if (labelled)
            into = NULL;
        if (labelled && gives_reason(label) && line.length > reason.length)
            *(into = &reason) = line;
        else if (labelled && code)
            *(into = &coded) = line;
        else if (!labelled && into)
            *into = slice_span(*into, line);
        codes += code && into != &reason;
    }
    reason = slice_trim(reason);
    if (reason.length > 0)
        return codes == 0 || code_any(code_read(reason)) ? reason : words;
    coded = slice_trim(coded);
    return labels > 1 && codes == 1 && slice_at(coded, ' ') != SLICE_NONE ? coded
                                                                          : words;
}

/* What a command said to which Exim handed the mail: it stands further down. */
static struct slice
generated_words(struct slice report)
{
    size_t at = slice_find(report, "text was generated during the delivery");
    if (at == SLICE_NONE)
        return slice_to(report, 0);
    struct slice rest = slice_from(report, at), words;
    slice_line(&rest);
    do
        words = slice_trim(take_paragraph(&rest));
    while (slice_starts(words, "--"));
    return slice_to(words, WORDS_MAX);
}

/* Does a paragraph name others, too? */
static bool
names_others(struct slice words, struct slice recipient)
{
    struct slice address;
    while (address_next(&words, &address))
        if (!slice_same(address, recipient))
            return true;
    return false;
}

/* Of a transcript that holds the replies for many, the one that names the recipient. */
static struct slice
reply_naming(struct slice words, struct slice report, struct slice recipient)
{
    struct slice line;
    if (!slice_has(words, "<<<") || !names_others(words, recipient))
        return words;
    while (address_line_of(&report, recipient, &line)) {
        struct slice said = slice_trim(slice_from(line, 3)), address, rest = said;
        if (!slice_starts(line, "<<<") || !code_leads(said))
            continue;
        if (address_next(&rest, &address) && slice_same(address, recipient))
            return said;
    }
    return words;
}

struct slice
prose_words(struct slice report, struct slice recipient)
{
    report = slice_to(report, PROSE_MAX);
    struct slice region = behind_address(report, recipient);
    region = up_to_next_slot(region, recipient);
    struct slice words = paragraph_with_code(region, (struct slice){0});
    if (words.length == 0 && is_one_of_many(report, region))
        words = own_lines(region);
    if (words.length == 0 && recipient.length > 0)
        words = paragraph_with_code(report, recipient);
    if (words.length == 0)
        words = generated_words(report);
    if (words.length == 0)
        words = paragraph_known(region);
    if (words.length == 0)
        words = paragraph_with_code(report, (struct slice){0});
    if (words.length == 0)
        words = paragraph_known(report);
    if (words.length == 0)
        words = take_paragraph(&region);
    words = reply_naming(words, report, recipient);
    return value_of_reason(clean_words(words));
}
