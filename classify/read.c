/* read: a mail becomes a bounce, or is not one. */
#include "classify/address.h"
#include "classify/arena.h"
#include "classify/bounce.h"
#include "classify/code.h"
#include "classify/date.h"
#include "classify/draft.h"
#include "classify/dsn.h"
#include "classify/exchange.h"
#include "classify/gate.h"
#include "classify/header.h"
#include "classify/mime.h"
#include "classify/pen.h"
#include "classify/proof.h"
#include "classify/prose.h"
#include "classify/quoted.h"
#include "classify/rules.h"
#include "classify/ses.h"
#include "classify/text.h"
#include "classify/wording.h"

enum {
    /* Recipients whose words are looked for in the text: each costs a reading of it, and
     * those of a long list share their reason. */
    WORDS_FOR_MAX = 32,
    /* Bytes of the text they are looked for in: a report is short, and 32 readings of
     * 256 KiB of empty lines took half a second. */
    WORDS_IN_MAX = 32768,
    /* Recipients whose words are looked at for proof: a report says it of the first. */
    PROVEN_MAX = 8,
    TEXT_TRIED = 4096,  /* bytes looked at to tell text from other bytes */
    TEXT_CONTROLS = 32, /* one control character in so many: random bytes have four */
};

/* What a bounce takes of memory: texts and facts, and the mail's own bytes once or twice,
 * decoded and converted. Nearly every one then lies in one block. */
enum {
    ARENA_LEAST = 10240,
    ARENA_TIMES = 1,
};

/* What the caller owns: the bounce, its memory behind it. */
struct kept {
    struct bounce bounce; /* first: bounce_free gets its address */
    struct arena arena;
};

bool
bounce_likely(const void *header, size_t length)
{
    struct slice head, body, mail = {header, length};
    return gate_read(slice_to(mail, BOUNCE_MAIL_MAX), &head, &body) != GATE_SHUT;
}

/* The fields of the mail that are asked for, read in one pass. */
enum field {
    AUTO_SUBMITTED = 0,
    CONTENT_TYPE,
    DATE,
    FROM,
    IN_REPLY_TO,
    MESSAGE_ID,
    REFERENCES,
    RETURN_PATH,
    SUBJECT,
    TO,
    USER_AGENT,
    X_FAILED_RECIPIENTS,
    FIELDS,
};

static const char *const field_names[FIELDS + 1] = {
    [AUTO_SUBMITTED] = "auto-submitted",
    [CONTENT_TYPE] = "content-type",
    [DATE] = "date",
    [FROM] = "from",
    [IN_REPLY_TO] = "in-reply-to",
    [MESSAGE_ID] = "message-id",
    [REFERENCES] = "references",
    [RETURN_PATH] = "return-path",
    [SUBJECT] = "subject",
    [TO] = "to",
    [USER_AGENT] = "user-agent",
    [X_FAILED_RECIPIENTS] = "x-failed-recipients",
};

/* The mail while it is read. */
struct letter {
    struct slice header, subject, failed, sender;
    struct slice fields[FIELDS];
    struct mime mime;
    struct slice text;     /* the text for people */
    struct slice report;   /* what of it is this mail's own, up to the quoted mail */
    struct slice original; /* the header of the quoted mail */
    enum gate gate;
    enum place place;                   /* where the recipients were found */
    bool heard;                         /* are the next two known? */
    unsigned subject_says, report_says; /* see wording.h */
};

/* What calls itself text and is not: random bytes hold an @ and a code by chance. Text has
 * few control characters, whatever its charset (ISO-2022-JP has an escape a word). */
static bool
is_text(struct slice bytes)
{
    size_t controls = 0;
    bytes = slice_to(bytes, TEXT_TRIED);
    for (size_t i = 0; i < bytes.length; i++)
        controls += (bytes.at[i] < ' ' && !slice_blank(bytes.at[i])) ||
                    bytes.at[i] == 0x7F;
    return controls <= bytes.length / TEXT_CONTROLS;
}

/* The first text that is the mail's own; HTML only where nothing plain is. */
static void
find_report(struct letter *letter, struct arena *arena,
            const struct bounce_options *options)
{
    const struct mime_part *best = NULL;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->quoted || slice_trim(part->body).length == 0)
            continue;
        if (part->kind == MIME_TEXT && (!best || best->kind == MIME_HTML)) {
            best = part;
            break;
        }
        if (part->kind == MIME_HTML && !best)
            best = part;
    }
    struct slice text = best ? mime_text(arena, best, options) : (struct slice){0};
    if (!is_text(text))
        return;
    letter->text = text;
    letter->report = quoted_split(arena, text, &letter->original);
}

