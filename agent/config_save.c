/* config: ndrwatch.conf written anew, and taken back. */
#include "agent/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/safe.h"

static const char BEFORE[] = ".before";

/* Where it really lies: who keeps it elsewhere, behind a link, wants it to stay there. */
static char *
real_path(const struct place *place)
{
    char *path = realpath(place->config, NULL);
    return path ? path : strdup(place->config);
}

static char *
before_of(const char *path)
{
    char *name;
    return asprintf(&name, "%s%s", path, BEFORE) < 0 ? NULL : name;
}

/* The folders above a file, 0700 where they are not there. */
static void
make_folders(const char *path)
{
    char *folder = strdup(path);
    for (char *at = folder ? folder + 1 : NULL; at && (at = strchr(at, '/')); at++) {
        *at = '\0';
        mkdir(folder, 0700); /* what fails is told by whoever writes there */
        *at = '/';
    }
    free(folder);
}

static bool
fail(char why[CONFIG_WHY_MAX], const char *path, const char *reason)
{
    snprintf(why, CONFIG_WHY_MAX, "cannot write '%.300s': %s", path, reason);
    return false;
}

bool
config_save(const struct place *place, const char *text, size_t length,
            char why[CONFIG_WHY_MAX])
{
    char *old = NULL, *path = real_path(place), *before = path ? before_of(path) : NULL;
    size_t size = 0;
    if (!before) {
        free(path);
        return fail(why, place->config, strerror(ENOMEM));
    }
    make_folders(path);
    int error = config_text(place, &old, &size);
    bool good = error == 0 || fail(why, path, strerror(error));
    good = good && safe_write(before, old ? old : "", size, false, why) == SAFE_GOOD &&
           safe_write(path, text, length, false, why) == SAFE_GOOD;
    free(old);
    free(before);
    free(path);
    return good;
}

/* The old one first: a crash between the two loses no more than the way back. */
static enum config_undo
swap(const char *path, const char *before, const struct place *place,
     char why[CONFIG_WHY_MAX])
{
    char *old = NULL, *now = NULL;
    size_t old_length = 0, now_length = 0;
    const struct place earlier = {.config = (char *)(uintptr_t)before};
    struct stat what;
    if (stat(before, &what) < 0)
        return CONFIG_NO_UNDO;
    int error = config_text(&earlier, &old, &old_length);
    error = error ? error : config_text(place, &now, &now_length);
    bool good = error == 0 || fail(why, path, strerror(error));
    if (good)
        good = (old_length > 0 ? safe_write(path, old, old_length, false, why)
                               : safe_remove(path, why)) != SAFE_FAILED;
    good = good &&
           safe_write(before, now ? now : "", now_length, false, why) == SAFE_GOOD;
    free(old);
    free(now);
    return good ? CONFIG_UNDONE : CONFIG_UNDO_FAILED;
}

enum config_undo
config_undo(const struct place *place, char why[CONFIG_WHY_MAX])
{
    char *path = real_path(place), *before = path ? before_of(path) : NULL;
    enum config_undo undone = CONFIG_UNDO_FAILED;
    if (before)
        undone = swap(path, before, place, why);
    else
        fail(why, place->config, strerror(ENOMEM));
    free(before);
    free(path);
    return undone;
}
