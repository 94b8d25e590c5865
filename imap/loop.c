/* loop: frames in, events to the watches, work to the crew. */
#include "imap/loop.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "imap/account.h"
#include "imap/idle.h"
#include "imap/inlet.h"
#include "imap/ledger.h"
#include "imap/network.h"
#include "imap/nudge.h"
#include "imap/pace.h"
#include "imap/tell.h"
#include "imap/tick.h"
#include "imap/trust.h"

enum {
    EVENTS = 16 /* epoll events a turn */
};

struct loop {
    int epoll, agent, timer, wake, cancel;
    struct crew crew;
    struct outlet outlet;
    struct account *accounts[MESSAGE_ACCOUNTS_MAX]; /* NULL: not watched; 32 KiB, of
                                                     * which only what is used is dirty */
    uint32_t count; /* one more than the highest number in use */
    struct inlet inlet;
    struct network network;
    struct nudge nudge;
    struct pace pace;
    uint64_t turns;   /* given to accounts that are to be dialled */
    unsigned working; /* accounts that a worker has */
    unsigned dialled; /* of these, those that are being connected */
    bool swollen;     /* a first look was taken: there may be memory to give back */
    int64_t armed;    /* when the timer fires; 0: it does not */
    bool writing;     /* epoll also waits until the agent takes more */
    bool leaving;
    int exit_code;
};

/* ---- effects ---- */

static void
unpark(struct loop *loop, struct account *account)
{
    if (!account->parked)
        return;
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, account->session->stream->fd, NULL);
    account->parked = false;
}

/* Why nothing can be done on the account's session now. */
static const char *
no_connection(const struct account *account)
{
    return account->trouble.text[0] != '\0'
               ? account->trouble.text
               : "There is no connection to the mail server.";
}

static void
drop(struct loop *loop, struct account *account)
{
    unpark(loop, account);
    account_drop_session(account);
    account_wipe_secret(account);
    errand_fail(&account->errands, no_connection(account));
    account->turn = 0;
}

/* What came for a parked session; false: nothing that matters. */
static bool
pump(struct account *account, struct watch_event *event)
{
    ledger_begin(account->number);
    enum idle_news news = idle_pump(account->session);
    ledger_end(account->number);
    switch (news) {
    case IDLE_QUIET:
        return false;
    case IDLE_ALIVE:
        *event = (struct watch_event){.what = WATCH_HEARD};
        return true;
    case IDLE_STIRRED:
        *event = (struct watch_event){.what = WATCH_STIRRED};
        return true;
    case IDLE_GONE:
        break;
    }
    account->trouble = account->session->stream->trouble;
    *event = (struct watch_event){.what = WATCH_BROKE,
                                  .fault = account->trouble.fault,
                                  .wait = account->trouble.wait};
    return true;
}

/* Parks the session. What came before that must not be missed: true, and *event says so. */
static bool
park(struct loop *loop, struct account *account, struct watch_event *event)
{
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = account};
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, account->session->stream->fd, &wanted) <
        0) {
        trouble_set(&account->trouble, MESSAGE_LOCAL, "epoll: %s", strerror(errno));
        *event = (struct watch_event){.what = WATCH_BROKE, .fault = MESSAGE_LOCAL};
        return true;
    }
    account->parked = true;
    bool news = pump(account, event) && event->what != WATCH_HEARD;
    if (news && event->what == WATCH_BROKE)
        return true;
    /* Room may have come while a worker had the account; FULL hears of nothing else. */
    if (account->watch.state == WATCH_FULL &&
        outlet_room(account->outlet, &account->flight)) {
        *event = (struct watch_event){.what = WATCH_ROOM};
        return true;
    }
    return news;
}

