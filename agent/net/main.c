/* main: ndrwatch-net, one errand in the net for the agent: names are looked up, or one page of the
 * web is asked for. Then it ends.
 *
 *     ndrwatch-net            descriptor 3: LOOKUPS in, the same with their outcomes out, in rounds
 *     ndrwatch-net web        one WEB in, one WEB out (https.h)
 *
 * It ends when the agent's end closes, or ALL_PATIENCE after its start, whatever it does then.
 */
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/net/ask.h"
#include "agent/net/frames.h"
#include "agent/net/greet.h"
#include "agent/net/https.h"
#include "agent/net/lookup.h"
#include "imap/cage.h"
#include "imap/messages.h"

enum {
    ALL_PATIENCE = 16, /* s: three rounds, and a moment */
    DESCRIPTORS = 128  /* sockets at one time: 24 questions to 3 servers, and TCP */
};

static bool
tell(const struct lookups *set, uint32_t request)
{
    struct message_buffer out = {0};
    json_t *list = lookups_json(set);
    char *text = list ? json_dumps(list, JSON_COMPACT) : NULL;
    bool told = false;
    if (text) {
        message_put_bytes(&out, MESSAGE_LOOKUPS, 0, request, text, strlen(text));
        told = frames_write(&out);
    }
    free(text);
    json_decref(list);
    message_buffer_free(&out);
    return told;
}

static void
nobody(struct lookups *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->at[i].outcome == LOOKUP_OPEN)
            set->at[i].outcome = LOOKUP_NOBODY;
}

/* One round. False: what was asked makes no sense, or there is no memory. */
static bool
answer(const struct message *message, const struct ask_servers *servers)
{
    struct lookups set = {0};
    json_t *list = json_loadb(message->payload.at, message->payload.length,
                              JSON_REJECT_DUPLICATES, NULL);
    bool good = list && lookups_read(list, &set);
    json_decref(list);
    if (good && servers->count > 0)
        good = ask(servers, &set);
    good = good && greet(&set);
    if (good) {
        nobody(&set);
        good = tell(&set, message->request);
    }
    lookups_free(&set);
    return good;
}

/* Reads questions and answers them. Gives the exit code. */
static int
serve(const struct ask_servers *servers)
{
    static struct frames frames;
    struct message message;
    int code;
    while ((code = frames_next(&frames, &message)) < 0)
        if (message.type != MESSAGE_LOOKUPS || !answer(&message, servers))
            return EX_PROTOCOL;
    return code;
}

int
main(int argc, char **argv)
{
    bool web = argc == 2 && strcmp(argv[1], "web") == 0;
    if (argc != 1 && !web) {
        fputs("ndrwatch-net: the agent starts it, nobody else\n", stderr);
        return EX_USAGE;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (web)
        return https_serve();
    alarm(ALL_PATIENCE);
    json_object_seed(0);
    struct ask_servers servers;
    ask_servers(&servers); /* none: each question gets that as its answer */
    if (!frames_tell_cage(cage_asker(DESCRIPTORS)))
        return EX_PROTOCOL;
    return serve(&servers);
}
