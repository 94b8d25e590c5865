/* guard: cuts the stream into replies, keeps the facts, rewrites what libetpan may see. */
#include "imap/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "imap/item.h"
#include "imap/span.h"

/* ---- output ---- */

static void
fault(struct guard *guard, const char *words)
{
    if (!guard->fault)
        guard->fault = words;
}

static bool
append(struct guard *guard, struct guard_bytes *to, const char *bytes, size_t length)
{
    if (length > to->room - to->length) {
        size_t room = to->room ? to->room : 1024;
        while (room - to->length < length)
            room *= 2;
        char *at = realloc(to->at, room);
        if (!at) {
            fault(guard, "not enough memory");
            return false;
        }
        to->at = at;
        to->room = room;
    }
    if (length > 0)
        memcpy(to->at + to->length, bytes, length);
    to->length += length;
    return true;
}

static void
emit(struct guard *guard, const char *text)
{
    append(guard, &guard->out, text, strlen(text));
}

static void
emit_number(struct guard *guard, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    emit(guard, text);
}

/* ---- status replies ---- */

static void
note_capabilities(struct guard *guard, struct span rest)
{
    // clang-format off
    static const struct { const char *word; unsigned bit; } known[] = {
        {"IDLE",          GUARD_CAN_IDLE},
        {"AUTH=PLAIN",    GUARD_CAN_PLAIN},
        {"AUTH=OAUTHBEARER", GUARD_CAN_BEARER},
        {"AUTH=XOAUTH2",  GUARD_CAN_XOAUTH2},
        {"SASL-IR",       GUARD_CAN_INITIAL},
        {"LOGINDISABLED", GUARD_NO_LOGIN},
        {"SPECIAL-USE",   GUARD_CAN_SPECIAL},
    };
    // clang-format on
    guard->capabilities = 0;
    guard->capabilities_told = true;
    for (int i = 0; i < GUARD_CAPABILITIES_MOST; i++) {
        struct span word = span_take_word(&rest);
        if (word.at == word.end)
            return;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            if (span_is(word, known[k].word))
                guard->capabilities |= known[k].bit;
    }
}

/* "[CODE arguments]" at the front of the text. */
static void
note_code(struct guard *guard, struct span *rest, struct guard_words *words)
{
    span_skip_spaces(rest);
    if (rest->at == rest->end || *rest->at != '[')
        return;
    const char *close = memchr(rest->at, ']', (size_t)(rest->end - rest->at));
    if (!close)
        return;
    struct span inside = {rest->at + 1, close};
    rest->at = close + 1;
    struct span code = span_take_word(&inside);
    uint64_t value = 0;
    if (span_is(code, "CAPABILITY")) {
        note_capabilities(guard, inside);
    } else if (span_is(code, "UIDVALIDITY")) {
        if (span_number(span_take_word(&inside), UINT32_MAX, &value))
            guard->uidvalidity = (uint32_t)value;
    } else if (span_is(code, "UIDNEXT")) {
        if (span_number(span_take_word(&inside), UINT32_MAX, &value))
            guard->uidnext = (uint32_t)value;
    } else if (span_is(code, "APPENDUID")) { /* RFC 4315 */
        uint64_t uid = 0;
        if (span_number(span_take_word(&inside), UINT32_MAX, &value) &&
            span_number(span_take_word(&inside), UINT32_MAX, &uid)) {
            guard->appended_validity = (uint32_t)value;
            guard->appended_uid = (uint32_t)uid;
        }
    }
    size_t length = 0;
    for (const char *p = code.at; p < code.end && length + 1 < GUARD_CODE; p++)
        words->code[length++] = *p > ' ' && *p < 0x7f ? *p : '?';
    words->code[length] = '\0';
}

static void
note_text(struct guard *guard, struct span rest, struct guard_words *words)
{
    words->code[0] = '\0';
    note_code(guard, &rest, words);
    span_skip_spaces(&rest);
    size_t length = 0;
    for (const char *p = rest.at; p < rest.end && length < GUARD_TEXT; p++)
        words->text[length++] = *p >= ' ' && *p < 0x7f ? *p : '?';
    words->text[length] = '\0';
}