/* Hands the account to a worker; true, and *event says so: there is none. */
static bool
hand_over(struct loop *loop, struct account *account, void (*run)(struct crew_work *),
          struct watch_event *event)
{
    unpark(loop, account);
    bool ready = account->watch.caught_up && !fetch_unfinished(&account->fetch);
    if (run == account_look && ready)
        errand_deal(&account->errands, tick_now());
    bool long_ago = sweep_on(&account->fetch.sweep); /* nobody waits for these mails */
    bool slow = !account->watch.caught_up || long_ago || account->errands.turns > 0;
    enum crew_kind kind = slow ? CREW_SLOW : CREW_QUICK;
    if (account->watch.state == WATCH_DIALLING)
        kind = CREW_DIAL;
    account->work = (struct crew_work){.run = run, .kind = kind};
    account->working = crew_add(&loop->crew, &account->work);
    loop->working += account->working;
    loop->dialled += account->working && kind == CREW_DIAL;
    if (account->working)
        return false;
    account->trouble = (struct trouble){0};
    trouble_set(&account->trouble, MESSAGE_LOCAL, "There is no memory left.");
    *event = (struct watch_event){.what = WATCH_BROKE, .fault = MESSAGE_LOCAL};
    return true;
}

/* Does what the watch says; true: that made another event. */
static bool
act(struct loop *loop, struct account *account, enum watch_action action,
    struct watch_event *event)
{
    switch (action) {
    case WATCH_NOTHING:
        return false;
    case WATCH_DIAL:
        drop(loop, account);
        account->turn = ++loop->turns; /* dial_some comes to it */
        return false;
    case WATCH_ASK:
        tell_need(account);
        return park(loop, account, event);
    case WATCH_LOGIN:
        return hand_over(loop, account, account_login, event);
    case WATCH_LOOK:
        return hand_over(loop, account, account_look, event);
    case WATCH_PARK:
        return park(loop, account, event);
    case WATCH_DROP:
        drop(loop, account);
        return false;
    }
    return false;
}

/* Runs the watch until nothing more follows from the event. */
static void
happen(struct loop *loop, struct account *account, struct watch_event event)
{
    bool more = true;
    while (more) {
        if (event.what == WATCH_BROKE &&
            getrandom(&event.random, sizeof event.random, GRND_NONBLOCK) < 0)
            event.random = (uint32_t)tick_now() * 2654435761U;
        struct watch_step step = watch_step(account->watch, event, tick_now());
        account->watch = step.watch;
        more = act(loop, account, step.action, &event);
        tell_state(account, false);
    }
}

/* ---- dials ---- */

/* The account that has waited longest to be dialled; NULL: none waits. */
static struct account *
first_in_line(const struct loop *loop)
{
    struct account *first = NULL;
    for (uint32_t i = 0; i < loop->count; i++) {
        struct account *account = loop->accounts[i];
        if (account && account->turn > 0 && (!first || account->turn < first->turn))
            first = account;
    }
    return first;
}

/* Dials as many as the crew and the pace allow. Returns when the next one's time comes; 0:
 * when something else happens. */
static int64_t
dial_some(struct loop *loop)
{
    struct account *account = NULL;
    while (loop->dialled < CREW_DIALS && (account = first_in_line(loop))) {
        int64_t now = tick_now(), when = pace_next(&loop->pace, now);
        if (when > now)
            return when;
        struct watch_event event;
        pace_took(&loop->pace, now);
        account->turn = 0;
        if (hand_over(loop, account, account_dial, &event))
            happen(loop, account, event);
    }
    return 0;
}

/* ---- frames ---- */

/* A new order ends what was going on; a worker is waited for. */
static void
start(struct loop *loop, struct account *account)
{
    if (account->working) {
        account->restart = true;
        return;
    }
    account->restart = false;
    unpark(loop, account);
    account_begin(account, &account->later);
    happen(loop, account, (struct watch_event){.what = WATCH_START});
}

