/* main: ndrwatch-imap watches IMAP mailboxes for the agent, which is at descriptor 3. */
#include <fcntl.h>
#include <libetpan/libetpan.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "imap/cage.h"
#include "imap/ledger.h"
#include "imap/loop.h"
#include "imap/messages.h"
#include "imap/tell.h"
#include "imap/trust.h"

enum {
    AGENT = 3 /* the descriptor that the agent passes */
};

/* A socket, or somebody started us by hand. */
static bool
agent_is_there(void)
{
    int type = 0;
    socklen_t length = sizeof type;
    return getsockopt(AGENT, SOL_SOCKET, SO_TYPE, &type, &length) == 0 &&
           type == SOCK_STREAM && fcntl(AGENT, F_SETFD, FD_CLOEXEC) == 0;
}

/* Gives up what it does not need, and tells the agent what could be. */
static bool
enter_cage(void)
{
    const char *places[TRUST_PLACES];
    struct message_buffer frame = {0};
    size_t count = trust_begin(places);
    struct cage cage = cage_watcher(places, count);
    message_put_cage(&frame, 0, 0, &(struct message_cage){cage.layers, cage.landlock});
    bool told = write(AGENT, frame.bytes, frame.length) == (ssize_t)frame.length;
    message_buffer_free(&frame);
    return told;
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("ndrwatch-imap " NDRWATCH_VERSION);
        return EXIT_SUCCESS;
    }
    bool steps = argc == 2 && strcmp(argv[1], "steps") == 0;
    if ((argc > 1 && !steps) || !agent_is_there()) {
        fputs("ndrwatch-imap is started by ndrwatch; run `ndrwatch run`.\n", stderr);
        return EX_USAGE;
    }
    if (steps)
        tell_steps(); /* for `ndrwatch check` and `setup`, who want to see how far it gets */
    ledger_open();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN); /* Ctrl-C is the agent's; it says QUIT */
    /* Few arenas and eager trimming: this process sleeps most of its life. */
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TRIM_THRESHOLD, 128 * 1024);
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    /* libetpan moves strings above this to files in /tmp; mails do not belong there. */
    mmap_string_set_ceil(SIZE_MAX);
    if (!enter_cage())
        return EX_OK; /* the agent has gone already */
    return loop_run(AGENT);
}
