/* turn: searches, lists, fetches and appends for the agent. */
#include "imap/turn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "imap/envelope.h"
#include "imap/folder.h"
#include "imap/terms.h"
#include "imap/tick.h"

enum {
    TEXT_ROOM = 700, /* bytes of a sentence: a server's words, a folder, a host */
    NAME_ROOM = 256, /* bytes of a folder's name in it */
};

enum step {
    STEP_DONE = 0, /* the errand is answered */
    STEP_LATER,    /* its turn is over */
    STEP_LOST,     /* the session is */
};

struct turn {
    struct errands *errands;
    struct errand *errand; /* the one at hand */
    struct session *session;
    struct message_bytes mailbox;
    int64_t until; /* the end of the turn */
    bool away;     /* another folder than the mailbox is open, or none */
    bool was_away;
};

// clang-format off
static const struct { const char *for_people, *key; } folders[MESSAGE_FOLDERS] = {
    /* MESSAGE_SENT   */ {"sent mail", "sent"},
    /* MESSAGE_DRAFTS */ {"drafts",    "drafts"},
    /* MESSAGE_WATCHED */ {"mail",     "mailbox"},
    /* MESSAGE_JUNK   */ {"spam",      "junk"},
};
// clang-format on

/* ---- time ---- */

/* For one command, or a step of an APPEND. */
static int64_t
time_left(const struct turn *turn)
{
    int64_t left = turn->errand->deadline - tick_now();
    int64_t most = turn->errand->kind == MESSAGE_INDEX ? TURN_INDEX_TIME
                                                       : STREAM_COMMAND_TIME;
    if (left > most)
        left = most;
    return left > TURN_COMMAND_LEAST ? left : TURN_COMMAND_LEAST;
}

static bool
is_late(const struct turn *turn)
{
    return tick_now() >= turn->errand->deadline;
}

static bool
is_over(const struct turn *turn)
{
    return tick_now() >= turn->until || atomic_load(&turn->errand->stopped);
}

/* ---- answers ---- */

static enum step
answer(struct turn *turn, struct message_done done)
{
    const struct errand *errand = turn->errand;
    const char *folder = turn->errands->folders[errand->folder];
    char name[FOLDER_MAX];
    if (errand->kind != MESSAGE_FETCH && folder) {
        folder_decode(folder, name, sizeof name);
        done.folder = (struct message_bytes){name, strlen(name)};
    }
    errand_answer(turn->errands, turn->errand, &done);
    return STEP_DONE;
}

static enum step
not_done(struct turn *turn, enum message_outcome outcome, const char *text)
{
    return answer(
        turn, (struct message_done){.outcome = outcome, .text = {text, strlen(text)}});
}

/* The server's no to the last command. */
static enum step
denied(struct turn *turn, const char *what)
{
    char text[TEXT_ROOM];
    const struct guard_words *words = &turn->session->stream->guard.answer;
    snprintf(text, sizeof text, "%s %s (\"%s\").", turn->session->stream->host, what,
             words->text[0] != '\0' ? words->text : "no reason given");
    return not_done(turn, MESSAGE_DENIED, text);
}

static enum step
late(struct turn *turn)
{
    char text[TEXT_ROOM];
    snprintf(text, sizeof text, "%s was too slow.", turn->session->stream->host);
    return not_done(turn, MESSAGE_TOO_SLOW, text);
}

/* The session is lost: errand_fail answers, unless it was this errand that took too long. */
static enum step
lost(struct turn *turn)
{
    if (tick_left(turn->session->stream->deadline) == 0)
        late(turn);
    return STEP_LOST;
}

static enum step
no_folder(struct turn *turn)
{
    const struct errand *errand = turn->errand;
    char text[TEXT_ROOM];
    if (errand->name[0] != '\0')
        snprintf(text, sizeof text,
                 "There is no folder '%.*s' at %s. Correct %s in the configuration.",
                 NAME_ROOM, errand->name, turn->session->stream->host,
                 folders[errand->folder].key);
    else
        snprintf(text, sizeof text,
                 "No folder for %s was found at %s. Write %s = NAME below its account "
                 "in the configuration.",
                 folders[errand->folder].for_people, turn->session->stream->host,
                 folders[errand->folder].key);
    return not_done(turn, MESSAGE_NO_FOLDER, text);
}

