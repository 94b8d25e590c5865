/* draft: a bounce while it is being put together by the readers. */
#include "classify/draft.h"

#include "classify/address.h"
#include "classify/code.h"
#include "classify/date.h"
#include "classify/reply.h"
#include "classify/script.h"
#include "classify/text.h"

enum {
    REPORT_MAX =
        16384,      /* bytes of a report for people; it tells of the original early */
    LABEL_MAX = 40, /* bytes in which a label ends */
};

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
        .final_recipient = "",
        .command = "",
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

/* What a fact is and where it is kept: of FAILURE, BOUNCE or ORIGINAL. */
static const struct {
    enum {
        OF_FAILURE,
        OF_BOUNCE,
        OF_ORIGINAL
    } owner;
    enum {
        A_TEXT,
        AN_ADDRESS,
        A_TIME,
        A_NUMBER
    } type;
    size_t at;
} facts[] = {
    // clang-format off
    [BOUNCE_FACT_KIND]                = {OF_FAILURE, A_NUMBER, offsetof(struct bounce_failure, kind)},
    [BOUNCE_FACT_RECIPIENT]           = {OF_FAILURE, AN_ADDRESS, offsetof(struct bounce_failure, recipient)},
    [BOUNCE_FACT_ORIGINAL_RECIPIENT]  = {OF_FAILURE, AN_ADDRESS, offsetof(struct bounce_failure, original_recipient)},
    [BOUNCE_FACT_ACTION]              = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, action)},
    [BOUNCE_FACT_STATUS]              = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, status)},
    [BOUNCE_FACT_DIAGNOSTIC]          = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, diagnostic)},
    [BOUNCE_FACT_SAID]                = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, said)},
    [BOUNCE_FACT_SAID_BY]             = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, said_by)},
    [BOUNCE_FACT_REMOTE_MTA]          = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, remote_mta)},
    [BOUNCE_FACT_TRIED_HOST]          = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, tried_host)},
    [BOUNCE_FACT_TRIED_ADDRESS]       = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, tried_address)},
    [BOUNCE_FACT_TRIED_LAST]          = {OF_FAILURE, A_TIME, offsetof(struct bounce_failure, tried_last)},
    [BOUNCE_FACT_TRIES_UNTIL]         = {OF_FAILURE, A_TIME, offsetof(struct bounce_failure, tries_until)},
    [BOUNCE_FACT_FINAL_RECIPIENT]     = {OF_FAILURE, AN_ADDRESS, offsetof(struct bounce_failure, final_recipient)},
    [BOUNCE_FACT_COMMAND]             = {OF_FAILURE, A_TEXT, offsetof(struct bounce_failure, command)},
    [BOUNCE_FACT_TRIES]               = {OF_FAILURE, A_NUMBER, offsetof(struct bounce_failure, tries)},
    [BOUNCE_FACT_REPORTER]            = {OF_BOUNCE, A_TEXT, offsetof(struct bounce, reporter)},
    [BOUNCE_FACT_ARRIVED]             = {OF_BOUNCE, A_TIME, offsetof(struct bounce, arrived)},
    [BOUNCE_FACT_PATIENCE]            = {OF_BOUNCE, A_NUMBER, offsetof(struct bounce, patience)},
    [BOUNCE_FACT_ORIGINAL_MESSAGE_ID] = {OF_ORIGINAL, A_TEXT, offsetof(struct bounce_original, message_id)},
    [BOUNCE_FACT_ORIGINAL_SUBJECT]    = {OF_ORIGINAL, A_TEXT, offsetof(struct bounce_original, subject)},
    [BOUNCE_FACT_ORIGINAL_TO]         = {OF_ORIGINAL, A_TEXT, offsetof(struct bounce_original, to)},
    [BOUNCE_FACT_ORIGINAL_FROM]       = {OF_ORIGINAL, AN_ADDRESS, offsetof(struct bounce_original, from)},
    [BOUNCE_FACT_ORIGINAL_SENT]       = {OF_ORIGINAL, A_TIME, offsetof(struct bounce_original, sent)},
    [BOUNCE_FACT_SOFTWARE]            = {OF_BOUNCE, A_NUMBER, offsetof(struct bounce, software)},
    // clang-format on
};

/* The list its evidence is put into. */
static const struct bounce_evidence **
proof_of(struct draft *draft, struct draft_failure *entry, enum bounce_fact fact)
{
    return facts[fact].owner == OF_FAILURE ? &entry->failure.evidence
                                           : &draft->bounce->evidence;
}

