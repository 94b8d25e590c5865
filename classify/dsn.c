/* dsn: delivery reports in fields (RFC 3464, RFC 6533), strict or bent.
 *
 * Met in the wild and borne: recipients not parted by a blank line, fields parted by
 * blank lines, fields in any order, "Action: failed (bad destination mailbox address)",
 * "Action: error", diagnostics that go on at the start of the next line. */
#include "classify/dsn.h"

#include "classify/address.h"
#include "classify/code.h"
#include "classify/date.h"
#include "classify/header.h"
#include "classify/text.h"

/* The fields of one recipient, as they come. */
struct group {
    struct slice final, original, actual, action, status, diagnostic, remote, attempt,
        until;
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

/* The first word of an Action field, in our spelling; false where it is none we know. */
static bool
read_action(struct slice value, enum bounce_kind *kind, const char **action)
{
    // clang-format off
    static const struct { const char *word; enum bounce_kind kind; const char *action; } actions[] = {
        {"fail", BOUNCE_FAILED, "failed"},       {"delayed", BOUNCE_DELAYED, "delayed"},
        {"deferred", BOUNCE_DELAYED, "delayed"}, {"delivered", BOUNCE_DELIVERED, "delivered"},
        {"relayed", BOUNCE_RELAYED, "relayed"},  {"expanded", BOUNCE_EXPANDED, "expanded"},
        {"expired", BOUNCE_FAILED, "failed"},    {"error", BOUNCE_FAILED, "failed"},
        {"rejected", BOUNCE_FAILED, "failed"},   {"undeliverable", BOUNCE_FAILED, "failed"},
    };
    // clang-format on
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (slice_starts(value, actions[i].word)) {
            *kind = actions[i].kind;
            *action = actions[i].action;
            return true;
        }
    return false;
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

static struct slice
group_address(struct draft *draft, const struct group *group)
{
    struct slice final = address_recipient(draft->arena, group->final);
    struct slice original = address_recipient(draft->arena, group->original);
    struct slice actual = address_recipient(draft->arena, group->actual);
    if (address_valid(final))
        return final;
    if (address_valid(original))
        return original;
    return address_valid(actual) || final.length == 0 ? actual : final;
}

static size_t
flush(struct draft *draft, struct group *group)
{
    struct group g = *group;
    struct slice address = group_address(draft, &g);
    int zone;
    *group = (struct group){0};
    if (address.length == 0)
        return 0;
    struct draft_failure *entry = draft_recipient(draft, address);
    struct bounce_failure *failure = &entry->failure;
    draft_text(draft, &failure->original_recipient,
               address_recipient(draft->arena, g.original));
    draft_text(draft, &failure->status, status_of(g.status));
    draft_text(draft, &failure->diagnostic, untyped(g.diagnostic));
    draft_text(draft, &failure->remote_mta, host_of(g.remote));
    if (!entry->stated)
        entry->stated = read_action(g.action, &failure->kind, &failure->action);
    if (failure->tried_last == 0)
        date_read(g.attempt, &failure->tried_last, &zone);
    if (failure->tries_until == 0)
        date_read(g.until, &failure->tries_until, &zone);
    return 1;
}

/* Where a recipient's field goes; NULL: it is none of a recipient's fields. */
static struct slice *
group_slot(struct group *group, struct slice name)
{
    // clang-format off
    const struct { const char *name; struct slice *slot; } slots[] = {
        {"final-recipient", &group->final},       {"original-recipient", &group->original},
        {"x-actual-recipient", &group->actual},   {"action", &group->action},
        {"status", &group->status},               {"diagnostic-code", &group->diagnostic},
        {"remote-mta", &group->remote},           {"last-attempt-date", &group->attempt},
        {"will-retry-until", &group->until},
    };
    // clang-format on
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
        if (slice_is(name, slots[i].name))
            return slots[i].slot;
    return NULL;
}

static void
read_mail_field(struct draft *draft, struct header_field field)
{
    struct bounce *bounce = draft->bounce;
    int zone;
    if (slice_is(field.name, "reporting-mta"))
        draft_text(draft, &bounce->reporter, host_of(field.value));
    else if (slice_is(field.name, "arrival-date") && bounce->arrived == 0)
        date_read(field.value, &bounce->arrived, &zone);
    else if (slice_is(field.name, "x-original-message-id"))
        draft_text(draft, &draft->original->message_id, field.value);
}

/* Takes one field, or a line that is none, off rest; false at the end of a group. */
static bool
take_field(struct slice *rest, struct header_field *field)
{
    struct slice line = slice_line(rest);
    if (slice_trim(line).length == 0)
        return false;
    struct slice end = line;
    while (rest->length > 0 && (rest->at[0] == ' ' || rest->at[0] == '\t')) {
        struct slice ahead = *rest, more = slice_line(&ahead);
        if (slice_trim(more).length == 0)
            break;
        end = more;
        *rest = ahead;
    }
    struct slice block = slice_span(line, end);
    *field = (struct header_field){0};
    header_next(&block, field);
    return true;
}

size_t
dsn_read(struct draft *draft, struct slice fields)
{
    struct group group = {0};
    struct header_field field;
    struct slice *slot = NULL;
    size_t named = 0;
    while (fields.length > 0) {
        if (!take_field(&fields, &field)) {
            /* Some put blank lines between one recipient's own fields: a group is over
             * only once it names somebody and says what happened. */
            if (group.final.length > 0 &&
                (group.action.length > 0 || group.status.length > 0))
                named += flush(draft, &group);
            slot = NULL;
            continue;
        }
        if (field.name.length == 0) {
            /* A diagnostic that goes on without being folded. */
            if (slot == &group.diagnostic && group.diagnostic.length > 0)
                *slot = slice_trim(
                    (struct slice){slot->at, (size_t)(fields.at - slot->at)});
            continue;
        }
        slot = group_slot(&group, field.name);
        if (!slot) {
            read_mail_field(draft, field);
            continue;
        }
        /* Said a second time: the next recipient's, with no blank line between. */
        if (slot->length > 0 && (slot == &group.final || slot == &group.original ||
                                 slot == &group.action || slot == &group.status))
            named += flush(draft, &group);
        if (slot->length == 0)
            *slot = field.value;
    }
    return named + flush(draft, &group);
}

size_t
dsn_find(struct slice text)
{
    // clang-format off
    static const char *const names[] = {
        "reporting-mta:", "final-recipient:", "original-recipient:"};
    // clang-format on
    struct slice rest = text;
    while (rest.length > 0) {
        size_t start = (size_t)(rest.at - text.at);
        struct slice line = slice_line(&rest);
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            if (slice_starts(line, names[i]))
                return start;
    }
    return SLICE_NONE;
}
