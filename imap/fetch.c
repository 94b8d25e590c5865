/* fetch: from UIDs to likely bounces, in batches. */
#include "imap/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "classify/bounce.h"
#include "imap/refusal.h"

enum {
    DAY = 86400 /* s */
};

static void
forget_list(struct fetch *fetch)
{
    free(fetch->pending);
    fetch->pending = NULL;
    fetch->count = fetch->next = 0;
    fetch->sweeping = false;
    fetch->after = 0;
    fetch->batch = (struct fetch_batch){0};
}

void
fetch_watch(struct fetch *fetch, uint32_t uidvalidity, uint32_t mark,
            unsigned recent_days)
{
    forget_list(fetch);
    uids_free(&fetch->looked);
    *fetch = (struct fetch){
        .uidvalidity = uidvalidity, .mark = mark, .recent_days = recent_days};
}

void
fetch_free(struct fetch *fetch)
{
    forget_list(fetch);
    uids_free(&fetch->looked);
}

bool
fetch_unfinished(const struct fetch *fetch)
{
    return fetch->batch.count > 0 || fetch->next < fetch->count;
}

/* ---- listing ---- */

static int
ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Keeps what this process has not looked at, sorted; a sweep leaves out nothing but what it has
 * looked at itself, for what was too old to be told before is not now. Takes over uids. "UID n:*"
 * names the last mail even where that is below n. */
static void
set_list(struct fetch *fetch, uint32_t *uids, size_t count, uint32_t least,
         uint32_t most)
{
    size_t kept = 0;
    if (count > 0)
        qsort(uids, count, sizeof *uids, ascending);
    for (size_t i = 0; i < count; i++) {
        bool twice = i > 0 && uids[i] == uids[i - 1];
        if (!twice && uids[i] >= least && uids[i] <= most &&
            (fetch->sweeping || !uids_have(&fetch->looked, uids[i])))
            uids[kept++] = uids[i];
    }
    free(fetch->pending);
    fetch->pending = uids;
    fetch->count = kept;
    fetch->next = 0;
}

static uint32_t
above_mark(const struct fetch *fetch)
{
    return fetch->mark < UINT32_MAX ? fetch->mark + 1 : UINT32_MAX;
}

static enum fetch_result
list(struct fetch *fetch, struct session *session, uint32_t first, int64_t since,
     uint32_t least)
{
    uint32_t *uids = NULL;
    size_t count = 0;
    session->arrived = session->stream->guard.arrived;
    if (first == 0 && since == 0) /* nothing old is wanted */
        return FETCH_DONE;
    switch (session_search(session, first, since, &uids, &count)) {
    case SESSION_DONE:
        set_list(fetch, uids, count, least, UINT32_MAX);
        return FETCH_DONE;
    case SESSION_SAID_NO:
        session_refused(session, "does not search");
        break;
    case SESSION_LOST:
        break;
    }
    return FETCH_LOST;
}

/* A server that does not tell UIDNEXT is asked for its last mail: all that is there now is old
 * then. "*" is the last one, whatever number it stands beside (RFC 3501, section 9, seq-range). */
static enum fetch_result
find_last(struct fetch *fetch, struct session *session)
{
    uint32_t *uids = NULL;
    size_t count = 0;
    if (session_search(session, UINT32_MAX, 0, &uids, &count) == SESSION_LOST)
        return FETCH_LOST;
    for (size_t i = 0; i < count; i++)
        if (uids[i] > fetch->after)
            fetch->after = uids[i];
    free(uids);
    return FETCH_DONE;
}

enum fetch_result
fetch_begin(struct fetch *fetch, struct session *session, int64_t now)
{
    const struct guard *guard = &session->stream->guard;
    bool anew = fetch->uidvalidity != guard->uidvalidity;
    /* Renumbered while watched: what came meanwhile is among the recent ones. */
    unsigned recent = fetch->recent_days;
    if (anew && fetch->uidvalidity != 0 && recent < FETCH_RENUMBERED_DAYS)
        recent = FETCH_RENUMBERED_DAYS;
    if (anew)
        fetch_watch(fetch, guard->uidvalidity, 0, recent);
    else
        forget_list(fetch);
    /* A mark that UIDNEXT has not reached was a lie, or the mailbox is an older copy put
     * back under its old number: what comes now would hide below it. */
    if (guard->uidnext > 0 && fetch->mark >= guard->uidnext) {
        fetch->mark = guard->uidnext - 1;
        uids_free(&fetch->looked);
    }
    fetch->tell = true;
    if (anew && guard->uidnext > 0)
        fetch->after = guard->uidnext - 1;
    uint32_t arrived = guard->arrived;
    if (anew && guard->uidnext == 0 && find_last(fetch, session) == FETCH_LOST)
        return FETCH_LOST;
    int64_t since = fetch->recent_days > 0 ? now - (int64_t)fetch->recent_days * DAY
                                           : 0;
    enum fetch_result result = list(fetch, session, anew ? 0 : above_mark(fetch), since,
                                    1);
    session->arrived = arrived; /* what has come since is news */
    return result;
}