static enum guard_status
status_of(struct span word)
{
    if (span_is(word, "OK"))
        return GUARD_OK;
    if (span_is(word, "NO"))
        return GUARD_NO;
    if (span_is(word, "BAD"))
        return GUARD_BAD;
    return GUARD_NONE;
}

static const char *
status_words(enum guard_status status)
{
    switch (status) {
    case GUARD_OK:
        return "OK .\r\n";
    case GUARD_NO:
        return "NO .\r\n";
    case GUARD_BAD:
    case GUARD_NONE:
        break;
    }
    return "BAD .\r\n";
}

static void
tagged(struct guard *guard, struct span rest)
{
    uint64_t tag = 0;
    bool ours = span_number(span_take_word(&rest), UINT32_MAX, &tag) && tag > 0;
    enum guard_status status = ours ? status_of(span_take_word(&rest)) : GUARD_NONE;
    if (status == GUARD_NONE) {
        fault(guard, "it sent something that is not IMAP");
        return;
    }
    note_text(guard, rest, &guard->answer);
    guard->tag = (uint32_t)tag;
    guard->status = status;
    guard->fetches = 0;
    emit_number(guard, tag);
    emit(guard, " ");
    emit(guard, status_words(status));
}

/* ---- FETCH ---- */

static void
emit_body(struct guard *guard, const struct item *item)
{
    struct span body = item->body;
    if (item->body_quoted && memchr(body.at, '\\', (size_t)(body.end - body.at))) {
        struct guard_bytes plain = {0};
        for (const char *p = body.at; p < body.end; p++) {
            p += *p == '\\';
            if (!append(guard, &plain, p, 1))
                break;
        }
        emit_number(guard, plain.length);
        emit(guard, "}\r\n");
        append(guard, &guard->out, plain.at, plain.length);
        free(plain.at);
        return;
    }
    emit_number(guard, (uint64_t)(body.end - body.at));
    emit(guard, "}\r\n");
    append(guard, &guard->out, body.at, (size_t)(body.end - body.at));
}

static void
fetch(struct guard *guard, uint64_t sequence, struct span rest)
{
    struct item item;
    if (!item_read(rest, &item)) {
        fault(guard, "it sent a mail in a form that cannot be read");
        return;
    }
    if (!item.has_uid || !item.has_body || guard->fetches == GUARD_FETCHES)
        return; /* news of flags, or too much: nobody asked */
    guard->fetches++;
    emit(guard, "* ");
    emit_number(guard, sequence);
    emit(guard, " FETCH (UID ");
    emit_number(guard, item.uid);
    if (item.has_size) {
        emit(guard, " RFC822.SIZE ");
        emit_number(guard, item.size);
    }
    if (item.has_date) {
        emit(guard, " INTERNALDATE ");
        append(guard, &guard->out, item.date.at,
               (size_t)(item.date.end - item.date.at));
    }
    if (item.body.at == item.body.end) {
        emit(guard, " BODY[] \"\")\r\n");
        return;
    }
    emit(guard, " BODY[] {");
    emit_body(guard, &item);
    emit(guard, ")\r\n");
}

/* ---- untagged replies ---- */

static bool
keep_found(struct guard *guard, uint32_t uid)
{
    if (guard->found_count == guard->found_room) {
        size_t room = guard->found_room ? guard->found_room * 2 : 64;
        if (room > GUARD_FOUND)
            room = GUARD_FOUND;
        uint32_t *found = realloc(guard->found, room * sizeof *found);
        if (!found) {
            fault(guard, "not enough memory");
            return false;
        }
        guard->found = found;
        guard->found_room = room;
    }
    guard->found[guard->found_count++] = uid;
    return true;
}

static void
search(struct guard *guard, struct span rest)
{
    uint64_t uid = 0;
    while (guard->searching &&
           guard->found_count < GUARD_FOUND) { /* to the end, or to "(MODSEQ 5)" */
        struct span word = span_take_word(&rest);
        if (!span_number(word, UINT32_MAX, &uid) || uid == 0 ||
            !keep_found(guard, (uint32_t)uid))
            return;
    }
}

