/* main: ndrwatch-imap watches IMAP mailboxes for the agent, which is at descriptor 3. */
#include <fcntl.h>
#include <libetpan/libetpan.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "imap/loop.h"

enum {
    AGENT = 3 /* the descriptor that the agent passes */
};

/* Secrets pass through this process: no core dump, no other process may look inside. */
static void
close_the_curtains(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

/* A socket, or somebody started us by hand. */
static bool
agent_is_there(void)
{
    int type = 0;
    socklen_t length = sizeof type;
    return getsockopt(AGENT, SOL_SOCKET, SO_TYPE, &type, &length) == 0 &&
           type == SOCK_STREAM && fcntl(AGENT, F_SETFD, FD_CLOEXEC) == 0;
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("ndrwatch-imap " NDRWATCH_VERSION);
        return EXIT_SUCCESS;
    }
    if (argc > 1 || !agent_is_there()) {
        fputs("ndrwatch-imap is started by ndrwatch; run `ndrwatch run`.\n", stderr);
        return EX_USAGE;
    }
    close_the_curtains();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN); /* Ctrl-C is the agent's; it says QUIT */
    /* Few arenas and eager trimming: this process sleeps most of its life. */
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TRIM_THRESHOLD, 128 * 1024);
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    /* libetpan moves strings above this to files in /tmp; mails do not belong there. */
    mmap_string_set_ceil(SIZE_MAX);
    return loop_run(AGENT);
}