/* ---- headers ---- */

static void
take_header(void *context, const struct session_mail *mail)
{
    struct fetch *fetch = context;
    struct fetch_batch *batch = &fetch->batch;
    if ((!fetch->sweeping && uids_have(&fetch->looked, mail->uid)) ||
        batch->likely_count == FETCH_BATCH)
        return;
    if (bounce_likely(mail->bytes.at, mail->bytes.length))
        batch->likely[batch->likely_count++] = (struct fetch_likely){
            mail->uid, mail->size, mail->received};
    else if (fetch->pass)
        fetch->pass(fetch->context, mail);
}

/* The same where the UIDs were not known before. */
static void
take_new_header(void *context, const struct session_mail *mail)
{
    struct fetch *fetch = context;
    struct fetch_batch *batch = &fetch->batch;
    if (mail->uid <= fetch->mark)
        return;
    if (batch->count == FETCH_BATCH) {
        batch->overflow = true;
        return;
    }
    batch->uids[batch->count++] = mail->uid;
    take_header(context, mail);
}

/* Where a batch broke the session or was refused, its mails are read one by one. */
static size_t
batch_size(const struct fetch *fetch)
{
    size_t left = fetch->count - fetch->next;
    if (fetch->pending[fetch->next] <= fetch->careful)
        return 1;
    return left < FETCH_BATCH ? left : FETCH_BATCH;
}

static void
be_careful(struct fetch *fetch)
{
    uint32_t last = fetch->batch.uids[fetch->batch.count - 1];
    if (last > fetch->careful)
        fetch->careful = last;
}

/* Another look at this mail came to nothing. */
static void
count_stuck(struct fetch *fetch, uint32_t uid)
{
    if (fetch->stuck != uid)
        fetch->stuck_times = 0;
    fetch->stuck = uid;
    fetch->stuck_times++;
}

/* A mail that breaks the session each time is left out in the end; a connection that
 * broke by itself says nothing about the mail. */
static void
note_stuck(struct fetch *fetch, const struct session *session)
{
    if (session->stream->trouble.fault != MESSAGE_STRANGE)
        return;
    be_careful(fetch);
    if (fetch->batch.count == 1)
        count_stuck(fetch, fetch->batch.uids[0]);
}

static bool
is_stuck(const struct fetch *fetch, uint32_t uid)
{
    return uid == fetch->stuck && fetch->stuck_times >= FETCH_STUCK_MOST;
}

static void
log_left_out(const struct session *session, uint32_t uid, const char *why)
{
    fprintf(stderr, "ndrwatch-imap: %s: the mail with UID %lu is left out: %s\n",
            session->stream->host, (unsigned long)uid, why);
}

/* The server will not give this one mail. That may pass, as it does where the server says
 * so: the session ends, for a later one to ask again. FETCH_DONE: the mail is gone, or was
 * refused often enough. */
static enum fetch_result
denied(struct fetch *fetch, struct session *session, uint32_t uid)
{
    const struct guard_words *answer = &session->stream->guard.answer;
    if (strcasecmp(answer->code, "EXPUNGEISSUED") == 0) /* RFC 5530 */
        return FETCH_DONE;
    be_careful(fetch);
    if (refusal_read(answer->code, answer->text, false).fault != MESSAGE_THROTTLED)
        count_stuck(fetch, uid);
    if (is_stuck(fetch, uid)) {
        log_left_out(session, uid, answer->text);
        return FETCH_DONE;
    }
    session_refused(session, "does not give one of the mails");
    return FETCH_LOST;
}

/* Reads the headers of the next mails on the list. */
static enum fetch_result
next_batch(struct fetch *fetch, struct session *session)
{
    struct fetch_batch *batch = &fetch->batch;
    size_t size = batch_size(fetch);
    *batch = (struct fetch_batch){.count = size};
    memcpy(batch->uids, fetch->pending + fetch->next, size * sizeof *batch->uids);
    fetch->next += size;
    if (size == 1 && is_stuck(fetch, batch->uids[0])) {
        log_left_out(session, batch->uids[0], "it breaks the session each time");
        return FETCH_DONE;
    }
    switch (session_headers(session, batch->uids, batch->count, take_header, fetch)) {
    case SESSION_DONE:
        return FETCH_DONE;
    case SESSION_SAID_NO:
        if (size == 1)
            return denied(fetch, session, batch->uids[0]);
        be_careful(fetch);
        fetch->next -= size;
        *batch = (struct fetch_batch){0};
        return FETCH_DONE;
    case SESSION_LOST:
        note_stuck(fetch, session);
        break;
    }
    return FETCH_LOST;
}

enum fetch_result
fetch_news(struct fetch *fetch, struct session *session)
{
    uint32_t more = session->stream->guard.arrived - session->arrived;
    if (more == 0 || more > FETCH_BATCH)
        return list(fetch, session, above_mark(fetch), 0, above_mark(fetch));
    session->arrived = session->stream->guard.arrived;
    fetch->batch = (struct fetch_batch){0};
    switch (session_headers_from(session, above_mark(fetch), take_new_header, fetch)) {
    case SESSION_DONE:
        if (!fetch->batch.overflow)
            return FETCH_DONE;
        break;
    case SESSION_SAID_NO:
        break;
    case SESSION_LOST:
        return FETCH_LOST;
    }
    fetch->batch = (struct fetch_batch){0};
    return list(fetch, session, above_mark(fetch), 0, above_mark(fetch));
}

