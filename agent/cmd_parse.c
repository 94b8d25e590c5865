/* cmd_parse: the one who reads hostile mail: MAIL frames in, FACTS frames out, nothing else.
 *
 * It has no configuration, no state, no secret and no file but its end of the socket pair; a
 * cage (imap/cage.h) keeps it so. Its death is a counted attempt of the agent (T2), not the
 * agent's own. */
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/charset.h"
#include "agent/cmd.h"
#include "agent/facts.h"
#include "agent/harden.h"
#include "classify/bounce.h"
#include "imap/cage.h"
#include "imap/messages.h"

enum {
    FRAMES_FD = 3,
    MEMORY_MAX = 256 << 20, /* bytes of address space: a mail of 256 KiB needs ten */
    READ_ROOM = 16 * 1024
};

struct input {
    char *bytes;
    size_t length, room;
};

/* A whole report, of which a draft is to be made. */
struct whole {
    char *bytes;
    size_t length, room;
};

static bool
write_all(const struct message_buffer *out)
{
    size_t done = 0;
    while (done < out->length) {
        ssize_t wrote = write(FRAMES_FD, out->bytes + done, out->length - done);
        if (wrote < 0 && errno != EINTR)
            return false;
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    return !out->failed;
}

static bool
answer(const struct message *message)
{
    struct message_mail mail;
    struct message_buffer out = {0};
    struct bounce *bounce = NULL;
    struct bounce_options options = {
        .size = sizeof options, .convert = charset_convert, .marks = true};
    char *facts = NULL;
    if (!message_read_mail(message, &mail))
        return false;
    enum bounce_result result = bounce_read(mail.bytes.at, mail.bytes.length, &options,
                                            &bounce);
    /* A filter that asks its sender a question has returned nothing: nothing to tell. */
    bool told = result == BOUNCE_READ && bounce->kind != BOUNCE_CHALLENGED;
    if (told)
        facts = facts_write(bounce);
    bounce_free(bounce);
    bool good = told ? facts != NULL : result != BOUNCE_NO_MEMORY;
    if (good) {
        message_put_bytes(&out, MESSAGE_FACTS, message->account, message->request,
                          facts, facts ? strlen(facts) : 0);
        good = write_all(&out);
    }
    message_buffer_free(&out);
    free(facts);
    return good; /* no memory: ends, which counts as an attempt */
}

/* ---- drafts ---- */

/* The pieces come in order; the first says how much there will be. */
static bool
take_piece(struct whole *whole, const struct message *message)
{
    struct message_piece piece;
    if (!message_read_piece(message, &piece))
        return false;
    if (piece.at == 0) {
        free(whole->bytes);
        *whole = (struct whole){.room = (size_t)piece.total};
        if (whole->room > MESSAGE_WHOLE_MAX)
            return false;
        whole->bytes = malloc(whole->room + !whole->room);
    }
    if (!whole->bytes || piece.at != whole->length ||
        piece.bytes.length > whole->room - whole->length)
        return false;
    if (piece.bytes.length > 0)
        memcpy(whole->bytes + whole->length, piece.bytes.at, piece.bytes.length);
    whole->length += piece.bytes.length;
    return true;
}

static bool
send_draft(const struct message *message, const char *draft, size_t length)
{
    bool good = true;
    for (size_t at = 0; good && at < length; at += MESSAGE_PIECE_MAX) {
        struct message_buffer out = {0};
        size_t left = length - at;
        const struct message_piece piece = {
            .at = at,
            .total = length,
            .bytes = {draft + at, left < MESSAGE_PIECE_MAX ? left : MESSAGE_PIECE_MAX}};
        message_put_piece(&out, message->account, message->request, &piece);
        good = write_all(&out);
        message_buffer_free(&out);
    }
    return good;
}

static bool
redraft(struct whole *whole, const struct message *message)
{
    char *order = strndup(message->payload.at, message->payload.length), *draft = NULL;
    char *to = order ? strchr(order, '\n') : NULL;
    size_t length = 0;
    struct message_buffer out = {0};
    if (!to) {
        free(order);
        return false;
    }
    *to++ = '\0';
    enum bounce_returned found = bounce_redraft(whole->bytes, whole->length, to,
                                                *order ? order : NULL, &draft, &length);
    const struct message_done done = {.count = found, .total = length};
    bool good = found != BOUNCE_RETURNED_NO_MEMORY &&
                send_draft(message, draft, length);
    message_put_done(&out, message->account, message->request, &done);
    good = good && write_all(&out);
    message_buffer_free(&out);
    free(draft);
    free(order);
    free(whole->bytes);
    *whole = (struct whole){0};
    return good;
}

/* ---- frames ---- */

/* false: it makes no sense, or there is no memory. */
static bool
heed(struct whole *whole, const struct message *message)
{
    if (message->type == MESSAGE_PIECE)
        return take_piece(whole, message);
    if (message->type == MESSAGE_REDRAFT)
        return redraft(whole, message);
    return message->type == MESSAGE_MAIL && answer(message);
}

static bool
read_more(struct input *in)
{
    if (in->room - in->length < READ_ROOM) {
        size_t room = in->room ? in->room * 2 : READ_ROOM;
        char *bytes = realloc(in->bytes, room);
        if (!bytes)
            return false;
        in->bytes = bytes;
        in->room = room;
    }
    ssize_t got = read(FRAMES_FD, in->bytes + in->length, in->room - in->length);
    if (got < 0 && errno == EINTR)
        return true;
    if (got <= 0)
        return false;
    in->length += (size_t)got;
    return true;
}

/* Each whole frame that is there. Returns an exit code; EX_OK: go on, unless *quit. */
static int
heed_all(struct whole *whole, struct input *in, bool *quit)
{
    size_t at = 0, used = 0;
    struct message message;
    enum message_result result;
    while ((result = message_next(in->bytes + at, in->length - at, &message, &used)) ==
           MESSAGE_GOOD) {
        *quit = message.type == MESSAGE_QUIT;
        if (*quit)
            return EX_OK;
        if (!heed(whole, &message))
            return EX_PROTOCOL;
        at += used;
    }
    if (result == MESSAGE_BROKEN)
        return EX_PROTOCOL;
    in->length -= at;
    memmove(in->bytes, in->bytes + at, in->length);
    if (in->length == 0) {
        free(in->bytes);
        *in = (struct input){0};
    }
    return EX_OK;
}

/* The last files it sees are libc's charsets and its seed of randomness; then it tells the agent
 * what it could give up. */
static bool
enter_cage(void)
{
    struct message_buffer out = {0};
    harden_process();
    charset_load();
    json_object_seed(0);
    harden_memory(MEMORY_MAX);
    struct cage cage = cage_parser();
    message_put_cage(&out, 0, 0, &(struct message_cage){cage.layers, cage.landlock});
    bool told = write_all(&out);
    message_buffer_free(&out);
    return told;
}

int
cmd_parse(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct input in = {0};
    struct whole whole = {0};
    int code = EX_OK;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "ndrwatch-parse"); /* /proc/self/exe would leave "exe" */
    code = enter_cage() ? EX_OK : EX_PROTOCOL;
    bool quit = false;
    while (code == EX_OK && !quit && read_more(&in))
        code = heed_all(&whole, &in, &quit);
    free(in.bytes);
    free(whole.bytes);
    return code;
}
