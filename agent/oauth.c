/* oauth: what a sign-in service answers, taken apart. */
#include "agent/oauth.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "agent/net/web.h"

enum {
    NAME_JSON_MAX = 8 * 1024, /* bytes of an id_token's middle part */
};

/* ---- pieces ---- */

static bool
is_visible(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text > '~')
            return false;
    return true;
}

/* Copies a member that is a string of visible ASCII and fits; else "" stays. */
static void
take_word(const json_t *object, const char *key, char *ret, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (text && strlen(text) < size && is_visible(text))
        memcpy(ret, text, strlen(text) + 1);
}

/* The same of a token, malloc'ed; NULL: none. */
static char *
take_token(const json_t *object, const char *key, size_t most)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (!text || !*text || strlen(text) > most || !is_visible(text))
        return NULL;
    return strdup(text);
}

/* A number, or its digits in a string (as some write it), in bounds. */
static int64_t
take_seconds(const json_t *object, const char *key, int64_t unsaid, int64_t least,
             int64_t most)
{
    const json_t *value = json_object_get(object, key);
    double number = json_is_number(value) ? json_number_value(value) : 0;
    if (json_is_string(value))
        number = strtod(json_string_value(value), NULL);
    else if (!json_is_number(value))
        return unsaid;
    if (!(number > (double)least)) /* not a number, too */
        return least;
    return number < (double)most ? (int64_t)number : most;
}

static json_t *
load(const char *body, size_t length)
{
    json_t *object = json_loadb(body, length, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(object))
        return object;
    json_decref(object);
    return NULL;
}

/* ---- tokens ---- */

/* error_codes: [70008], or "AADSTS70008: ..." at the start of the description. */
static uint32_t
take_number(const json_t *object)
{
    static const char head[] = "AADSTS";
    const json_t *first = json_array_get(json_object_get(object, "error_codes"), 0);
    json_int_t number = json_integer_value(first);
    const char *text = json_string_value(json_object_get(object, "error_description"));
    if (number == 0 && text && strncmp(text, head, strlen(head)) == 0)
        number = strtoll(text + strlen(head), NULL, 10);
    return number > 0 && number < 100000000 ? (uint32_t)number : 0;
}

void
oauth_read_reply(const char *body, size_t length, struct oauth_reply *ret)
{
    json_t *object = load(body, length);
    *ret = (struct oauth_reply){0};
    if (!object)
        return;
    take_word(object, "error", ret->error, sizeof ret->error);
    take_word(object, "suberror", ret->suberror, sizeof ret->suberror);
    if (ret->error[0] == '\0' && !json_object_get(object, "error")) {
        ret->access = take_token(object, "access_token", OAUTH_TOKEN_MAX);
        ret->refresh = take_token(object, "refresh_token", OAUTH_REFRESH_MAX);
        ret->life = take_seconds(object, "expires_in", OAUTH_LIFE_UNSAID,
                                 OAUTH_LIFE_LEAST, OAUTH_LIFE_MOST);
        const char *name = json_string_value(json_object_get(object, "id_token"));
        if (name)
            oauth_name(name, ret->user);
    }
    ret->number = take_number(object);
    ret->read = ret->access || ret->error[0] != '\0';
    json_decref(object);
}

static void
wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

void
oauth_reply_free(struct oauth_reply *reply)
{
    wipe(reply->access);
    wipe(reply->refresh);
    *reply = (struct oauth_reply){0};
}

/* ---- a code to type ---- */

bool
oauth_lists(const char *hosts, const char *host)
{
    size_t size = strlen(host);
    for (const char *at = hosts + strspn(hosts, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (length == size && strncasecmp(at, host, size) == 0)
            return true;
        at += length;
    }
    return false;
}

bool
oauth_read_device(const char *body, size_t length, const char *hosts,
                  struct oauth_device *ret)
{
    struct oauth_device device = {0};
    char host[WEB_HOST_MAX];
    json_t *object = load(body, length);
    if (!object)
        return false;
    take_word(object, "device_code", device.code, sizeof device.code);
    take_word(object, "user_code", device.shown, sizeof device.shown);
    take_word(object, "verification_uri", device.page, sizeof device.page);
    if (device.page[0] == '\0') /* as Google wrote it before the RFC */
        take_word(object, "verification_url", device.page, sizeof device.page);
    device.wait = take_seconds(object, "interval", OAUTH_WAIT_UNSAID, 1,
                               OAUTH_WAIT_MOST);
    device.life = take_seconds(object, "expires_in", OAUTH_LIFE_UNSAID, 0,
                               OAUTH_TRY_MOST);
    json_decref(object);
    bool good = device.code[0] != '\0' && device.shown[0] != '\0' &&
                web_fits(device.page, host) && oauth_lists(hosts, host);
    if (good)
        *ret = device;
    explicit_bzero(&device, sizeof device);
    return good;
}

/* ---- a name ---- */

static int
sextet(char letter)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *at = letter ? strchr(letters, letter) : NULL;
    return at ? (int)(at - letters) : -1;
}

/* base64url without padding (RFC 4648, 5). Gives the bytes' length; 0: it is not that. */
static size_t
decode(const char *text, size_t length, char ret[NAME_JSON_MAX])
{
    unsigned bits = 0, held = 0;
    size_t put = 0;
    if (length / 4 * 3 + 3 > NAME_JSON_MAX)
        return 0;
    for (size_t i = 0; i < length; i++) {
        int value = sextet(text[i]);
        if (value < 0)
            return 0;
        bits = (bits << 6 | (unsigned)value) & 0xffff;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        ret[put++] = (char)(unsigned char)(bits >> held & 0xff);
    }
    return put;
}

/* What can stand in an IMAP login: printable ASCII, no quotes. */
static bool
is_user(const char *name)
{
    return name[0] != '\0' && strchr(name, '@') && !strpbrk(name, "\"\\(){}%*");
}

void
oauth_name(const char *id_token, char ret[OAUTH_USER_MAX])
{
    char bytes[NAME_JSON_MAX], name[OAUTH_USER_MAX] = "";
    const char *middle = strchr(id_token, '.');
    const char *end = middle ? strchr(middle + 1, '.') : NULL;
    ret[0] = '\0';
    if (!end)
        return;
    size_t length = decode(middle + 1, (size_t)(end - middle - 1), bytes);
    json_t *object = length > 0 ? load(bytes, length) : NULL;
    take_word(object, "preferred_username", name, sizeof name);
    if (name[0] == '\0')
        take_word(object, "email", name, sizeof name);
    json_decref(object);
    if (is_user(name))
        memcpy(ret, name, strlen(name) + 1);
}
