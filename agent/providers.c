/* providers: what is known of mail providers: providers.ini, and the person's own file before it. */
#include "agent/providers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/log.h"
#include "agent/word.h"

static const char FILE_NAME[] = "providers.ini";
static const char SECTION[] = "provider ";

static const char *const key_names[PROVIDERS_KEYS] = {
    "name",   "domains",      "mx",    "support",     "imap", "smtp",
    "user",   "smtp-user",    "auth",  "sasl",        "idle", "idle-restart",
    "poll",   "session-max",  "conns", "special-use", "junk", "sent",
    "enable", "app-password", "help",  "confidence",
};

struct reader {
    struct providers *providers;
    struct providers_fault *fault;
    size_t before; /* rows of earlier texts */
    struct providers_row row;
    unsigned line; /* of the row's section; 0: none yet */
    bool known;    /* an earlier text has it: checked, and left out */
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
free_row(struct providers_row *row)
{
    free(row->id);
    for (size_t i = 0; i < PROVIDERS_KEYS; i++)
        free(row->values[i]);
    *row = (struct providers_row){0};
}

/* Ends the section: what it must have is there, and what it leaves out is "". */
static bool
end_section(struct reader *reader)
{
    static const enum providers_key needed[] = {PROVIDERS_NAME, PROVIDERS_DOMAINS,
                                                PROVIDERS_SUPPORT};
    struct providers *providers = reader->providers;
    struct providers_row *row = &reader->row;
    if (!row->id)
        return true;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        const char *name = key_names[needed[i]];
        struct word word = {name, strlen(name), reader->line};
        if (!row->values[needed[i]])
            return fail(reader, reader->line, "the section has no", &word);
    }
    if (reader->known) {
        free_row(row);
        return true;
    }
    for (size_t i = 0; i < PROVIDERS_KEYS; i++)
        if (!row->values[i] && !(row->values[i] = strdup("")))
            return no_memory(reader);
    if (providers->count == PROVIDERS_MAX)
        return fail(reader, reader->line, "too many sections", NULL);
    struct providers_row *rows = realloc(providers->rows,
                                         (providers->count + 1) * sizeof *rows);
    if (!rows)
        return no_memory(reader);
    row->text = providers->texts;
    rows[providers->count++] = *row;
    providers->rows = rows;
    *row = (struct providers_row){0};
    return true;
}

static bool
take_section(struct reader *reader, struct word inner)
{
    size_t kind = strlen(SECTION);
    if (!end_section(reader))
        return false;
    if (inner.length <= kind + 2 || memcmp(inner.at + 1, SECTION, kind) != 0 ||
        inner.at[inner.length - 1] != ']')
        return fail(reader, inner.number, "not a section [provider NAME]:", &inner);
    struct word name = word_trimmed(
        (struct word){inner.at + 1 + kind, inner.length - kind - 2, inner.number});
    if (!word_is_name(&name))
        return fail(reader, inner.number, "not a name:", &name);
    reader->known = false;
    for (size_t i = 0; i < reader->providers->count; i++) {
        if (!word_equals(&name, reader->providers->rows[i].id))
            continue;
        if (i >= reader->before)
            return fail(reader, inner.number, "there twice:", &name);
        reader->known = true;
    }
    reader->row.id = strndup(name.at, name.length);
    reader->line = inner.number;
    return reader->row.id || no_memory(reader);
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

static bool
is_fit(enum providers_key key, const struct word *value)
{
    if (key == PROVIDERS_SUPPORT && word_equals(value, "none"))
        return true;
    if (key == PROVIDERS_SUPPORT || key == PROVIDERS_ENABLE || key == PROVIDERS_HELP ||
        key == PROVIDERS_APP_PASSWORD)
        return is_link(value);
    return key == PROVIDERS_DOMAINS || value->length > 0;
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
    const char *equal = memchr(line.at, '=', line.length);
    if (!equal || !reader->row.id)
        return fail(reader, line.number,
                    equal ? "before any section:" : "no KEY = VALUE:", &line);
    size_t left = (size_t)(equal - line.at);
    struct word key = word_trimmed((struct word){line.at, left, line.number});
    struct word value = word_trimmed(
        (struct word){equal + 1, line.length - left - 1, line.number});
    size_t i = 0;
    while (i < PROVIDERS_KEYS && !word_equals(&key, key_names[i]))
        i++;
    if (i == PROVIDERS_KEYS)
        return fail(reader, line.number, "unknown key", &key);
    if (reader->row.values[i])
        return fail(reader, line.number, "there twice:", &key);
    if (!is_fit((enum providers_key)i, &value))
        return fail(reader, line.number, "not fit:", &line);
    reader->row.values[i] = strndup(value.at, value.length);
    return reader->row.values[i] || no_memory(reader);
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
        .providers = providers, .fault = fault, .before = providers->count};
    bool good = true;
    unsigned number = 0;
    for (size_t at = 0; good && at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t size = end ? (size_t)(end - text) - at : length - at;
        good = take_line(&reader, (struct word){text + at, size, ++number});
        at += size + 1;
    }
    good = good && end_section(&reader);
    free_row(&reader.row);
    while (!good && providers->count > reader.before)
        free_row(&providers->rows[--providers->count]);
    providers->texts += good;
    return good;
}