static bool
heard_watch(struct loop *loop, const struct message *message)
{
    struct message_watch watch;
    struct account_order order;
    if (!message_read_watch(message, &watch) || !account_order_copy(&watch, &order))
        return false;
    struct account *account = loop->accounts[message->account];
    if (!account) {
        account = calloc(1, sizeof *account);
        if (!account) {
            account_order_free(&order);
            return false;
        }
        account->number = message->account;
        account->outlet = &loop->outlet;
        account->errands.number = message->account;
        account->errands.outlet = &loop->outlet;
        account->cancel = loop->cancel;
        loop->accounts[message->account] = account;
        if (loop->count <= message->account)
            loop->count = message->account + 1;
    }
    account_order_free(&account->later);
    account->later = order;
    start(loop, account);
    return true;
}

/* Keeps it until the login. False: no memory. */
static bool
take_secret(struct account *account, const struct message_secret *secret)
{
    account_wipe_secret(account);
    account->secret = malloc(secret->secret.length);
    if (secret->user.length > 0)
        account->user = strndup(secret->user.at, secret->user.length);
    if (!account->secret || (secret->user.length > 0 && !account->user))
        return false;
    memcpy(account->secret, secret->secret.at, secret->secret.length);
    account->secret_length = secret->secret.length;
    account->token = secret->token == 1;
    return true;
}

/* An answer counts for the question asked last; out of turn it says that there is a new
 * secret, which is asked for when the login comes to it. */
static bool
heard_secret(struct loop *loop, struct account *account, const struct message *message)
{
    struct message_secret secret;
    if (!message_read_secret(message, &secret))
        return false;
    bool answer = account->watch.state == WATCH_NEEDING && !account->working &&
                  message->request == account->asked;
    struct watch_event event = {.what = WATCH_SECRET};
    if (answer && secret.secret.length > 0) {
        if (!take_secret(account, &secret))
            return false;
        event.wait = (int64_t)secret.expires;
    } else if (answer) {
        event.what = WATCH_NO_SECRET_CAME;
        event.fault = secret.fault == MESSAGE_FINE ? MESSAGE_REFUSED
                                                   : (enum message_fault)secret.fault;
        event.wait = (int64_t)secret.wait;
        account->trouble = (struct trouble){0};
        trouble_set(&account->trouble, event.fault, "%s cannot sign in: %.*s",
                    account->order.user, (int)secret.why.length, secret.why.at);
        account->trouble.cause = MESSAGE_NO_SECRET;
    } else if (account->working || account->watch.state != WATCH_ASKING) {
        return true;
    }
    happen(loop, account, event);
    return true;
}

static bool
heard_trust(const struct message *message)
{
    struct message_trust trust;
    return message_read_trust(message, &trust) && trust_learn(&trust);
}

static void
heard_scan(struct loop *loop, struct account *account)
{
    account->scan = account->working;
    if (account->working) /* the rest is the worker's now */
        return;
    account->fetch.tell = true;
    happen(loop, account, (struct watch_event){.what = WATCH_SCAN});
    tell_state(account, true);
}

/* Where a worker has the account, it keeps to the list that it began with. */
static void
take_expected(struct account *account)
{
    if (!account->expects_anew)
        return;
    expect_free(&account->expect);
    account->expect = account->expect_later;
    account->expect_later = (struct expect){0};
    account->expects_anew = false;
}

/* Goes on with the sweep and the errands, where the account is at leave. */
static void
go_on(struct loop *loop, struct account *account)
{
    if (account->sweep.from > 0)
        sweep_begin(&account->fetch.sweep, (uint32_t)account->sweep.uidvalidity,
                    (uint32_t)account->sweep.from, (uint32_t)account->sweep.to);
    account->sweep.from = 0;
    take_expected(account);
    bool parked = account->watch.state == WATCH_IDLING ||
                  account->watch.state == WATCH_POLLING;
    if (parked && (sweep_on(&account->fetch.sweep) ||
                   errand_ready(&account->errands, tick_now())))
        happen(loop, account, (struct watch_event){.what = WATCH_SCAN});
}

