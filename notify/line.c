/* line: the JSON lines of the control socket, as the notifier reads and writes them. */
#include "notify/line.h"

#include <glib.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A control character would end a pango parse, and with it the whole body, on servers that
 * read markup. Line ends stay: the steps stand on lines of their own. */
static bool
is_control(gunichar c)
{
    return (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0);
}

/* A copy of text, a string or not, in at most max characters. */
static char *
text(const json_t *value, long max)
{
    const char *from = json_is_string(value) ? json_string_value(value) : "";
    GString *to = g_string_new(NULL);
    const char *next;
    for (long count = 0; *from; count++, from = next) {
        next = g_utf8_find_next_char(from, NULL);
        if (count == max - 1 && *next) {
            g_string_append(to, "…");
            break;
        }
        gunichar c = g_utf8_get_char(from);
        g_string_append_unichar(to, is_control(c) ? ' ' : c);
    }
    return g_string_free(to, FALSE);
}

/* A key is a name: it is taken whole or not at all. */
static bool
key_fits(const json_t *value)
{
    return json_is_string(value) && json_string_length(value) > 0 &&
           json_string_length(value) <= LINE_KEY_MAX;
}

static bool
urgency_from(const json_t *value, enum notice_urgency *ret)
{
    // clang-format off
    static const struct { const char *name; enum notice_urgency urgency; } names[] = {
        { "low",      NOTICE_LOW },
        { "normal",   NOTICE_NORMAL },
        { "critical", NOTICE_CRITICAL },
    };
    // clang-format on
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_strcmp0(json_string_value(value), names[i].name) == 0) {
            *ret = names[i].urgency;
            return true;
        }
    }
    return false;
}

static bool
read_notice(const json_t *value, struct line *line)
{
    const json_t *key = json_object_get(value, "key");
    const json_t *title = json_object_get(value, "title");
    if (!key_fits(key) || !json_is_string(title) || json_string_length(title) == 0)
        return false;
    if (!urgency_from(json_object_get(value, "urgency"), &line->urgency))
        return false;
    line->kind = LINE_NOTICE;
    line->again = json_is_true(json_object_get(value, "again"));
    line->key = g_strdup(json_string_value(key));
    line->title = text(title, LINE_TITLE_MAX);
    line->body = text(json_object_get(value, "body"), LINE_BODY_MAX);
    return true;
}

static bool
read_withdraw(const json_t *value, struct line *line)
{
    if (!key_fits(value))
        return false;
    line->kind = LINE_WITHDRAW;
    line->key = g_strdup(json_string_value(value));
    return true;
}

static bool
read_hello(const json_t *value, struct line *line)
{
    if (!json_is_integer(value))
        return false;
    line->kind = LINE_HELLO;
    line->number = (int)json_integer_value(value);
    return true;
}

static bool
read_replaced(const json_t *value, struct line *line)
{
    line->kind = json_is_true(value) ? LINE_REPLACED : LINE_OTHER;
    return true;
}

static bool
read_error(const json_t *value, struct line *line)
{
    line->kind = LINE_ERROR;
    line->body = text(value, LINE_TITLE_MAX);
    return true;
}

// clang-format off
static const struct {
    const char *name;
    bool (*read)(const json_t *value, struct line *line);
} readers[] = {
    { "notice",   read_notice },
    { "withdraw", read_withdraw },
    { "hello",    read_hello },
    { "replaced", read_replaced },
    { "error",    read_error },
};
// clang-format on

static bool
read_object(const json_t *object, struct line *line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        const json_t *value = json_object_get(object, readers[i].name);
        if (value)
            return readers[i].read(value, line);
    }
    line->kind = LINE_OTHER;
    return true;
}

bool
line_read(const char *bytes, size_t length, struct line **ret)
{
    if (length > LINE_MAX_BYTES)
        return false;
    char *mended = g_utf8_make_valid(bytes, (gssize)length);
    json_t *object = json_loads(mended, JSON_REJECT_DUPLICATES, NULL);
    g_free(mended);
    struct line *line = g_new0(struct line, 1);
    bool sound = json_is_object(object) && read_object(object, line);
    json_decref(object);
    if (!sound) {
        line_free(line);
        return false;
    }
    *ret = line;
    return true;
}

void
line_free(struct line *line)
{
    if (!line)
        return;
    g_free(line->key);
    g_free(line->title);
    g_free(line->body);
    g_free(line);
}

/* Takes object over; it may be NULL. */
static char *
written(json_t *object)
{
    char *bare = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    if (!bare)
        return NULL;
    size_t length = strlen(bare);
    char *line = malloc(length + 2);
    if (line) {
        memcpy(line, bare, length);
        memcpy(line + length, "\n", 2);
    }
    free(bare);
    return line;
}

char *
line_hello(void)
{
    return written(json_pack("{s:i, s:s}", "hello", LINE_PROTOCOL, "role", "notifier"));
}

char *
line_shown(const char *key)
{
    return written(json_pack("{s:s}", "shown", key));
}

char *
line_failed(const char *key, const char *why)
{
    return written(json_pack("{s:s, s:s}", "failed", key, "why", why));
}

char *
line_action(const char *action, const char *key)
{
    return written(json_pack("{s:s, s:s}", "action", action, "key", key));
}

char *
line_closed(const char *key, unsigned reason)
{
    return written(json_pack("{s:s, s:i}", "closed", key, "reason", (int)reason));
}

char *
line_desktop(const char *name)
{
    return written(json_pack("{s:s}", "desktop", name));
}
