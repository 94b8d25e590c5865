/* challenge: why a server refuses an access token. */
#include "imap/challenge.h"

#include <stdint.h>
#include <string.h>

/* ---- base64 (RFC 4648 section 4) ---- */

static int
digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Into ret, which has three quarters of the room. False: it is none. */
static bool
decode(struct message_bytes text, char ret[CHALLENGE_MAX], size_t *length)
{
    uint32_t bits = 0;
    size_t count = 0, out = 0;
    while (text.length > 0 && text.at[text.length - 1] == '=')
        text.length--;
    if (text.length > CHALLENGE_MAX)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        int value = digit(text.at[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            ret[out++] = (char)(bits >> count & 0xff);
        }
    }
    *length = out;
    return true;
}

/* ---- one flat object of strings (RFC 8259) ---- */

struct reader {
    const char *at, *end;
};

static void
skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) && *reader->at)
        reader->at++;
}

static bool
take(struct reader *reader, char wanted)
{
    skip_blanks(reader);
    if (reader->at == reader->end || *reader->at != wanted)
        return false;
    reader->at++;
    return true;
}

/* A string into ret, cut to size; what is not printable ASCII becomes '?'. */
static bool
take_string(struct reader *reader, char *ret, size_t size)
{
    size_t length = 0;
    if (!take(reader, '"'))
        return false;
    while (reader->at < reader->end && *reader->at != '"') {
        char c = *reader->at++;
        if (c == '\\') {
            if (reader->at == reader->end)
                return false;
            c = *reader->at++;
            if (c == 'u' && reader->end - reader->at >= 4)
                reader->at += 4;
            c = c == '"' || c == '\\' || c == '/' ? c : '?';
        }
        if (length + 1 < size)
            ret[length++] = c >= ' ' && c < 0x7f ? c : '?';
    }
    ret[length] = '\0';
    return take(reader, '"');
}

/* A value that is no string: a number, true, false, null. */
static bool
skip_word(struct reader *reader)
{
    const char *from = reader->at;
    while (reader->at < reader->end && *reader->at && !strchr(",}]{[\"", *reader->at))
        reader->at++;
    return reader->at > from;
}

static bool
take_member(struct reader *reader, struct challenge *ret)
{
    char name[32], unused[2];
    if (!take_string(reader, name, sizeof name) || !take(reader, ':'))
        return false;
    skip_blanks(reader);
    if (reader->at < reader->end && *reader->at != '"')
        return skip_word(reader);
    if (strcmp(name, "status") == 0)
        return take_string(reader, ret->status, sizeof ret->status);
    if (strcmp(name, "scope") == 0)
        return take_string(reader, ret->scope, sizeof ret->scope);
    if (strcmp(name, "openid-configuration") == 0)
        return take_string(reader, ret->configuration, sizeof ret->configuration);
    return take_string(reader, unused, sizeof unused);
}

bool
challenge_read(struct message_bytes base64, struct challenge *ret)
{
    char json[CHALLENGE_MAX];
    size_t length = 0;
    *ret = (struct challenge){0};
    if (base64.length == 0 || !decode(base64, json, &length))
        return false;
    struct reader reader = {json, json + length};
    bool good = take(&reader, '{');
    while (good && !take(&reader, '}'))
        good = take_member(&reader, ret) &&
               (take(&reader, ',') || (reader.at < reader.end && *reader.at == '}'));
    if (!good)
        *ret = (struct challenge){0};
    return good;
}