static bool
heard_sweep(struct loop *loop, struct account *account, const struct message *message)
{
    struct message_sweep sweep;
    if (!message_read_sweep(message, &sweep))
        return false;
    if (!account)
        return true;
    account->sweep = sweep;
    if (!account->working)
        go_on(loop, account);
    return true;
}

static bool
heard_expect(struct account *account, const struct message *message)
{
    if (!account)
        return true;
    account->expects_anew = true;
    bool good = expect_set(&account->expect_later, message->payload);
    if (!account->working)
        take_expected(account);
    return good;
}

/* Is there a session, or will there soon be one? */
static bool
is_hopeful(const struct account *account)
{
    switch (account->watch.state) {
    case WATCH_OFF:
    case WATCH_WAITING:
    case WATCH_ASKING:
        return false;
    case WATCH_DIALLING:
    case WATCH_NEEDING:
    case WATCH_ENTERING:
    case WATCH_LOOKING:
    case WATCH_FULL:
    case WATCH_IDLING:
    case WATCH_POLLING:
        break;
    }
    return true;
}

static bool
heard_errand(struct loop *loop, struct account *account, const struct message *message)
{
    bool good = false;
    if (!account) /* the agent knows whom it has had watched */
        return false;
    if (message->type == MESSAGE_ERRAND)
        good = errand_add(&account->errands, message, tick_now(),
                          is_hopeful(account) ? NULL : no_connection(account));
    else if (message->type == MESSAGE_PIECE)
        good = errand_piece(&account->errands, message);
    else
        good = errand_proceed(&account->errands, message);
    if (good && !account->working)
        go_on(loop, account);
    return good;
}

/* false: the agent talks nonsense. */
static bool
heard(void *context, const struct message *message)
{
    struct loop *loop = context;
    struct account *account = loop->accounts[message->account];
    switch (message->type) {
    case MESSAGE_WATCH:
        return heard_watch(loop, message);
    case MESSAGE_SECRET:
        return !account || heard_secret(loop, account, message);
    case MESSAGE_TAKEN:
        if (account) {
            outlet_taken(&loop->outlet, &account->flight, message->request);
            if (!account->working)
                happen(loop, account, (struct watch_event){.what = WATCH_ROOM});
        }
        return true;
    case MESSAGE_SCAN:
        if (account)
            heard_scan(loop, account);
        return true;
    case MESSAGE_TRUST:
        return heard_trust(message);
    case MESSAGE_SWEEP:
        return heard_sweep(loop, account, message);
    case MESSAGE_EXPECT:
        return heard_expect(account, message);
    case MESSAGE_QUIT:
        loop->leaving = true;
        return true;
    case MESSAGE_ERRAND:
    case MESSAGE_PIECE:
    case MESSAGE_PROCEED:
        return heard_errand(loop, account, message);
    case MESSAGE_DONE: /* ours to say */
    case MESSAGE_CAME:
    case MESSAGE_STATE:
    case MESSAGE_MAIL:
    case MESSAGE_SEEN:
    case MESSAGE_SWEPT:
    case MESSAGE_FACTS:
    case MESSAGE_CAGE:
    case MESSAGE_LOOKUPS:
    case MESSAGE_WEB:
    case MESSAGE_REDRAFT:
    case MESSAGE_STEP:
    case MESSAGE_TYPES:
        break;
    }
    return false;
}

/* ---- input ---- */

static void
leave(struct loop *loop, int code, const char *why)
{
    if (why)
        fprintf(stderr, "ndrwatch-imap: %s\n", why);
    loop->leaving = true;
    if (loop->exit_code == 0)
        loop->exit_code = code;
}

static void
hear(struct loop *loop)
{
    switch (inlet_read(&loop->inlet, loop->agent, heard, loop)) {
    case INLET_GOOD:
        return;
    case INLET_CLOSED: /* nobody to watch for */
        leave(loop, 0, NULL);
        return;
    case INLET_BROKEN:
        leave(loop, EX_PROTOCOL, "the agent sent a frame that is not understood");
        return;
    case INLET_NO_MEMORY:
        leave(loop, EX_OSERR, "no memory left");
        return;
    }
}

