/* dsn: delivery reports in fields (RFC 3464, RFC 6533), strict or bent.
 *
 * Met in the wild and borne: recipients not parted by a blank line, fields parted by blank
 * lines, fields in any order, names in any case, with a space for the dash or before the
 * colon, all of them indented in a text; values folded without a blank, on the next line,
 * in xtext; "Action: failed (bad destination mailbox address)",
 * "Action: error"; recipients that are pipes, X.400 addresses, names without a domain. */
#include "classify/dsn.h"

#include <string.h>

#include "classify/address.h"
#include "classify/code.h"
#include "classify/header.h"
#include "classify/lines.h"
#include "classify/text.h"

enum {
    NAME_MAX = 40, /* bytes in which a field's name ends; the longest known has 22 */
};

/* The fields of one recipient, then those of the whole report. */
enum slot {
    SLOT_FINAL = 0,
    SLOT_ORIGINAL,
    SLOT_ACTUAL,
    SLOT_ACTION,
    SLOT_STATUS,
    SLOT_DIAGNOSTIC,
    SLOT_REMOTE,
    SLOT_ATTEMPT,
    SLOT_UNTIL,
    GROUP_SLOTS,
    SLOT_REPORTER = GROUP_SLOTS,
    SLOT_ARRIVAL,
    SLOT_MESSAGE_ID,
    SLOT_OTHER, /* a field nobody here reads */
    SLOT_NONE,  /* no field */
};

// clang-format off
/* In the order of enum slot. also: another that is as long, counted from 1. */
static const struct { const char *name, *source; enum slot slot; unsigned char also; } names[] = {
    {"final-recipient", "Final-Recipient", SLOT_FINAL, 6},
    {"original-recipient", "Original-Recipient", SLOT_ORIGINAL, 3},
    {"x-actual-recipient", "X-Actual-Recipient", SLOT_ACTUAL, 0},
    {"action", "Action", SLOT_ACTION, 5},
    {"status", "Status", SLOT_STATUS, 0},
    {"diagnostic-code", "Diagnostic-Code", SLOT_DIAGNOSTIC, 0},
    {"remote-mta", "Remote-MTA", SLOT_REMOTE, 0},
    {"last-attempt-date", "Last-Attempt-Date", SLOT_ATTEMPT, 0},
    {"will-retry-until", "Will-Retry-Until", SLOT_UNTIL, 0},
    {"reporting-mta", "Reporting-MTA", SLOT_REPORTER, 0},
    {"arrival-date", "Arrival-Date", SLOT_ARRIVAL, 0},
    {"original-message-id", "X-Original-Message-ID", SLOT_MESSAGE_ID, 0},
    {"x-original-message-id", "X-Original-Message-ID", SLOT_MESSAGE_ID, 0},
};
/* The first of the names that are so long, counted from 1; 0: none is. */
#define OF(name) [sizeof name - 1]
static const unsigned char of_length[NAME_MAX + 1] = {
    OF("action") = 4, OF("remote-mta") = 7, OF("arrival-date") = 11, OF("reporting-mta") = 10,
    OF("final-recipient") = 1, OF("will-retry-until") = 9, OF("last-attempt-date") = 8,
    OF("original-recipient") = 2, OF("original-message-id") = 12, OF("x-original-message-id") = 13,
};
// clang-format on

struct group {
    struct slice values[GROUP_SLOTS];
};

/* An address a group names, from which field, and whether it is one. */
struct name {
    struct slice address, domain;
    enum slot slot;
    bool whole; /* an address one can write to, host within or not */
};

/* "rfc822; friend@example.com", "dns;mx.example.net": what stands behind the type. */
static struct slice
untyped(struct slice value)
{
    size_t semicolon = slice_at(value, ';');
    struct slice type = slice_trim(slice_to(value, semicolon));
    for (size_t i = 0; i < type.length; i++)
        if (!slice_alnum(type.at[i]) && type.at[i] != '-' && type.at[i] != '.')
            return value;
    if (semicolon == SLICE_NONE || type.length == 0 || type.length > 20)
        return value;
    return slice_trim(slice_from(value, semicolon + 1));
}

/* "dns; mx.example.net (192.0.2.7, the server for the domain example.net)" */
static struct slice
host_of(struct slice value)
{
    value = untyped(value);
    size_t end = 0;
    while (end < value.length && !slice_blank(value.at[end]) && value.at[end] != '(')
        end++;
    value = slice_to(value, end);
    while (value.length > 0 && (value.at[0] == '[' || value.at[0] == '<'))
        value = slice_from(value, 1);
    while (value.length > 0 &&
           (value.at[value.length - 1] == ']' || value.at[value.length - 1] == '>' ||
            value.at[value.length - 1] == '.'))
        value.length--;
    return value;
}