/* ---- folders ---- */

/* STEP_LATER: all is well, go on. */
static enum step
listed(struct turn *turn, bool special, char **found)
{
    struct listing listing = {0};
    const struct errand *errand = turn->errand;
    enum session_result result = session_list(turn->session, &listing, special,
                                              time_left(turn));
    if (result == SESSION_DONE) {
        const char *name = listing_choose(&listing, errand->folder,
                                          special ? "" : errand->names);
        *found = name ? strdup(name) : NULL;
    }
    listing_free(&listing);
    if (result == SESSION_LOST)
        return lost(turn);
    /* A no to the shorter question is no answer: the longer one follows. */
    if (result == SESSION_SAID_NO && !special)
        return denied(turn, "does not list its folders");
    return STEP_LATER;
}

/* Finds the errand's folder, once a session. STEP_LATER: it is known now. */
static enum step
find_folder(struct turn *turn)
{
    const struct errand *errand = turn->errand;
    char **folder = &turn->errands->folders[errand->folder];
    char spelled[FOLDER_MAX];
    if (*folder)
        return STEP_LATER;
    if (errand->name[0] != '\0') {
        if (folder_encode(errand->name, strlen(errand->name), spelled, sizeof spelled))
            *folder = strdup(spelled);
        return *folder ? STEP_LATER : no_folder(turn);
    }
    unsigned can = turn->session->stream->guard.capabilities;
    enum step step = STEP_LATER;
    if (can & GUARD_CAN_SPECIAL)
        step = listed(turn, true, folder);
    if (step == STEP_LATER && !*folder)
        step = listed(turn, false, folder);
    return step == STEP_LATER && !*folder ? no_folder(turn) : step;
}

/* The watched mailbox again. */
static bool
come_back(struct turn *turn)
{
    if (turn->away && !session_examine(turn->session, turn->mailbox))
        return false;
    turn->away = false;
    return true;
}

/* STEP_LATER: the errand's folder is open. */
static enum step
open_folder(struct turn *turn)
{
    char **folder = &turn->errands->folders[turn->errand->folder];
    if (turn->errand->folder == MESSAGE_WATCHED)
        return come_back(turn) ? STEP_LATER : STEP_LOST;
    enum step step = find_folder(turn);
    if (step != STEP_LATER)
        return step;
    turn->away = turn->was_away = true;
    switch (session_open_folder(turn->session, *folder, time_left(turn))) {
    case SESSION_DONE:
        return STEP_LATER;
    case SESSION_SAID_NO:
        free(*folder);
        *folder = NULL;
        return no_folder(turn);
    case SESSION_LOST:
        break;
    }
    return lost(turn);
}

/* ---- SEARCH ---- */

struct stamp {
    uint32_t uid;
    int64_t received;
};

static void
take_stamp(void *context, const struct session_mail *mail)
{
    struct stamp *stamp = context;
    if (mail->uid == stamp->uid)
        stamp->received = mail->received;
}

static enum step
found(struct turn *turn, bool complete)
{
    const struct errand *errand = turn->errand;
    struct stamp stamp = {.uid = errand->newest};
    if (stamp.uid > 0 && session_ids(turn->session, &stamp.uid, 1, time_left(turn),
                                     take_stamp, &stamp) == SESSION_LOST)
        return lost(turn);
    return answer(turn, (struct message_done){
                            .outcome = MESSAGE_DID,
                            .count = errand->count,
                            .looked = errand->looked,
                            .total = errand->total,
                            .complete = complete,
                            .uidvalidity = turn->session->stream->guard.uidvalidity,
                            .uid = stamp.uid,
                            .received = (uint64_t)stamp.received,
                        });
}