/* The same number again is no news (Yahoo repeats itself); a smaller one without EXPUNGE
 * is odd enough to look. */
static void
exists(struct guard *guard, uint32_t now)
{
    if (now > guard->exists)
        guard->arrived += now - guard->exists;
    else if (now < guard->exists)
        guard->arrived++;
    guard->exists = now;
}

/* "* STATUS name (UIDNEXT 5 UIDVALIDITY 7)": what is asked for is behind the last '(', whatever
 * the name is; we ask for one folder at a time. */
static void
status_of_folder(struct guard *guard, struct span rest)
{
    const char *open = rest.end;
    while (open > rest.at && open[-1] != '(')
        open--;
    rest.at = open;
    while (rest.end > rest.at && (rest.end[-1] == ')' || rest.end[-1] == ' '))
        rest.end--;
    guard->status_uidvalidity = guard->status_uidnext = 0;
    while (rest.at < rest.end) {
        struct span word = span_take_word(&rest);
        struct span number = span_take_word(&rest);
        uint64_t value = 0;
        if (!span_number(number, UINT32_MAX, &value))
            return;
        if (span_is(word, "UIDNEXT"))
            guard->status_uidnext = (uint32_t)value;
        else if (span_is(word, "UIDVALIDITY"))
            guard->status_uidvalidity = (uint32_t)value;
    }
}

static void
untagged(struct guard *guard, struct span rest)
{
    struct span word = span_take_word(&rest);
    enum guard_status status = status_of(word);
    uint64_t value = 0;
    if (status != GUARD_NONE) {
        struct guard_words unused;
        note_text(guard, rest, &unused); /* for its response code */
        if (guard->greeted) /* libetpan keeps each until the command is done */
            return;
        guard->greeted = true;
        emit(guard, "* ");
        emit(guard, status_words(status));
    } else if (span_is(word, "BYE")) {
        note_text(guard, rest, &guard->goodbye);
        guard->bye = true;
    } else if (span_is(word, "PREAUTH")) {
        guard->preauth = true;
        guard->greeted = true;
        fault(guard, "it let us in without asking who we are");
    } else if (span_is(word, "CAPABILITY")) {
        note_capabilities(guard, rest);
    } else if (span_is(word, "SEARCH")) {
        search(guard, rest);
    } else if (span_is(word, "STATUS")) {
        status_of_folder(guard, rest);
    } else if (span_is(word, "LIST")) {
        if (guard->listing)
            listing_note(guard->listing, rest);
    } else if (span_number(word, UINT32_MAX, &value)) {
        word = span_take_word(&rest);
        if (span_is(word, "EXISTS")) {
            exists(guard, (uint32_t)value);
        } else if (span_is(word, "EXPUNGE")) {
            guard->exists -= guard->exists > 0;
        } else if (span_is(word, "FETCH") && value > 0) {
            fetch(guard, value, rest);
        }
    }
}

/* "+ BASE64" */
static void
note_challenge(struct guard *guard, struct span line)
{
    struct guard_bytes *kept = &guard->challenge;
    line.at++;
    if (line.at < line.end && *line.at == ' ')
        line.at++;
    size_t length = (size_t)(line.end - line.at);
    kept->length = 0;
    if (!guard->signing_in || length > GUARD_CHALLENGE)
        return;
    if (!kept->at && !(kept->at = malloc(GUARD_CHALLENGE))) {
        fault(guard, "not enough memory");
        return;
    }
    kept->room = GUARD_CHALLENGE;
    memcpy(kept->at, line.at, length);
    kept->length = length;
}

static void
reply(struct guard *guard, struct span line)
{
    if (line.at == line.end)
        return;
    if (*line.at == '+') {
        note_challenge(guard, line);
        guard->continued++;
    } else if (*line.at == '*') {
        line.at++;
        untagged(guard, line);
    } else {
        tagged(guard, line);
    }
}

/* ---- cutting the stream into replies ---- */

/* Does this reply carry literals? Texts may end like one but are none. */
static bool
carries_literals(const char *at, size_t length)
{
    if (length < 2 || at[0] != '*')
        return false;
    struct span rest = {at + 1, at + length};
    struct span word = span_take_word(&rest);
    return status_of(word) == GUARD_NONE && !span_is(word, "BYE") &&
           !span_is(word, "PREAUTH");
}

