/* witness: what a mail shows for and against being the report of another. */
#include "classify/witness.h"

#include "classify/address.h"
#include "classify/code.h"
#include "classify/header.h"
#include "classify/peek.h"
#include "classify/proof.h"
#include "classify/quoted.h"
#include "classify/rules.h"
#include "classify/wording.h"

enum {
    /* Recipients whose words are looked at for proof: a report says it of the first. */
    PROVEN_MAX = 8,
    HEARD_MAX = 32768, /* bytes of the text that are heard: a report is short */
    GREETING_MAX = 64, /* bytes of a line that greets */
};

/* Lures call themselves "Mail Delivery System", too: where their path leads to somebody,
 * the address alone says what its owner is. */
bool
witness_from_daemon(const struct letter *letter)
{
    struct slice from = letter->header.fields[HEADER_FROM],
                 path = letter->header.fields[HEADER_RETURN_PATH];
    bool answered = slice_at(path, '@') != SLICE_NONE && !wording_daemon(path);
    return wording_daemon(answered ? address_first(from) : from);
}

bool
witness_by_daemon(const struct letter *letter)
{
    return slice_has(letter->header.fields[HEADER_RETURN_PATH], "<>") ||
           letter->from_daemon ||
           slice_starts(letter->header.fields[HEADER_CONTENT_TYPE], "multipart/report");
}

/* A person passes somebody else's report on: "Postmaster Team" is one, too. */
static bool
is_passed_on(const struct letter *letter)
{
    struct slice carried = letter->original.fields[HEADER_FROM];
    if (witness_by_daemon(letter))
        return false;
    return wording_passes_on(letter->subject) || quoted_report(letter->report) ||
           wording_daemon(carried) ||
           slice_starts(letter->original.fields[HEADER_CONTENT_TYPE],
                        "multipart/report");
}

/* Did the mail that came back start from the one who gets the report? */
static bool
is_ours(const struct letter *letter)
{
    struct slice from = address_first(letter->original.fields[HEADER_FROM]);
    struct slice path = address_first(letter->original.fields[HEADER_RETURN_PATH]);
    struct slice sender = letter->sender;
    return sender.length > 0 && (slice_same(from, sender) || slice_same(path, sender));
}

/* For the members of a list, as newsletters are: they quote reports to explain them. Some
 * mail systems mark their reports as bulk, too. */
static bool
is_bulk(const struct letter *letter)
{
    struct slice precedence = letter->header.fields[HEADER_PRECEDENCE];
    bool list = letter->header.fields[HEADER_LIST_ID].length > 0 ||
                letter->header.fields[HEADER_LIST_UNSUBSCRIBE].length > 0;
    bool bulk = slice_is(precedence, "bulk") || slice_is(precedence, "list");
    return !witness_by_daemon(letter) && (list || (bulk && letter->gate != GATE_OPEN));
}

/* Warnings that a mailbox fills, and lures, name their reader alone. People do write to
 * themselves, but then their mail comes back with the report. */
static bool
names_only_reader(const struct letter *letter, const struct draft *draft)
{
    const struct draft_failure *entry = draft->first;
    while (entry && slice_same(entry->recipient, letter->sender))
        entry = entry->next;
    return !entry && letter->sender.length > 0 && letter->original.bytes.length == 0;
}

/* May a person have written it? It says where an answer goes, nobody marked it as a
 * system's, and nothing came back. */
static bool
is_answerable(const struct letter *letter)
{
    return letter->header.fields[HEADER_RETURN_PATH].length > 0 &&
           !witness_by_daemon(letter) && letter->original.bytes.length == 0 &&
           letter->header.fields[HEADER_AUTO_SUBMITTED].length == 0;
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
    struct slice submitted = letter->header.fields[HEADER_AUTO_SUBMITTED];
    bool written = submitted.length == 0 || slice_starts(submitted, "no");
    return witness_by_daemon(letter) || !written || letter->failed.length > 0 ||
           address_is_machine(letter->header.fields[HEADER_FROM]) ||
           wording_daemon(letter->header.fields[HEADER_RETURN_PATH]);
}

/* The subject as its bytes are helps where nobody can convert its charset. */
static bool
heads_report(const struct letter *letter)
{
    unsigned char plain[PEEK_MAX] SLICE_RAW;
    return wording_heads(letter->subject) ||
           wording_heads(peek_word(letter->header.fields[HEADER_SUBJECT], plain));
}

bool
witness_report(struct letter *letter, const struct draft *draft)
{
    letter_hear(letter);
    struct slice path = letter->header.fields[HEADER_RETURN_PATH];
    bool nobody = slice_is(letter->header.fields[HEADER_FROM],
                           "<>"); /* no person's mail program does that */
    bool no_sender = nobody || slice_has(path, "<>");
    bool told_id = slice_has(slice_to(letter->report, HEARD_MAX), "message-id:");
    bool answerable = is_answerable(letter), machine = by_machine(letter);
    struct proof proof = {
        .place = letter->place,
        .by_system = (letter->gate == GATE_OPEN && machine) || nobody,
        .no_sender = no_sender,
        .heads = heads_report(letter),
        .tells = wording_tells(letter->subject_says) ||
                 wording_tells(letter->report_says),
        .returned = letter->original.bytes.length > 0 || (told_id && no_sender),
        .ours = is_ours(letter),
        .answers = !nobody && !letter->from_daemon &&
                   slice_has(letter->header.fields[HEADER_AUTO_SUBMITTED],
                             "auto-replied"),
        .written = !witness_by_daemon(letter) &&
                   (letter->header.fields[HEADER_USER_AGENT].length > 0 ||
                    letter->header.fields[HEADER_REFERENCES].length > 0),
        .holds = wording_holds(letter->report_says),
        .incoming = letter->original.bytes.length == 0 &&
                    wording_incoming(letter->subject_says | letter->report_says),
        .passed_on = is_passed_on(letter),
        .bulk = is_bulk(letter),
        .only_reader = names_only_reader(letter, draft),
        .desk = answerable && !is_bulk(letter) &&
                slice_has(letter->header.fields[HEADER_FROM], "postmaster"),
        .greets = answerable && greets(letter->report),
        .told_id = told_id,
        .machine = nobody || machine,
    };
    int looked = 0;
    for (struct draft_failure *entry = draft->first; entry && looked++ < PROVEN_MAX;
         entry = entry->next) {
        struct slice words = slice_of(entry->failure.diagnostic);
        proof.code = proof.code || code_any(entry->failure.code);
        proof.known = proof.known || (!proof.code && rules_know(words));
    }
    return letter->failed.length > 0 || proof_holds(&proof);
}
