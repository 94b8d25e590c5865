/* read: a mail becomes a bounce, or is not one. */
#include "classify/address.h"
#include "classify/arena.h"
#include "classify/attempt.h"
#include "classify/bounce.h"
#include "classify/code.h"
#include "classify/date.h"
#include "classify/draft.h"
#include "classify/dsn.h"
#include "classify/exchange.h"
#include "classify/gate.h"
#include "classify/header.h"
#include "classify/mime.h"
#include "classify/peek.h"
#include "classify/pen.h"
#include "classify/proof.h"
#include "classify/prose.h"
#include "classify/quoted.h"
#include "classify/rules.h"
#include "classify/ses.h"
#include "classify/text.h"
#include "classify/wording.h"

enum {
    /* Nameless recipients that are looked for in the text: each costs a reading of it. */
    NAMES_FOR_MAX = 32,
    /* Bytes of text that are read for the words of all recipients: each costs a reading of
     * it. Hundred in a short report are heard, and the first 32 in the longest. */
    WORDS_READ_MAX = 1 << 20,
    /* Bytes of the text they are looked for in: a report is short, and 32 readings of
     * 256 KiB of empty lines took half a second. */
    WORDS_IN_MAX = 32768,
    /* Recipients whose words are looked at for proof: a report says it of the first. */
    PROVEN_MAX = 8,
    STRAY_MAX = 16384, /* bytes of an attachment that may hold a report's fields */
    LINE_TRIED = 1024, /* bytes in which a mail has a line end: RFC 5322 allows 998 */
    TEXT_TRIED = 4096, /* bytes looked at to tell text from other bytes */
    ADDRESSED_MAX = 4096, /* bytes of the original's To that are compared with a name */
    GREETING_MAX = 64,    /* bytes of a line that greets */
    TEXT_CONTROLS = 32,   /* one control character in so many: random bytes have four */
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
    LIST_ID,
    LIST_UNSUBSCRIBE,
    MESSAGE_ID,
    PRECEDENCE,
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
    [LIST_ID] = "list-id",
    [LIST_UNSUBSCRIBE] = "list-unsubscribe",
    [MESSAGE_ID] = "message-id",
    [PRECEDENCE] = "precedence",
    [REFERENCES] = "references",
    [RETURN_PATH] = "return-path",
    [SUBJECT] = "subject",
    [TO] = "to",
    [USER_AGENT] = "user-agent",
    [X_FAILED_RECIPIENTS] = "x-failed-recipients",
};

/* The header of the mail that came back. */
struct original {
    struct slice header;
    struct slice fields[DRAFT_FIELDS];
};

/* The mail while it is read. */
struct letter {
    struct slice header, subject, failed, sender;
    struct slice fields[FIELDS];
    struct mime mime;
    struct slice text;   /* the text for people */
    struct slice report; /* what of it is this mail's own, up to the quoted mail */
    struct original original;
    enum gate gate;
    enum place place;                   /* where the recipients were found */
    bool from_daemon;                   /* is its sender a mail system? */
    bool heard;                         /* are the next two known? */
    unsigned subject_says, report_says; /* see wording.h */
};

/* What calls itself text and is not: random bytes hold an @ and a code by chance. Text has
 * few control characters, whatever its charset (ISO-2022-JP has an escape a word). */
static bool
is_text(struct slice bytes)
{
    unsigned controls = 0;
    bytes = slice_to(bytes, TEXT_TRIED);
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char c = bytes.at[i];
        unsigned char past_tab = (unsigned char)(c - '\t'); /* 4: up to the return */
        controls += ((c < ' ') & (past_tab > 4)) | (c == 0x7F);
    }
    return controls <= bytes.length / TEXT_CONTROLS;
}

/* Counts the parts as bounce_evidence.part says. */
static unsigned
part_number(const struct mime *mime, const struct mime_part *part)
{
    unsigned number = 1;
    for (size_t i = 0; i < mime->count; i++)
        number += mime->parts[i].kind != MIME_MULTIPART && !mime->parts[i].quoted &&
                  mime->parts[i].body.at < part->body.at;
    return number;
}

/* The content of a part, its lines countable. */
static struct slice
open_part(struct letter *letter, struct draft *draft, const struct mime_part *part)
{
    struct slice content = mime_content(draft->arena, part);
    if (part->kind != MIME_MAIL && part->kind != MIME_HEADERS)
        content = dsn_lines(draft->arena, content);
    evidence_region(&draft->evidence, draft->arena, content,
                    part_number(&letter->mime, part));
    return content;
}