/* The length of a literal announced at the end of the line: "{12}", "{12+}". */
static bool
announces(struct span line, uint64_t *ret)
{
    const char *end = line.end;
    if (end - line.at < 3 || end[-1] != '}')
        return false;
    end--;
    if (end[-1] == '+')
        end--;
    const char *open = end;
    while (open > line.at && open[-1] >= '0' && open[-1] <= '9')
        open--;
    if (open == line.at || open == end || open[-1] != '{')
        return false;
    if (!span_number((struct span){open, end}, UINT32_MAX, ret))
        *ret = UINT64_MAX;
    return true;
}

/* Finds the end of the reply that starts at `start`, without its line end; next is where
 * the one after starts. false: not all there yet, or a fault. */
static bool
whole(struct guard *guard, size_t start, size_t *end, size_t *next)
{
    const char *at = guard->in.at;
    while (guard->scan <= guard->in.length) {
        const char *feed = guard->scan < guard->in.length
                               ? memchr(at + guard->scan, '\n',
                                        guard->in.length - guard->scan)
                               : NULL;
        size_t stop = feed ? (size_t)(feed - at) : guard->in.length;
        bool searching = stop - start > 8 &&
                         strncasecmp(at + start, "* SEARCH", 8) == 0;
        if (stop - guard->line > (searching ? GUARD_SEARCH : GUARD_LINE)) {
            fault(guard, "it sent a line without end");
            return false;
        }
        guard->scan = stop + (feed != NULL);
        if (!feed)
            return false;
        size_t last = stop > guard->line && at[stop - 1] == '\r' ? stop - 1 : stop;
        uint64_t literal = 0;
        if (!carries_literals(at + start, last - start) ||
            !announces((struct span){at + guard->line, at + last}, &literal)) {
            *end = last;
            *next = stop + 1;
            return true;
        }
        if (literal > GUARD_REPLY || stop + 1 - start + literal > GUARD_REPLY) {
            fault(guard, "it sent more than was asked for");
            return false;
        }
        guard->line = guard->scan = stop + 1 + (size_t)literal;
    }
    return false;
}

bool
guard_feed(struct guard *guard, const char *bytes, size_t length)
{
    if (guard->fault || !append(guard, &guard->in, bytes, length))
        return false;
    size_t start = 0, end = 0, next = 0;
    while (whole(guard, start, &end, &next)) {
        reply(guard, (struct span){guard->in.at + start, guard->in.at + end});
        if (guard->fault)
            return false;
        start = guard->line = guard->scan = next;
    }
    if (guard->fault)
        return false;
    if (start ==
        0) /* nothing is whole yet: one long line must not be moved each time */
        return true;
    guard->in.length -= start;
    guard->line -= start;
    guard->scan -= start;
    if (guard->in.length > 0) {
        memmove(guard->in.at, guard->in.at + start, guard->in.length);
    } else { /* an idle session holds no buffer */
        free(guard->in.at);
        guard->in = (struct guard_bytes){0};
    }
    return true;
}

size_t
guard_take(struct guard *guard, char *out, size_t room)
{
    size_t length = guard->out.length - guard->taken;
    if (length == 0)
        return 0;
    if (length > room)
        length = room;
    memcpy(out, guard->out.at + guard->taken, length);
    guard->taken += length;
    if (guard->taken == guard->out.length)
        guard_discard(guard);
    return length;
}

uint32_t *
guard_take_found(struct guard *guard, size_t *count)
{
    uint32_t *found = guard->found;
    *count = guard->found_count;
    guard->searching = false;
    guard->found = NULL;
    guard->found_count = guard->found_room = 0;
    return found;
}

void
guard_discard(struct guard *guard)
{
    free(guard->out.at);
    guard->out = (struct guard_bytes){0};
    guard->taken = 0;
}

void
guard_free(struct guard *guard)
{
    free(guard->in.at);
    free(guard->out.at);
    free(guard->found);
    free(guard->challenge.at);
    *guard = (struct guard){0};
}