/* Is this the header of a mail, not of a part? */
static bool
heads_mail(struct slice header)
{
    return header_has(header, "message-id") || header_has(header, "from") ||
           header_has(header, "received");
}

/* The returned mail as a part of its own beats the one quoted in the text. Some forget the
 * blank line behind the boundary: the mail's header is the part's. */
static void
find_original(struct letter *letter, struct arena *arena)
{
    struct slice body;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        struct slice header = part->header;
        if (part->quoted || part->depth == 0)
            continue;
        if (part->kind == MIME_MAIL || part->kind == MIME_HEADERS)
            header = header_open(mime_content(arena, part), &body);
        if (heads_mail(header)) {
            letter->original = header;
            return;
        }
    }
}

static size_t
read_fields(struct letter *letter, struct draft *draft)
{
    size_t named = 0;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->kind == MIME_STATUS && !part->quoted)
            named += dsn_read(draft, mime_content(draft->arena, part));
    }
    return named;
}

/* What the text says of one recipient, where that is worth more than the field we have. */
static void
read_words(struct letter *letter, struct draft *draft, struct draft_failure *entry)
{
    struct bounce_failure *failure = &entry->failure;
    bool silent = failure->diagnostic[0] == '\0';
    bool poor = !code_any(code_read(slice_of(failure->diagnostic)));
    struct slice report = slice_to(letter->report, WORDS_IN_MAX);
    struct slice words = exchange_words(report, entry->recipient);
    if (words.length == 0 && poor)
        words = prose_words(report, entry->recipient);
    poor = silent || (poor && code_any(code_read(words)));
    if (exchange_deeper(words) || poor)
        draft_said(draft, entry, words);
    if (silent)
        draft_text(draft, &failure->diagnostic, words);
}

static void
read_all_words(struct letter *letter, struct draft *draft)
{
    int looked = 0;
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        if (looked++ < WORDS_FOR_MAX)
            read_words(letter, draft, entry);
        draft_said(draft, entry, slice_of(entry->failure.diagnostic));
    }
}

/* Hears subject and report when that is first asked: most reports state it in fields. */
static void
hear(struct letter *letter)
{
    if (letter->heard)
        return;
    letter->heard = true;
    letter->subject_says = wording_hear(letter->subject);
    letter->report_says = wording_hear(letter->report);
}

static void
settle_kinds(struct letter *letter, struct draft *draft)
{
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        struct bounce_failure *failure = &entry->failure;
        enum bounce_kind worded;
        if (entry->stated)
            continue;
        hear(letter);
        bool said = wording_kind(letter->subject_says, letter->report_says, &worded);
        struct bounce_code code = code_status(slice_of(failure->status));
        if (code.group == 0)
            code = code_read(slice_of(failure->diagnostic));
        if (said)
            failure->kind = worded;
        else if (code_class(code) == 4 && !rules_expired(slice_of(failure->diagnostic)))
            failure->kind = BOUNCE_DELAYED;
        else
            failure->kind = BOUNCE_FAILED;
    }
}

/* A mail system's own report, whatever else it looks like: nobody can answer it. */
static bool
by_daemon(const struct letter *letter)
{
    return slice_has(letter->fields[RETURN_PATH], "<>") ||
           wording_daemon(letter->fields[FROM]) ||
           slice_starts(letter->fields[CONTENT_TYPE], "multipart/report");
}

/* A person passes somebody else's report on: "Postmaster Team" is one, too. */
static bool
is_passed_on(const struct letter *letter)
{
    struct slice carried = header_find(letter->original, "from");
    if (by_daemon(letter))
        return false;
    return wording_passes_on(letter->subject) || quoted_report(letter->report) ||
           wording_daemon(carried) ||
           slice_starts(header_find(letter->original, "content-type"),
                        "multipart/report");
}

/* Did the mail that came back start from the one who gets the report? */
static bool
is_ours(const struct letter *letter)
{
    struct slice from = address_first(header_find(letter->original, "from"));
    struct slice path = address_first(header_find(letter->original, "return-path"));
    struct slice sender = letter->sender;
    return sender.length > 0 && (slice_same(from, sender) || slice_same(path, sender));
}