/* ---- the network ---- */

/* A worker that waits for a server over a dead connection is told so at once. While it logs
 * in or looks, the session is its own but stays where it is. */
static void
give_up_stranded(const struct account *account)
{
    bool talks = account->watch.state == WATCH_ENTERING ||
                 account->watch.state == WATCH_LOOKING;
    if (talks && network_stranded(account->session->stream->fd))
        shutdown(account->session->stream->fd, SHUT_RDWR);
}

/* The network changed under this account, or the machine slept. */
static void
nudge(struct loop *loop, struct account *account)
{
    account->nudged = account->working; /* the worker has it: when that is done */
    if (account->working) {
        give_up_stranded(account);
        return;
    }
    struct watch_event event = {.what = WATCH_NUDGED};
    if (account->parked && network_stranded(account->session->stream->fd)) {
        account->trouble = (struct trouble){0};
        trouble_set(&account->trouble, MESSAGE_UNREACHABLE,
                    "The network has changed; connecting to %s anew.",
                    account->order.host);
        event = (struct watch_event){
            .what = WATCH_BROKE, .fault = MESSAGE_UNREACHABLE, .stranded = true};
    }
    happen(loop, account, event);
}

static void
nudge_all(struct loop *loop)
{
    for (uint32_t i = 0; i < loop->count; i++)
        if (loop->accounts[i])
            nudge(loop, loop->accounts[i]);
}

/* ---- finished work, timers ---- */

static void
collect(struct loop *loop)
{
    uint64_t count;
    ssize_t got = read(loop->wake, &count, sizeof count);
    (void)got; /* nothing there: the frames may still have news */
    struct crew_work *work = crew_done(&loop->crew);
    while (work) {
        struct account *account = (struct account *)(void *)work;
        work = work->next;
        account->working = false;
        errand_collect(&account->errands);
        loop->working--;
        loop->dialled -= account->work.kind == CREW_DIAL;
        loop->swollen |= account->work.kind == CREW_SLOW;
        account->fetch.tell |= account->scan;
        if (account->restart) {
            start(loop, account);
            continue;
        }
        if (account->nudged)
            nudge(loop, account);
        happen(loop, account, account->event);
        if (account->scan && !account->working)
            happen(loop, account, (struct watch_event){.what = WATCH_SCAN});
        account->scan = false;
        if (!account->working)
            go_on(loop, account);
    }
}

static void
fire(struct loop *loop)
{
    uint64_t count;
    ssize_t got = read(loop->timer, &count, sizeof count);
    (void)got;
    loop->armed = 0;
    int64_t now = tick_now();
    if (nudge_due(&loop->nudge, now))
        nudge_all(loop);
    for (uint32_t i = 0; i < loop->count; i++) {
        struct account *account = loop->accounts[i];
        if (!account || account->working || account->watch.due == 0 ||
            account->watch.due > now)
            continue;
        if (account->watch.state == WATCH_NEEDING) {
            account->trouble = (struct trouble){0};
            trouble_set(&account->trouble, MESSAGE_LOCAL,
                        "The password for %s was not found in time. Check "
                        "password_command.",
                        account->order.user);
        }
        happen(loop, account, (struct watch_event){.what = WATCH_DUE});
    }
}

/* Sets the timer to the earliest due; it is touched only when that changes. */
static void
arm(struct loop *loop, int64_t next_dial)
{
    int64_t earliest = loop->nudge.due;
    if (next_dial > 0 && (earliest == 0 || next_dial < earliest))
        earliest = next_dial;
    for (uint32_t i = 0; i < loop->count; i++) {
        const struct account *account = loop->accounts[i];
        if (account && !account->working && account->watch.due > 0 &&
            (earliest == 0 || account->watch.due < earliest))
            earliest = account->watch.due;
    }
    if (earliest == loop->armed)
        return;
    loop->armed = earliest;
    const struct itimerspec when = {.it_value = tick_moment(earliest)};
    timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

/* ---- the loop ---- */

static bool
listen_to(struct loop *loop, int fd, int *key)
{
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = key};
    return fd >= 0 && epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &wanted) == 0;
}

