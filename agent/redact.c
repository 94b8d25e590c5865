/* redact: words of a foreign program, fit for a log. */
#include "agent/redact.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agent/word.h"

enum {
    TOKEN_LEAST =
        32,         /* characters: no word of a language, and few paths, are so long */
    KNOWN_LEAST = 4 /* bytes: fewer stand in any text */
};

static const char hidden[] = "(hidden)";

static bool
is_token(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr("+/=_-.~!*$%", c));
}

static size_t
token_length(const char *at, size_t length)
{
    size_t most = 0;
    while (most < length && is_token(at[most]))
        most++;
    return most;
}

/* How much before a value says that it is one: "password=", "Token: "; 0: nothing. */
static size_t
name_length(const char *at, size_t length)
{
    static const char *const names[] = {"password", "passwd", "passphrase",
                                        "secret",   "token",  "code"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t name = strlen(names[i]);
        if (name >= length || strncasecmp(at, names[i], name) != 0)
            continue;
        size_t end = name;
        while (end < length && (at[end] == ' ' || at[end] == '"' || at[end] == '\''))
            end++;
        if (end < length && (at[end] == '=' || at[end] == ':')) {
            end++;
            while (end < length && strchr(" \"'", at[end]))
                end++;
            return end;
        }
    }
    return 0;
}

/* The last line that says something. */
static struct word
last_line(const char *words, size_t length)
{
    struct word line = {words, 0, 0};
    for (size_t at = 0; at < length;) {
        const char *end = memchr(words + at, '\n', length - at);
        size_t stop = end ? (size_t)(end - words) : length;
        struct word one = word_trimmed((struct word){words + at, stop - at, 0});
        while (one.length > 0 && one.at[one.length - 1] == '\r')
            one.length--;
        if (one.length > 0)
            line = one;
        at = stop + 1;
    }
    return line;
}

struct pen {
    char *at;
    size_t length, size;
};

static void
put(struct pen *pen, const char *text, size_t length)
{
    if (pen->length + length >= pen->size)
        length = pen->size - pen->length - 1;
    memcpy(pen->at + pen->length, text, length);
    pen->length += length;
    pen->at[pen->length] = '\0';
}

/* One character, or '?' in its place. Returns how many bytes it was. */
static size_t
put_character(struct pen *pen, const char *at, size_t length)
{
    const unsigned char *byte = (const unsigned char *)at;
    size_t size = word_character(byte, length);
    bool control = byte[0] < ' ' || byte[0] == 0x7f ||
                   (size == 2 && byte[0] == 0xc2 && byte[1] < 0xa0);
    if (size == 0 || control)
        put(pen, "?", 1);
    else if (pen->length + size < pen->size) /* never a half of one */
        put(pen, at, size);
    return size == 0 ? 1 : size;
}

void
redact_last_line(const char *words, size_t length, const char *known,
                 size_t known_length, char *ret, size_t size)
{
    struct word line = last_line(words, length);
    struct pen pen = {ret, 0, size};
    ret[0] = '\0';
    for (size_t i = 0; i < line.length;) {
        const char *at = line.at + i;
        size_t left = line.length - i, name = name_length(at, left);
        size_t token = i == 0 || !is_token(at[-1]) ? token_length(at, left) : 0;
        if (known_length >= KNOWN_LEAST && left >= known_length &&
            memcmp(at, known, known_length) == 0) {
            put(&pen, hidden, sizeof hidden - 1);
            i += known_length;
        } else if (token >= TOKEN_LEAST && at[0] != '/') {
            put(&pen, hidden, sizeof hidden - 1);
            i += token;
        } else if (name > 0 && name < left) {
            for (size_t done = 0; done < name;)
                done += put_character(&pen, at + done, name - done);
            put(&pen, hidden, sizeof hidden - 1);
            i += name;
            while (i < line.length && !strchr(" \t\"',;", line.at[i]))
                i++;
        } else {
            i += put_character(&pen, at, left);
        }
    }
}