/* The first word of an Action field, in our spelling; NULL where it is none we know. */
static const char *
read_action(struct slice value, enum bounce_kind *kind)
{
    // clang-format off
    static const struct { const char *word; enum bounce_kind kind; const char *action; } actions[] = {
        {"fail", BOUNCE_FAILED, "failed"},       {"delay", BOUNCE_DELAYED, "delayed"},
        {"defer", BOUNCE_DELAYED, "delayed"},    {"deliver", BOUNCE_DELIVERED, "delivered"},
        {"relay", BOUNCE_RELAYED, "relayed"},    {"expand", BOUNCE_EXPANDED, "expanded"},
        {"expire", BOUNCE_FAILED, "failed"},     {"error", BOUNCE_FAILED, "failed"},
        {"reject", BOUNCE_FAILED, "failed"},     {"undeliver", BOUNCE_FAILED, "failed"},
        {"bounce", BOUNCE_FAILED, "failed"},     {"return", BOUNCE_FAILED, "failed"},
        {"permanent", BOUNCE_FAILED, "failed"},  {"transient", BOUNCE_DELAYED, "delayed"},
    };
    // clang-format on
    value = untyped(value);
    while (value.length > 0 && !slice_alnum(value.at[0]))
        value = slice_from(value, 1);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (slice_starts(value, actions[i].word)) {
            *kind = actions[i].kind;
            return actions[i].action;
        }
    return NULL;
}

/* "5.4.316 (message expired)", "5.1.1": the code alone; no bytes where there is none. */
static struct slice
status_of(struct slice value)
{
    value = untyped(value);
    size_t end = 0;
    while (end < value.length && (slice_digit(value.at[end]) || value.at[end] == '.'))
        end++;
    value = slice_to(value, end);
    return code_any(code_status(value)) || slice_starts(value, "2.")
               ? value
               : slice_to(value, 0);
}

/* The byte that "+40", "+2B" or "+3D" stands for; 0: something else. */
static unsigned char
xtext_at(struct slice value, size_t i)
{
    static const struct {
        char high, low;
        unsigned char byte;
    } codes[] = {{'4', '0', '@'}, {'2', 'B', '+'}, {'3', 'D', '='}};
    for (size_t c = 0; c < sizeof codes / sizeof codes[0] && i + 2 < value.length; c++)
        if (value.at[i] == '+' && value.at[i + 1] == codes[c].high &&
            value.at[i + 2] == codes[c].low)
            return codes[c].byte;
    return 0;
}

/* "friend+40example.com", "me+2Btag@example.com": what RCPT's ORCPT carries (xtext, RFC
 * 3461, section 4), which some copy as it is. */
static struct slice
undo_xtext(struct arena *arena, struct slice value)
{
    if (slice_at(value, '+') == SLICE_NONE)
        return value;
    bool at = slice_at(value, '@') != SLICE_NONE, coded = false;
    for (size_t i = 0; i < value.length; i++)
        coded = coded || xtext_at(value, i) == (at ? '+' : '@');
    unsigned char *out = coded ? arena_take(arena, value.length) : NULL;
    if (!out)
        return value;
    size_t used = 0;
    for (size_t i = 0; i < value.length; i++) {
        unsigned char byte = xtext_at(value, i);
        out[used++] = byte ? byte : value.at[i];
        i += byte ? 2 : 0;
    }
    return (struct slice){out, used};
}

/* "x400; /RFC-822=friend(a)example.com/ADMD= /C=WW/": the address in it. */
static struct slice
undo_x400(struct arena *arena, struct slice value)
{
    static const char name[] = "/rfc-822=";
    size_t start = slice_find(value, name);
    if (start == SLICE_NONE)
        return value;
    value = slice_from(value, start + sizeof name - 1);
    value = slice_to(value, slice_at(value, '/'));
    size_t at = slice_find(value, "(a)");
    unsigned char *out = arena_take(arena, value.length + 1);
    if (at == SLICE_NONE || !out)
        return value;
    size_t used = 0;
    for (size_t i = 0; i < value.length; i++) {
        out[used++] = i == at ? '@' : value.at[i];
        i += i == at ? 2 : 0;
    }
    return (struct slice){out, used};
}