static bool
open_all(struct loop *loop)
{
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->cancel = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    outlet_open(&loop->outlet, loop->agent, loop->wake);
    crew_open(&loop->crew, loop->wake);
    network_open(&loop->network); /* without it, the timers are all there is */
    listen_to(loop, loop->network.links, &loop->network.links);
    listen_to(loop, loop->network.clock, &loop->network.clock);
    return loop->epoll >= 0 && loop->cancel >= 0 &&
           listen_to(loop, loop->agent, &loop->agent) &&
           listen_to(loop, loop->timer, &loop->timer) &&
           listen_to(loop, loop->wake, &loop->wake);
}

/* Waits for the agent to take more exactly while there is more. */
static void
flush(struct loop *loop)
{
    enum outlet_rest rest = outlet_flush(&loop->outlet);
    bool more = rest == OUTLET_MORE;
    if (rest == OUTLET_BROKEN)
        leave(loop, 0, NULL);
    if (more == loop->writing)
        return;
    loop->writing = more;
    struct epoll_event wanted = {.events = EPOLLIN | (more ? EPOLLOUT : 0U),
                                 .data.ptr = &loop->agent};
    epoll_ctl(loop->epoll, EPOLL_CTL_MOD, loop->agent, &wanted);
}

static void
turn(struct loop *loop)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(loop->epoll, events, EVENTS, -1);
    for (int i = 0; i < count && !loop->leaving; i++) {
        void *key = events[i].data.ptr;
        struct watch_event event;
        if (key == &loop->agent) {
            if ((events[i].events & ~(unsigned)EPOLLOUT) != 0)
                hear(loop);
        } else if (key == &loop->timer) {
            fire(loop);
        } else if (key == &loop->wake) {
            collect(loop);
        } else if (key == &loop->network.links) {
            if (network_links(&loop->network))
                nudge_note(&loop->nudge, tick_now());
        } else if (key == &loop->network.clock) {
            if (network_clock(&loop->network))
                nudge_note(&loop->nudge, tick_now());
        } else {
            struct account *account = key;
            if (account->parked && pump(account, &event))
                happen(loop, account, event);
        }
    }
    flush(loop);
}

/* When the first looks are done, all of them: it takes longer the more there is. */
static void
slim(struct loop *loop)
{
    if (!loop->swollen || loop->working > 0)
        return;
    loop->swollen = false;
    malloc_trim(0);
}

static void
close_all(struct loop *loop)
{
    const uint64_t one = 1;
    ssize_t put = write(loop->cancel, &one, sizeof one);
    (void)put;
    if (!crew_close(&loop->crew)) /* a name look-up hangs: the system cleans up */
        _exit(loop->exit_code);
    for (uint32_t i = 0; i < loop->count; i++) {
        struct account *account = loop->accounts[i];
        if (account && account->session && account->parked)
            session_goodbye(account->session);
        account_free(account);
    }
    network_close(&loop->network);
    outlet_close(&loop->outlet);
    inlet_free(&loop->inlet);
    close(loop->epoll);
    close(loop->timer);
    close(loop->wake);
    close(loop->cancel);
}

int
loop_run(int fd)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        return EX_OSERR;
    loop->agent = fd;
    if (!open_all(loop))
        leave(loop, EX_OSERR, strerror(errno));
    while (!loop->leaving) {
        arm(loop, dial_some(loop));
        turn(loop);
        slim(loop);
    }
    int code = loop->exit_code;
    close_all(loop);
    free(loop);
    return code;
}