enum fetch_result
fetch_sweep(struct fetch *fetch, struct session *session)
{
    struct sweep *sweep = &fetch->sweep;
    uint32_t *uids = NULL;
    size_t count = 0;
    if (sweep->uidvalidity != fetch->uidvalidity)
        *sweep = (struct sweep){0};
    if (!sweep_on(sweep))
        return FETCH_DONE;
    switch (session_range(session, sweep->next, sweep_last(sweep), &uids, &count)) {
    case SESSION_DONE:
        fetch->sweeping = true;
        fetch->window = count;
        set_list(fetch, uids, count, sweep_first(sweep), sweep_last(sweep));
        return FETCH_DONE;
    case SESSION_SAID_NO:
        session_refused(session, "does not search");
        break;
    case SESSION_LOST:
        break;
    }
    return FETCH_LOST;
}

/* ---- bodies ---- */

struct delivery {
    const struct fetch *fetch;
    const struct fetch_likely *likely;
    const struct fetch_sink *sink;
};

static void
take_body(void *context, const struct session_mail *mail)
{
    const struct delivery *delivery = context;
    if (mail->uid != delivery->likely->uid)
        return;
    const struct message_mail out = {
        .uidvalidity = delivery->fetch->uidvalidity,
        .uid = mail->uid,
        .size = delivery->likely->size,
        .received = (uint64_t)delivery->likely->received,
        .bytes = mail->bytes,
    };
    delivery->sink->mail(delivery->sink->context, &out);
}

static enum fetch_result
send_likely(struct fetch *fetch, struct session *session, const struct fetch_sink *sink)
{
    struct fetch_batch *batch = &fetch->batch;
    while (batch->likely_sent < batch->likely_count) {
        struct delivery delivery = {fetch, &batch->likely[batch->likely_sent], sink};
        if (!sink->room(sink->context))
            return FETCH_FULL;
        switch (session_body(session, delivery.likely->uid, take_body, &delivery)) {
        case SESSION_DONE:
            break;
        case SESSION_SAID_NO:
            if (denied(fetch, session, delivery.likely->uid) == FETCH_LOST)
                return FETCH_LOST;
            break;
        case SESSION_LOST:
            note_stuck(fetch, session);
            return FETCH_LOST;
        }
        batch->likely_sent++;
    }
    return FETCH_DONE;
}

/* ---- progress ---- */

static void
finish_batch(struct fetch *fetch)
{
    struct fetch_batch *batch = &fetch->batch;
    for (size_t i = 0; i < batch->count; i++) {
        uids_add(&fetch->looked, batch->uids[i]); /* no memory: looked at twice, then */
        if (batch->uids[i] > fetch->mark)
            fetch->mark = batch->uids[i];
    }
    if (fetch->sweeping && batch->count > 0)
        fetch->sweep.at = batch->uids[batch->count - 1];
    fetch->unseen += fetch->sweeping ? 0 : (unsigned)batch->count;
    *batch = (struct fetch_batch){0};
}

static void
tell_seen(struct fetch *fetch, const struct fetch_sink *sink)
{
    if (fetch->unseen == 0 && !fetch->tell)
        return;
    const struct message_seen seen = {
        .uidvalidity = fetch->uidvalidity, .uid = fetch->mark, .looked = fetch->unseen};
    sink->seen(sink->context, &seen);
    fetch->unseen = 0;
    fetch->tell = false;
}

/* The window is done, and told. */
static void
finish_window(struct fetch *fetch, const struct fetch_sink *sink)
{
    const struct message_seen swept = {.uidvalidity = fetch->uidvalidity,
                                       .uid = sweep_last(&fetch->sweep),
                                       .looked = fetch->window};
    sweep_done(&fetch->sweep, fetch->window);
    forget_list(fetch);
    sink->swept(sink->context, &swept);
}

enum fetch_result
fetch_go(struct fetch *fetch, struct session *session, const struct fetch_sink *sink)
{
    for (;;) {
        enum fetch_result result = send_likely(fetch, session, sink);
        if (result != FETCH_DONE)
            return result;
        bool more = fetch->next < fetch->count;
        if (fetch->batch.count > 0) {
            finish_batch(fetch);
            if (more && !fetch->sweeping)
                tell_seen(fetch, sink);
        }
        if (!more)
            break;
        if (next_batch(fetch, session) != FETCH_DONE)
            return FETCH_LOST;
    }
    if (fetch->sweeping) {
        finish_window(fetch, sink);
        return FETCH_DONE;
    }
    if (fetch->after > fetch->mark)
        fetch->mark = fetch->after;
    forget_list(fetch);
    tell_seen(fetch, sink);
    return FETCH_DONE;
}
