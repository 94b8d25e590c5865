/* web: one request to a web server and what came of it, as bytes and back. */
#include "agent/net/web.h"

#include <string.h>
#include <strings.h>

/* ---- addresses ---- */

static bool
is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.';
}

/* Bytes of the host at the start of it; 0: there is none. */
static size_t
host_length(const char *at)
{
    static const char loop[] = "[::1]";
    size_t length = 0;
    if (strncmp(at, loop, strlen(loop)) == 0)
        return strlen(loop);
    while (is_name_byte(at[length]))
        length++;
    return length > 0 && at[0] != '.' && at[0] != '-' ? length : 0;
}

/* ":8080", or nothing; gives its length, or -1. */
static int
port_length(const char *at)
{
    if (at[0] != ':')
        return 0;
    int digits = (int)strspn(at + 1, "0123456789");
    return digits > 0 && digits <= 5 ? digits + 1 : -1;
}

static bool
is_this_computer(const char *host)
{
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0 ||
           strcmp(host, "localhost") == 0;
}

bool
web_fits(const char *url, char host[WEB_HOST_MAX])
{
    static const char safe[] = "https://", plain[] = "http://";
    bool secure = strncasecmp(url, safe, strlen(safe)) == 0;
    char name[WEB_HOST_MAX] = "";
    if (strlen(url) >= WEB_URL_MAX ||
        (!secure && strncasecmp(url, plain, strlen(plain)) != 0))
        return false;
    const char *at = url + (secure ? strlen(safe) : strlen(plain));
    size_t length = host_length(at);
    if (length == 0 || length >= sizeof name)
        return false;
    for (size_t i = 0; i < length; i++)
        name[i] = at[i] >= 'A' && at[i] <= 'Z' ? (char)(at[i] - 'A' + 'a') : at[i];
    int port = port_length(at + length);
    if (port < 0 || (!secure && !is_this_computer(name)))
        return false;
    at += length + (size_t)port;
    if (*at != '\0' && *at != '/' && *at != '?')
        return false;
    for (; *at; at++)
        if (*at <= ' ' || *at > '~' || strchr("\"#<>\\^`{|}", *at))
            return false;
    if (host)
        memcpy(host, name, sizeof name);
    return true;
}

/* ---- forms ---- */

static bool
put_encoded(char *form, size_t *length, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *text; text++) {
        bool plain = (is_name_byte(*text) || *text == '_' || *text == '~');
        if (*length + (plain ? 1 : 3) >= WEB_FORM_MAX)
            return false;
        if (plain) {
            form[(*length)++] = *text;
            continue;
        }
        form[(*length)++] = '%';
        form[(*length)++] = digits[(unsigned char)*text >> 4];
        form[(*length)++] = digits[(unsigned char)*text & 15];
    }
    return true;
}

bool
web_form_add(char form[WEB_FORM_MAX], const char *name, const char *value)
{
    size_t before = strlen(form), length = before;
    bool good = length + 2 < WEB_FORM_MAX;
    if (good && length > 0)
        form[length++] = '&';
    good = good && put_encoded(form, &length, name) && length + 1 < WEB_FORM_MAX;
    if (good)
        form[length++] = '=';
    good = good && put_encoded(form, &length, value);
    if (!good)
        explicit_bzero(form + before, length - before);
    form[good ? length : before] = '\0';
    return good;
}

/* ---- bytes ---- */

/* Numbers are 8 bytes, texts 4 of length and their own: as in imap/messages.h. */
struct pen {
    char *at;
    size_t length, room;
    bool full;
};

struct eye {
    const char *at;
    size_t left;
    bool blind; /* there was less than was looked for */
};

static void
put_raw(struct pen *pen, const void *bytes, size_t length)
{
    if (pen->full || length > pen->room - pen->length) {
        pen->full = true;
        return;
    }
    if (length > 0)
        memcpy(pen->at + pen->length, bytes, length);
    pen->length += length;
}

static void
put_number(struct pen *pen, uint64_t number, size_t bytes)
{
    char little[8];
    for (size_t i = 0; i < bytes; i++)
        little[i] = (char)(unsigned char)(number >> (8 * i));
    put_raw(pen, little, bytes);
}