/* "|/usr/bin/filter friend@example.com", "/var/mail/friend": where a copy went to. */
static bool
is_pipe_or_file(struct slice value)
{
    value = untyped(value);
    if (value.length > 0 && value.at[0] == '"')
        value = slice_from(value, 1);
    return value.length > 0 &&
           (value.at[0] == '|' || (value.at[0] == '/' && !slice_has(value, "=")));
}

/* Does one of the bytes stand in the value that only odd recipients have: X.400, xtext? */
static bool
is_odd(struct slice value)
{
    bool odd = false;
    for (size_t i = 0; i < value.length; i++)
        odd |= (value.at[i] == '/') | (value.at[i] == '+');
    return odd;
}

static struct name
name_in(struct draft *draft, const struct group *group, enum slot slot)
{
    struct arena *arena = draft->arena;
    struct slice value = group->values[slot];
    struct name name = {.slot = slot};
    if (value.length == 0 || is_pipe_or_file(value))
        return name;
    bool odd = is_odd(value);
    if (odd)
        value = undo_x400(arena, value);
    name.address = address_recipient(arena, value);
    if (odd)
        name.address = undo_xtext(arena, name.address);
    name.domain = address_domain(name.address);
    name.whole = address_valid(name.address);
    return name;
}

static bool
has_dot(struct slice domain)
{
    return slice_at(domain, '.') != SLICE_NONE;
}

/* Is it "example.com" to "mail.example.com"? */
static bool
is_above(struct slice domain, struct slice below)
{
    return domain.length + 1 < below.length &&
           below.at[below.length - domain.length - 1] == '.' &&
           slice_same(slice_from(below, below.length - domain.length), domain);
}

/* Who a group is about: the final address, unless it is that of a host within
 * ("friend@mailstore") or of X.400, where the sender wrote to another. */
static struct name
name_of(const struct group *group, struct name final, struct name original,
        struct name actual)
{
    bool within = !has_dot(final.domain);
    bool good = original.whole && has_dot(original.domain);
    bool foreign = slice_starts(group->values[SLOT_FINAL], "x400");
    if (good && (foreign || within || is_above(original.domain, final.domain)))
        return original;
    if (within && actual.whole && has_dot(actual.domain))
        return actual;
    if (final.whole)
        return final;
    if (original.whole)
        return original;
    return actual.whole || final.address.length == 0 ? actual : final;
}

/* The entry of a group; one whose name is still to be found where its fields hold no whole
 * address, or only that of a host within: "friend@mailstore". */
static struct draft_failure *
entry_of(struct draft *draft, const struct group *group, struct name name)
{
    bool within = name.whole && !has_dot(name.domain);
    if (name.whole && !within)
        return draft_recipient_as(draft, name.address, names[name.slot].source,
                                  group->values[name.slot].at);
    bool named = group->values[SLOT_FINAL].length > 0 ||
                 group->values[SLOT_ORIGINAL].length > 0;
    bool told = group->values[SLOT_ACTION].length > 0 ||
                group->values[SLOT_STATUS].length > 0;
    if (!within && (!named || !told))
        return NULL;
    if (!within && slice_at(name.address, '@') != SLICE_NONE)
        name.address.length = 0;
    return draft_nameless(draft, name.address);
}

static void
tell(struct draft *draft, struct draft_failure *entry, const struct group *group,
     enum slot slot, enum bounce_fact fact, struct slice value)
{
    draft_tell_as(draft, entry, fact, names[slot].source, group->values[slot].at,
                  value);
}

static void
tell_action(struct draft *draft, struct draft_failure *entry, struct slice value)
{
    enum bounce_kind kind;
    const char *action = read_action(value, &kind);
    if (entry->stated || !action)
        return;
    entry->stated = true;
    entry->failure.kind = kind;
    entry->failure.action = action;
    draft_prove(draft, entry, BOUNCE_FACT_ACTION, "Action", value.at);
}