static void *
kept_in(struct draft *draft, struct draft_failure *entry, enum bounce_fact fact)
{
    switch (facts[fact].owner) {
    case OF_FAILURE:
        return (char *)&entry->failure + facts[fact].at;
    case OF_BOUNCE:
        return (char *)draft->bounce + facts[fact].at;
    case OF_ORIGINAL:
        return (char *)draft->original + facts[fact].at;
    }
    return NULL;
}

void
draft_prove(struct draft *draft, struct draft_failure *entry, enum bounce_fact fact,
            const char *source, const unsigned char *where)
{
    const struct bounce_evidence **list = proof_of(draft, entry, fact);
    if (!evidence_put(&draft->evidence, draft->arena, fact, source, where, list))
        evidence_inherit(draft->arena, fact, BOUNCE_FACT_DIAGNOSTIC, source, list);
}

void
draft_tell_as(struct draft *draft, struct draft_failure *entry, enum bounce_fact fact,
              const char *source, const unsigned char *where, struct slice text)
{
    void *kept = kept_in(draft, entry, fact);
    if (facts[fact].type == A_TIME) {
        int64_t *time = kept;
        int zone;
        if (*time != 0 || !date_read(text, time, &zone))
            return;
    } else {
        const char **said = kept;
        if ((*said)[0] != '\0' || text.length == 0)
            return;
        *said = text_keep(draft->arena, text);
        if ((*said)[0] == '\0')
            return;
        if (facts[fact].type == AN_ADDRESS)
            *said = script_address(draft->arena, *said);
    }
    draft_prove(draft, entry, fact, source, where);
}

void
draft_tell(struct draft *draft, struct draft_failure *entry, enum bounce_fact fact,
           const char *source, struct slice bytes)
{
    draft_tell_as(draft, entry, fact, source, bytes.at, bytes);
}

void
draft_said(struct draft *draft, struct draft_failure *entry, struct slice words)
{
    struct reply reply = reply_read(slice_to(words, BOUNCE_TEXT_MAX));
    draft_tell(draft, entry, BOUNCE_FACT_SAID, "text", reply.said);
    draft_tell(draft, entry, BOUNCE_FACT_SAID_BY, "text", reply.by);
    draft_tell(draft, entry, BOUNCE_FACT_TRIED_HOST, "text", reply.tried_host);
    draft_tell(draft, entry, BOUNCE_FACT_TRIED_ADDRESS, "text", reply.tried_address);
}

struct bounce_code
draft_code(struct draft_failure *entry)
{
    struct bounce_failure *failure = &entry->failure;
    if (!entry->coded && failure->diagnostic[0] != '\0') {
        failure->code = code_read(slice_of(failure->diagnostic));
        entry->coded = true;
    }
    return failure->code;
}

struct draft_failure *
draft_nameless(struct draft *draft, struct slice known_as)
{
    struct draft_failure *entry = draft_find(draft, known_as);
    if (entry)
        return entry;
    draft->bounce->failures_seen++;
    if (draft->listed < BOUNCE_FAILURES_MAX)
        entry = arena_take(draft->arena, sizeof *entry);
    if (!entry) {
        draft->spare = (struct draft_failure){.failure = silent()};
        return &draft->spare;
    }
    *entry = (struct draft_failure){.failure = silent(), .recipient = known_as};
    if (draft->last)
        draft->last->next = entry;
    else
        draft->first = entry;
    draft->last = entry;
    draft->listed++;
    return entry;
}

void
draft_name(struct draft *draft, struct draft_failure *entry, struct slice recipient,
           const char *source, const unsigned char *where)
{
    entry->recipient = recipient;
    draft_tell_as(draft, entry, BOUNCE_FACT_RECIPIENT, source, where, recipient);
}

struct draft_failure *
draft_recipient_as(struct draft *draft, struct slice recipient, const char *source,
                   const unsigned char *where)
{
    struct draft_failure *entry = draft_nameless(draft, recipient);
    draft_name(draft, entry, recipient, source, where);
    return entry;
}