static struct original
original_of(struct slice header)
{
    struct original original = {.header = header};
    header_pick(header, draft_field_names, original.fields);
    return original;
}

/* The first text that is the mail's own; HTML only where nothing plain is. */
static void
find_report(struct letter *letter, struct draft *draft)
{
    struct arena *arena = draft->arena;
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
    if (!best)
        return;
    struct slice text = mime_text(arena, best, draft->options);
    if (!is_text(text))
        return;
    evidence_region(&draft->evidence, arena, text, part_number(&letter->mime, best));
    struct slice header;
    letter->text = text;
    letter->report = quoted_split(arena, text, &header);
    letter->original = original_of(header);
}

/* Is this the header of a mail, not of a part? */
static bool
heads_mail(const struct original *original)
{
    const struct slice *fields = original->fields;
    return fields[DRAFT_MESSAGE_ID].at || fields[DRAFT_FROM].at ||
           fields[DRAFT_RECEIVED].at;
}

/* The returned mail as a part of its own beats the one quoted in the text. Some forget the
 * blank line behind the boundary: the mail's header is the part's. */
static void
find_original(struct letter *letter, struct draft *draft)
{
    struct slice body;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        bool mail = part->kind == MIME_MAIL || part->kind == MIME_HEADERS;
        struct slice header = part->header;
        if (part->quoted || part->depth == 0)
            continue;
        if (mail)
            header = header_open(open_part(letter, draft, part), &body);
        struct original original = original_of(header);
        if (!heads_mail(&original))
            continue;
        if (!mail)
            evidence_region(&draft->evidence, draft->arena, header,
                            part_number(&letter->mime, part));
        letter->original = original;
        return;
    }
}

/* Fields in a text further down or an attachment, where no part is called a report. */
static size_t
read_stray_fields(struct letter *letter, struct draft *draft)
{
    size_t named = 0;
    for (size_t i = 0; i < letter->mime.count && named == 0; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->quoted || part->depth == 0 || part->body.length > STRAY_MAX ||
            (part->kind != MIME_TEXT && part->kind != MIME_OTHER))
            continue;
        struct slice content = open_part(letter, draft, part);
        size_t start = dsn_find(content);
        if (start != SLICE_NONE && is_text(content))
            named = dsn_read(draft, slice_from(content, start));
    }
    return named;
}

static size_t
read_fields(struct letter *letter, struct draft *draft)
{
    size_t named = 0;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->kind != MIME_STATUS || part->quoted)
            continue;
        struct slice fields = open_part(letter, draft, part), original;
        /* A wrong boundary leaves the returned mail in the part before. */
        if (letter->original.header.length == 0) {
            quoted_split(draft->arena, fields, &original);
            letter->original = original_of(original);
        }
        named += dsn_read(draft, fields);
    }
    return named;
}

/* The one the original went to; no bytes where it went to several. */
static struct slice
original_to(const struct letter *letter)
{
    struct slice to = letter->original.fields[DRAFT_TO], address, more;
    bool sole = address_next(&to, &address) && !address_next(&to, &more);
    return sole ? address : (struct slice){0};
}

/* Is "nair_s", or "nair_s@mailstore", the name within this whole address? */
static bool
is_local_of(struct slice known_as, struct slice address)
{
    struct slice local = slice_to(address, slice_at(address, '@'));
    struct slice domain = address_domain(address);
    return slice_same(slice_to(known_as, slice_at(known_as, '@')), local) &&
           slice_at(domain, '.') != SLICE_NONE;
}

/* Of the addresses in a text, the one with that name; not the reader's own. */
static struct slice
address_known_as(struct slice text, struct slice known_as, struct slice sender)
{
    struct slice address;
    text = slice_to(text, WORDS_IN_MAX);
    while (known_as.length > 0 && address_next(&text, &address))
        if (is_local_of(known_as, address) && !slice_same(address, sender))
            return address;
    return (struct slice){0};
}

/* The address in the text for one whom the fields know as "nair_s", or not at all: the one
 * the text names, or of several the one with that name. */
static struct slice
address_in_text(struct letter *letter, struct draft *draft,
                const struct draft_failure *entry, const struct prose_known *known)
{
    struct draft other;
    bool within = slice_at(entry->recipient, '@') != SLICE_NONE;
    struct slice found = address_known_as(letter->report, entry->recipient,
                                          letter->sender);
    if (found.length > 0 || within || draft->listed > 1 ||
        !draft_begin(&other, draft->arena, draft->options))
        return found;
    prose_recipients(&other, letter->report, known);
    return other.listed == 1 ? other.first->recipient : found;
}

