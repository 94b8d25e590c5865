/* account: dial, log in, look. */
#include "imap/account.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "imap/dial.h"
#include "imap/idle.h"
#include "imap/ledger.h"
#include "imap/starttls.h"
#include "imap/tell.h"
#include "imap/tick.h"
#include "imap/trust.h"
#include "imap/turn.h"

enum {
    LOOKS_MOST = 100,  /* times to look again because something came while looking; then
                       * IDLE gets its turn */
    WINDOWS_MOST = 20, /* of a sweep in one look, 5,000 mails; then others get theirs */
};

/* ---- orders ---- */

static char *
text_copy(struct message_bytes bytes)
{
    if (bytes.length > 0 && memchr(bytes.at, '\0', bytes.length))
        return NULL;
    return strndup(bytes.length > 0 ? bytes.at : "", bytes.length);
}

bool
account_order_copy(const struct message_watch *watch, struct account_order *ret)
{
    struct account_order order = {
        .name = text_copy(watch->name),
        .host = text_copy(watch->host),
        .user = text_copy(watch->user),
        .mailbox = text_copy(watch->mailbox),
        .ca_file = text_copy(watch->ca_file),
        .junk = text_copy(watch->junk),
        .junks = text_copy(watch->junks),
        .port = (uint16_t)watch->port,
        .uidvalidity = (uint32_t)watch->uidvalidity,
        .uid = (uint32_t)watch->uid,
        .junk_uidvalidity = (uint32_t)watch->junk_uidvalidity,
        .junk_uid = (uint32_t)watch->junk_uid,
        .recent_days = (unsigned)watch->recent_days,
        .starttls = watch->starttls == 1,
        .no_idle = watch->idle == MESSAGE_IDLE_NO,
        .habits = {.lossy = watch->idle == MESSAGE_IDLE_LOSSY,
                   .renew = (int64_t)watch->renew * 1000,
                   .poll = (int64_t)watch->poll * 1000,
                   .session = (int64_t)watch->session * 1000},
    };
    if (!order.name || !order.host || !order.user || !order.mailbox || !order.ca_file ||
        !order.junk || !order.junks || order.host[0] == '\0') {
        account_order_free(&order);
        return false;
    }
    *ret = order;
    return true;
}

void
account_order_free(struct account_order *order)
{
    free(order->name);
    free(order->host);
    free(order->user);
    free(order->mailbox);
    free(order->ca_file);
    free(order->junk);
    free(order->junks);
    *order = (struct account_order){0};
}

void
account_begin(struct account *account, struct account_order *order)
{
    account_drop_session(account);
    account_wipe_secret(account);
    errand_fail(&account->errands, "The account is watched anew.");
    account_order_free(&account->order);
    account->order = *order;
    *order = (struct account_order){0};
    account->trouble = (struct trouble){0};
    account->told_hash = 0;
    account->watch.habits = account->order.habits;
    fetch_watch(&account->fetch, account->order.uidvalidity, account->order.uid,
                account->order.recent_days);
    fetch_watch(&account->junk.fetch, account->order.junk_uidvalidity,
                account->order.junk_uid, account->order.recent_days);
    account->junk.uidnext = 0;
}

/* ---- outcomes ---- */

static struct account *
account_of(struct crew_work *work)
{
    return (struct account *)(void *)work;
}

static void
came_to(struct account *account, enum watch_what what)
{
    account->event = (struct watch_event){.what = what};
}

static void
broke(struct account *account, const struct trouble *trouble)
{
    account->trouble = *trouble;
    account->event = (struct watch_event){
        .what = WATCH_BROKE, .fault = trouble->fault, .wait = trouble->wait};
}

/* ---- the three pieces of work ---- */

/* Which address it was, of those that the host has. */
static void
tell_reached(const struct account *account, int fd)
{
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    char text[NI_MAXHOST] = "";
    if (!tell_has_steps())
        return;
    if (getpeername(fd, (struct sockaddr *)&peer, &length) < 0 ||
        getnameinfo((struct sockaddr *)&peer, length, text, sizeof text, NULL, 0,
                    NI_NUMERICHOST) != 0)
        text[0] = '\0';
    tell_step(account, MESSAGE_REACHED, 0, text);
}

/* NULL: *trouble says why. */
static struct stream *
secure_stream(struct account *account, bool *reached, struct trouble *trouble)
{
    const struct account_order *order = &account->order;
    int fd = dial_connect(order->host, order->port, account->cancel, trouble);
    *reached = fd >= 0;
    if (fd < 0)
        return NULL;
    tell_reached(account, fd);
    struct trust_papers papers = {0};
    struct stream *stream = stream_new(fd, account->cancel, order->host);
    SSL_CTX *context = stream ? trust_share(order->ca_file, trouble) : NULL;
    if (context) {
        bool ready = !order->starttls || starttls_begin(stream);
        stream_arm(stream, STREAM_TLS_TIME, STREAM_BUDGET);
        stream->papers = tell_has_steps() ? &papers : NULL;
        if (ready && stream_secure(stream, context)) {
            stream->papers = NULL;
            tell_step(account, MESSAGE_SECURED, papers.until, papers.text);
            SSL_CTX_free(context);
            return stream;
        }
        *trouble = stream->trouble;
        /* Not a word until the time was over: nobody is there, as with a server that stands
         * still and whose kernel takes the call. */
        *reached = stream->heard || tick_left(stream->deadline) > 0;
    }
    SSL_CTX_free(context);
    stream_free(stream);
    trouble_set(trouble, MESSAGE_LOCAL, "There is no memory left.");
    return NULL;
}