/* Are the words those of a report, where no field says so? */
static bool
is_report(struct letter *letter, const struct draft *draft)
{
    hear(letter);
    struct slice path = letter->fields[RETURN_PATH];
    bool nobody = slice_is(letter->fields[FROM],
                           "<>"); /* no person's mail program does that */
    struct proof proof = {
        .place = letter->place,
        .by_system = letter->gate == GATE_OPEN || nobody,
        .no_sender = nobody || slice_has(path, "<>"),
        .heads = wording_heads(letter->subject),
        .tells = wording_tells(letter->subject_says) ||
                 wording_tells(letter->report_says),
        .returned = letter->original.length > 0,
        .ours = is_ours(letter),
        .answers = !nobody && !wording_daemon(letter->fields[FROM]) &&
                   slice_has(letter->fields[AUTO_SUBMITTED], "auto-replied"),
        .written = !by_daemon(letter) && (letter->fields[USER_AGENT].length > 0 ||
                                          letter->fields[REFERENCES].length > 0),
        .holds = wording_holds(letter->report_says),
        .passed_on = is_passed_on(letter),
    };
    int looked = 0;
    for (struct draft_failure *entry = draft->first; entry && looked++ < PROVEN_MAX;
         entry = entry->next) {
        struct slice words = slice_of(entry->failure.diagnostic);
        proof.code = proof.code || code_any(code_read(words));
        proof.known = proof.known || (!proof.code && rules_know(words));
    }
    return letter->failed.length > 0 || proof_holds(&proof);
}

static void
read_header(struct letter *letter, struct draft *draft)
{
    struct bounce *bounce = draft->bounce;
    struct arena *arena = draft->arena;
    bounce->message_id = text_keep(
        arena, text_decode(arena, letter->fields[MESSAGE_ID], draft->options));
    date_read(letter->fields[DATE], &bounce->reported, &bounce->zone);
    draft_original(draft, letter->original);
    exchange_mail(draft, letter->report);
    struct slice before = letter->fields[IN_REPLY_TO];
    if (slice_at(before, '<') != SLICE_NONE)
        draft_text(draft, &draft->original->message_id, before);
    draft_text(draft, &bounce->reporter,
               address_domain(address_first(letter->fields[FROM])));
}

/* A mail system that passes another's report on names nobody itself: what it carries is
 * read in its place, as parts or as text. */
static size_t
read_carried(struct letter *letter, struct draft *draft)
{
    size_t named = 0;
    if (!by_daemon(letter) || !wording_daemon(header_find(letter->original, "from")))
        return 0;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->kind == MIME_STATUS && part->quoted)
            named += dsn_read(draft, mime_content(draft->arena, part));
    }
    size_t fields = dsn_find(letter->text);
    if (named == 0 && fields != SLICE_NONE)
        named = dsn_read(draft, slice_from(letter->text, fields));
    return named;
}

/* Who did not get the mail; false where a report's own part does not name them. */
static bool
read_recipients(struct letter *letter, struct draft *draft)
{
    struct prose_known known = {
        .failed = letter->failed,
        .sender = letter->sender,
        .original_to = header_find(letter->original, "to"),
        .domain = address_domain(address_first(letter->fields[FROM])),
    };
    if (read_fields(letter, draft) > 0)
        return true;
    if (ses_read(draft, letter->report))
        return true;
    size_t fields = dsn_find(letter->report);
    if (read_carried(letter, draft) > 0 ||
        (fields != SLICE_NONE &&
         dsn_read(draft, slice_from(letter->report, fields)) > 0))
        letter->place = PLACE_SLOT;
    else
        letter->place = prose_recipients(draft, letter->report, &known);
    /* Nobody is named: then the mail itself must have come back. */
    if (letter->place == PLACE_NONE && letter->gate == GATE_OPEN &&
        letter->original.length > 0)
        draft_recipient(draft, (struct slice){0});
    return false;
}

static bool
read_letter(struct letter *letter, struct draft *draft)
{
    find_report(letter, draft->arena, draft->options);
    find_original(letter, draft->arena);
    bool fields = read_recipients(letter, draft);
    if (!draft->first)
        return false;
    read_all_words(letter, draft);
    if (!fields && !is_report(letter, draft))
        return false;
    settle_kinds(letter, draft);
    read_header(letter, draft);
    draft_end(draft);
    return true;
}

/* Hands the draft over, or gives its memory back. */
static enum bounce_result
finish(struct draft *draft, struct arena *arena, bool is_one, struct bounce **ret)
{
    struct kept *kept = is_one ? arena_take(arena, sizeof *kept) : NULL;
    if (arena->failed || !kept) {
        bool failed = arena->failed;
        arena_free(arena);
        return failed ? BOUNCE_NO_MEMORY : BOUNCE_NOT_ONE;
    }
    kept->bounce = *draft->bounce;
    kept->arena = *arena;
    *ret = &kept->bounce;
    return BOUNCE_READ;
}

