/* marks: what a mail shows for and against being a mail system's own report. */
#include "classify/marks.h"

#include <stddef.h>
#include <string.h>

#include "classify/address.h"
#include "classify/header.h"
#include "classify/link.h"
#include "classify/mime.h"
#include "classify/parameter.h"
#include "classify/text.h"
#include "classify/trace.h"
#include "classify/wording.h"

enum {
    TEXTS_MAX = 3,    /* texts that are searched: the plain one, the page, one more */
    TEXT_MAX = 32768, /* bytes of each: a report is short, and so is a lure */
    LINKS_TRIED_MAX = 256, /* links looked at: each may cost a look at 1 KiB */
    HOPS_TRIED_MAX = 64,   /* Received lines of one mail: loops end at 25 to 50 hops */
};

/* The lists while they grow: each at its end. */
struct growing {
    struct arena *arena;
    struct bounce_marks *marks;
    struct bounce_link *first_link;
    const struct bounce_link **link_end;
    const struct bounce_authentication **authentication_end;
    size_t links, authentications;
};

bool
marks_asked(const struct bounce_options *options)
{
    const size_t enough = offsetof(struct bounce_options, marks) +
                          sizeof options->marks;
    return options && options->size >= enough && options->marks;
}

/* A host as text; "" for one longer than any can be. */
static const char *
keep_host(struct arena *arena, struct slice host)
{
    return host.length < BOUNCE_HOST_MAX ? text_keep(arena, host) : "";
}

/* ---- what its header says ---- */

static void
add_results(struct growing *grow, struct slice field, uint16_t number)
{
    struct trace_result result;
    const char *by = keep_host(grow->arena, trace_by(&field));
    while (grow->authentications < BOUNCE_MARKS_MAX && trace_result(&field, &result)) {
        struct bounce_authentication *one = arena_take(grow->arena, sizeof *one);
        if (!one)
            return;
        *one = (struct bounce_authentication){
            .by = by,
            .method = keep_host(grow->arena, result.method),
            .result = keep_host(grow->arena, result.result),
            .domain = keep_host(grow->arena, result.domain),
            .field = number,
        };
        *grow->authentication_end = one;
        grow->authentication_end = &one->next;
        grow->authentications++;
    }
}

/* Goes through the header once: what servers have put on it. */
static void
read_trace(struct growing *grow, struct slice header)
{
    struct header_field field;
    uint16_t fields = 0;
    size_t hops = 0;
    bool inside = true;
    while (header_next(&header, &field)) {
        if (slice_is(field.name, "received")) {
            inside = inside && ++hops <= HOPS_TRIED_MAX &&
                     trace_hop(field.value).inside;
        } else if (slice_is(field.name, "authentication-results")) {
            if (fields < BOUNCE_MARKS_MAX)
                add_results(grow, field.value, ++fields);
        } else if (slice_is(field.name, "content-language")) {
            if (grow->marks->language[0] == '\0')
                grow->marks->language = keep_host(grow->arena, field.value);
        }
    }
    grow->marks->inside = inside && hops > 0;
}

static bool
is_automatic(const struct letter *letter)
{
    const struct slice *fields = letter->header.fields;
    struct slice submitted = fields[HEADER_AUTO_SUBMITTED];
    return (submitted.length > 0 && !slice_starts(submitted, "no")) ||
           letter->failed.length > 0 ||
           fields[HEADER_X_MS_EXCHANGE_MESSAGE_IS_NDR].at != NULL;
}

