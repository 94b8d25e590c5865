/* redirect: what the browser brings back from a sign-in: a code, for this sign-in and no other. */
#include "agent/redirect.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    STATE_MAX = 256,
    ISSUER_MAX = 512,
};

/* ---- one parameter ---- */

static int
digit(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    letter |= 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* Decodes %41 and '+'; visible ASCII alone. False: it is not that, or too long. */
static bool
decode(const char *at, size_t length, char *ret, size_t size)
{
    size_t put = 0;
    for (size_t i = 0; i < length; i++) {
        int byte = (unsigned char)at[i];
        if (byte == '%') {
            if (i + 2 >= length || digit(at[i + 1]) < 0 || digit(at[i + 2]) < 0)
                return false;
            byte = digit(at[i + 1]) * 16 + digit(at[i + 2]);
            i += 2;
        } else if (byte == '+') {
            byte = ' ';
        }
        if (byte < ' ' || byte > '~' || put + 1 >= size)
            return false;
        ret[put++] = (char)byte;
    }
    ret[put] = '\0';
    return true;
}

/* The value of a name, "" where it is not there. False: it is there twice, or cannot be read. */
static bool
find(const char *query, size_t length, const char *name, char *ret, size_t size)
{
    size_t known = strlen(name);
    bool there = false;
    ret[0] = '\0';
    for (size_t at = 0; at <= length;) {
        const char *end = memchr(query + at, '&', length - at);
        size_t piece = end ? (size_t)(end - query) - at : length - at;
        if (piece > known && memcmp(query + at, name, known) == 0 &&
            query[at + known] == '=') {
            if (there || !decode(query + at + known + 1, piece - known - 1, ret, size))
                return false;
            there = true;
        }
        at += piece + 1;
    }
    return true;
}

/* ---- whose it is ---- */

/* In a time that says nothing about how much of it is right. */
static bool
is_same(const char *state, const char *came)
{
    size_t length = strlen(state);
    unsigned differ = 0;
    if (strlen(came) != length)
        return false;
    for (size_t i = 0; i < length; i++)
        differ |= (unsigned char)state[i] ^ (unsigned char)came[i];
    return differ == 0;
}

/* Is it that issuer? {tenant} is one word of letters, digits, '-' and '.'. */
static bool
is_issuer(const char *issuer, const char *said)
{
    static const char any[] = "{tenant}";
    const char *brace = strstr(issuer, any);
    if (!brace)
        return strcmp(issuer, said) == 0;
    size_t left = (size_t)(brace - issuer);
    const char *right = brace + strlen(any);
    if (strncmp(issuer, said, left) != 0)
        return false;
    size_t word = strspn(said + left, "abcdefghijklmnopqrstuvwxyz0123456789-.");
    return word > 0 && strcmp(said + left + word, right) == 0;
}

enum redirect_result
redirect_read(const char *query, size_t length, const char *state, const char *issuer,
              struct redirect *ret)
{
    char came[STATE_MAX], said[ISSUER_MAX], code[REDIRECT_CODE_MAX],
        error[OAUTH_WORD_MAX];
    *ret = (struct redirect){0};
    if (state[0] == '\0' || !find(query, length, "state", came, sizeof came) ||
        !is_same(state, came))
        return REDIRECT_FOREIGN;
    if (!find(query, length, "iss", said, sizeof said) ||
        (said[0] && issuer[0] && !is_issuer(issuer, said)))
        return REDIRECT_FOREIGN;
    if (!find(query, length, "error", error, sizeof error) ||
        !find(query, length, "code", code, sizeof code))
        return REDIRECT_FOREIGN;
    if (error[0]) {
        memcpy(ret->error, error, sizeof error);
        return REDIRECT_DENIED;
    }
    if (code[0] == '\0')
        return REDIRECT_FOREIGN;
    memcpy(ret->code, code, sizeof code);
    explicit_bzero(code, sizeof code);
    return REDIRECT_CODE;
}

/* ---- where it stands ---- */

/* Is there one line "Host: WHAT", and no second? */
static bool
has_host(const char *lines, const char *end, const char *what)
{
    static const char name[] = "Host:";
    size_t found = 0, good = 0;
    while (lines < end) {
        const char *next = memchr(lines, '\n', (size_t)(end - lines));
        const char *stop = next ? next : end;
        size_t length = (size_t)(stop - lines);
        if (length > strlen(name) && strncasecmp(lines, name, strlen(name)) == 0) {
            const char *at = lines + strlen(name);
            while (at < stop && *at == ' ')
                at++;
            while (stop > at && (stop[-1] == '\r' || stop[-1] == ' '))
                stop--;
            found++;
            good += (size_t)(stop - at) == strlen(what) &&
                    strncasecmp(at, what, strlen(what)) == 0;
        }
        lines = next ? next + 1 : end;
    }
    return found == 1 && good == 1;
}

const char *
redirect_request(const char *head, size_t length, unsigned port, size_t *query_length)
{
    static const char *const ours[] = {"127.0.0.1", "localhost", "[::1]"};
    static const char verb[] = "GET /";
    const char *line = memchr(head, '\n', length);
    if (!line || length < strlen(verb) || memcmp(head, verb, strlen(verb)) != 0)
        return NULL;
    bool here = false;
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        char host[32];
        snprintf(host, sizeof host, "%s:%u", ours[i], port);
        here = here || has_host(line + 1, head + length, host);
    }
    const char *target = head + strlen("GET ");
    const char *end = memchr(target, ' ', (size_t)(line - target));
    const char *mark = end ? memchr(target, '?', (size_t)(end - target)) : NULL;
    if (!here || !mark)
        return NULL;
    *query_length = (size_t)(end - mark) - 1;
    return mark + 1;
}

const char *
redirect_pasted(const char *text, size_t *query_length)
{
    const char *mark = strchr(text, '?');
    text = mark ? mark + 1 : text;
    text += strspn(text, " \t");
    *query_length = strcspn(text, " \t\r\n#");
    return *query_length > 0 && memchr(text, '=', *query_length) ? text : NULL;
}