/* Looks through the next older mails. STEP_LATER: there are more. */
static enum step
search_window(struct turn *turn)
{
    struct errand *errand = turn->errand;
    const struct terms terms = {errand->id,      errand->to,    errand->from,
                                errand->subject, errand->since, errand->before};
    char line[TERMS_ROOM];
    uint32_t low = errand->high > TURN_WINDOW ? errand->high - TURN_WINDOW + 1 : 1;
    uint32_t *uids = NULL;
    size_t count = 0;
    if (!terms_line(&terms, low, errand->high, line))
        return not_done(turn, MESSAGE_UNFIT,
                        "What was to be searched for cannot be written in a search.");
    switch (session_find(turn->session, line, time_left(turn), &uids, &count)) {
    case SESSION_DONE:
        break;
    case SESSION_SAID_NO:
        return denied(turn, "does not search");
    case SESSION_LOST:
        return lost(turn);
    }
    for (size_t i = 0; i < count; i++)
        if (uids[i] > errand->newest)
            errand->newest = uids[i];
    free(uids);
    errand->count += count;
    errand->looked += errand->high - low + 1;
    errand->high = low - 1;
    return STEP_LATER;
}

static enum step
do_search(struct turn *turn)
{
    struct errand *errand = turn->errand;
    uint32_t exists = turn->session->stream->guard.exists;
    if (!errand->begun) {
        errand->begun = true;
        errand->high = errand->total = exists;
    }
    if (errand->high > exists) /* some were deleted meanwhile */
        errand->high = exists;
    while (errand->high > 0) {
        if (is_late(turn))
            return found(turn, false);
        if (is_over(turn))
            return STEP_LATER;
        enum step step = search_window(turn);
        if (step != STEP_LATER)
            return step;
        if (errand->id[0] != '\0' && errand->count > 0) /* there is one of each */
            break;
    }
    return found(turn, true);
}

/* ---- INDEX ---- */

static int
ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Adds the UIDs above the errand's to what is to be looked at. Takes over uids. false: there
 * is no memory. */
static bool
add_uids(struct errand *errand, uint32_t *uids, size_t count)
{
    size_t room = errand->count + count;
    if (room > MESSAGE_INDEX_MAX)
        room = MESSAGE_INDEX_MAX;
    uint32_t *all = room > 0 ? realloc(errand->uids, room * sizeof *all) : NULL;
    if (all)
        errand->uids = all;
    for (size_t i = 0; all && i < count; i++) {
        if (uids[i] <= errand->uid)
            continue;
        if (errand->count == room) {
            errand->cut = true;
            break;
        }
        all[errand->count++] = uids[i];
    }
    free(uids);
    return all || room == 0;
}

/* Ascending, each once. */
static void
sort_uids(struct errand *errand)
{
    size_t kept = 0;
    if (errand->count > 0)
        qsort(errand->uids, errand->count, sizeof *errand->uids, ascending);
    for (size_t i = 0; i < errand->count; i++)
        if (kept == 0 || errand->uids[kept - 1] != errand->uids[i])
            errand->uids[kept++] = errand->uids[i];
    errand->count = kept;
    errand->total = (uint32_t)kept;
    errand->begun = true;
}

/* Lists the next mails: by sequence numbers, since one reply with all UIDs of a large folder is
 * a line that the guard does not take. */
static enum step
list_window(struct turn *turn, uint32_t low, uint32_t high)
{
    struct errand *errand = turn->errand;
    char line[160], since[32], before[32];
    uint32_t *uids = NULL;
    size_t count = 0;
    terms_day("SINCE", errand->since, since);
    terms_day("BEFORE", errand->before, before);
    snprintf(line, sizeof line, "UID SEARCH %lu:%lu UID %lu:*%s%s\r\n",
             (unsigned long)low, (unsigned long)high,
             (unsigned long)errand->uid + (errand->uid < UINT32_MAX), since, before);
    switch (session_find(turn->session, line, time_left(turn), &uids, &count)) {
    case SESSION_DONE:
        if (!add_uids(errand, uids, count))
            return not_done(turn, MESSAGE_UNFIT, "There is no memory left.");
        return STEP_LATER;
    case SESSION_SAID_NO:
        return denied(turn, "does not search");
    case SESSION_LOST:
        break;
    }
    return lost(turn);
}

