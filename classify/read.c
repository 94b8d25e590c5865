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
#include "classify/kind.h"
#include "classify/letter.h"
#include "classify/marks.h"
#include "classify/mime.h"
#include "classify/pen.h"
#include "classify/prose.h"
#include "classify/rules.h"
#include "classify/ses.h"
#include "classify/software.h"
#include "classify/text.h"
#include "classify/witness.h"
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
    LINE_TRIED = 1024, /* bytes in which a mail has a line end: RFC 5322 allows 998 */
    ADDRESSED_MAX = 4096, /* bytes of the original's To that are compared with a name */
};

/* What a bounce takes of memory: texts and facts, and the mail's own bytes once or twice,
 * decoded and converted. Nearly every one then lies in one block. */
enum {
    ARENA_LEAST = 10240 /* bytes beside the mail's length */
};

/* What the caller owns: the bounce, its memory behind it. */
struct kept {
    struct bounce bounce; /* first: bounce_free gets its address */
    struct arena arena;
};

bool
bounce_likely(const void *header, size_t length)
{
    struct slice mail = {header, length};
    struct header head;
    return gate_read(slice_to(mail, BOUNCE_MAIL_MAX), &head) != GATE_SHUT;
}

/* The one the original went to; no bytes where it went to several. */
static struct slice
original_to(const struct letter *letter)
{
    struct slice to = letter->original.fields[HEADER_TO], address, more;
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
    struct slice to = slice_to(letter->original.fields[HEADER_TO], ADDRESSED_MAX);
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

/* What is asked of the text for each recipient, and found out once. */
struct text_words {
    struct slice report;
    bool quotes;              /* may it hold Exchange's section for administrators? */
    bool looked;              /* for the next */
    struct slice said_of_all; /* Exchange's reported error */
};

static struct slice
said_of_all(struct text_words *text)
{
    if (!text->looked)
        text->said_of_all = exchange_error(text->report);
    text->looked = true;
    return text->said_of_all;
}

/* What the text says of one recipient, where that is worth more than the field we have.
 * True: then its diagnostic is what was heard, and holds no more. */
static bool
read_words(struct text_words *text, struct draft *draft, struct draft_failure *entry)
{
    struct bounce_failure *failure = &entry->failure;
    bool silent = failure->diagnostic[0] == '\0';
    bool poor = !code_any(draft_code(entry));
    struct slice words = {0};
    if (!poor && !text->quotes)
        return false;
    if (text->quotes)
        words = exchange_words(text->report, entry->recipient);
    if (words.length == 0)
        words = said_of_all(text);
    if (words.length == 0 && poor)
        words = prose_words(text->report, entry->recipient);
    poor = silent || (poor && code_any(code_read(words)));
    if (exchange_deeper(words) || poor)
        draft_said(draft, entry, words);
    if (silent)
        draft_tell(draft, entry, BOUNCE_FACT_DIAGNOSTIC, "text", words);
    return silent;
}

static void
read_all_words(struct letter *letter, struct draft *draft)
{
    struct text_words text = {.report = slice_to(letter->report, WORDS_IN_MAX)};
    text.quotes = exchange_quotes(text.report);
    size_t read = 0, each = text.report.length;
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        read += each;
        if (read > WORDS_READ_MAX || !read_words(&text, draft, entry))
            draft_said(draft, entry, slice_of(entry->failure.diagnostic));
        draft_code(entry);
    }
}

/* The mail the report answers is the one it tells of: the last id of the field. */
static void
read_answered(struct draft *draft, struct slice field, const char *source)
{
    draft_tell(draft, NULL, BOUNCE_FACT_ORIGINAL_MESSAGE_ID, source,
               letter_last_id(field));
}