static void
opened(struct account *account)
{
    const struct guard *guard = &account->session->stream->guard;
    tell_step(account, MESSAGE_GREETED, (guard->capabilities & GUARD_CAN_IDLE) != 0,
              "");
    account->session->idle_useless = account->order.no_idle;
    came_to(account, WATCH_OPENED);
}

void
account_dial(struct crew_work *work)
{
    struct account *account = account_of(work);
    struct trouble trouble = {0};
    bool reached = false;
    ledger_begin(account->number);
    struct stream *stream = secure_stream(account, &reached, &trouble);
    if (stream)
        account->session = session_open(stream, &trouble);
    account->begun = false;
    junk_begin(&account->junk);
    if (account->session)
        opened(account);
    else
        broke(account, &trouble);
    account->event.reached = reached;
    ledger_end(account->number);
}

/* A token that is refused may only be too old: the agent is asked for a fresh one, once. */
static void
note_stale(struct account *account, bool in)
{
    enum message_fault *fault = &account->session->stream->trouble.fault;
    bool stale = !in && *fault == MESSAGE_STALE;
    if (stale && account->stale) {
        *fault = MESSAGE_REFUSED;
        stale = false;
    }
    account->stale = stale || (!in && account->stale && *fault != MESSAGE_REFUSED);
}

void
account_login(struct crew_work *work)
{
    struct account *account = account_of(work);
    const struct account_order *order = &account->order;
    const char *name = account->user ? account->user : order->user;
    const struct sasl_proof proof = {
        .user = {name, strlen(name)},
        .secret = {account->secret, account->secret_length},
        .token = account->token,
        .host = order->host,
        .port = order->port,
    };
    const struct message_bytes mailbox = {order->mailbox, strlen(order->mailbox)};
    ledger_begin(account->number);
    bool in = session_login(account->session, &proof);
    account_wipe_secret(account);
    note_stale(account, in);
    if (in)
        tell_step(account, MESSAGE_SIGNED_IN, 0, "");
    in = in && session_examine(account->session, mailbox);
    if (in)
        tell_step(account, MESSAGE_OPENED, account->session->stream->guard.exists, "");
    if (in)
        came_to(account, WATCH_ENTERED);
    else
        broke(account, &account->session->stream->trouble);
    ledger_end(account->number);
}

static bool
sink_room(void *context)
{
    const struct account *account = context;
    return outlet_room(account->outlet, &account->flight);
}

static void
sink_mail(void *context, const struct message_mail *mail)
{
    struct account *account = context;
    outlet_mail(account->outlet, &account->flight, account->number, mail);
}

static void
sink_seen(void *context, const struct message_seen *seen)
{
    const struct account *account = context;
    struct message_buffer frame = {0};
    message_put_seen(&frame, account->number, 0, seen);
    outlet_send(account->outlet, &frame);
}

static void
sink_junk_mail(void *context, const struct message_mail *mail)
{
    struct account *account = context;
    struct message_mail out = *mail;
    out.junk = 1;
    outlet_mail(account->outlet, &account->flight, account->number, &out);
}

static void
sink_junk_seen(void *context, const struct message_seen *seen)
{
    const struct account *account = context;
    struct message_seen out = *seen;
    out.junk = fetch_unfinished(&account->junk.fetch) ? 1 : 2;
    sink_seen(context, &out);
}

static void
sink_swept(void *context, const struct message_seen *swept)
{
    const struct account *account = context;
    struct message_buffer frame = {0};
    message_put_swept(&frame, account->number, 0, swept);
    outlet_send(account->outlet, &frame);
}

/* A mail that is no bounce: from somebody whose answer is waited for? */
static void
pass_header(void *context, const struct session_mail *mail)
{
    const struct account *account = context;
    struct message_came came;
    if (!expect_fits(&account->expect, mail->bytes, &came))
        return;
    came.received = (uint64_t)mail->received;
    struct message_buffer frame = {0};
    message_put_came(&frame, account->number, 0, &came);
    outlet_send(account->outlet, &frame);
}

/* How long a server may take to show that it is still there, ms. */
static int64_t
patience(const struct account *account)
{
    return account->watch.suspect ? STREAM_SUSPECT_TIME : STREAM_DONE_TIME;
}

/* Lists what there is to look at, unless the last list is not done yet. */
static enum fetch_result
list(struct account *account)
{
    struct session *session = account->session;
    if (!account->begun) {
        account->begun = true;
        return fetch_begin(&account->fetch, session, (int64_t)time(NULL));
    }
    if (fetch_unfinished(&account->fetch))
        return FETCH_DONE;
    if (session->idle_useless &&
        session_noop(session, patience(account)) == SESSION_LOST)
        return FETCH_LOST;
    return fetch_news(&account->fetch, session);
}