enum bounce_result
bounce_read(const void *mail, size_t length, const struct bounce_options *options,
            struct bounce **ret)
{
    struct arena arena = {0};
    struct draft draft;
    struct slice body, all = {mail, length};
    struct letter letter = {0};
    all = slice_to(all, BOUNCE_MAIL_MAX);
    letter.gate = gate_read(all, &letter.header, &body);
    if (letter.gate == GATE_SHUT)
        return BOUNCE_NOT_ONE;
    arena.expected = ARENA_LEAST + ARENA_TIMES * all.length;
    if (!draft_begin(&draft, &arena, options)) {
        arena_free(&arena);
        return BOUNCE_NO_MEMORY;
    }
    header_pick(letter.header, field_names, letter.fields);
    letter.subject = text_decode(&arena, letter.fields[SUBJECT], options);
    letter.failed = letter.fields[X_FAILED_RECIPIENTS];
    letter.sender = address_first(letter.fields[TO]);
    mime_read(&arena, letter.header, body, &letter.mime);
    bool is_one = read_letter(&letter, &draft);
    draft.bounce->cut = length > BOUNCE_MAIL_MAX;
    return finish(&draft, &arena, is_one, ret);
}

/* RFC 3463, X.4.7, "delivery time expired": over, unless a 4xx reply says that it is not,
 * as Exchange's warning does: "400 4.4.7 Message delayed". */
static bool
is_bare_expiry(struct bounce_code code)
{
    return code.reply == 0 && code.subject == 4 && code.detail == 7;
}

/* What a bare reply means for the mail: nobody says what became of it but the words. */
static enum bounce_kind
bare_kind(struct slice words)
{
    enum bounce_kind worded;
    struct bounce_code code = code_read(words);
    if (rules_expired(words))
        return BOUNCE_FAILED;
    if (code_class(code) == 5)
        return BOUNCE_FAILED;
    if (wording_kind(0, wording_hear(words), &worded))
        return worded;
    if (code_class(code) == 4 && !is_bare_expiry(code))
        return BOUNCE_DELAYED;
    /* "connect to mx.example.net[192.0.2.7]:25: Connection refused": a log of one try. */
    const struct bounce_rule *rule = rules_words(words, "");
    bool network = rule && (rule->cause == BOUNCE_CAUSE_CONNECTION_REFUSED ||
                            rule->cause == BOUNCE_CAUSE_CONNECTION_TIMEOUT ||
                            rule->cause == BOUNCE_CAUSE_CONNECTION_DROPPED);
    return network ? BOUNCE_DELAYED : BOUNCE_FAILED;
}

/* A pasted reply has no Status field: what it says in words stands for it. */
static void
status_from_words(struct draft *draft, struct bounce_failure *failure)
{
    char text[sizeof "9.999.999"];
    struct pen pen = {.out = text, .size = sizeof text};
    if (failure->code.group == 0)
        return;
    code_put_status(failure->code, &pen);
    pen_end(&pen);
    draft_text(draft, &failure->status, slice_of(text));
}

enum bounce_result
bounce_read_reply(const void *text, size_t length, const struct bounce_options *options,
                  struct bounce **ret)
{
    struct arena arena = {0};
    struct draft draft;
    struct slice bytes = slice_trim(
        slice_to((struct slice){text, length}, BOUNCE_TEXT_MAX - 1));
    if (!draft_begin(&draft, &arena, options)) {
        arena_free(&arena);
        return BOUNCE_NO_MEMORY;
    }
    const char *words = text_keep(&arena, bytes);
    struct slice rest = slice_of(words), address = {0};
    if (!address_next(&rest, &address) || address_is_role(address))
        address = (struct slice){0};
    struct draft_failure *entry = draft_recipient(&draft, address);
    bool is_one = code_any(code_read(slice_of(words))) || rules_know(slice_of(words));
    draft_text(&draft, &entry->failure.diagnostic, slice_of(words));
    draft_said(&draft, entry, slice_of(words));
    entry->failure.kind = bare_kind(slice_of(words));
    draft_end(&draft);
    status_from_words(&draft, &entry->failure);
    return finish(&draft, &arena, is_one, ret);
}

void
bounce_free(struct bounce *bounce)
{
    if (!bounce)
        return;
    struct kept *kept = (struct kept *)bounce;
    struct arena arena = kept->arena;
    arena_free(&arena);
}
