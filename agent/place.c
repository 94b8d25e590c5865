/* place: where the configuration and the state lie (XDG Base Directory Specification). */
#include "agent/place.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/log.h"

enum {
    TEXT_ROOM = 1024
};

static char *
join(const char *folder, const char *name)
{
    char *path;
    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

/* $variable if it is absolute (the specification says to ignore it otherwise), or
 * home/fallback, or NULL where there is no home either. */
static char *
base(const char *variable, const char *home, const char *fallback)
{
    const char *value = getenv(variable);
    if (value && value[0] == '/')
        return join(value, "ndrwatch");
    if (home[0] == '\0')
        return NULL;
    char *folder = join(home, fallback);
    char *path = folder ? join(folder, "ndrwatch") : NULL;
    free(folder);
    return path;
}

static int
homeless(const char *what, const char *variable)
{
    char text[TEXT_ROOM], hint[TEXT_ROOM];
    snprintf(text, sizeof text, "no place for the %s: HOME is not set", what);
    snprintf(hint, sizeof hint, "set HOME, or %s to an absolute path", variable);
    log_complain(text, hint);
    return EX_CONFIG;
}

int
place_find(const char *config, struct place *ret)
{
    const char *home = getenv("HOME");
    if (!home || home[0] != '/')
        home = "";
    struct place place = {.home = strdup(home)};
    place.state = base("XDG_STATE_HOME", home, ".local/state");
    if (!place.state) {
        place_free(&place);
        return homeless("journal", "XDG_STATE_HOME");
    }
    if (config && config[0] == '/') {
        place.config = strdup(config);
    } else if (config && config[0] != '\0') {
        char *here = getcwd(NULL, 0);
        place.config = join(here ? here : ".", config);
        free(here);
    } else {
        char *folder = base("XDG_CONFIG_HOME", home, ".config");
        if (!folder && !config) {
            place_free(&place);
            return homeless("configuration", "XDG_CONFIG_HOME (or use --config FILE)");
        }
        place.config = folder ? join(folder, "ndrwatch.conf") : strdup("");
        free(folder);
    }
    place.control = join(place.state, "control");
    place.journal = join(place.state, "journal.db");
    place.lock = join(place.state, "lock");
    if (!place.config || !place.control || !place.journal || !place.lock ||
        !place.home) {
        place_free(&place);
        log_complain("out of memory", NULL);
        return EX_OSERR;
    }
    if (strlen(place.control) >= sizeof((struct sockaddr_un *)0)->sun_path) {
        char text[TEXT_ROOM];
        snprintf(text, sizeof text, "'%s' is too long a name for a socket",
                 place.control);
        log_complain(text, "set XDG_STATE_HOME to a shorter path");
        place_free(&place);
        return EX_CONFIG;
    }
    *ret = place;
    return 0;
}

/* The folder may have been made by hand: what lies inside is for nobody else. Returns errno. */
static int
close_to_others(const char *folder)
{
    struct stat what;
    if (stat(folder, &what) < 0)
        return errno;
    if (!S_ISDIR(what.st_mode))
        return ENOTDIR;
    return (what.st_mode & 077) && chmod(folder, 0700) < 0 ? errno : 0;
}

int
place_make(const struct place *place)
{
    char *path = strdup(place->state);
    if (!path)
        return EX_OSERR;
    int failed = 0;
    for (char *at = path + 1; !failed; at++) {
        char was = *at;
        if (was != '/' && was != '\0')
            continue;
        *at = '\0';
        if (mkdir(path, 0700) < 0 && errno != EEXIST)
            failed = errno;
        *at = was;
        if (was == '\0')
            break;
    }
    free(path);
    failed = failed ? failed : close_to_others(place->state);
    return failed ? place_failed(place->state, failed) : 0;
}

int
place_failed(const char *path, int why)
{
    char text[TEXT_ROOM];
    bool full = why == ENOSPC || why == EDQUOT;
    snprintf(text, sizeof text, "cannot make '%.900s': %s", path, strerror(why));
    log_complain(text,
                 full ? "make room on that disk, then try again"
                      : "the journal of returned mail belongs there; make the place "
                        "writable, or name another one in XDG_STATE_HOME");
    return full ? EX_TEMPFAIL : EX_CANTCREAT;
}

void
place_free(struct place *place)
{
    free(place->config);
    free(place->state);
    free(place->control);
    free(place->journal);
    free(place->lock);
    free(place->home);
    *place = (struct place){0};
}