static void
read_header(struct letter *letter, struct draft *draft)
{
    struct bounce *bounce = draft->bounce;
    struct arena *arena = draft->arena;
    bounce->message_id = text_keep(
        arena,
        text_decode(arena, letter->header.fields[HEADER_MESSAGE_ID], draft->options));
    date_read(letter->header.fields[HEADER_DATE], &bounce->reported, &bounce->zone);
    draft_original(draft, letter->original.fields);
    exchange_mail(draft, letter->report);
    read_answered(draft, letter->header.fields[HEADER_IN_REPLY_TO], "In-Reply-To");
    read_answered(draft, letter->header.fields[HEADER_REFERENCES], "References");
    draft_original_words(draft, letter->report);
    draft_tell(draft, NULL, BOUNCE_FACT_REPORTER, "From", letter->writer);
}

/* A mail system that passes another's report on names nobody itself: what it carries is
 * read in its place, as parts or as text. */
static size_t
read_carried(struct letter *letter, struct draft *draft)
{
    size_t named = 0;
    if (!witness_by_daemon(letter) ||
        !wording_daemon(letter->original.fields[HEADER_FROM]))
        return 0;
    mime_read_carried(&letter->mime);
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->kind == MIME_STATUS && part->quoted)
            named += dsn_read(draft, letter_part(letter, draft, part));
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
        .original_to = letter->original.fields[HEADER_TO],
        .domain = letter->writer,
    };
    if (letter_fields(letter, draft) > 0) {
        name_nameless(letter, draft, &known);
        return true;
    }
    letter->from_daemon = witness_from_daemon(letter);
    if (ses_read(draft, letter->report))
        return true;
    size_t fields = dsn_find(letter->report);
    if (read_carried(letter, draft) > 0 ||
        (fields != SLICE_NONE &&
         dsn_read(draft, slice_from(letter->report, fields)) > 0) ||
        letter_stray_fields(letter, draft) > 0)
        letter->place = PLACE_SLOT;
    else
        letter->place = prose_recipients(draft, letter->report, &known);
    /* Nobody is named: then the mail itself must have come back. */
    if (letter->place == PLACE_NONE && letter->gate == GATE_OPEN &&
        letter->original.bytes.length > 0)
        draft_recipient(draft, (struct slice){0});
    return false;
}

/* What the reporter runs. */
static void
read_software(struct letter *letter, struct draft *draft)
{
    const unsigned char *at;
    enum bounce_software software = software_of(letter->report, &at);
    if (software == BOUNCE_SOFTWARE_UNKNOWN)
        return;
    draft->bounce->software = (uint16_t)software;
    draft_prove(draft, NULL, BOUNCE_FACT_SOFTWARE, "text", at);
}

static bool
read_letter(struct letter *letter, struct draft *draft)
{
    letter_open(letter, draft);
    bool fields = read_recipients(letter, draft);
    if (!draft->first)
        return false;
    read_all_words(letter, draft);
    if (!fields && !witness_report(letter, draft))
        return false;
    kind_settle(letter, draft);
    read_header(letter, draft);
    attempt_read(draft, letter->report);
    read_software(letter, draft);
    if (marks_asked(draft->options))
        draft->bounce->marks = marks_read(letter, draft, fields);
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
                     (length < BOUNCE_MAIL_MAX ? length : BOUNCE_MAIL_MAX);
    struct slice all = mail_lines(&arena, mail, length);
    letter.gate = gate_read(all, &letter.header);
    if (letter.gate == GATE_SHUT || !draft_begin(&draft, &arena, options))
        return give_up(&arena);
    letter.subject = text_decode(&arena, letter.header.fields[HEADER_SUBJECT], options);
    letter.failed = letter.header.fields[HEADER_X_FAILED_RECIPIENTS];
    letter.sender = address_first(letter.header.fields[HEADER_TO]);
    letter.writer = address_domain(address_first(letter.header.fields[HEADER_FROM]));
    mime_read(&arena, &letter.header, &letter.mime);
    evidence_region(&draft.evidence, &arena,
                    slice_to(all, (size_t)(letter.header.body.at - all.at)), 0);
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
    entry->failure.kind = kind_of_words(slice_of(words));
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
