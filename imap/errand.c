/* errand: the list of what is to be done once on an account's session. */
#include "imap/errand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WHY_ROOM = 1200 /* bytes: a trouble's words and ours */
};

/* ---- one errand ---- */

static void
free_one(struct errand *errand)
{
    if (!errand)
        return;
    free(errand->name);
    free(errand->names);
    free(errand->id);
    free(errand->to);
    free(errand->from);
    free(errand->subject);
    free(errand->bytes);
    free(errand->uids);
    free(errand);
}

/* NULL: no memory, or a NUL within. */
static char *
copy(struct message_bytes bytes)
{
    if (bytes.length > 0 && memchr(bytes.at, '\0', bytes.length))
        return NULL;
    return strndup(bytes.length > 0 ? bytes.at : "", bytes.length);
}

static struct errand *
make(uint32_t request, const struct message_errand *from, int64_t now)
{
    struct errand *errand = calloc(1, sizeof *errand);
    if (!errand)
        return NULL;
    errand->request = request;
    errand->kind = (enum message_errand_kind)from->kind;
    errand->folder = (enum message_folder)from->folder;
    errand->deadline = now + (int64_t)from->time;
    errand->name = copy(from->name);
    errand->names = copy(from->names);
    errand->id = copy(from->id);
    errand->to = copy(from->to);
    errand->from = copy(from->from);
    errand->subject = copy(from->subject);
    errand->since = (int64_t)from->since;
    errand->before = (int64_t)from->before;
    errand->uidvalidity = (uint32_t)from->uidvalidity;
    errand->uid = (uint32_t)from->uid;
    errand->received = (int64_t)from->received;
    errand->size = errand->kind == MESSAGE_APPEND ? (size_t)from->size : 0;
    if (errand->size > 0)
        errand->bytes = malloc(errand->size);
    if (errand->name && errand->names && errand->id && errand->to && errand->from &&
        errand->subject && (errand->size == 0 || errand->bytes))
        return errand;
    free_one(errand);
    return NULL;
}

bool
errand_room(const struct errand *errand)
{
    return errand->sent - atomic_load(&errand->taken) < MESSAGE_PIECES_AHEAD;
}

/* ---- answers ---- */

static void
put_done(const struct errands *errands, uint32_t request,
         const struct message_done *done)
{
    struct message_buffer frame = {0};
    message_put_done(&frame, errands->number, request, done);
    outlet_send(errands->outlet, &frame);
}

void
errand_answer(const struct errands *errands, struct errand *errand,
              const struct message_done *done)
{
    errand->over = true;
    put_done(errands, errand->request, done);
}

static void
refuse(const struct errands *errands, uint32_t request, enum message_outcome outcome,
       const char *why)
{
    char text[WHY_ROOM];
    snprintf(text, sizeof text, "%s", why);
    const struct message_done done = {.outcome = outcome, .text = {text, strlen(text)}};
    put_done(errands, request, &done);
}

/* ---- the list ---- */

static struct errand *
find(const struct errands *errands, uint32_t request)
{
    for (size_t i = 0; i < errands->count; i++)
        if (errands->list[i]->request == request)
            return errands->list[i];
    return NULL;
}

static void
drop(struct errands *errands, size_t i)
{
    free_one(errands->list[i]);
    errands->count--;
    memmove(errands->list + i, errands->list + i + 1,
            (errands->count - i) * sizeof(struct errand *));
}

bool
errand_add(struct errands *errands, const struct message *message, int64_t now,
           const char *why)
{
    struct message_errand from;
    uint32_t request = message->request;
    if (!message_read_errand(message, &from) || request == 0 || find(errands, request))
        return false;
    if (why) {
        refuse(errands, request, MESSAGE_CUT_OFF, why);
        return true;
    }
    if (errands->count == MESSAGE_ERRANDS_MOST) {
        refuse(errands, request, MESSAGE_UNFIT,
               "Too many other things are waiting to be done on this account.");
        return true;
    }
    bool unfit = from.kind == MESSAGE_APPEND &&
                 (from.size == 0 || from.folder == MESSAGE_WATCHED);
    struct errand *errand = unfit ? NULL : make(request, &from, now);
    if (!errand)
        refuse(errands, request, MESSAGE_UNFIT,
               "What was asked for cannot be asked of a mail server.");
    else
        errands->list[errands->count++] = errand;
    return true;
}

bool
errand_piece(struct errands *errands, const struct message *message)
{
    struct message_piece piece;
    if (!message_read_piece(message, &piece))
        return false;
    struct errand *errand = find(errands, message->request);
    if (!errand) /* it was answered before all of it had come */
        return true;
    if (errand->kind != MESSAGE_APPEND || piece.at != errand->have ||
        piece.bytes.length > errand->size - errand->have)
        return false;
    if (piece.bytes.length > 0)
        memcpy(errand->bytes + errand->have, piece.bytes.at, piece.bytes.length);
    errand->have += piece.bytes.length;
    return true;
}

bool
errand_proceed(struct errands *errands, const struct message *message)
{
    struct message_proceed more;
    if (!message_read_proceed(message, &more))
        return false;
    struct errand *errand = find(errands, message->request);
    if (errand && more.stop)
        atomic_store(&errand->stopped, true);
    else if (errand)
        atomic_fetch_add(&errand->taken, 1);
    return true;
}

/* ---- turns ---- */

/* All that it takes is here, and there is room for what it brings. */
static bool
can_go_on(const struct errand *errand)
{
    return !errand->over && errand->have == errand->size && errand_room(errand);
}

bool
errand_ready(struct errands *errands, int64_t now)
{
    bool ready = false;
    for (size_t i = errands->count; i-- > 0;) {
        struct errand *errand = errands->list[i];
        if (atomic_load(&errand->stopped)) {
            drop(errands, i);
        } else if (now >= errand->deadline) {
            refuse(errands, errand->request, MESSAGE_TOO_SLOW,
                   "The mailbox was busy for so long that there was no time for it.");
            drop(errands, i);
        } else {
            ready |= can_go_on(errand);
        }
    }
    return ready;
}

void
errand_deal(struct errands *errands, int64_t now)
{
    errands->turns = 0;
    if (!errand_ready(errands, now))
        return;
    for (size_t i = 0; i < errands->count; i++)
        if (can_go_on(errands->list[i]))
            errands->turn[errands->turns++] = errands->list[i];
}

void
errand_collect(struct errands *errands)
{
    errands->turns = 0;
    for (size_t i = errands->count; i-- > 0;)
        if (errands->list[i]->over)
            drop(errands, i);
    if (errands->count < 2)
        return;
    struct errand *first = errands->list[0]; /* a long one lets others go first */
    memmove(errands->list, errands->list + 1,
            (errands->count - 1) * sizeof(struct errand *));
    errands->list[errands->count - 1] = first;
}

/* ---- the end ---- */

static void
forget_folders(struct errands *errands)
{
    for (size_t i = 0; i < MESSAGE_FOLDERS; i++) {
        free(errands->folders[i]);
        errands->folders[i] = NULL;
    }
}

void
errand_fail(struct errands *errands, const char *why)
{
    for (size_t i = 0; i < errands->count; i++)
        if (!errands->list[i]->over)
            refuse(errands, errands->list[i]->request, MESSAGE_CUT_OFF, why);
    errand_free(errands);
}

void
errand_free(struct errands *errands)
{
    while (errands->count > 0)
        drop(errands, errands->count - 1);
    errands->turns = 0;
    forget_folders(errands);
}