/* Ends a group; gives how many recipients it named. */
static size_t
flush(struct draft *draft, struct group *group)
{
    struct group g = *group;
    *group = (struct group){0};
    struct name final = name_in(draft, &g, SLOT_FINAL);
    struct name original = name_in(draft, &g, SLOT_ORIGINAL);
    struct name actual = name_in(draft, &g, SLOT_ACTUAL);
    struct draft_failure *entry = entry_of(draft, &g,
                                           name_of(&g, final, original, actual));
    if (!entry)
        return 0;
    // clang-format off
    tell(draft, entry, &g, SLOT_FINAL, BOUNCE_FACT_FINAL_RECIPIENT, final.address);
    tell(draft, entry, &g, SLOT_ORIGINAL, BOUNCE_FACT_ORIGINAL_RECIPIENT, original.address);
    tell(draft, entry, &g, SLOT_STATUS, BOUNCE_FACT_STATUS, status_of(g.values[SLOT_STATUS]));
    tell(draft, entry, &g, SLOT_DIAGNOSTIC, BOUNCE_FACT_DIAGNOSTIC, untyped(g.values[SLOT_DIAGNOSTIC]));
    tell(draft, entry, &g, SLOT_REMOTE, BOUNCE_FACT_REMOTE_MTA, host_of(g.values[SLOT_REMOTE]));
    tell(draft, entry, &g, SLOT_ATTEMPT, BOUNCE_FACT_TRIED_LAST, g.values[SLOT_ATTEMPT]);
    tell(draft, entry, &g, SLOT_UNTIL, BOUNCE_FACT_TRIES_UNTIL, g.values[SLOT_UNTIL]);
    // clang-format on
    tell_action(draft, entry, g.values[SLOT_ACTION]);
    return 1;
}

/* Is it the name, which is as long, with blanks or underscores for its dashes? */
static bool
is_name(struct slice have, const char *name)
{
    bool is = true;
    for (size_t i = 0; i < have.length; i++) {
        unsigned char c = slice_lower(have.at[i]);
        is &= c == (unsigned char)name[i] || (name[i] == '-' && (c == ' ' || c == '_'));
    }
    return is;
}

/* Which field a line begins. A line of a diagnostic, "http://...", is none: the fields of
 * reports nobody here reads have a dash. */
static enum slot
slot_of(struct slice line, struct slice *value)
{
    size_t colon = slice_at(slice_to(line, NAME_MAX), ':');
    if (colon == SLICE_NONE)
        return SLOT_NONE;
    struct slice name = slice_trim(slice_to(line, colon));
    *value = slice_trim(slice_from(line, colon + 1));
    for (size_t i = of_length[name.length]; i > 0; i = names[i - 1].also)
        if (is_name(name, names[i - 1].name))
            return names[i - 1].slot;
    bool dash = false;
    for (size_t i = 0; i < name.length; i++) {
        dash = dash || name.at[i] == '-';
        if (!slice_alnum(name.at[i]) && name.at[i] != '-')
            return SLOT_NONE;
    }
    return dash && !slice_digit(name.at[0]) ? SLOT_OTHER : SLOT_NONE;
}

/* The fields of a report while they are read. */
struct reading {
    struct draft *draft;
    struct lines_walk lines;
    size_t line, end; /* of the line to come */
    size_t indent;    /* blanks before each field */
    struct group group;
    struct slice *open; /* the value that goes on; NULL: none does */
    bool parted;        /* a blank line came after the last field */
    size_t named;
};

static size_t
blanks(struct slice line)
{
    size_t count = 0;
    while (count < line.length && (line.at[count] == ' ' || line.at[count] == '\t'))
        count++;
    return count;
}

/* A field that a blank makes look folded into the one before. */
static bool
is_shifted_field(struct slice line)
{
    struct slice value;
    enum bounce_kind kind;
    enum slot slot = slot_of(slice_trim(line), &value);
    if (slot == SLOT_ACTION)
        return read_action(value, &kind) != NULL;
    if (slot == SLOT_STATUS)
        return status_of(value).length > 0;
    return slot < SLOT_OTHER;
}

/* The line to come; and goes on to the next. */
static struct slice
line_to_come(const struct reading *reading)
{
    return lines_bare(reading->lines.text, reading->line, reading->end);
}

static void
go_to_next(struct reading *reading)
{
    reading->line = reading->end;
    if (reading->line < reading->lines.text.length)
        reading->end = lines_next(&reading->lines);
}

/* Takes a line and those folded into it; no bytes for a blank line. */
static struct slice
take_lines(struct reading *reading)
{
    struct slice line = line_to_come(reading), end = line;
    go_to_next(reading);
    if (slice_trim(line).length == 0)
        return slice_to(line, 0);
    while (reading->line < reading->lines.text.length) {
        struct slice more = line_to_come(reading);
        if (blanks(more) <= reading->indent || slice_trim(more).length == 0 ||
            is_shifted_field(more))
            break;
        end = more;
        go_to_next(reading);
    }
    return slice_trim(slice_span(line, end));
}

/* A value that goes on without being folded: a diagnostic, or one that is empty yet. */
static void
go_on(struct reading *reading, struct slice words)
{
    struct slice *open = reading->open;
    if (!open || reading->parted || slice_starts(words, "--"))
        return;
    if (open->length == 0)
        *open = words;
    else if (open == &reading->group.values[SLOT_DIAGNOSTIC])
        *open = slice_span(*open, words);
}

