/* ndrwatch-keyring: one question to the desktop's keyring or to GNOME Online Accounts, one answer,
 * and then it ends. A program of its own, so that the agent stays free of GLib and never waits
 * for a bus. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/keyring/online.h"
#include "agent/keyring/store.h"

enum {
    ASK_FD = 3
};

/* All that is said, to its end. 0: too much, or nothing. */
static size_t
hear(char *bytes)
{
    size_t length = 0;
    ssize_t got = 1;
    while (got > 0 && length <= SLIP_MAX) {
        got = read(ASK_FD, bytes + length, SLIP_MAX + 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    return got < 0 || length > SLIP_MAX ? 0 : length;
}

static bool
say(const struct slip *slip, char *bytes)
{
    size_t length = slip_write(slip, bytes), at = 0;
    while (at < length) {
        ssize_t put = write(ASK_FD, bytes + at, length - at);
        if (put <= 0)
            return false;
        at += (size_t)put;
    }
    return length > 0;
}

/* Is there a bus at all? Without one GLib would start one, by way of an X display. */
static bool
has_bus(void)
{
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char path[4096];
    if (address && address[0] != '\0')
        return true;
    snprintf(path, sizeof path, "%s/bus", runtime ? runtime : "");
    return runtime && access(path, F_OK) == 0;
}

static void
answer(const struct slip *question, struct online_answer *ret)
{
    const char *what = question->texts[SLIP_WHAT];
    *ret = (struct online_answer){.store = {.outcome = "failed"}};
    if (!has_bus()) {
        ret->store.outcome = "away";
        strcpy(ret->store.why, "there is no session of a desktop here");
    } else if (strcmp(what, "online") == 0) {
        online_get(question, ret);
    } else if (strcmp(what, "get") == 0) {
        store_get(question, &ret->store);
    } else if (strcmp(what, "put") == 0) {
        store_put(question, &ret->store);
    } else if (strcmp(what, "forget") == 0) {
        store_forget(question, &ret->store);
    }
}

int
main(void)
{
    static char bytes[SLIP_MAX + 1];
    struct rlimit none = {0, 0};
    struct slip question;
    struct online_answer said;
    char expires[16] = "";
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    size_t length = hear(bytes);
    if (length == 0 || !slip_read(bytes, length, &question)) {
        fputs("ndrwatch-keyring is started by ndrwatch alone\n", stderr);
        return EX_USAGE;
    }
    answer(&question, &said);
    if (said.expires > 0)
        snprintf(expires, sizeof expires, "%d", said.expires);
    const struct slip slip = {
        .texts = {said.store.outcome, said.token ? "token" : "", expires, said.user,
                  said.store.why},
        .secret = said.store.secret,
        .length = said.store.length,
    };
    explicit_bzero(bytes, sizeof bytes);
    bool good = say(&slip, bytes);
    store_free(&said.store);
    explicit_bzero(bytes, sizeof bytes);
    return good ? 0 : EX_IOERR;
}
