/* draft: a bounce while it is being put together by the readers. */
#include "classify/draft.h"

#include "classify/address.h"
#include "classify/code.h"
#include "classify/date.h"
#include "classify/header.h"
#include "classify/reply.h"
#include "classify/text.h"

static struct bounce_failure
silent(void)
{
    return (struct bounce_failure){
        .recipient = "",
        .original_recipient = "",
        .action = "",
        .status = "",
        .diagnostic = "",
        .said = "",
        .said_by = "",
        .remote_mta = "",
        .tried_host = "",
        .tried_address = "",
    };
}

bool
draft_begin(struct draft *draft, struct arena *arena,
            const struct bounce_options *options)
{
    *draft = (struct draft){.arena = arena, .options = options};
    draft->bounce = arena_take(arena, sizeof *draft->bounce);
    draft->original = arena_take(arena, sizeof *draft->original);
    if (!draft->bounce || !draft->original)
        return false;
    *draft->original = (struct bounce_original){
        .message_id = "", .subject = "", .to = "", .from = ""};
    *draft->bounce = (struct bounce){.reporter = "",
                                     .message_id = "",
                                     .own_provider = "",
                                     .original = draft->original};
    return true;
}

struct draft_failure *
draft_find(struct draft *draft, struct slice recipient)
{
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next)
        if (slice_same(entry->recipient, recipient))
            return entry;
    return NULL;
}

struct draft_failure *
draft_recipient(struct draft *draft, struct slice recipient)
{
    struct draft_failure *entry = draft_find(draft, recipient);
    if (entry)
        return entry;
    draft->bounce->failures_seen++;
    if (draft->listed < BOUNCE_FAILURES_MAX)
        entry = arena_take(draft->arena, sizeof *entry);
    if (!entry) {
        draft->spare = (struct draft_failure){.failure = silent()};
        return &draft->spare;
    }
    *entry = (struct draft_failure){.failure = silent(), .recipient = recipient};
    entry->failure.recipient = text_keep(draft->arena, recipient);
    if (draft->last)
        draft->last->next = entry;
    else
        draft->first = entry;
    draft->last = entry;
    draft->listed++;
    return entry;
}

void
draft_text(struct draft *draft, const char **text, struct slice bytes)
{
    if ((*text)[0] == '\0' && bytes.length > 0)
        *text = text_keep(draft->arena, bytes);
}

void
draft_said(struct draft *draft, struct draft_failure *entry, struct slice words)
{
    struct bounce_failure *failure = &entry->failure;
    struct reply reply = reply_read(slice_to(words, BOUNCE_TEXT_MAX));
    draft_text(draft, &failure->said, reply.said);
    draft_text(draft, &failure->said_by, reply.by);
    draft_text(draft, &failure->tried_host, reply.tried_host);
    draft_text(draft, &failure->tried_address, reply.tried_address);
}

/* "1:00:00:00.0000000" is a day: how long Exchange Online keeps trying. */
static int64_t
read_interval(struct slice value)
{
    int64_t seconds = 0;
    static const int64_t units[] = {86400, 3600, 60, 1};
    for (size_t i = 0; i < 4 && value.length > 0; i++) {
        struct slice digits = slice_cut(&value, ':');
        int64_t number = 0;
        for (size_t d = 0; d < digits.length && d < 6 && slice_digit(digits.at[d]); d++)
            number = number * 10 + (digits.at[d] - '0');
        seconds += number * units[i];
    }
    return seconds;
}

void
draft_original(struct draft *draft, struct slice header)
{
    struct bounce_original *original = draft->original;
    struct arena *arena = draft->arena;
    struct header_field field;
    int zone;
    while (header_next(&header, &field)) {
        if (slice_is(field.name, "message-id"))
            draft_text(draft, &original->message_id, field.value);
        else if (slice_is(field.name, "subject"))
            draft_text(draft, &original->subject,
                       text_decode(arena, field.value, draft->options));
        else if (slice_is(field.name, "to"))
            draft_text(draft, &original->to,
                       text_decode(arena, field.value, draft->options));
        else if (slice_is(field.name, "from"))
            draft_text(draft, &original->from, address_first(field.value));
        else if (slice_is(field.name, "date") && original->sent == 0)
            date_read(field.value, &original->sent, &zone);
        else if (slice_is(field.name, "x-ms-exchange-organization-expirationinterval"))
            draft->bounce->patience = read_interval(field.value);
    }
}

/* Whose customer the reader is: as told, else as the original's sender shows, else as the
 * report's writer does. */
static void
settle_provider(struct draft *draft)
{
    struct bounce *bounce = draft->bounce;
    if (draft->options && draft->options->own_provider)
        draft_text(draft, &bounce->own_provider,
                   slice_of(draft->options->own_provider));
    draft_text(draft, &bounce->own_provider,
               address_domain(slice_of(draft->original->from)));
    draft_text(draft, &bounce->own_provider, slice_of(bounce->reporter));
}

void
draft_end(struct draft *draft)
{
    struct bounce *bounce = draft->bounce;
    enum bounce_kind worst = BOUNCE_EXPANDED;
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        struct bounce_failure *failure = &entry->failure;
        failure->next = entry->next ? &entry->next->failure : NULL;
        if (failure->kind < worst)
            worst = failure->kind;
        failure->code = code_read(slice_of(failure->diagnostic));
        draft_text(draft, &failure->tried_host, slice_of(failure->remote_mta));
        draft_text(draft, &failure->said_by, slice_of(failure->remote_mta));
    }
    bounce->kind = worst;
    bounce->failures = draft->first ? &draft->first->failure : NULL;
    settle_provider(draft);
}