void
providers_free(struct providers *providers)
{
    for (size_t i = 0; i < providers->count; i++)
        free_row(&providers->rows[i]);
    free(providers->rows);
    *providers = (struct providers){0};
}

/* ---- files ---- */

/* False: there is none. What is there and cannot be read is said. */
static bool
load_file(const char *path, struct providers *providers)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return false;
    struct stat what;
    bool good = fd >= 0 && fstat(fd, &what) == 0 && S_ISREG(what.st_mode) &&
                what.st_size <= PROVIDERS_FILE_MAX;
    char *text = good ? malloc((size_t)what.st_size + 1) : NULL;
    size_t have = 0;
    for (ssize_t got = 1; text && got > 0 && have < (size_t)what.st_size;) {
        got = read(fd, text + have, (size_t)what.st_size - have);
        have += got > 0 ? (size_t)got : 0;
    }
    if (fd >= 0)
        close(fd);
    struct providers_fault fault = {0};
    if (!text)
        log_warning(NULL, "what is known of providers cannot be read: '%s'", path);
    else if (!providers_read(text, have, providers, &fault))
        log_warning(NULL, "%s:%u: %s; the file is passed over", path, fault.line,
                    fault.text);
    free(text);
    return true;
}

/* FOLDER/providers.ini, folder being the first so many bytes of path. */
static bool
load_from(const char *path, size_t folder, struct providers *providers)
{
    char *name;
    if (asprintf(&name, "%.*s/%s", (int)folder, path, FILE_NAME) < 0)
        return false;
    bool there = load_file(name, providers);
    free(name);
    return there;
}

static size_t
folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

void
providers_load(const struct place *place, struct providers *providers)
{
    char self[4096];
    if (place && place->config && place->config[0] == '/')
        load_from(place->config, folder_of(place->config), providers);
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    if (length <= 0 || !load_from(self, folder_of(self), providers))
        load_from(NDRWATCH_DATA, strlen(NDRWATCH_DATA), providers);
}

/* ---- looking up ---- */

/* Calls fits with each word of a list; true at the first that does. */
static bool
any(const char *list, bool (*fits)(const char *word, size_t length, const char *name),
    const char *name)
{
    for (const char *at = list + strspn(list, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (fits(at, length, name))
            return true;
        at += length;
    }
    return false;
}

/* "charter.net" is itself; "*.rr.com" is all below rr.com, and not itself. */
static bool
fits_domain(const char *word, size_t length, const char *domain)
{
    size_t size = strlen(domain);
    if (length > 2 && word[0] == '*')
        return size > length - 1 &&
               strncasecmp(domain + size - (length - 1), word + 1, length - 1) == 0;
    return size == length && strncasecmp(word, domain, length) == 0;
}

/* How many bytes of the host's end the list has; 0: none. */
static size_t
longest_end(const char *list, const char *host)
{
    size_t best = 0, size = strlen(host);
    for (const char *at = list + strspn(list, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        bool whole = size == length ||
                     (size > length && host[size - length - 1] == '.');
        if (whole && length > best &&
            strncasecmp(host + size - length, at, length) == 0)
            best = length;
        at += length;
    }
    return best;
}

/* "imap.gmail.com:993:tls" */
static bool
fits_server(const char *word, size_t length, const char *host)
{
    size_t size = strlen(host);
    return length > size && word[size] == ':' && strncasecmp(word, host, size) == 0;
}

const struct providers_row *
providers_by_address(const struct providers *providers, const char *address)
{
    const char *at = strrchr(address, '@');
    for (size_t i = 0; at && i < providers->count; i++)
        if (any(providers->rows[i].values[PROVIDERS_DOMAINS], fits_domain, at + 1))
            return &providers->rows[i];
    return NULL;
}

const struct providers_row *
providers_by_mx(const struct providers *providers, const char *host)
{
    const struct providers_row *row = NULL;
    size_t best = 0;
    for (size_t i = 0; i < providers->count; i++) {
        size_t length = longest_end(providers->rows[i].values[PROVIDERS_MX], host);
        if (length > best) {
            best = length;
            row = &providers->rows[i];
        }
    }
    return row;
}

const struct providers_row *
providers_by_imap(const struct providers *providers, const char *host)
{
    const struct providers_row *row = NULL;
    for (size_t i = 0; i < providers->count; i++)
        if ((!row || row->text == providers->rows[i].text) &&
            any(providers->rows[i].values[PROVIDERS_IMAP], fits_server, host))
            row = &providers->rows[i];
    return row;
}