/* Of those the original went to, the one with that name. */
static struct slice
address_in_original(const struct letter *letter, struct slice known_as)
{
    struct slice to = slice_to(letter->original.fields[DRAFT_TO], ADDRESSED_MAX);
    struct slice address;
    while (address_next(&to, &address))
        if (is_local_of(known_as, address))
            return address;
    return (struct slice){0};
}

static void
name_nameless(struct letter *letter, struct draft *draft,
              const struct prose_known *known)
{
    int looked = 0;
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        if (entry->failure.recipient[0] != '\0' || looked++ == NAMES_FOR_MAX)
            continue;
        struct slice known_as = entry->recipient;
        struct slice found = address_in_text(letter, draft, entry, known);
        struct slice to = original_to(letter);
        struct slice sent_to = address_in_original(letter, known_as);
        if (sent_to.length > 0)
            draft_name(draft, entry, sent_to, "original To", sent_to.at);
        else if (found.length > 0)
            draft_name(draft, entry, found, "text", found.at);
        else if (known_as.length == 0 && draft->listed == 1)
            draft_name(draft, entry, to, "original To", to.at);
        else
            draft_name(draft, entry, known_as, "Final-Recipient", known_as.at);
    }
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
        draft_tell(draft, entry, BOUNCE_FACT_DIAGNOSTIC, "text", words);
}