static void
put_text(struct pen *pen, const char *bytes, size_t length)
{
    put_number(pen, length, 4);
    put_raw(pen, bytes, length);
}

static const char *
get_raw(struct eye *eye, size_t length)
{
    const char *at = eye->at;
    if (eye->blind || length > eye->left) {
        eye->blind = true;
        return NULL;
    }
    eye->at += length;
    eye->left -= length;
    return at;
}

static uint64_t
get_number(struct eye *eye, size_t bytes)
{
    const char *at = get_raw(eye, bytes);
    uint64_t number = 0;
    for (size_t i = 0; at && i < bytes; i++)
        number |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return number;
}

static const char *
get_text(struct eye *eye, size_t most, size_t *length)
{
    *length = (size_t)get_number(eye, 4);
    if (*length > most)
        eye->blind = true;
    return get_raw(eye, *length);
}

/* A string that ends where it says, within room bytes. */
static const char *
get_string(struct eye *eye, size_t room)
{
    size_t length;
    const char *at = get_text(eye, room, &length);
    if (at && (length == 0 || memchr(at, '\0', length) != at + length - 1))
        eye->blind = true;
    return eye->blind ? NULL : at;
}

size_t
web_put_request(const struct web_request *request, char ret[WEB_REQUEST_MAX])
{
    struct pen pen = {.at = ret, .room = WEB_REQUEST_MAX};
    put_number(&pen, request->patience, 8);
    put_text(&pen, request->url, strlen(request->url) + 1);
    put_number(&pen, request->form != NULL, 8);
    put_text(&pen, request->form ? request->form : "",
             request->form ? strlen(request->form) + 1 : 1);
    return pen.full ? 0 : pen.length;
}

bool
web_read_request(const char *bytes, size_t length, struct web_request *ret)
{
    struct eye eye = {bytes, length, false};
    uint64_t patience = get_number(&eye, 8);
    const char *url = get_string(&eye, WEB_URL_MAX);
    uint64_t post = get_number(&eye, 8);
    const char *form = get_string(&eye, WEB_FORM_MAX);
    if (eye.blind || eye.left > 0 || patience == 0 || patience > WEB_PATIENCE ||
        post > 1)
        return false;
    *ret = (struct web_request){url, post ? form : NULL, (uint32_t)patience};
    return true;
}

size_t
web_put_answer(const struct web_answer *answer, char ret[WEB_ANSWER_MAX])
{
    struct pen pen = {.at = ret, .room = WEB_ANSWER_MAX};
    if (answer->length > WEB_BODY_MAX)
        return 0;
    put_number(&pen, answer->outcome, 8);
    put_number(&pen, answer->code, 8);
    put_number(&pen, (uint64_t)answer->date, 8);
    put_number(&pen, (uint64_t)answer->retry_after, 8);
    put_text(&pen, answer->type, strlen(answer->type) + 1);
    put_text(&pen, answer->text, strlen(answer->text) + 1);
    put_text(&pen, answer->body, answer->length);
    return pen.full ? 0 : pen.length;
}

bool
web_read_answer(const char *bytes, size_t length, struct web_answer *ret)
{
    struct eye eye = {bytes, length, false};
    uint64_t outcome = get_number(&eye, 8), code = get_number(&eye, 8);
    uint64_t date = get_number(&eye, 8), retry_after = get_number(&eye, 8);
    const char *type = get_string(&eye, WEB_TYPE_MAX);
    const char *text = get_string(&eye, WEB_TEXT_MAX);
    struct web_answer answer = {
        .outcome = (enum web_outcome)outcome,
        .code = (uint32_t)code,
        .date = (int64_t)date,
        .retry_after = (int64_t)retry_after,
    };
    answer.body = get_text(&eye, WEB_BODY_MAX, &answer.length);
    if (eye.blind || eye.left > 0 || outcome >= WEB_OUTCOMES || code > 999 ||
        date > INT64_MAX || retry_after > WEB_RETRY_AFTER_MAX)
        return false;
    memcpy(answer.type, type, strlen(type) + 1);
    memcpy(answer.text, text, strlen(text) + 1);
    *ret = answer;
    return true;
}