/* The oldest first; a turn that is over goes on with the next window. */
static enum step
begin_index(struct turn *turn)
{
    struct errand *errand = turn->errand;
    const struct guard *guard = &turn->session->stream->guard;
    enum step step = STEP_LATER;
    if (errand->high == 0 && errand->uidvalidity != guard->uidvalidity)
        errand->uid = 0; /* of other mails */
    errand->uidvalidity = guard->uidvalidity;
    while (step == STEP_LATER && errand->high < guard->exists && !errand->cut) {
        if (is_late(turn))
            return late(turn);
        if (is_over(turn))
            return STEP_LATER;
        uint32_t left = guard->exists - errand->high;
        uint32_t size = left < TURN_LISTED ? left : TURN_LISTED;
        step = list_window(turn, errand->high + 1, errand->high + size);
        errand->high += size;
    }
    if (step == STEP_LATER)
        sort_uids(errand);
    return step;
}

static void
take_own(void *context, const struct session_mail *mail)
{
    struct message_buffer *owns = context;
    char to[MESSAGE_TO_MAX];
    if (owns->length > MESSAGE_MAX / 2) /* more mails than were asked for */
        return;
    const struct message_own own = {.uid = mail->uid,
                                    .received = (uint64_t)mail->received,
                                    .id = envelope_id(mail->bytes),
                                    .to = {to, envelope_to(mail->bytes, to)}};
    message_put_own(owns, &own);
}

static void
send_piece(struct turn *turn, const struct message_piece *piece)
{
    struct message_buffer frame = {0};
    message_put_piece(&frame, turn->errands->number, turn->errand->request, piece);
    turn->errand->sent++;
    outlet_send(turn->errands->outlet, &frame);
}

static enum step
index_batch(struct turn *turn)
{
    struct errand *errand = turn->errand;
    struct message_buffer owns = {0};
    size_t left = errand->count - errand->next;
    size_t size = left < TURN_BATCH ? left : TURN_BATCH;
    enum session_result result = session_owns(turn->session,
                                              errand->uids + errand->next, size,
                                              time_left(turn), take_own, &owns);
    if (result == SESSION_DONE && !owns.failed) {
        errand->next += size;
        errand->looked = (uint32_t)errand->next;
        send_piece(turn, &(struct message_piece){
                             .uidvalidity = errand->uidvalidity,
                             .at = errand->uids[errand->next - 1],
                             .looked = errand->looked,
                             .total = errand->total,
                             .bytes = {owns.bytes, owns.length},
                         });
    }
    message_buffer_free(&owns);
    if (result == SESSION_SAID_NO)
        return denied(turn, "does not show its mails");
    return result == SESSION_LOST ? lost(turn) : STEP_LATER;
}

static enum step
do_index(struct turn *turn)
{
    struct errand *errand = turn->errand;
    if (errand->high > 0 &&
        errand->uidvalidity != turn->session->stream->guard.uidvalidity)
        return not_done(turn, MESSAGE_IS_GONE,
                        "The server has given its mails new numbers meanwhile.");
    enum step step = errand->begun ? STEP_LATER : begin_index(turn);
    if (step == STEP_LATER && !errand->begun) /* its turn is over */
        return STEP_LATER;
    while (step == STEP_LATER && errand->next < errand->count) {
        if (is_late(turn))
            return late(turn);
        if (is_over(turn) || !errand_room(errand))
            return STEP_LATER;
        step = index_batch(turn);
    }
    if (step != STEP_LATER)
        return step;
    return answer(turn, (struct message_done){
                            .outcome = MESSAGE_DID,
                            .count = errand->count,
                            .looked = errand->looked,
                            .total = errand->total,
                            .complete = !errand->cut,
                            .uidvalidity = errand->uidvalidity,
                            .uid = errand->count > 0 ? errand->uids[errand->count - 1]
                                                     : errand->uid,
                        });
}

/* ---- FETCH ---- */

struct part {
    struct turn *turn;
    bool there;
    size_t length;
    bool too_large;
};

static void
take_part(void *context, const struct session_mail *mail)
{
    struct part *part = context;
    struct errand *errand = part->turn->errand;
    if (mail->uid != errand->uid || part->there)
        return;
    part->there = true;
    part->length = mail->bytes.length;
    errand->total = mail->size;
    part->too_large = mail->size > MESSAGE_WHOLE_MAX ||
                      errand->looked + part->length > MESSAGE_WHOLE_MAX;
    if (part->too_large || part->length == 0)
        return;
    send_piece(part->turn, &(struct message_piece){
                               .uidvalidity = errand->uidvalidity,
                               .at = errand->looked,
                               .looked = errand->looked + part->length,
                               .total = errand->total,
                               .bytes = mail->bytes,
                           });
    errand->looked += (uint32_t)part->length;
}