struct draft_failure *
draft_recipient(struct draft *draft, struct slice recipient)
{
    return draft_recipient_as(draft, recipient, "text", recipient.at);
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

/* "<a.b@example.com>" with its angles, whatever stands around it. */
static struct slice
id_of(struct slice value)
{
    struct slice open = slice_from(value, slice_at(value, '<'));
    size_t end = slice_at(open, '>');
    return end == SLICE_NONE ? value : slice_to(open, end + 1);
}

static void
tell_decoded(struct draft *draft, enum bounce_fact fact, const char *source,
             struct slice value)
{
    draft_tell_as(draft, NULL, fact, source, value.at,
                  text_decode(draft->arena, value, draft->options));
}

void
draft_original(struct draft *draft, const struct slice values[HEADER_NAMES])
{
    draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_MESSAGE_ID, "original Message-ID",
               id_of(values[HEADER_MESSAGE_ID]));
    tell_decoded(draft, BOUNCE_FACT_ORIGINAL_SUBJECT, "original Subject",
                 values[HEADER_SUBJECT]);
    tell_decoded(draft, BOUNCE_FACT_ORIGINAL_TO, "original To", values[HEADER_TO]);
    draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_FROM, "original From",
               address_first(values[HEADER_FROM]));
    draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_SENT, "original Date",
               values[HEADER_DATE]);
    if (values[HEADER_X_MS_EXCHANGE_ORGANIZATION_EXPIRATION_INTERVAL].length > 0 &&
        draft->bounce->patience == 0) {
        draft->bounce->patience = read_interval(
            values[HEADER_X_MS_EXCHANGE_ORGANIZATION_EXPIRATION_INTERVAL]);
        draft_prove(draft, NULL, BOUNCE_FACT_PATIENCE,
                    "original X-MS-Exchange-Organization-ExpirationInterval",
                    values[HEADER_X_MS_EXCHANGE_ORGANIZATION_EXPIRATION_INTERVAL].at);
    }
}

/* What stands behind the label a line begins with, or on the next line; no bytes where
 * the line does not begin so. */
static struct slice
labelled(struct slice line, struct slice rest, const char *label)
{
    if (!slice_starts(line, label))
        return (struct slice){0};
    struct slice value = slice_trim(slice_from(line, slice_of(label).length));
    return value.length > 0 ? value : slice_trim(slice_line(&rest));
}

/* "The message with the id <a.b@example.com>", "Message-ID <...>": what stands in angles
 * right behind the word; no bytes where nothing does. The ids that servers give, "with
 * ESMTP id <...>", are others. */
static struct slice
id_in_words(struct slice line)
{
    size_t message = slice_find(line, "message");
    if (message == SLICE_NONE || slice_has(line, "smtp"))
        return (struct slice){0};
    struct slice rest = slice_from(line, message);
    struct slice open = slice_from(rest, slice_at(rest, '<'));
    struct slice before = slice_trim(slice_to(rest, (size_t)(open.at - rest.at)));
    while (before.length > 0 && !slice_alnum(before.at[before.length - 1]))
        before.length--;
    struct slice id = slice_to(open, slice_at(open, '>'));
    bool behind = slice_ends(before, "-id") || slice_ends(before, " id");
    bool whole = id.length < open.length && slice_at(id, '@') != SLICE_NONE;
    return behind && whole ? slice_to(open, id.length + 1) : slice_to(open, 0);
}

/* "Message-ID of the message: <a.b@example.com>", "原邮件ID：<...>": what stands in angles
 * behind a label that says ID; no bytes where none does. */
static struct slice
id_behind_label(struct slice line)
{
    // clang-format off
    static const char *const others[] = {
        "queue", "content", "smtp", "list", "thread", "session", "x-", "report", NULL};
    // clang-format on
    static const char wide_colon[] = "：";
    struct slice open = slice_from(line, slice_at(line, '<')), none = slice_to(open, 0);
    struct slice label = slice_trim(slice_to(line, line.length - open.length));
    struct slice id = slice_to(open, slice_at(open, '>'));
    if (label.length > LABEL_MAX || id.length == open.length ||
        slice_at(id, '@') == SLICE_NONE || slice_has_one(label, others))
        return none;
    if (slice_ends(label, ":"))
        label.length--;
    else if (slice_ends(label, wide_colon))
        label.length -= sizeof wide_colon - 1;
    else
        return none;
    label = slice_trim(label);
    bool ends = slice_ends(label, "id") &&
                (label.length == 2 || !slice_alnum(label.at[label.length - 3]));
    bool named = slice_has(label, "message-id") || slice_has(label, "message id");
    return ends || named ? slice_to(open, id.length + 1) : none;
}