static void
read_all_words(struct letter *letter, struct draft *draft)
{
    size_t read = 0, each = slice_to(letter->report, WORDS_IN_MAX).length;
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        if ((read += each) <= WORDS_READ_MAX)
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

/* Asks a filter for a confirmation? A reply of class 5 is final, whatever it asks. */
static struct slice
challenge_of(struct letter *letter, const struct bounce_failure *failure)
{
    struct bounce_code code = code_status(slice_of(failure->status));
    struct bounce_code said = code_read(slice_of(failure->diagnostic));
    if (failure->kind != BOUNCE_FAILED || code.group == 5 || code_any(said))
        return (struct slice){0};
    struct slice words = slice_of(failure->diagnostic);
    struct slice asks = wording_asks(wording_hear(words), words);
    hear(letter);
    return asks.length > 0 ? asks : wording_asks(letter->report_says, letter->report);
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

/* Of several recipients each has its own outcome: what its words say of it comes before
 * what subject and report say of all. */
static bool
own_kind(const struct draft *draft, const struct bounce_failure *failure,
         enum bounce_kind *kind)
{
    struct slice words = slice_of(failure->diagnostic);
    if (draft->listed < 2 || code_class(code_read(words)) == 0)
        return false;
    *kind = bare_kind(words);
    return true;
}

/* What became of it as the words say; proves it. */
static void
settle_worded(struct letter *letter, struct draft *draft, struct draft_failure *entry)
{
    enum bounce_kind worded = BOUNCE_FAILED;
    struct bounce_failure *failure = &entry->failure;
    if (own_kind(draft, failure, &failure->kind)) {
        evidence_inherit(draft->arena, BOUNCE_FACT_KIND, BOUNCE_FACT_DIAGNOSTIC,
                         "the recipient's words", &failure->evidence);
        return;
    }
    hear(letter);
    bool said = wording_kind(letter->subject_says, letter->report_says, &worded);
    struct bounce_code code = code_status(slice_of(failure->status));
    enum bounce_fact fact = BOUNCE_FACT_STATUS;
    if (code.group == 0) {
        code = code_read(slice_of(failure->diagnostic));
        fact = BOUNCE_FACT_DIAGNOSTIC;
    }
    failure->kind = BOUNCE_FAILED;
    if (said)
        failure->kind = worded;
    else if (code_class(code) == 4 && !rules_expired(slice_of(failure->diagnostic)))
        failure->kind = BOUNCE_DELAYED;
    if (said)
        evidence_whole(draft->arena, BOUNCE_FACT_KIND, "the report's wording",
                       &failure->evidence);
    else
        evidence_inherit(draft->arena, BOUNCE_FACT_KIND, fact,
                         "nothing says that it goes on", &failure->evidence);
}

static void
settle_kinds(struct letter *letter, struct draft *draft)
{
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        struct bounce_failure *failure = &entry->failure;
        struct slice asks = challenge_of(letter, failure);
        if (asks.length > 0) {
            failure->kind = BOUNCE_CHALLENGED;
            draft_prove(draft, entry, BOUNCE_FACT_KIND, "text", asks.at);
        } else if (entry->stated) {
            evidence_inherit(draft->arena, BOUNCE_FACT_KIND, BOUNCE_FACT_ACTION,
                             "Action", &failure->evidence);
        } else {
            settle_worded(letter, draft, entry);
        }
    }
}

/* Lures call themselves "Mail Delivery System", too: where their path leads to somebody,
 * the address alone says what its owner is. */
static bool
is_from_daemon(const struct letter *letter)
{
    struct slice from = letter->fields[FROM], path = letter->fields[RETURN_PATH];
    bool answered = slice_at(path, '@') != SLICE_NONE && !wording_daemon(path);
    return wording_daemon(answered ? address_first(from) : from);
}

/* A mail system's own report, whatever else it looks like: nobody can answer it. */
static bool
by_daemon(const struct letter *letter)
{
    return slice_has(letter->fields[RETURN_PATH], "<>") || letter->from_daemon ||
           slice_starts(letter->fields[CONTENT_TYPE], "multipart/report");
}

/* A person passes somebody else's report on: "Postmaster Team" is one, too. */
static bool
is_passed_on(const struct letter *letter)
{
    struct slice carried = letter->original.fields[DRAFT_FROM];
    if (by_daemon(letter))
        return false;
    return wording_passes_on(letter->subject) || quoted_report(letter->report) ||
           wording_daemon(carried) ||
           slice_starts(letter->original.fields[DRAFT_CONTENT_TYPE],
                        "multipart/report");
}

/* Did the mail that came back start from the one who gets the report? */
static bool
is_ours(const struct letter *letter)
{
    struct slice from = address_first(letter->original.fields[DRAFT_FROM]);
    struct slice path = address_first(letter->original.fields[DRAFT_RETURN_PATH]);
    struct slice sender = letter->sender;
    return sender.length > 0 && (slice_same(from, sender) || slice_same(path, sender));
}

/* For the members of a list, as newsletters are: they quote reports to explain them. Some
 * mail systems mark their reports as bulk, too. */
static bool
is_bulk(const struct letter *letter)
{
    struct slice precedence = letter->fields[PRECEDENCE];
    bool list = letter->fields[LIST_ID].length > 0 ||
                letter->fields[LIST_UNSUBSCRIBE].length > 0;
    bool bulk = slice_is(precedence, "bulk") || slice_is(precedence, "list");
    return !by_daemon(letter) && (list || (bulk && letter->gate != GATE_OPEN));
}

/* Warnings that a mailbox fills, and lures, name their reader alone. People do write to
 * themselves, but then their mail comes back with the report. */
static bool
names_only_reader(const struct letter *letter, const struct draft *draft)
{
    const struct draft_failure *entry = draft->first;
    while (entry && slice_same(entry->recipient, letter->sender))
        entry = entry->next;
    return !entry && letter->sender.length > 0 && letter->original.header.length == 0;
}

/* May a person have written it? It says where an answer goes, nobody marked it as a
 * system's, and nothing came back. */
static bool
is_answerable(const struct letter *letter)
{
    return letter->fields[RETURN_PATH].length > 0 && !by_daemon(letter) &&
           letter->original.header.length == 0 &&
           letter->fields[AUTO_SUBMITTED].length == 0;
}

/* "Dear Ms Miller,": does it begin as a letter does? Systems greet an address. */
static bool
greets(struct slice text)
{
    struct slice line = {0};
    while (text.length > 0 && line.length == 0)
        line = slice_trim(slice_line(&text));
    return line.length <= GREETING_MAX && slice_at(line, '@') == SLICE_NONE &&
           (slice_ends(line, ",") || slice_ends(line, "!"));
}

/* Does the envelope show that no person wrote it? A subject and fields in the text do not:
 * people ask about their bounces, fields and all. */
static bool
by_machine(const struct letter *letter)
{
    struct slice submitted = letter->fields[AUTO_SUBMITTED];
    bool written = submitted.length == 0 || slice_starts(submitted, "no");
    return by_daemon(letter) || !written || letter->failed.length > 0 ||
           address_is_machine(letter->fields[FROM]) ||
           wording_daemon(letter->fields[RETURN_PATH]);
}

/* The subject as its bytes are helps where nobody can convert its charset. */
static bool
heads_report(const struct letter *letter)
{
    unsigned char plain[PEEK_MAX];
    return wording_heads(letter->subject) ||
           wording_heads(peek_word(letter->fields[SUBJECT], plain));
}

/* Are the words those of a report, where no field says so? */
static bool
is_report(struct letter *letter, const struct draft *draft)
{
    hear(letter);
    struct slice path = letter->fields[RETURN_PATH];
    bool nobody = slice_is(letter->fields[FROM],
                           "<>"); /* no person's mail program does that */
    bool no_sender = nobody || slice_has(path, "<>");
    bool told_id = slice_has(slice_to(letter->report, WORDS_IN_MAX), "message-id:");
    bool answerable = is_answerable(letter);
    struct proof proof = {
        .place = letter->place,
        .by_system = (letter->gate == GATE_OPEN && by_machine(letter)) || nobody,
        .no_sender = no_sender,
        .heads = heads_report(letter),
        .tells = wording_tells(letter->subject_says) ||
                 wording_tells(letter->report_says),
        .returned = letter->original.header.length > 0 || (told_id && no_sender),
        .ours = is_ours(letter),
        .answers = !nobody && !letter->from_daemon &&
                   slice_has(letter->fields[AUTO_SUBMITTED], "auto-replied"),
        .written = !by_daemon(letter) && (letter->fields[USER_AGENT].length > 0 ||
                                          letter->fields[REFERENCES].length > 0),
        .holds = wording_holds(letter->report_says),
        .incoming = letter->original.header.length == 0 &&
                    wording_incoming(letter->subject_says | letter->report_says),
        .passed_on = is_passed_on(letter),
        .bulk = is_bulk(letter),
        .only_reader = names_only_reader(letter, draft),
        .desk = answerable && !is_bulk(letter) &&
                slice_has(letter->fields[FROM], "postmaster"),
        .greets = answerable && greets(letter->report),
        .told_id = told_id,
        .machine = nobody || by_machine(letter),
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

/* The mail the report answers is the one it tells of: the last id of the field. */
static void
read_answered(struct draft *draft, struct slice field, const char *source)
{
    struct slice id = {0};
    for (;;) {
        field = slice_from(field, slice_at(field, '<'));
        size_t end = slice_at(field, '>');
        if (end == SLICE_NONE)
            break;
        id = slice_to(field, end + 1);
        field = slice_from(field, end + 1);
    }
    draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_MESSAGE_ID, source, id);
}

static void
read_header(struct letter *letter, struct draft *draft)
{
    struct bounce *bounce = draft->bounce;
    struct arena *arena = draft->arena;
    bounce->message_id = text_keep(
        arena, text_decode(arena, letter->fields[MESSAGE_ID], draft->options));
    date_read(letter->fields[DATE], &bounce->reported, &bounce->zone);
    draft_original(draft, letter->original.fields);
    exchange_mail(draft, letter->report);
    read_answered(draft, letter->fields[IN_REPLY_TO], "In-Reply-To");
    read_answered(draft, letter->fields[REFERENCES], "References");
    draft_original_words(draft, letter->report);
    draft_tell(draft, NULL, BOUNCE_FACT_REPORTER, "From",
               address_domain(address_first(letter->fields[FROM])));
}

/* A mail system that passes another's report on names nobody itself: what it carries is
 * read in its place, as parts or as text. */
static size_t
read_carried(struct letter *letter, struct draft *draft)
{
    size_t named = 0;
    if (!by_daemon(letter) || !wording_daemon(letter->original.fields[DRAFT_FROM]))
        return 0;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->kind == MIME_STATUS && part->quoted)
            named += dsn_read(draft, open_part(letter, draft, part));
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
        .original_to = letter->original.fields[DRAFT_TO],
        .domain = address_domain(address_first(letter->fields[FROM])),
    };
    if (read_fields(letter, draft) > 0) {
        name_nameless(letter, draft, &known);
        return true;
    }
    letter->from_daemon = is_from_daemon(letter);
    if (ses_read(draft, letter->report))
        return true;
    size_t fields = dsn_find(letter->report);
    if (read_carried(letter, draft) > 0 ||
        (fields != SLICE_NONE &&
         dsn_read(draft, slice_from(letter->report, fields)) > 0) ||
        read_stray_fields(letter, draft) > 0)
        letter->place = PLACE_SLOT;
    else
        letter->place = prose_recipients(draft, letter->report, &known);
    /* Nobody is named: then the mail itself must have come back. */
    if (letter->place == PLACE_NONE && letter->gate == GATE_OPEN &&
        letter->original.header.length > 0)
        draft_recipient(draft, (struct slice){0});
    return false;
}

