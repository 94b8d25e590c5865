/* main: ndrwatch-net, one errand in the net for the agent: names are looked up. Then it ends.
 *
 *     ndrwatch-net            descriptor 3: LOOKUPS in, the same with their outcomes out, in rounds
 *
 * It ends when the agent's end closes, or ALL_PATIENCE after its start, whatever it does then.
 */
#include <errno.h>
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
#include "agent/net/lookup.h"
#include "imap/cage.h"
#include "imap/messages.h"

enum {
    FRAMES_FD = 3,        /* ARCHITECTURE.md: frames */
    ALL_PATIENCE = 16,    /* s: three rounds, and a moment */
    QUESTION_MAX = 65536, /* bytes of a frame of questions: 96 names take half of it */
    DESCRIPTORS = 128     /* sockets at one time: 24 questions to 3 servers, and TCP */
};

static bool
write_all(const struct message_buffer *out)
{
    size_t done = 0;
    while (!out->failed && done < out->length) {
        ssize_t put = write(FRAMES_FD, out->bytes + done, out->length - done);
        if (put < 0 && errno != EINTR)
            return false;
        done += put > 0 ? (size_t)put : 0;
    }
    return !out->failed;
}

static bool
tell_cage(struct cage cage)
{
    struct message_buffer out = {0};
    message_put_cage(&out, 0, 0, &(struct message_cage){cage.layers, cage.landlock});
    bool told = write_all(&out);
    message_buffer_free(&out);
    return told;
}

static bool
tell(const struct lookups *set, uint32_t request)
{
    struct message_buffer out = {0};
    json_t *list = lookups_json(set);
    char *text = list ? json_dumps(list, JSON_COMPACT) : NULL;
    bool told = false;
    if (text) {
        message_put_bytes(&out, MESSAGE_LOOKUPS, 0, request, text, strlen(text));
        told = write_all(&out);
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
    static char bytes[MESSAGE_HEADER + QUESTION_MAX];
    size_t length = 0;
    for (;;) {
        struct message message;
        size_t used = 0;
        enum message_result result = message_next(bytes, length, &message, &used);
        if (result == MESSAGE_GOOD) {
            if (message.type == MESSAGE_QUIT)
                return EX_OK;
            if (message.type != MESSAGE_LOOKUPS || !answer(&message, servers))
                return EX_PROTOCOL;
            length -= used;
            memmove(bytes, bytes + used, length);
            continue;
        }
        if (result == MESSAGE_BROKEN || length == sizeof bytes)
            return EX_PROTOCOL;
        ssize_t got = read(FRAMES_FD, bytes + length, sizeof bytes - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 ? EX_OK : EX_IOERR;
        length += (size_t)got;
    }
}

int
main(int argc, char **argv)
{
    (void)argv;
    if (argc != 1) {
        fputs("ndrwatch-net: the agent starts it, nobody else\n", stderr);
        return EX_USAGE;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(ALL_PATIENCE);
    json_object_seed(0);
    struct ask_servers servers;
    ask_servers(&servers); /* none: each question gets that as its answer */
    if (!tell_cage(cage_asker(DESCRIPTORS)))
        return EX_PROTOCOL;
    return serve(&servers);
}
