/* providers_read: providers.ini taken apart: sections of providers and of services, each key fit. */
#include "agent/providers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/net/web.h"
#include "agent/word.h"

static const char *const row_names[PROVIDERS_KEYS] = {
    "name",         "domains",   "mx",           "support", "imap",        "smtp",
    "user",         "smtp-user", "auth",         "oauth",   "sasl",        "idle",
    "idle-restart", "poll",      "session-max",  "conns",   "special-use", "junk",
    "sent",         "enable",    "app-password", "help",    "confidence",
};

static const char *const service_names[SERVICE_KEYS] = {
    "name",  "issuer", "authorize", "token",  "device",  "revoke", "pages",    "scope",
    "extra", "flows",  "redirect",  "secret", "rotates", "hosts",  "register",
};

enum kind {
    PROVIDER = 0,
    SERVICE,
    KINDS
};

/* What a section of a kind may say, and what it must. */
static const struct {
    const char *section;
    const char *const *names;
    size_t count;
    size_t needed[6]; /* ended by its count */
} kinds[KINDS] = {
    [PROVIDER] = {"provider ",
                  row_names,
                  PROVIDERS_KEYS,
                  {PROVIDERS_NAME, PROVIDERS_DOMAINS, PROVIDERS_SUPPORT,
                   PROVIDERS_KEYS}},
    [SERVICE] = {"oauth ",
                 service_names,
                 SERVICE_KEYS,
                 {SERVICE_NAME, SERVICE_TOKEN, SERVICE_SCOPE, SERVICE_FLOWS,
                  SERVICE_HOSTS, SERVICE_KEYS}},
};

enum {
    KEYS_MAX = PROVIDERS_KEYS /* of any kind */
};

/* A section that is being read. */
struct section {
    char *id; /* NULL: none */
    char *values[KEYS_MAX];
    enum kind kind;
    unsigned line;
    bool known; /* an earlier text has it: checked, and left out */
};

struct reader {
    struct providers *providers;
    struct providers_fault *fault;
    size_t before, services_before; /* of earlier texts */
    struct section section;
};

/* ---- reading ---- */

static bool
fail(struct reader *reader, unsigned line, const char *text, const struct word *word)
{
    struct providers_fault *fault = reader->fault;
    fault->line = line;
    snprintf(fault->text, sizeof fault->text, "%s '%.*s'", text,
             word ? word_shown(word) : 0, word ? word->at : "");
    return false;
}

static bool
no_memory(struct reader *reader)
{
    reader->fault->line = 0;
    snprintf(reader->fault->text, sizeof reader->fault->text, "out of memory");
    return false;
}

static void
free_section(struct section *section)
{
    free(section->id);
    for (size_t i = 0; i < KEYS_MAX; i++)
        free(section->values[i]);
    *section = (struct section){0};
}

static void
free_row(struct providers_row *row)
{
    free(row->id);
    for (size_t i = 0; i < PROVIDERS_KEYS; i++)
        free(row->values[i]);
}

static void
free_service(struct providers_service *service)
{
    free(service->id);
    for (size_t i = 0; i < SERVICE_KEYS; i++)
        free(service->values[i]);
}

/* Keeps what was read: the strings change hands. */
static bool
keep_row(struct providers *providers, struct section *section)
{
    struct providers_row *rows = realloc(providers->rows,
                                         (providers->count + 1) * sizeof *rows);
    if (!rows)
        return false;
    providers->rows = rows;
    struct providers_row *row = &rows[providers->count++];
    *row = (struct providers_row){.id = section->id, .text = providers->texts};
    memcpy(row->values, section->values, sizeof row->values);
    return true;
}

static bool
keep_service(struct providers *providers, struct section *section)
{
    struct providers_service *services = realloc(
        providers->services, (providers->services_count + 1) * sizeof *services);
    if (!services)
        return false;
    providers->services = services;
    struct providers_service *service = &services[providers->services_count++];
    *service = (struct providers_service){.id = section->id, .text = providers->texts};
    memcpy(service->values, section->values, sizeof service->values);
    return true;
}

/* Ends the section: what it must have is there, and what it leaves out is "". */
static bool
end_section(struct reader *reader)
{
    struct providers *providers = reader->providers;
    struct section *section = &reader->section;
    if (!section->id)
        return true;
    size_t count = kinds[section->kind].count;
    for (const size_t *key = kinds[section->kind].needed; *key < count; key++) {
        const char *name = kinds[section->kind].names[*key];
        struct word word = {name, strlen(name), section->line};
        if (!section->values[*key])
            return fail(reader, section->line, "the section has no", &word);
    }
    if (section->known) {
        free_section(section);
        return true;
    }
    for (size_t i = 0; i < count; i++)
        if (!section->values[i] && !(section->values[i] = strdup("")))
            return no_memory(reader);
    if (providers->count + providers->services_count == PROVIDERS_MAX)
        return fail(reader, section->line, "too many sections", NULL);
    if (!(section->kind == PROVIDER ? keep_row : keep_service)(providers, section))
        return no_memory(reader);
    *section = (struct section){0};
    return true;
}