static bool
read_letter(struct letter *letter, struct draft *draft)
{
    find_report(letter, draft);
    find_original(letter, draft);
    bool fields = read_recipients(letter, draft);
    if (!draft->first)
        return false;
    read_all_words(letter, draft);
    if (!fields && !is_report(letter, draft))
        return false;
    settle_kinds(letter, draft);
    read_header(letter, draft);
    attempt_read(draft, letter->report);
    draft_end(draft);
    return true;
}

/* Gives the memory back: it is not one, unless memory failed. */
static enum bounce_result
give_up(struct arena *arena)
{
    bool failed = arena->failed;
    arena_free(arena);
    return failed ? BOUNCE_NO_MEMORY : BOUNCE_NOT_ONE;
}

/* Hands the draft over, or gives its memory back. */
static enum bounce_result
finish(struct draft *draft, struct arena *arena, bool is_one, struct bounce **ret)
{
    struct kept *kept = is_one ? arena_take(arena, sizeof *kept) : NULL;
    if (arena->failed || !kept)
        return give_up(arena);
    kept->bounce = *draft->bounce;
    kept->arena = *arena;
    *ret = &kept->bounce;
    return BOUNCE_READ;
}

/* The bytes of a mail that are looked at. One saved on an old Macintosh has no line feed. */
static struct slice
mail_lines(struct arena *arena, const void *mail, size_t length)
{
    struct slice all = slice_to((struct slice){mail, length}, BOUNCE_MAIL_MAX);
    bool feeds = slice_at(slice_to(all, LINE_TRIED), '\n') != SLICE_NONE;
    return feeds ? all : dsn_lines(arena, all);
}