/* Looks at what is listed, at what came meanwhile, and then at a part of the sweep. */
static enum fetch_result
look_through(struct account *account)
{
    struct session *session = account->session;
    struct fetch *fetch = &account->fetch;
    const struct fetch_sink sink = {sink_room, sink_mail, sink_seen, account,
                                    sink_swept};
    int windows = 0;
    enum fetch_result result = fetch_go(fetch, session, &sink);
    for (int i = 1; result == FETCH_DONE && i < LOOKS_MOST; i++) {
        bool news = session->stream->guard.arrived != session->arrived;
        if (!news && (!sweep_on(&fetch->sweep) || windows++ == WINDOWS_MOST))
            break;
        result = news ? fetch_news(fetch, session) : fetch_sweep(fetch, session);
        if (result == FETCH_DONE)
            result = fetch_go(fetch, session, &sink);
    }
    return result;
}

/* Another folder was open: what came to the watched mailbox meanwhile is listed. */
static enum fetch_result
list_again(struct account *account)
{
    struct fetch *fetch = &account->fetch;
    bool tell = fetch->tell;
    uint32_t uidvalidity = fetch->uidvalidity;
    enum fetch_result result = fetch_begin(fetch, account->session,
                                           (int64_t)time(NULL));
    fetch->tell = tell || fetch->uidvalidity != uidvalidity; /* else it is no news */
    return result;
}

/* Does the errands dealt; *listed: another folder was open, and what came meanwhile is on
 * the list. */
static enum fetch_result
run_errands(struct account *account, bool *listed)
{
    const char *mailbox = account->order.mailbox;
    if (account->errands.turns == 0)
        return FETCH_DONE;
    if (turn_take(&account->errands, account->session,
                  (struct message_bytes){mailbox, strlen(mailbox)},
                  listed) == SESSION_LOST)
        return FETCH_LOST;
    return *listed ? list_again(account) : FETCH_DONE;
}

/* Looks at the folder for spam, if it is time, and comes back. Not while anything of the watched
 * mailbox is unfinished, which comes first. */
static enum fetch_result
look_aside(struct account *account)
{
    const struct account_order *order = &account->order;
    const struct fetch_sink sink = {sink_room, sink_junk_mail, sink_junk_seen, account,
                                    sink_swept};
    const struct junk_wanted wanted = {order->junk, order->junks, order->mailbox};
    const struct message_bytes mailbox = {order->mailbox, strlen(order->mailbox)};
    enum junk_result went = junk_look(&account->junk, account->session, &wanted, &sink,
                                      tick_now());
    if (went == JUNK_STAYED)
        return FETCH_DONE;
    if (went == JUNK_LOST || !session_examine(account->session, mailbox))
        return FETCH_LOST;
    enum fetch_result result = list_again(account);
    if (result == FETCH_DONE)
        result = look_through(account);
    return result == FETCH_DONE && went == JUNK_FULL ? FETCH_FULL : result;
}

void
account_look(struct crew_work *work)
{
    struct account *account = account_of(work);
    struct session *session = account->session;
    bool listed = false;
    account->fetch.pass = pass_header;
    account->fetch.context = account;
    session->answers = account->expect.length > 0;
    ledger_begin(account->number);
    enum fetch_result result = idle_end(session, patience(account))
                                   ? run_errands(account, &listed)
                                   : FETCH_LOST;
    if (result == FETCH_DONE && !listed)
        result = list(account);
    bool found = result == FETCH_DONE && fetch_unfinished(&account->fetch) &&
                 !account->fetch.sweeping;
    if (result == FETCH_DONE)
        result = look_through(account);
    if (result == FETCH_DONE)
        result = look_aside(account);
    session_slim(session);
    if (result == FETCH_LOST || !idle_begin(session))
        broke(account, &session->stream->trouble);
    else if (result == FETCH_FULL)
        came_to(account, WATCH_OVERFULL);
    else
        came_to(account, session->idle_useless ? WATCH_POLLED : WATCH_LOOKED);
    account->event.found = found;
    ledger_end(account->number);
}

/* ---- the end ---- */

void
account_drop_session(struct account *account)
{
    session_free(account->session);
    account->session = NULL;
}

void
account_wipe_secret(struct account *account)
{
    if (account->secret)
        explicit_bzero(account->secret, account->secret_length);
    free(account->secret);
    free(account->user);
    account->secret = NULL;
    account->secret_length = 0;
    account->user = NULL;
}

void
account_free(struct account *account)
{
    if (!account)
        return;
    account_drop_session(account);
    account_wipe_secret(account);
    account_order_free(&account->order);
    account_order_free(&account->later);
    errand_free(&account->errands);
    expect_free(&account->expect);
    expect_free(&account->expect_later);
    fetch_free(&account->fetch);
    junk_free(&account->junk);
    free(account);
}