/* Is there a section of this name: in this text (it is a fault), or in an earlier one? */
static bool
is_there(struct reader *reader, const struct word *name, bool *twice)
{
    const struct providers *providers = reader->providers;
    bool rows = reader->section.kind == PROVIDER;
    size_t count = rows ? providers->count : providers->services_count;
    size_t before = rows ? reader->before : reader->services_before;
    for (size_t i = 0; i < count; i++) {
        const char *id = rows ? providers->rows[i].id : providers->services[i].id;
        if (!word_equals(name, id))
            continue;
        *twice = i >= before;
        return true;
    }
    return false;
}

static bool
take_section(struct reader *reader, struct word inner)
{
    enum kind kind = PROVIDER;
    bool twice = false;
    if (!end_section(reader))
        return false;
    while (kind < KINDS && (inner.length <= strlen(kinds[kind].section) + 2 ||
                            memcmp(inner.at + 1, kinds[kind].section,
                                   strlen(kinds[kind].section)) != 0))
        kind++;
    if (kind == KINDS || inner.at[inner.length - 1] != ']')
        return fail(reader, inner.number,
                    "not a section [provider NAME] or [oauth NAME]:", &inner);
    size_t head = strlen(kinds[kind].section);
    struct word name = word_trimmed(
        (struct word){inner.at + 1 + head, inner.length - head - 2, inner.number});
    if (!word_is_name(&name))
        return fail(reader, inner.number, "not a name:", &name);
    reader->section.kind = kind;
    reader->section.known = is_there(reader, &name, &twice);
    if (twice)
        return fail(reader, inner.number, "there twice:", &name);
    reader->section.id = strndup(name.at, name.length);
    reader->section.line = inner.number;
    return reader->section.id || no_memory(reader);
}

/* What people are to open is a page of the web over TLS, and nothing else. */
static bool
is_link(const struct word *value)
{
    static const char scheme[] = "https://";
    if (value->length <= strlen(scheme) ||
        memcmp(value->at, scheme, strlen(scheme)) != 0)
        return false;
    for (size_t i = 0; i < value->length; i++)
        if (value->at[i] <= ' ' || (unsigned char)value->at[i] >= 0x7f ||
            strchr("\"<>@\\^`{|}", value->at[i]))
            return false;
    return true;
}

/* Is each word of a list fit? None is empty. */
static bool
all_words(const struct word *value, char apart, bool (*fits)(const struct word *word))
{
    for (size_t at = 0; at <= value->length;) {
        const char *end = memchr(value->at + at, apart, value->length - at);
        size_t length = end ? (size_t)(end - value->at) - at : value->length - at;
        struct word word = {value->at + at, length, value->number};
        if (length == 0 || !fits(&word))
            return false;
        at += length + 1;
    }
    return true;
}

/* A name in lower case, without a port. */
static bool
is_server(const struct word *word)
{
    for (size_t i = 0; i < word->length; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", word->at[i]))
            return false;
    return word_is_host(word);
}

static bool
is_flow(const struct word *word)
{
    return word_equals(word, "device") || word_equals(word, "browser");
}

static bool
is_printable(const struct word *word)
{
    for (size_t i = 0; i < word->length; i++)
        if (word->at[i] < '!' || word->at[i] > '~' ||
            strchr("\"<>\\^`{|}", word->at[i]))
            return false;
    return true;
}

static bool
is_parameter(const struct word *word)
{
    const char *equal = memchr(word->at, '=', word->length);
    return equal && equal > word->at && is_printable(word);
}

/* An address, in which one word may stand in such a brace: it is put in later. brace NULL: none. */
static bool
is_address_with(const struct word *value, const char *brace)
{
    char text[WEB_URL_MAX];
    const char *open = memchr(value->at, '{', value->length);
    const char *close = memchr(value->at, '}', value->length);
    if (value->length >= sizeof text || !open != !close || (open && open > close))
        return false;
    if (open && (!brace || strncmp(open, brace, strlen(brace)) != 0))
        return false;
    size_t left = open ? (size_t)(open - value->at) : value->length;
    int length = snprintf(
        text, sizeof text, "%.*s%s%.*s", (int)left, value->at, open ? "1" : "",
        close ? (int)(value->length - left - (size_t)(close + 1 - open)) : 0,
        close ? close + 1 : "");
    return length > 0 && (size_t)length < sizeof text && web_fits(text, NULL);
}

/* Back to this computer: over plain HTTP to a port of ours, or by a paste. */
static bool
is_redirect(const struct word *value)
{
    static const char *const ways[] = {"http://127.0.0.1:{port}",
                                       "http://localhost:{port}", "https://127.0.0.1",
                                       "https://localhost"};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        size_t length = strlen(ways[i]);
        if (value->length >= length && memcmp(value->at, ways[i], length) == 0 &&
            (value->length == length || value->at[length] == '/'))
            return is_address_with(value, "{port}");
    }
    return false;
}