static void
read_header(struct growing *grow, const struct letter *letter)
{
    const struct slice *fields = letter->header.fields;
    struct slice answers = letter_last_id(fields[HEADER_IN_REPLY_TO]);
    struct slice path = fields[HEADER_RETURN_PATH];
    if (answers.length == 0)
        answers = letter_last_id(fields[HEADER_REFERENCES]);
    path = slice_has(path, "<>") ? slice_of("<>") : address_first(path);
    grow->marks->path = text_keep(grow->arena, path);
    struct slice from = address_first(fields[HEADER_FROM]);
    grow->marks->from = text_keep(grow->arena, from);
    grow->marks->answers = text_keep(grow->arena, answers);
    grow->marks->automatic = is_automatic(letter);
    grow->marks->system = wording_daemon(fields[HEADER_FROM]) ||
                          slice_starts(from, "postmaster") ||
                          slice_is(fields[HEADER_FROM], "<>");
    read_trace(grow, letter->header.bytes);
}

/* ---- what came back ---- */

/* The servers' names from the first one on: the lowest line of the header is the oldest. */
static void
add_hop(struct growing *grow, struct slice received)
{
    struct trace_hop hop = trace_hop(received);
    struct bounce_hop *one = arena_take(grow->arena, sizeof *one);
    if (!one)
        return;
    *one = (struct bounce_hop){
        .next = grow->marks->hops,
        .from = keep_host(grow->arena, hop.from),
        .by = keep_host(grow->arena, hop.by),
        .signed_in = hop.signed_in,
    };
    grow->marks->hops = one;
}

/* Had its SPF or DMARC failed where somebody looked? */
static bool
has_failed(struct header_field field)
{
    if (slice_is(field.name, "received-spf"))
        return slice_starts(field.value, "fail") ||
               slice_starts(field.value, "softfail");
    if (!slice_is(field.name, "authentication-results"))
        return false;
    struct trace_result result;
    for (trace_by(&field.value); trace_result(&field.value, &result);)
        if (!slice_is(result.method, "dkim") && slice_is(result.result, "fail"))
            return true;
    return false;
}

/* Is the signature's domain that of the From, or one above it? */
static bool
fits(struct slice domain, struct slice from)
{
    struct slice sender = address_domain(from);
    if (domain.length == 0 || domain.length > sender.length)
        return false;
    size_t before = sender.length - domain.length;
    return slice_same(slice_from(sender, before), domain) &&
           (before == 0 || sender.at[before - 1] == '.');
}

/* The name of a signature's key. True: no later one fits better. */
static bool
add_key(struct growing *grow, struct slice signature, struct slice from)
{
    static const char between[] = "._domainkey.";
    unsigned char name[BOUNCE_HOST_MAX];
    struct parameter_room rooms[2];
    struct slice selector = parameter_find(signature, "s", &rooms[0]);
    struct slice domain = parameter_find(signature, "d", &rooms[1]);
    size_t used = selector.length, length = sizeof between - 1;
    bool fitting = fits(domain, from);
    if (selector.length == 0 || domain.length == 0 ||
        (grow->marks->key[0] != '\0' && !fitting) ||
        used + length + domain.length >= sizeof name)
        return false;
    memcpy(name, selector.at, used);
    memcpy(name + used, between, length);
    memcpy(name + used + length, domain.at, domain.length);
    grow->marks->key = text_keep(grow->arena,
                                 (struct slice){name, used + length + domain.length});
    return fitting;
}

static void
read_original(struct growing *grow, const struct letter *letter)
{
    struct slice rest = letter->original.bytes;
    struct slice lowest[BOUNCE_MARKS_MAX]; /* in a ring */
    struct header_field field;
    struct slice from = address_first(letter->original.fields[HEADER_FROM]);
    size_t hops = 0, kept;
    bool signature = false;
    grow->marks->returned = rest.length > 0;
    while (header_next(&rest, &field)) {
        if (slice_is(field.name, "received"))
            lowest[hops++ % BOUNCE_MARKS_MAX] = field.value;
        else if (!signature && slice_is(field.name, "dkim-signature"))
            signature = add_key(grow, field.value, from);
        else if (!grow->marks->returned_failed)
            grow->marks->returned_failed = has_failed(field);
    }
    kept = hops < BOUNCE_MARKS_MAX ? hops : BOUNCE_MARKS_MAX;
    for (size_t i = hops - kept; i < hops; i++)
        add_hop(grow, lowest[i % BOUNCE_MARKS_MAX]);
}

