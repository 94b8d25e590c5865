/* guard: cuts the stream into replies, keeps the facts, rewrites what libetpan may see. */
#include "imap/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A part of one reply. */
struct span {
    const char *at, *end;
};

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

/* ---- words and numbers ---- */

static void
skip_spaces(struct span *rest)
{
    while (rest->at < rest->end && *rest->at == ' ')
        rest->at++;
}

/* The next word, which also ends before '['. */
static struct span
take_word(struct span *rest)
{
    skip_spaces(rest);
    struct span word = {rest->at, rest->at};
    while (word.end < rest->end && *word.end != ' ' && *word.end != '[')
        word.end++;
    rest->at = word.end;
    return word;
}

static bool
is(struct span word, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(word.end - word.at) == length &&
           strncasecmp(word.at, text, length) == 0;
}

/* Digits alone, at most `most`. */
static bool
number(struct span word, uint64_t most, uint64_t *ret)
{
    uint64_t value = 0;
    if (word.at == word.end)
        return false;
    for (const char *p = word.at; p < word.end; p++) {
        if (*p < '0' || *p > '9')
            return false;
        uint64_t digit = (uint64_t)(*p - '0');
        if (value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

/* ---- status replies ---- */

static void
note_capabilities(struct guard *guard, struct span rest)
{
    // clang-format off
    static const struct { const char *word; unsigned bit; } known[] = {
        {"IDLE",          GUARD_CAN_IDLE},
        {"AUTH=PLAIN",    GUARD_CAN_PLAIN},
        {"SASL-IR",       GUARD_CAN_INITIAL},
        {"LOGINDISABLED", GUARD_NO_LOGIN},
    };
    // clang-format on
    guard->capabilities = 0;
    guard->capabilities_told = true;
    for (int i = 0; i < GUARD_CAPABILITIES_MOST; i++) {
        struct span word = take_word(&rest);
        if (word.at == word.end)
            return;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            if (is(word, known[k].word))
                guard->capabilities |= known[k].bit;
    }
}

/* "[CODE arguments]" at the front of the text. */
static void
note_code(struct guard *guard, struct span *rest, struct guard_words *words)
{
    skip_spaces(rest);
    if (rest->at == rest->end || *rest->at != '[')
        return;
    const char *close = memchr(rest->at, ']', (size_t)(rest->end - rest->at));
    if (!close)
        return;
    struct span inside = {rest->at + 1, close};
    rest->at = close + 1;
    struct span code = take_word(&inside);
    uint64_t value = 0;
    if (is(code, "CAPABILITY")) {
        note_capabilities(guard, inside);
    } else if (is(code, "UIDVALIDITY")) {
        if (number(take_word(&inside), UINT32_MAX, &value))
            guard->uidvalidity = (uint32_t)value;
    } else if (is(code, "UIDNEXT")) {
        if (number(take_word(&inside), UINT32_MAX, &value))
            guard->uidnext = (uint32_t)value;
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
    skip_spaces(&rest);
    size_t length = 0;
    for (const char *p = rest.at; p < rest.end && length < GUARD_TEXT; p++)
        words->text[length++] = *p >= ' ' && *p < 0x7f ? *p : '?';
    words->text[length] = '\0';
}

static enum guard_status
status_of(struct span word)
{
    if (is(word, "OK"))
        return GUARD_OK;
    if (is(word, "NO"))
        return GUARD_NO;
    if (is(word, "BAD"))
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
    bool ours = number(take_word(&rest), UINT32_MAX, &tag) && tag > 0;
    enum guard_status status = ours ? status_of(take_word(&rest)) : GUARD_NONE;
    if (status == GUARD_NONE) {
        fault(guard, "it sent something that is not IMAP");
        return;
    }
    note_text(guard, rest, &guard->answer);
    guard->tag = (uint32_t)tag;
    guard->status = status;
    emit_number(guard, tag);
    emit(guard, " ");
    emit(guard, status_words(status));
}

/* ---- FETCH ---- */

/* The items of a FETCH that we ask for. */
struct items {
    uint64_t uid, size;
    struct span date; /* with its quotes */
    struct span body; /* the bytes between the quotes or in the literal */
    bool has_uid, has_size, has_date, has_body, body_quoted;
};

/* Skips "{n}CRLF" and n bytes; gives the bytes. */
static bool
take_literal(struct span *rest, struct span *ret)
{
    const char *p = rest->at + 1, *digits = p;
    while (p < rest->end && *p >= '0' && *p <= '9')
        p++;
    uint64_t length = 0;
    if (!number((struct span){digits, p}, GUARD_REPLY, &length))
        return false;
    if (p < rest->end && *p == '+')
        p++;
    if (p == rest->end || *p++ != '}')
        return false;
    if (p < rest->end && *p == '\r')
        p++;
    if (p == rest->end || *p++ != '\n' || (uint64_t)(rest->end - p) < length)
        return false;
    *ret = (struct span){p, p + length};
    rest->at = p + length;
    return true;
}

/* Skips a quoted string; gives what is between the quotes, escapes and all. */
static bool
take_quoted(struct span *rest, struct span *ret)
{
    const char *p = rest->at + 1;
    while (p < rest->end && *p != '"') {
        if (*p == '\\' && p + 1 < rest->end)
            p++;
        p++;
    }
    if (p == rest->end)
        return false;
    *ret = (struct span){rest->at + 1, p};
    rest->at = p + 1;
    return true;
}

/* Skips one value of any shape; no recursion, so depth costs no stack. */
static bool
skip_value(struct span *rest)
{
    int depth = 0;
    struct span unused;
    do {
        while (depth > 0 && rest->at < rest->end && *rest->at == ' ')
            rest->at++;
        if (rest->at == rest->end)
            return false;
        const char *start = rest->at;
        if (*start == '(') {
            if (++depth > GUARD_DEPTH)
                return false;
            rest->at++;
        } else if (*start == ')') {
            if (depth-- == 0)
                return false;
            rest->at++;
        } else if (*start == '"') {
            if (!take_quoted(rest, &unused))
                return false;
        } else if (*start == '{' ||
                   (*start == '~' && start + 1 < rest->end && start[1] == '{')) {
            rest->at += *start == '~'; /* BINARY's literal8, RFC 3516 */
            if (!take_literal(rest, &unused))
                return false;
        } else {
            while (rest->at < rest->end && (unsigned char)*rest->at > ' ' &&
                   !memchr("()\"{", *rest->at, 4))
                rest->at++;
            if (rest->at == start)
                return false;
        }
    } while (depth > 0);
    return true;
}

/* "[...]<n>" after BODY: of no interest, since we ask for one section at a time. */
static bool
skip_section(struct span *rest)
{
    struct span unused;
    if (rest->at == rest->end || *rest->at != '[')
        return true;
    while (rest->at < rest->end && *rest->at != ']') {
        if (*rest->at == '"') {
            if (!take_quoted(rest, &unused))
                return false;
        } else if (*rest->at == '{') {
            if (!take_literal(rest, &unused))
                return false;
        } else {
            rest->at++;
        }
    }
    if (rest->at == rest->end)
        return false;
    rest->at++;
    if (rest->at < rest->end && *rest->at == '<')
        while (rest->at < rest->end && *rest->at != ' ')
            rest->at++;
    return true;
}

static bool
two_digits(const char *at, int least, int most)
{
    int tens = at[0] == ' ' ? 0 : at[0] - '0', ones = at[1] - '0';
    int value = tens * 10 + ones;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && value >= least &&
           value <= most;
}

/* "14-Nov-2026 09:08:07 +0100", as RFC 3501 section 9 has it and nothing else. */
static bool
good_date(struct span date)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *p = date.at;
    if (date.end - date.at != 26 || p[2] != '-' || p[6] != '-' || p[11] != ' ' ||
        p[14] != ':' || p[17] != ':' || p[20] != ' ' || (p[21] != '+' && p[21] != '-'))
        return false;
    char month[4] = {p[3], p[4], p[5], '\0'};
    const char *found = strstr(months, month);
    return found && (found - months) % 3 == 0 && two_digits(p, 1, 31) &&
           two_digits(p + 7, 19, 20) && two_digits(p + 9, 0, 99) && p[9] != ' ' &&
           two_digits(p + 12, 0, 23) && two_digits(p + 15, 0, 59) &&
           two_digits(p + 18, 0, 60) && two_digits(p + 22, 0, 14) &&
           two_digits(p + 24, 0, 59) && p[22] != ' ' && p[24] != ' ';
}

/* One "NAME value"; false: it cannot be read. */
static bool
take_item(struct span *rest, struct items *items)
{
    struct span name = {rest->at, rest->at};
    while (name.end < rest->end && (unsigned char)*name.end > ' ' &&
           !memchr("[()", *name.end, 3))
        name.end++;
    rest->at = name.end;
    bool section = rest->at < rest->end && *rest->at == '[';
    if (name.at == name.end || !skip_section(rest))
        return false;
    skip_spaces(rest);
    struct span value = {rest->at, rest->at};
    if (section && is(name, "BODY") && rest->at < rest->end) {
        items->has_body = true;
        items->body_quoted = *rest->at == '"';
        if (*rest->at == '{')
            return take_literal(rest, &items->body);
        if (*rest->at == '"')
            return take_quoted(rest, &items->body);
        items->body = (struct span){rest->at, rest->at};
        return skip_value(rest); /* NIL */
    }
    if (!skip_value(rest))
        return false;
    value.end = rest->at;
    if (is(name, "UID"))
        return items->has_uid = number(value, UINT32_MAX, &items->uid) &&
                                items->uid > 0;
    if (is(name, "RFC822.SIZE")) {
        items->has_size = true;
        if (!number(value, UINT32_MAX, &items->size))
            items->size = UINT32_MAX;
    } else if (is(name, "INTERNALDATE") && value.end - value.at > 2) {
        items->date = value;
        items->has_date = *value.at == '"' &&
                          good_date((struct span){value.at + 1, value.end - 1});
    }
    return true;
}

static void
emit_body(struct guard *guard, const struct items *items)
{
    struct span body = items->body;
    if (items->body_quoted && memchr(body.at, '\\', (size_t)(body.end - body.at))) {
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
    struct items items = {0};
    skip_spaces(&rest);
    bool good = rest.at < rest.end && *rest.at == '(';
    rest.at += good;
    for (skip_spaces(&rest); good && rest.at < rest.end && *rest.at != ')';
         skip_spaces(&rest))
        good = take_item(&rest, &items);
    if (!good || rest.at == rest.end) {
        fault(guard, "it sent a mail in a form that cannot be read");
        return;
    }
    if (!items.has_uid || !items.has_body)
        return; /* news of flags: nobody asked */
    emit(guard, "* ");
    emit_number(guard, sequence);
    emit(guard, " FETCH (UID ");
    emit_number(guard, items.uid);
    if (items.has_size) {
        emit(guard, " RFC822.SIZE ");
        emit_number(guard, items.size);
    }
    if (items.has_date) {
        emit(guard, " INTERNALDATE ");
        append(guard, &guard->out, items.date.at,
               (size_t)(items.date.end - items.date.at));
    }
    if (items.body.at == items.body.end) {
        emit(guard, " BODY[] \"\")\r\n");
        return;
    }
    emit(guard, " BODY[] {");
    emit_body(guard, &items);
    emit(guard, ")\r\n");
}

/* ---- untagged replies ---- */

static void
search(struct guard *guard, struct span rest)
{
    uint64_t value = 0;
    emit(guard, "* SEARCH");
    for (;;) { /* to the end, or to "(MODSEQ 5)" */
        struct span word = take_word(&rest);
        if (!number(word, UINT32_MAX, &value) || value == 0)
            break;
        emit(guard, " ");
        emit_number(guard, value);
    }
    emit(guard, "\r\n");
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

static void
untagged(struct guard *guard, struct span rest)
{
    struct span word = take_word(&rest);
    enum guard_status status = status_of(word);
    uint64_t value = 0;
    if (status != GUARD_NONE) {
        struct guard_words unused;
        note_text(guard, rest, &unused); /* for its response code */
        guard->greeted = true;
        emit(guard, "* ");
        emit(guard, status_words(status));
    } else if (is(word, "BYE")) {
        note_text(guard, rest, &guard->goodbye);
        guard->bye = true;
    } else if (is(word, "PREAUTH")) {
        guard->preauth = true;
        guard->greeted = true;
        fault(guard, "it let us in without asking who we are");
    } else if (is(word, "CAPABILITY")) {
        note_capabilities(guard, rest);
    } else if (is(word, "SEARCH")) {
        search(guard, rest);
    } else if (number(word, UINT32_MAX, &value)) {
        word = take_word(&rest);
        if (is(word, "EXISTS")) {
            exists(guard, (uint32_t)value);
        } else if (is(word, "EXPUNGE")) {
            guard->exists -= guard->exists > 0;
        } else if (is(word, "FETCH") && value > 0) {
            fetch(guard, value, rest);
        }
    }
}

static void
reply(struct guard *guard, struct span line)
{
    if (line.at == line.end)
        return;
    if (*line.at == '+') {
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
    struct span word = take_word(&rest);
    return status_of(word) == GUARD_NONE && !is(word, "BYE") && !is(word, "PREAUTH");
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
    if (!number((struct span){open, end}, UINT32_MAX, ret))
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
    *guard = (struct guard){0};
}
