/* sasl: the words of a login. */
#include "imap/sasl.h"

#include <stdint.h>
#include <string.h>

static bool
one_line(struct message_bytes text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] == '\0' || text.at[i] == '\r' || text.at[i] == '\n')
            return false;
    return true;
}

/* May it stand in a quoted string? Eight-bit and control characters may not. */
static bool
quotable(struct message_bytes text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] < 0x20 || text.at[i] == 0x7f)
            return false;
    return true;
}

/* The rooms are sized for the longest user and secret, so these cannot overflow. */
static size_t
put_text(char *out, size_t at, const char *text)
{
    size_t length = strlen(text);
    memcpy(out + at, text, length);
    return at + length;
}

static size_t
put_quoted(char *out, size_t at, struct message_bytes text)
{
    out[at++] = '"';
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\')
            out[at++] = '\\';
        out[at++] = text.at[i];
    }
    out[at++] = '"';
    return at;
}

/* The i-th byte of NUL user NUL secret. */
static uint32_t
plain_byte(struct message_bytes user, struct message_bytes secret, size_t i)
{
    if (i == 0 || i == user.length + 1)
        return 0;
    if (i <= user.length)
        return (unsigned char)user.at[i - 1];
    return (unsigned char)secret.at[i - user.length - 2];
}

static size_t
put_plain(char *out, size_t at, struct message_bytes user, struct message_bytes secret)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = user.length + secret.length + 2;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t bits = plain_byte(user, secret, i) << 16;
        if (left > 1)
            bits |= plain_byte(user, secret, i + 1) << 8;
        if (left > 2)
            bits |= plain_byte(user, secret, i + 2);
        out[at++] = alphabet[bits >> 18];
        out[at++] = alphabet[bits >> 12 & 63];
        out[at++] = left > 1 ? alphabet[bits >> 6 & 63] : '=';
        out[at++] = left > 2 ? alphabet[bits & 63] : '=';
    }
    return at;
}

bool
sasl_make(const struct sasl_offer *offer, struct message_bytes user,
          struct message_bytes secret, struct sasl *ret, const char **why)
{
    ret->first_length = 0;
    ret->then_length = 0;
    *why = "the user name or the password is too long";
    if (user.length > SASL_USER_MAX || secret.length > MESSAGE_SECRET_MAX)
        return false;
    *why = "the user name or the password holds a line break";
    if (!one_line(user) || !one_line(secret))
        return false;
    bool quoted = quotable(user) && quotable(secret) && !offer->login_refused;
    if (offer->plain && (offer->initial || !quoted)) {
        size_t at = put_text(ret->first, 0, "AUTHENTICATE PLAIN");
        /* A server that offers SASL-IR may still ask: `then` serves both. */
        ret->then_length = put_text(ret->then, put_plain(ret->then, 0, user, secret),
                                    "\r\n");
        if (offer->initial) {
            at = put_text(ret->first, at, " ");
            at = put_plain(ret->first, at, user, secret);
        }
        ret->first_length = put_text(ret->first, at, "\r\n");
        return true;
    }
    *why = offer->login_refused
               ? "the server takes no password sign-in"
               : "the server takes no password with such characters; use ASCII";
    if (!quoted)
        return false;
    size_t at = put_text(ret->first, 0, "LOGIN ");
    at = put_quoted(ret->first, at, user);
    at = put_text(ret->first, at, " ");
    at = put_quoted(ret->first, at, secret);
    ret->first_length = put_text(ret->first, at, "\r\n");
    return true;
}

void
sasl_wipe(struct sasl *sasl)
{
    explicit_bzero(sasl, sizeof *sasl);
}