static enum step
gone(struct turn *turn)
{
    return not_done(
        turn, MESSAGE_IS_GONE,
        "The mail is not in the mailbox any more: it was moved or deleted.");
}

static enum step
do_fetch(struct turn *turn)
{
    struct errand *errand = turn->errand;
    if (errand->uidvalidity != turn->session->stream->guard.uidvalidity)
        return gone(turn);
    for (;;) {
        struct part part = {.turn = turn};
        if (is_late(turn))
            return late(turn);
        if (is_over(turn) || !errand_room(errand))
            return STEP_LATER;
        switch (session_part(turn->session, errand->uid, errand->looked,
                             time_left(turn), take_part, &part)) {
        case SESSION_DONE:
            break;
        case SESSION_SAID_NO:
            return denied(turn, "does not give the mail");
        case SESSION_LOST:
            return lost(turn);
        }
        if (!part.there)
            return gone(turn);
        if (part.too_large)
            return not_done(turn, MESSAGE_TOO_LARGE, "The mail is larger than 64 MiB.");
        if (part.length < MESSAGE_PIECE_MAX) /* RFC822.SIZE is not exact everywhere */
            break;
    }
    return answer(turn, (struct message_done){.outcome = MESSAGE_DID,
                                              .looked = errand->looked,
                                              .total = errand->looked,
                                              .complete = 1,
                                              .uidvalidity = errand->uidvalidity,
                                              .uid = errand->uid});
}

/* ---- APPEND ---- */

static enum step
do_append(struct turn *turn)
{
    const struct errand *errand = turn->errand;
    const struct guard *guard = &turn->session->stream->guard;
    char **folder = &turn->errands->folders[errand->folder];
    enum step step = find_folder(turn);
    if (step != STEP_LATER)
        return step;
    switch (session_append(turn->session, *folder, errand->received,
                           (struct message_bytes){errand->bytes, errand->size},
                           time_left(turn), errand->deadline)) {
    case SESSION_DONE:
        return answer(turn,
                      (struct message_done){.outcome = MESSAGE_DID,
                                            .uidvalidity = guard->appended_validity,
                                            .uid = guard->appended_uid});
    case SESSION_SAID_NO:
        if (strcmp(guard->answer.code, "TRYCREATE") != 0)
            return denied(turn, "does not take the draft");
        free(*folder);
        *folder = NULL;
        return no_folder(turn);
    case SESSION_LOST:
        break;
    }
    return lost(turn);
}

/* ---- the turn ---- */

static enum step
do_one(struct turn *turn)
{
    enum step step = STEP_LATER;
    if (atomic_load(&turn->errand->stopped))
        return STEP_LATER;
    switch (turn->errand->kind) {
    case MESSAGE_SEARCH:
        step = open_folder(turn);
        return step == STEP_LATER ? do_search(turn) : step;
    case MESSAGE_INDEX:
        step = open_folder(turn);
        return step == STEP_LATER ? do_index(turn) : step;
    case MESSAGE_FETCH:
        return come_back(turn) ? do_fetch(turn) : STEP_LOST;
    case MESSAGE_APPEND:
        return do_append(turn);
    case MESSAGE_ERRAND_KINDS:
        break;
    }
    return STEP_LATER;
}

enum session_result
turn_take(struct errands *errands, struct session *session,
          struct message_bytes mailbox, bool *away)
{
    struct turn turn = {.errands = errands,
                        .session = session,
                        .mailbox = mailbox,
                        .until = tick_now() + TURN_TIME};
    enum step step = STEP_LATER;
    for (size_t i = 0; i < errands->turns && step != STEP_LOST; i++) {
        turn.errand = errands->turn[i];
        if (i > 0 && is_over(&turn))
            break;
        step = do_one(&turn);
        session_slim(session);
    }
    bool back = step != STEP_LOST && come_back(&turn);
    *away = turn.was_away;
    return back ? SESSION_DONE : SESSION_LOST;
}
