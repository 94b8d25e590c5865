/* config: from the file to config_read, and its faults to the person. */
#include "agent/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/log.h"

enum {
    TEXT_ROOM = 4096 + 512 /* bytes: a path and a sentence */
};

static int
missing(const char *path)
{
    fprintf(stderr,
            "ndrwatch: no configuration: looked for '%s'\n"
            "hint: write it; these four lines are enough:\n"
            "    [account work]\n"
            "    address = you@example.org\n"
            "    host = imap.example.org\n"
            "    password_file = ~/.config/ndrwatch/work.password\n",
            path);
    return EX_CONFIG;
}

static int
unreadable(const char *path, int why)
{
    char text[TEXT_ROOM];
    snprintf(text, sizeof text, "cannot read '%s': %s", path, strerror(why));
    log_complain(text, NULL);
    return EX_CONFIG;
}

/* The whole file, at most CONFIG_FILE_MAX; *ret is the caller's. Returns 0 or an errno. */
static int
read_file(const char *path, char **ret, size_t *length)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno;
    struct stat what;
    if (fstat(fd, &what) < 0 || S_ISDIR(what.st_mode)) {
        close(fd);
        return EISDIR;
    }
    char *bytes = malloc(CONFIG_FILE_MAX + 1);
    size_t have = 0;
    ssize_t got = bytes ? 1 : 0;
    while (got > 0 && have <= CONFIG_FILE_MAX) {
        got = read(fd, bytes + have, CONFIG_FILE_MAX + 1 - have);
        have += got > 0 ? (size_t)got : 0;
    }
    int why = !bytes ? ENOMEM : got < 0 ? errno : have > CONFIG_FILE_MAX ? EFBIG : 0;
    close(fd);
    if (why) {
        free(bytes);
        return why;
    }
    *ret = bytes;
    *length = have;
    return 0;
}

static void
tell(const char *path, const struct config_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct config_fault *fault = &faults->at[i];
        fprintf(stderr, "%s:%u:%u: %s\n", path, fault->line, fault->column,
                fault->text);
        if (fault->hint[0] != '\0')
            fprintf(stderr, "hint: %s\n", fault->hint);
    }
    if (faults->more > 0)
        fprintf(stderr, "... and %zu more\n", faults->more);
    if (faults->no_memory)
        log_complain("out of memory while reading the configuration", NULL);
}

bool
config_read_for(const struct place *place, const char *text, size_t length,
                struct config **ret, struct config_faults *faults)
{
    char *folder = strdup(place->config);
    if (!folder) {
        faults->no_memory = true;
        return false;
    }
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    struct config_folders folders = {.home = place->home, .file = slash ? folder : "."};
    bool good = config_read(text, length, &folders, ret, faults);
    free(folder);
    return good;
}

int
config_text(const struct place *place, char **ret, size_t *length)
{
    *ret = NULL;
    *length = 0;
    int why = read_file(place->config, ret, length);
    return why == ENOENT || why == ENOTDIR ? 0 : why;
}

int
config_load(const struct place *place, struct config **ret)
{
    char *text = NULL;
    size_t length = 0;
    int why = read_file(place->config, &text, &length), code = 0;
    if (why)
        return why == ENOENT || why == ENOTDIR ? missing(place->config)
                                               : unreadable(place->config, why);
    struct config_faults faults = {0};
    if (!config_read_for(place, text, length, ret, &faults)) {
        tell(place->config, &faults);
        code = faults.no_memory ? EX_OSERR : EX_CONFIG;
    }
    config_faults_free(&faults);
    free(text);
    return code;
}

struct config *
config_peek(const struct place *place)
{
    char *text = NULL;
    size_t length = 0;
    struct config *config = NULL;
    struct config_faults faults = {0};
    if (read_file(place->config, &text, &length) == 0)
        config_read_for(place, text, length, &config, &faults);
    config_faults_free(&faults);
    free(text);
    return config;
}