void
draft_original_words(struct draft *draft, struct slice report)
{
    // clang-format off
    static const struct { const char *label; enum bounce_fact fact; } labels[] = {
        {"message-id:", BOUNCE_FACT_ORIGINAL_MESSAGE_ID},
        {"message id:", BOUNCE_FACT_ORIGINAL_MESSAGE_ID},
        {"original message-id:", BOUNCE_FACT_ORIGINAL_MESSAGE_ID},
        /* X.400's, from Exchange 5, which tells no other. */
        {"the mts-id of the original message is:", BOUNCE_FACT_ORIGINAL_MESSAGE_ID},
        {"subject:", BOUNCE_FACT_ORIGINAL_SUBJECT},
        {"original subject:", BOUNCE_FACT_ORIGINAL_SUBJECT},
        {"betreff:", BOUNCE_FACT_ORIGINAL_SUBJECT},
        {"objet :", BOUNCE_FACT_ORIGINAL_SUBJECT},
        {"oggetto:", BOUNCE_FACT_ORIGINAL_SUBJECT},
        {"asunto:", BOUNCE_FACT_ORIGINAL_SUBJECT},
        {"assunto:", BOUNCE_FACT_ORIGINAL_SUBJECT},
        {"onderwerp:", BOUNCE_FACT_ORIGINAL_SUBJECT},
        {"from:", BOUNCE_FACT_ORIGINAL_FROM},
        {"to:", BOUNCE_FACT_ORIGINAL_TO},
        {"date:", BOUNCE_FACT_ORIGINAL_SENT},
        {"sent:", BOUNCE_FACT_ORIGINAL_SENT},
    };
    // clang-format on
    const struct bounce_original *known = draft->original;
    if (known->message_id[0] && known->subject[0] && known->from[0] && known->to[0] &&
        known->sent != 0)
        return;
    report = slice_to(report, REPORT_MAX);
    while (report.length > 0) {
        struct slice line = slice_trim(slice_line(&report));
        if (draft->original->message_id[0] == '\0' &&
            slice_at(line, '<') != SLICE_NONE) {
            struct slice id = id_in_words(line);
            id = id.length > 0 ? id : id_behind_label(line);
            draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_MESSAGE_ID, "text", id);
        }
        if (slice_at(slice_to(line, LABEL_MAX), ':') == SLICE_NONE)
            continue;
        for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
            struct slice value = labelled(line, report, labels[i].label);
            if (labels[i].fact == BOUNCE_FACT_ORIGINAL_FROM)
                value = address_first(value);
            if (value.length > 0)
                draft_tell(draft, NULL, labels[i].fact, "text", value);
        }
    }
}

/* Whose customer the reader is: as told, else as the original's sender shows, else as the
 * report's writer does. */
static void
settle_provider(struct draft *draft)
{
    struct bounce *bounce = draft->bounce;
    struct slice told = {0}, from = address_domain(slice_of(draft->original->from));
    if (draft->options && draft->options->own_provider)
        told = slice_of(draft->options->own_provider);
    if (told.length > 0)
        bounce->own_provider = text_keep(draft->arena, told);
    else if (from.length > 0)
        bounce->own_provider = text_keep(draft->arena, from);
    else
        bounce->own_provider = bounce->reporter;
}

/* From the worst, as bounce.h says. */
static int
rank(enum bounce_kind kind)
{
    switch (kind) {
    case BOUNCE_FAILED:
        return 0;
    case BOUNCE_DELAYED:
        return 1;
    case BOUNCE_CHALLENGED:
        return 2;
    case BOUNCE_RELAYED:
        return 3;
    case BOUNCE_DELIVERED:
        return 4;
    case BOUNCE_EXPANDED:
        return 5;
    }
    return 0;
}

/* What stands for a host that no words name: the field's. */
static void
settle_host(struct draft *draft, struct bounce_failure *failure, const char **host,
            enum bounce_fact fact)
{
    if ((*host)[0] != '\0' || failure->remote_mta[0] == '\0')
        return;
    *host = failure->remote_mta;
    evidence_inherit(draft->arena, fact, BOUNCE_FACT_REMOTE_MTA, "Remote-MTA",
                     &failure->evidence);
}

void
draft_end(struct draft *draft)
{
    struct bounce *bounce = draft->bounce;
    bounce->kind = BOUNCE_EXPANDED;
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        struct bounce_failure *failure = &entry->failure;
        failure->next = entry->next ? &entry->next->failure : NULL;
        if (rank(failure->kind) < rank(bounce->kind))
            bounce->kind = failure->kind;
        draft_code(entry);
        if (failure->said[0] != '\0')
            failure->said_code = code_read(slice_of(failure->said));
        settle_host(draft, failure, &failure->tried_host, BOUNCE_FACT_TRIED_HOST);
        settle_host(draft, failure, &failure->said_by, BOUNCE_FACT_SAID_BY);
    }
    bounce->failures = draft->first ? &draft->first->failure : NULL;
    settle_provider(draft);
}