/* Does this field begin the next recipient's group? Some put blank lines between one
 * recipient's own fields, others none between two recipients. */
static bool
begins_group(const struct reading *reading, enum slot slot)
{
    const struct slice *values = reading->group.values;
    bool names_one = slot == SLOT_FINAL || slot == SLOT_ORIGINAL;
    bool named = values[SLOT_FINAL].length > 0 || values[SLOT_ORIGINAL].length > 0;
    bool told = values[SLOT_ACTION].length > 0 || values[SLOT_STATUS].length > 0;
    if (values[slot].length > 0)
        return names_one || slot == SLOT_ACTION || slot == SLOT_STATUS;
    return reading->parted && names_one && named && told;
}

static void
take_field(struct reading *reading, enum slot slot, struct slice value)
{
    struct draft *draft = reading->draft;
    reading->open = NULL;
    if (slot < GROUP_SLOTS) {
        if (begins_group(reading, slot))
            reading->named += flush(draft, &reading->group);
        reading->open = &reading->group.values[slot];
        if (reading->open->length == 0)
            *reading->open = value;
        else
            reading->open = NULL;
    } else if (slot == SLOT_REPORTER) {
        draft_tell(draft, NULL, BOUNCE_FACT_REPORTER, "Reporting-MTA", host_of(value));
    } else if (slot == SLOT_ARRIVAL) {
        draft_tell(draft, NULL, BOUNCE_FACT_ARRIVED, "Arrival-Date", value);
    } else if (slot == SLOT_MESSAGE_ID) {
        draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_MESSAGE_ID,
                   "X-Original-Message-ID", value);
    }
    reading->parted = false;
}

size_t
dsn_read(struct draft *draft, struct slice fields)
{
    struct reading reading = {.draft = draft, .indent = blanks(fields)};
    lines_begin(&reading.lines, fields);
    for (go_to_next(&reading); reading.line < fields.length;) {
        struct slice value, lines = take_lines(&reading);
        if (lines.length == 0) {
            reading.parted = true;
            continue;
        }
        enum slot slot = slot_of(lines, &value);
        if (slot == SLOT_NONE)
            go_on(&reading, lines);
        else
            take_field(&reading, slot, value);
    }
    return reading.named + flush(draft, &reading.group);
}

/* Where a line begins that holds the word, from an offset on; SLICE_NONE: none does. */
static size_t
line_with(struct slice text, size_t from, const char *word)
{
    size_t at = slice_find(slice_from(text, from), word);
    if (at == SLICE_NONE)
        return at;
    at += from;
    while (at > from && text.at[at - 1] != '\n')
        at--;
    return at;
}

size_t
dsn_find(struct slice text)
{
    struct slice value;
    size_t recipient = line_with(text, 0, "recipient"), mta = line_with(text, 0, "mta");
    while (recipient != SLICE_NONE || mta != SLICE_NONE) {
        size_t start = recipient < mta ? recipient : mta;
        struct slice rest = slice_from(text, start);
        enum slot slot = slot_of(slice_trim(slice_line(&rest)), &value);
        if (slot == SLOT_FINAL || slot == SLOT_ORIGINAL || slot == SLOT_REPORTER)
            return start;
        size_t next = text.length - rest.length;
        if (recipient == start)
            recipient = line_with(text, next, "recipient");
        if (mta == start)
            mta = line_with(text, next, "mta");
    }
    return SLICE_NONE;
}

/* Does a carriage return that no line feed follows stand here? */
static bool
is_lone_return(struct slice content, size_t i)
{
    while (i < content.length && content.at[i] == '\r')
        i++;
    return i == content.length || content.at[i] != '\n';
}

struct slice
dsn_lines(struct arena *arena, struct slice content)
{
    unsigned char *out = NULL;
    bool lone = false,
         run = false; /* within several returns: the end of them decides */
    size_t first = slice_at(content, '\r'); /* many mails have none at all */
    for (size_t i = first; i < content.length; i++) {
        bool inside = run;
        run = content.at[i] == '\r';
        if (!run)
            continue;
        if (!inside)
            lone = is_lone_return(content, i);
        if (!lone)
            continue;
        if (!out)
            out = arena_take(arena, content.length);
        if (!out)
            return content;
        if (content.at != out) {
            memcpy(out, content.at, content.length);
            content.at = out;
        }
        out[i] = '\n';
    }
    return content;
}
