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

static const char FILE_NAME[] = "providers.ini";

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

const struct providers_row *
providers_of(const struct providers *providers, const char *address, const char *host)
{
    const struct providers_row *row = providers_by_address(providers, address);
    if (row && any(row->values[PROVIDERS_IMAP], fits_server, host))
        return row;
    return providers_by_imap(providers, host);
}

const struct providers_service *
providers_service(const struct providers *providers, const char *id)
{
    for (size_t i = 0; i < providers->services_count; i++)
        if (strcmp(providers->services[i].id, id) == 0)
            return &providers->services[i];
    return NULL;
}
