/* ses: the notices of Amazon SES, which are JSON.
 *
 * {"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":...,
 * "action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 ..."}],"reportingMTA":
 * ...},"mail":{"commonHeaders":{...}}}. Event publishing says eventType, and knows
 * DeliveryDelay. Not set up as raw delivery, SNS wraps it all once more, as a string. */
#include "classify/ses.h"

#include "classify/address.h"
#include "classify/date.h"
#include "classify/json.h"

/* What is read until it is complete; members of an object come in any order. */
struct notice {
    struct slice address, action, status, diagnostic; /* of one recipient */
    struct slice header; /* the name of the header field whose value comes next */
    int64_t until;
    size_t named;
};

static bool
is_delayed(struct slice list)
{
    return slice_is(list, "delayedrecipients");
}

static bool
is_recipients(struct slice list)
{
    return slice_is(list, "bouncedrecipients") || is_delayed(list);
}

/* "smtp; 550 5.1.1 ..." */
static struct slice
untyped(struct slice value)
{
    return slice_starts(value, "smtp;") ? slice_trim(slice_from(value, 5)) : value;
}

/* "dns; a1-2.smtp-out.amazonses.com" */
static struct slice
host_of(struct slice value)
{
    size_t semicolon = slice_at(value, ';');
    return slice_trim(slice_from(value, semicolon == SLICE_NONE ? 0 : semicolon + 1));
}

static void
add_recipient(struct draft *draft, struct notice *notice, bool delayed)
{
    struct slice address = address_first(notice->address);
    if (address.length == 0)
        return;
    struct draft_failure *entry = draft_recipient_as(draft, address, "JSON",
                                                     address.at);
    struct bounce_failure *failure = &entry->failure;
    draft_tell(draft, entry, BOUNCE_FACT_ACTION, "JSON", notice->action);
    draft_tell(draft, entry, BOUNCE_FACT_STATUS, "JSON", notice->status);
    draft_tell(draft, entry, BOUNCE_FACT_DIAGNOSTIC, "JSON",
               untyped(notice->diagnostic));
    failure->kind = delayed ? BOUNCE_DELAYED : BOUNCE_FAILED;
    entry->stated = true;
    notice->named++;
    notice->address = notice->action = notice->status = (struct slice){0};
    notice->diagnostic = (struct slice){0};
}

static void
read_recipient(struct draft *draft, struct notice *notice, const struct json_item *item)
{
    struct slice value = json_text(draft->arena, item->value);
    if (slice_is(item->name, "emailaddress"))
        notice->address = value;
    else if (slice_is(item->name, "action"))
        notice->action = value;
    else if (slice_is(item->name, "status"))
        notice->status = value;
    else if (slice_is(item->name, "diagnosticcode"))
        notice->diagnostic = value;
}

static void
read_original(struct draft *draft, struct notice *notice, const struct json_item *item)
{
    struct slice value = json_text(draft->arena, item->value);
    bool common = slice_is(item->list, "commonheaders");
    bool field = slice_is(item->list, "headers");
    if (field && slice_is(item->name, "name"))
        notice->header = value;
    else if (field && slice_is(notice->header, "message-id"))
        draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_MESSAGE_ID, "JSON", value);
    else if (common && slice_is(item->name, "messageid"))
        draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_MESSAGE_ID, "JSON", value);
    else if (common && slice_is(item->name, "subject"))
        draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_SUBJECT, "JSON", value);
    else if (common && slice_is(item->name, "to"))
        draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_TO, "JSON", value);
    else if (common && slice_is(item->name, "from"))
        draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_FROM, "JSON",
                   address_first(value));
}

static void
read_item(struct draft *draft, struct notice *notice, const struct json_item *item)
{
    int zone;
    if (item->ends && is_recipients(item->list))
        add_recipient(draft, notice, is_delayed(item->list));
    else if (is_recipients(item->list))
        read_recipient(draft, notice, item);
    else if (slice_is(item->name, "reportingmta"))
        draft_tell(draft, NULL, BOUNCE_FACT_REPORTER, "JSON", host_of(item->value));
    else if (slice_is(item->name, "expirationtime"))
        date_read(item->value, &notice->until, &zone);
    else
        read_original(draft, notice, item);
}

bool
ses_read(struct draft *draft, struct slice text)
{
    struct notice notice = {0};
    struct json json = {.rest = slice_trim(text)};
    struct json_item item;
    if (!slice_starts(json.rest, "{"))
        return false;
    while (json_next(&json, &item)) {
        if (slice_is(item.name, "message") && slice_starts(item.value, "{"))
            json = (struct json){.rest = json_text(draft->arena, item.value)};
        else
            read_item(draft, &notice, &item);
    }
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next)
        if (entry->failure.kind == BOUNCE_DELAYED)
            entry->failure.tries_until = notice.until;
    return notice.named > 0;
}
