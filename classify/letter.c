/* letter: a mail taken apart for reading. */
#include "classify/letter.h"

#include <string.h>

#include "classify/block.h"
#include "classify/dsn.h"
#include "classify/evidence.h"
#include "classify/header.h"
#include "classify/quoted.h"
#include "classify/wording.h"

enum {
    STRAY_MAX = 16384,  /* bytes of an attachment that may hold a report's fields */
    TEXT_TRIED = 4096,  /* bytes looked at to tell text from other bytes */
    TEXT_CONTROLS = 32, /* one control character in so many: random bytes have four */
};

/* Notes control characters that are no line ends or tabs. */
static void
note_controls(block *met, const unsigned char *at)
{
    block here;
    memcpy(&here, at, sizeof here);
    *met |= ((block)(here < ' ') & (block)(here - '\t' > '\r' - '\t')) |
            (block)(here == 0x7F);
}

/* May there be any? The last bytes are looked at twice. */
static bool
has_controls(struct slice bytes)
{
    block met = {0};
    if (bytes.length < BLOCK_SIZE)
        return true;
    const unsigned char *at = bytes.at, *last = at + bytes.length - BLOCK_SIZE;
    for (; at < last; at += BLOCK_SIZE)
        note_controls(&met, at);
    note_controls(&met, last);
    return block_bits(&met) != 0;
}

/* What calls itself text and is not: random bytes hold an @ and a code by chance. Text has
 * few control characters, whatever its charset (ISO-2022-JP has an escape a word). */
static bool
is_text(struct slice bytes)
{
    unsigned controls = 0;
    bytes = slice_to(bytes, TEXT_TRIED);
    if (!has_controls(bytes)) /* as nearly always */
        return true;
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

struct slice
letter_part(struct letter *letter, struct draft *draft, const struct mime_part *part)
{
    struct slice content = mime_content(draft->arena, part);
    if (part->kind != MIME_MAIL && part->kind != MIME_HEADERS)
        content = dsn_lines(draft->arena, content);
    evidence_region(&draft->evidence, draft->arena, content,
                    part_number(&letter->mime, part));
    return content;
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
    header_read(header, &letter->original);
}

/* The returned mail as a part of its own beats the one quoted in the text. Some forget the
 * blank line behind the boundary: the mail's header is the part's. */
static void
find_original(struct letter *letter, struct draft *draft)
{
    struct header original;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        bool mail = part->kind == MIME_MAIL || part->kind == MIME_HEADERS;
        if (part->quoted || part->depth == 0 || (!mail && !part->mails))
            continue;
        if (mail)
            header_read(header_start(letter_part(letter, draft, part)), &original);
        else
            header_read(part->header, &original);
        if (!header_is_mail(&original))
            continue;
        if (!mail)
            evidence_region(&draft->evidence, draft->arena, part->header,
                            part_number(&letter->mime, part));
        letter->original = original;
        return;
    }
}

void
letter_open(struct letter *letter, struct draft *draft)
{
    find_report(letter, draft);
    find_original(letter, draft);
}

size_t
letter_stray_fields(struct letter *letter, struct draft *draft)
{
    size_t named = 0;
    for (size_t i = 0; i < letter->mime.count && named == 0; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->quoted || part->depth == 0 || part->body.length > STRAY_MAX ||
            (part->kind != MIME_TEXT && part->kind != MIME_OTHER))
            continue;
        struct slice content = letter_part(letter, draft, part);
        size_t start = dsn_find(content);
        if (start != SLICE_NONE && is_text(content))
            named = dsn_read(draft, slice_from(content, start));
    }
    return named;
}

size_t
letter_fields(struct letter *letter, struct draft *draft)
{
    size_t named = 0;
    for (size_t i = 0; i < letter->mime.count; i++) {
        const struct mime_part *part = &letter->mime.parts[i];
        if (part->kind != MIME_STATUS || part->quoted)
            continue;
        struct slice fields = letter_part(letter, draft, part), original;
        /* A wrong boundary leaves the returned mail in the part before. */
        if (letter->original.bytes.length == 0) {
            quoted_split(draft->arena, fields, &original);
            header_read(original, &letter->original);
        }
        named += dsn_read(draft, fields);
    }
    return named;
}

struct slice
letter_last_id(struct slice field)
{
    struct slice id = {0};
    for (;;) {
        field = slice_from(field, slice_at(field, '<'));
        size_t end = slice_at(field, '>');
        if (end == SLICE_NONE)
            return id;
        id = slice_to(field, end + 1);
        field = slice_from(field, end + 1);
    }
}

void
letter_hear(struct letter *letter)
{
    if (letter->heard)
        return;
    letter->heard = true;
    letter->subject_says = wording_hear(letter->subject);
    letter->report_says = wording_hear(letter->report);
}
