/* sasl: the words of a login. */
#include "imap/sasl.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

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

static size_t
put_bytes(char *out, size_t at, struct message_bytes bytes)
{
    memcpy(out + at, bytes.at, bytes.length);
    return at + bytes.length;
}

static size_t
put_base64(char *out, size_t at, const char *plain, size_t length)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *bytes = (const unsigned char *)plain;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t bits = (uint32_t)bytes[i] << 16;
        if (left > 1)
            bits |= (uint32_t)bytes[i + 1] << 8;
        if (left > 2)
            bits |= bytes[i + 2];
        out[at++] = alphabet[bits >> 18];
        out[at++] = alphabet[bits >> 12 & 63];
        out[at++] = left > 1 ? alphabet[bits >> 6 & 63] : '=';
        out[at++] = left > 2 ? alphabet[bits & 63] : '=';
    }
    return at;
}

/* ---- what is said, before base64 ---- */

static size_t
put_plain(char *out, const struct sasl_proof *proof)
{
    size_t at = 0;
    out[at++] = '\0';
    at = put_bytes(out, at, proof->user);
    out[at++] = '\0';
    return put_bytes(out, at, proof->secret);
}

static size_t
put_xoauth2(char *out, const struct sasl_proof *proof)
{
    size_t at = put_text(out, 0, "user=");
    at = put_bytes(out, at, proof->user);
    at = put_text(out, at, "\001auth=Bearer ");
    at = put_bytes(out, at, proof->secret);
    return put_text(out, at, "\001\001");
}

static size_t
put_bearer(char *out, const struct sasl_proof *proof)
{
    char port[32];
    size_t at = put_text(out, 0, "n,a=");
    for (size_t i = 0; i < proof->user.length; i++) { /* RFC 5801 section 4 */
        char c = proof->user.at[i];
        if (c == ',' || c == '=')
            at = put_text(out, at, c == ',' ? "=2C" : "=3D");
        else
            out[at++] = c;
    }
    at = put_text(out, at, ",\001host=");
    at = put_text(out, at, proof->host);
    snprintf(port, sizeof port, "\001port=%u", proof->port);
    at = put_text(out, at, port);
    at = put_text(out, at, "\001auth=Bearer ");
    at = put_bytes(out, at, proof->secret);
    return put_text(out, at, "\001\001");
}

/* ---- the ways ---- */

/* AUTHENTICATE: what is in `first` is said, at once where the server allows it. */
static void
authenticate(const char *mechanism, size_t length, bool initial, struct sasl *ret)
{
    size_t then = put_base64(ret->then, 0, ret->first, length);
    explicit_bzero(ret->first, length);
    size_t at = put_text(ret->first, 0, "AUTHENTICATE ");
    at = put_text(ret->first, at, mechanism);
    ret->given = initial && at + then < SASL_LINE;
    if (ret->given) {
        at = put_text(ret->first, at, " ");
        at = put_bytes(ret->first, at, (struct message_bytes){ret->then, then});
    }
    ret->first_length = put_text(ret->first, at, "\r\n");
    ret->then_length = put_text(ret->then, then, "\r\n");
}

/* What a token is made of (RFC 6750 section 2.1, and what providers put into it). */
static bool
is_token(struct message_bytes text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] <= ' ' || text.at[i] >= 0x7f)
            return false;
    return text.length > 0;
}

static bool
with_token(const struct sasl_offer *offer, const struct sasl_proof *proof,
           struct sasl *ret, const char **why)
{
    *why = "the access token holds what no token does";
    if (!is_token(proof->secret) || strlen(proof->host) > SASL_HOST_MAX)
        return false;
    *why = "the user name holds a control character";
    for (size_t i = 0; i < proof->user.length; i++)
        if ((unsigned char)proof->user.at[i] < ' ')
            return false;
    *why = "the server takes no sign-in with an access token";
    if (offer->bearer) {
        authenticate("OAUTHBEARER", put_bearer(ret->first, proof), offer->initial, ret);
        ret->sorry = "AQ==\r\n"; /* RFC 7628 section 3.2.3 */
        return true;
    }
    if (offer->xoauth2) {
        authenticate("XOAUTH2", put_xoauth2(ret->first, proof), offer->initial, ret);
        ret->sorry = "\r\n";
        return true;
    }
    return false;
}

static bool
with_password(const struct sasl_offer *offer, const struct sasl_proof *proof,
              struct sasl *ret, const char **why)
{
    *why = "the server takes no passwords";
    if (sasl_tokens_alone(proof->host))
        return false;
    bool quoted = quotable(proof->user) && quotable(proof->secret) &&
                  !offer->login_refused;
    if (offer->plain && (offer->initial || !quoted)) {
        authenticate("PLAIN", put_plain(ret->first, proof), offer->initial, ret);
        return true;
    }
    *why = offer->login_refused
               ? "the server takes no password sign-in"
               : "the server takes no password with such characters; use ASCII";
    if (!quoted)
        return false;
    size_t at = put_text(ret->first, 0, "LOGIN ");
    at = put_quoted(ret->first, at, proof->user);
    at = put_text(ret->first, at, " ");
    at = put_quoted(ret->first, at, proof->secret);
    ret->first_length = put_text(ret->first, at, "\r\n");
    ret->given = true;
    ret->repeated = true; /* nothing is asked for after it */
    return true;
}

bool
sasl_make(const struct sasl_offer *offer, const struct sasl_proof *proof,
          struct sasl *ret, const char **why)
{
    ret->first_length = 0;
    ret->then_length = 0;
    ret->sorry = NULL;
    ret->given = ret->repeated = ret->told = false;
    *why = "the user name or the password is too long";
    if (proof->user.length > SASL_USER_MAX || proof->secret.length > MESSAGE_SECRET_MAX)
        return false;
    *why = "the user name or the password holds a line break";
    if (!one_line(proof->user) || !one_line(proof->secret))
        return false;
    return proof->token ? with_token(offer, proof, ret, why)
                        : with_password(offer, proof, ret, why);
}

struct message_bytes
sasl_next(struct sasl *sasl, struct message_bytes words)
{
    if (!sasl->given || (!sasl->repeated && !sasl->told && words.length == 0)) {
        sasl->repeated = true; /* also one of SASL-IR that asks all the same: once */
        sasl->given = true;
        return (struct message_bytes){sasl->then, sasl->then_length};
    }
    if (!sasl->sorry || sasl->told)
        return (struct message_bytes){"*\r\n", 3};
    sasl->told = true;
    return (struct message_bytes){sasl->sorry, strlen(sasl->sorry)};
}

bool
sasl_tokens_alone(const char *host)
{
    /* Passwords are refused since 2024-09-16, though AUTH=PLAIN is offered. */
    static const char *const ends[] = {"outlook.office365.com", "outlook.office.com",
                                       "imap-mail.outlook.com", "partner.outlook.cn"};
    size_t length = strlen(host);
    if (length > 0 && host[length - 1] == '.')
        length--;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (length == strlen(ends[i]) && strncasecmp(host, ends[i], length) == 0)
            return true;
    return false;
}

void
sasl_wipe(struct sasl *sasl)
{
    explicit_bzero(sasl, sizeof *sasl);
}