/* ---- what it brings and asks for ---- */

/* A page, an archive, a disk's image or a program, by its name or type. */
static bool
is_lure(const struct mime_part *part)
{
    // clang-format off
    static const char *const ends[] = {
        ".htm", ".html", ".shtml", ".xhtml", ".svg", ".zip", ".rar", ".7z", ".gz", ".iso", ".img",
        ".exe", ".scr", ".js", ".vbs", ".lnk", ".docm", ".xlsm", ".one", NULL};
    // clang-format on
    struct parameter_room room;
    struct slice disposition = header_find(part->header, "content-disposition");
    struct slice name = parameter_find(disposition, "filename", &room);
    if (name.length == 0)
        name = parameter_find(part->type, "name", &room);
    for (const char *const *end = ends; *end; end++)
        if (slice_ends(name, *end))
            return true;
    return slice_starts(part->type, "application/zip") ||
           slice_starts(part->type, "application/x-zip") ||
           (part->kind == MIME_HTML && slice_starts(disposition, "attachment"));
}

/* Each host once; it is a button's where one of its links is. */
static void
add_link(struct growing *grow, const struct link *link)
{
    struct slice host = {link->host, link->length};
    struct bounce_link *one = grow->first_link;
    while (one && !slice_same(slice_of(one->host), host))
        one = (struct bounce_link *)(uintptr_t)
                  one->next; /* ours, and not handed over yet */
    if (one)
        one->button = one->button || link->button;
    if (one || grow->links == BOUNCE_MARKS_MAX)
        return;
    one = arena_take(grow->arena, sizeof *one);
    if (!one)
        return;
    *one = (struct bounce_link){.host = keep_host(grow->arena, host),
                                .button = link->button};
    if (!grow->first_link)
        grow->first_link = one;
    *grow->link_end = one;
    grow->link_end = &one->next;
    grow->links++;
}

static void
read_text(struct growing *grow, struct slice text)
{
    struct slice rest = slice_to(text, TEXT_MAX);
    struct link link;
    grow->marks->asks = grow->marks->asks || link_asks(rest);
    for (int i = 0; i < LINKS_TRIED_MAX && link_next(&rest, &link); i++)
        add_link(grow, &link);
}

/* Of the text for people what is the report's own: a mail that is quoted in it links to
 * whatever its writer liked. */
static struct slice
text_of(struct growing *grow, const struct letter *letter, const struct mime_part *part,
        bool first)
{
    struct mime_part some = *part;
    some.body = slice_to(some.body, TEXT_MAX);
    return first && part->kind == MIME_TEXT ? letter->report
                                            : mime_content(grow->arena, &some);
}

static void
read_parts(struct growing *grow, const struct letter *letter)
{
    int texts = 0, plain = 0;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->quoted || slice_trim(part->body).length == 0)
            continue;
        if (is_lure(part))
            grow->marks->attached = true;
        if ((part->kind != MIME_TEXT && part->kind != MIME_HTML) ||
            texts++ >= TEXTS_MAX)
            continue;
        read_text(grow, text_of(grow, letter, part, plain == 0));
        plain += part->kind == MIME_TEXT;
    }
}

const struct bounce_marks *
marks_read(const struct letter *letter, struct draft *draft, bool stated)
{
    struct bounce_marks *marks = arena_take(draft->arena, sizeof *marks);
    if (!marks)
        return NULL;
    *marks = (struct bounce_marks){
        .path = "", .from = "", .answers = "", .language = "", .key = ""};
    struct growing grow = {.arena = draft->arena,
                           .marks = marks,
                           .link_end = &marks->links,
                           .authentication_end = &marks->authentications};
    marks->stated = stated && slice_starts(letter->header.fields[HEADER_CONTENT_TYPE],
                                           "multipart/report");
    read_header(&grow, letter);
    read_original(&grow, letter);
    read_parts(&grow, letter);
    return marks;
}