enum bounce_result
bounce_read(const void *mail, size_t length, const struct bounce_options *options,
            struct bounce **ret)
{
    struct arena arena = {0};
    struct draft draft;
    struct letter letter = {0};
    arena.expected = ARENA_LEAST +
                     ARENA_TIMES *
                         (length < BOUNCE_MAIL_MAX ? length : BOUNCE_MAIL_MAX);
    struct slice body, all = mail_lines(&arena, mail, length);
    letter.gate = gate_read(all, &letter.header, &body);
    if (letter.gate == GATE_SHUT || !draft_begin(&draft, &arena, options))
        return give_up(&arena);
    header_pick(letter.header, field_names, letter.fields);
    letter.subject = text_decode(&arena, letter.fields[SUBJECT], options);
    letter.failed = letter.fields[X_FAILED_RECIPIENTS];
    letter.sender = address_first(letter.fields[TO]);
    mime_read(&arena, letter.header, body, &letter.mime);
    evidence_region(&draft.evidence, &arena, slice_to(all, (size_t)(body.at - all.at)),
                    0);
    bool is_one = read_letter(&letter, &draft);
    draft.bounce->cut = length > BOUNCE_MAIL_MAX;
    return finish(&draft, &arena, is_one, ret);
}

/* A pasted reply has no Status field: what it says in words stands for it. */
static void
status_from_words(struct draft *draft, struct draft_failure *entry)
{
    const struct bounce_failure *failure = &entry->failure;
    char text[sizeof "9.999.999"];
    struct pen pen = {.out = text, .size = sizeof text};
    if (failure->code.group == 0)
        return;
    code_put_status(failure->code, &pen);
    pen_end(&pen);
    draft_tell(draft, entry, BOUNCE_FACT_STATUS, "text", slice_of(text));
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
    evidence_region(&draft.evidence, &arena, slice_of(words), 0);
    struct slice rest = slice_of(words), address = {0};
    if (!address_next(&rest, &address) || address_is_role(address))
        address = (struct slice){0};
    struct draft_failure *entry = draft_recipient(&draft, address);
    bool is_one = code_any(code_read(slice_of(words))) || rules_know(slice_of(words));
    draft_tell(&draft, entry, BOUNCE_FACT_DIAGNOSTIC, "text", slice_of(words));
    draft_said(&draft, entry, slice_of(words));
    entry->failure.kind = bare_kind(slice_of(words));
    attempt_read(&draft, slice_of(words));
    draft_end(&draft);
    status_from_words(&draft, entry);
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