static bool
is_fit_row(enum providers_key key, const struct word *value)
{
    if (key == PROVIDERS_SUPPORT && word_equals(value, "none"))
        return true;
    if (key == PROVIDERS_SUPPORT || key == PROVIDERS_ENABLE || key == PROVIDERS_HELP ||
        key == PROVIDERS_APP_PASSWORD)
        return is_link(value);
    if (key == PROVIDERS_OAUTH)
        return word_is_name(value);
    return key == PROVIDERS_DOMAINS || value->length > 0;
}

static bool
is_fit_service(enum providers_service_key key, const struct word *value)
{
    switch (key) {
    case SERVICE_NAME:
        return value->length > 0;
    case SERVICE_ISSUER:
    case SERVICE_AUTHORIZE:
    case SERVICE_TOKEN:
    case SERVICE_DEVICE:
        return is_address_with(value, "{tenant");
    case SERVICE_REVOKE:
        return is_address_with(value, NULL);
    case SERVICE_PAGES:
    case SERVICE_HOSTS:
        return all_words(value, ' ', is_server);
    case SERVICE_SCOPE:
        return all_words(value, ' ', is_printable);
    case SERVICE_EXTRA:
        return all_words(value, '&', is_parameter);
    case SERVICE_FLOWS:
        return all_words(value, ' ', is_flow);
    case SERVICE_REDIRECT:
        return is_redirect(value);
    case SERVICE_SECRET:
        return word_equals(value, "never") || word_equals(value, "needed");
    case SERVICE_ROTATES:
        return word_equals(value, "each") || word_equals(value, "strict") ||
               word_equals(value, "never");
    case SERVICE_REGISTER:
        return is_link(value);
    case SERVICE_KEYS:
        break;
    }
    return false;
}

/* It is shown to people: no control characters, no bytes that are not UTF-8. */
static bool
is_text(const struct word *line)
{
    for (size_t i = 0; i < line->length;) {
        const unsigned char *at = (const unsigned char *)line->at + i;
        size_t size = word_character(at, line->length - i);
        if (size == 0 || (at[0] < ' ' && at[0] != '\t') || at[0] == 0x7f)
            return false;
        i += size;
    }
    return true;
}

static bool
take_pair(struct reader *reader, struct word line)
{
    struct section *section = &reader->section;
    const char *equal = memchr(line.at, '=', line.length);
    if (!equal || !section->id)
        return fail(reader, line.number,
                    equal ? "before any section:" : "no KEY = VALUE:", &line);
    size_t left = (size_t)(equal - line.at), count = kinds[section->kind].count;
    struct word key = word_trimmed((struct word){line.at, left, line.number});
    struct word value = word_trimmed(
        (struct word){equal + 1, line.length - left - 1, line.number});
    size_t i = 0;
    while (i < count && !word_equals(&key, kinds[section->kind].names[i]))
        i++;
    if (i == count)
        return fail(reader, line.number, "unknown key", &key);
    if (section->values[i])
        return fail(reader, line.number, "there twice:", &key);
    if (section->kind == PROVIDER
            ? !is_fit_row((enum providers_key)i, &value)
            : !is_fit_service((enum providers_service_key)i, &value))
        return fail(reader, line.number, "not fit:", &line);
    section->values[i] = strndup(value.at, value.length);
    return section->values[i] || no_memory(reader);
}

static bool
take_line(struct reader *reader, struct word line)
{
    if (!is_text(&line))
        return fail(reader, line.number, "not plain UTF-8", NULL);
    line = word_trimmed(line);
    if (line.length == 0 || line.at[0] == '#')
        return true;
    return line.at[0] == '[' ? take_section(reader, line) : take_pair(reader, line);
}

bool
providers_read(const char *text, size_t length, struct providers *providers,
               struct providers_fault *fault)
{
    struct reader reader = {
        .providers = providers,
        .fault = fault,
        .before = providers->count,
        .services_before = providers->services_count,
    };
    bool good = true;
    unsigned number = 0;
    for (size_t at = 0; good && at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t size = end ? (size_t)(end - text) - at : length - at;
        good = take_line(&reader, (struct word){text + at, size, ++number});
        at += size + 1;
    }
    good = good && end_section(&reader);
    free_section(&reader.section);
    while (!good && providers->count > reader.before)
        free_row(&providers->rows[--providers->count]);
    while (!good && providers->services_count > reader.services_before)
        free_service(&providers->services[--providers->services_count]);
    providers->texts += good;
    return good;
}

void
providers_free(struct providers *providers)
{
    for (size_t i = 0; i < providers->count; i++)
        free_row(&providers->rows[i]);
    for (size_t i = 0; i < providers->services_count; i++)
        free_service(&providers->services[i]);
    free(providers->rows);
    free(providers->services);
    *providers = (struct providers){0};
}
