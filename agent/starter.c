/* starter: the service that watches, as systemd runs it for a person. */
#include "agent/starter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char UNIT[] = "ndrwatch.service", BUBBLES[] = "ndrwatch-notify.service";

/* systemctl --user WORDS UNIT; quiet: without a word. Is its exit code 0? */
static bool
systemctl(const char *const words[], const char *unit, bool quiet)
{
    enum {
        WORDS_MAX = 8
    };
    const char *arguments[WORDS_MAX] = {"systemctl", "--user"};
    size_t count = 2;
    for (size_t i = 0; words[i] && count < WORDS_MAX - 2; i++)
        arguments[count++] = words[i];
    arguments[count] = unit;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (int fd = STDOUT_FILENO; quiet && fd <= STDERR_FILENO; fd++)
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    int status = -1;
    int error = posix_spawnp(&pid, arguments[0], &actions, NULL,
                             (char *const *)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        return false;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool
starter_has_unit(void)
{
    static const char *const words[] = {"cat", NULL};
    return systemctl(words, UNIT, true);
}

bool
starter_start(void)
{
    static const char *const words[] = {"enable", "--now", NULL};
    static const char *const now[] = {"start", NULL};
    bool desktop = getenv("DISPLAY") || getenv("WAYLAND_DISPLAY");
    if (!systemctl(words, UNIT, false))
        return false;
    if (desktop) /* it comes by itself with the next session; here is one already */
        systemctl(now, BUBBLES, true);
    return true;
}

bool
starter_reload(const struct place *place)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    memcpy(name.sun_path, place->control,
           strlen(place->control)); /* measured: place_find */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    /* Whoever listens there is of the same user: the folder is 0700. */
    bool there = fd >= 0 && connect(fd, (struct sockaddr *)&name, sizeof name) == 0 &&
                 getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
                 peer.uid == geteuid() && peer.pid > 1;
    if (fd >= 0)
        close(fd);
    return there && kill(peer.pid, SIGHUP) == 0;
}
