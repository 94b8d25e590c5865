/* watch: what to do next about one mailbox. */
#include "imap/watch.h"

static struct watch_step
step(struct watch watch, enum watch_state state, int64_t due, enum watch_action action)
{
    watch.state = state;
    watch.due = due;
    return (struct watch_step){watch, action};
}

static struct watch_step
stay(struct watch watch)
{
    return (struct watch_step){watch, WATCH_NOTHING};
}

static struct watch_step
dial(struct watch watch, int64_t now)
{
    int64_t allowed = retry_allowed(&watch.retry, now);
    watch.quiet = watch.quiet && allowed <= now + WATCH_QUIET;
    if (allowed > now)
        return step(watch, WATCH_WAITING, allowed, WATCH_DROP);
    watch.opened = 0;
    watch.idled = 0;
    watch.ends = 0;
    watch.caught_up = false;
    watch.again = false;
    watch.suspect = false;
    watch.patient = false;
    return step(watch, WATCH_DIALLING, 0, WATCH_DIAL);
}

static struct watch_step
look(struct watch watch)
{
    watch.again = false;
    return step(watch, WATCH_LOOKING, 0, WATCH_LOOK);
}

static int64_t
throttled_wait(const struct watch_event *event)
{
    int64_t wait = event->wait > 0 ? event->wait : WATCH_THROTTLED_WAIT;
    if (wait > WATCH_THROTTLED_MOST)
        wait = WATCH_THROTTLED_MOST;
    /* Never earlier than told; up to a tenth later. */
    return wait + (int64_t)((uint64_t)(wait / 10) * event->random >> 32);
}

/* How long the present IDLE may last. */
static int64_t
renewal(const struct watch *watch)
{
    int64_t usual = watch->silent ? WATCH_AUDIT : WATCH_RENEW,
            known = watch->habits.renew;
    if (known > 0 && known < usual)
        usual = known > WATCH_RENEW_LEAST ? known : WATCH_RENEW_LEAST;
    return watch->renew > 0 && watch->renew < usual ? watch->renew : usual;
}

static void
renew_sooner(struct watch *watch, int64_t renew)
{
    if (renew < WATCH_RENEW_LEAST)
        renew = WATCH_RENEW_LEAST;
    if (renew < renewal(watch))
        watch->renew = renew;
}

/* What the end of a connection says of the road. A router that forgets a silent connection
 * shows when IDLE is left: nobody answers. A server that ends IDLE by itself does so after
 * the same time each time; once may be a restart. */
static void
learn_from_end(struct watch *watch, int64_t now)
{
    int64_t lasted = watch->idled > 0 ? now - watch->idled : 0;
    if (watch->suspect || lasted < WATCH_RENEW_LEAST)
        return;
    if (watch->state == WATCH_LOOKING && watch->renewing)
        renew_sooner(watch, lasted / 3 * 2);
    if (watch->state != WATCH_IDLING)
        return;
    int64_t apart = lasted > watch->cut ? lasted - watch->cut : watch->cut - lasted;
    if (watch->cut > 0 && apart < lasted / 10)
        renew_sooner(watch, lasted / 5 * 4);
    watch->cut = lasted;
}

/* How long to wait after it: a server that answers is spared, what does not answer feels
 * nothing. */
static int64_t
count_failure(struct watch *watch, bool answered, uint32_t random, int64_t now)
{
    if (answered) {
        watch->away = 0;
        return retry_wait(++watch->failures, RETRY_FIRST, RETRY_CAP, random);
    }
    if (watch->away == 0)
        watch->away = now;
    return retry_away(now - watch->away, random);
}

/* A session that had its time: the server has ended it as it ends all of them. */
static bool
is_usual_end(const struct watch *watch, const struct watch_event *event, int64_t now)
{
    return event->fault == MESSAGE_EXPIRED && watch->opened != 0 &&
           now - watch->opened >= WATCH_EXPIRED_LEAST;
}

/* The table of remedies, fault by fault. */
static struct watch_step
broke(struct watch watch, const struct watch_event *event, int64_t now)
{
    bool hurry = watch.hurried || event->stranded, quiet = watch.quiet;
    watch.quiet = is_usual_end(&watch, event, now);
    if (event->fault == MESSAGE_FINE || event->fault == MESSAGE_UNREACHABLE)
        learn_from_end(&watch, now);
    watch.hurried = false;
    watch.suspect = false;
    watch.renewing = false;
    watch.idled = 0;
    watch.patient = true;
    if (watch.opened != 0 && now - watch.opened >= RETRY_STABLE)
        watch.failures = 0;
    bool dialling = watch.state == WATCH_DIALLING;
    if (dialling && event->reached)
        retry_connected(&watch.retry, now);
    watch.opened = 0;
    watch.ends = 0;
    enum watch_state state = WATCH_WAITING;
    int64_t wait = count_failure(&watch, event->reached || !dialling, event->random,
                                 now);
    switch (event->fault) {
    case MESSAGE_FINE: /* a server that hangs up politely */
    case MESSAGE_UNREACHABLE:
    case MESSAGE_LOCAL:
        watch.patient = false;
        if (hurry)
            wait = WATCH_HURRY;
        break;
    case MESSAGE_EXPIRED:
        watch.patient = false;
        if (watch.quiet || hurry)
            wait = WATCH_HURRY;
        break;
    case MESSAGE_THROTTLED:
        wait = throttled_wait(event);
        break;
    case MESSAGE_STALE: /* a fresh token is tried at once, and nobody hears of it */
        wait = WATCH_HURRY;
        watch.quiet = quiet;
        if (++watch.refusals >= WATCH_REFUSED_MOST)
            return step(watch, WATCH_ASKING, 0, WATCH_DROP);
        break;
    case MESSAGE_REFUSED:
        if (++watch.refusals >= WATCH_REFUSED_MOST)
            return step(watch, WATCH_ASKING, 0, WATCH_DROP);
        break;
    case MESSAGE_UNTRUSTED:
        watch.patient = false; /* it may have been the hotel's, not the server's */
        state = WATCH_ASKING;
        wait = hurry ? WATCH_HURRY : WATCH_UNTRUSTED_WAIT;
        break;
    case MESSAGE_STRANGE: /* nor may that */
        watch.patient = false;
        wait = retry_wait(watch.failures, WATCH_STRANGE_FIRST, WATCH_STRANGE_CAP,
                          event->random);
        break;
    }
    int64_t due = retry_allowed(&watch.retry, now + wait);
    return step(watch, state, due, WATCH_DROP);
}

/* Before the server ends it: so there is no gap, and nobody hears of it. */
static struct watch_step
renew_session(struct watch watch, int64_t now)
{
    watch.quiet = true;
    return dial(watch, now);
}

static struct watch_step
due(struct watch watch, int64_t now)
{
    bool late = now - watch.due >= WATCH_LATE; /* the machine slept */
    switch (watch.state) {
    case WATCH_WAITING:
        return dial(watch, now);
    case WATCH_ASKING:
        return watch.due == 0 ? stay(watch) : dial(watch, now);
    case WATCH_IDLING:
        if (watch.ends > 0 && now >= watch.ends)
            return renew_session(watch, now);
        watch.renewing = true;
        watch.suspect = late || now - watch.idled <
                                    renewal(&watch); /* signs of life are missing */
        return look(watch);
    case WATCH_POLLING:
        if (watch.ends > 0 && now >= watch.ends)
            return renew_session(watch, now);
        watch.suspect = late;
        return look(watch);
    case WATCH_NEEDING: /* the agent never answered */
        return broke(watch,
                     &(struct watch_event){.what = WATCH_BROKE, .fault = MESSAGE_LOCAL},
                     now);
    case WATCH_OFF:
    case WATCH_DIALLING:
    case WATCH_ENTERING:
    case WATCH_LOOKING:
    case WATCH_FULL:
        break;
    }
    return stay(watch);
}

static struct watch_step
scan(struct watch watch, int64_t now)
{
    switch (watch.state) {
    case WATCH_IDLING:
    case WATCH_POLLING:
        return look(watch);
    case WATCH_LOOKING:
    case WATCH_FULL:
        watch.again = true;
        return stay(watch);
    case WATCH_WAITING:
        return dial(watch, now);
    case WATCH_OFF:
    case WATCH_DIALLING: /* it will look by itself */
    case WATCH_NEEDING:
    case WATCH_ENTERING:
    case WATCH_ASKING: /* one more try may lock the mailbox */
        break;
    }
    return stay(watch);
}

/* The network changed, or the machine woke. What was learned of the road is of another. */
static struct watch_step
nudged(struct watch watch, int64_t now)
{
    watch.renew = 0;
    watch.cut = 0;
    switch (watch.state) {
    case WATCH_IDLING:
    case WATCH_POLLING:
        watch.suspect = true;
        return look(watch);
    case WATCH_WAITING:
    case WATCH_ASKING:
        if (watch.patient || watch.due == 0)
            return stay(watch);
        watch.failures = 0;
        watch.away = 0;
        return dial(watch, now);
    case WATCH_DIALLING:
    case WATCH_NEEDING:
    case WATCH_ENTERING:
    case WATCH_LOOKING:
    case WATCH_FULL:
        watch.hurried = true;
        break;
    case WATCH_OFF:
        break;
    }
    return stay(watch);
}

static int64_t
sooner(int64_t a, int64_t b)
{
    return b > 0 && b < a ? b : a;
}

/* When to look next, or to renew the session. Once signs of life come as a habit, one that is late says that nobody
 * may be there any more, long before the renewal would. */
static int64_t
look_next(const struct watch *watch)
{
    int64_t renew = watch->idled + renewal(watch);
    int64_t late = watch->heard + watch->beat / 2 * 3 + WATCH_BEAT_GRACE;
    return sooner(sooner(renew, watch->ends), watch->beats >= WATCH_BEATS ? late : 0);
}

/* A sign of life. */
static struct watch_step
heard(struct watch watch, int64_t now)
{
    int64_t gap = now - watch.heard;
    if (watch.state != WATCH_IDLING || gap < WATCH_BEAT_LEAST)
        return stay(watch);
    int64_t apart = gap > watch.beat ? gap - watch.beat : watch.beat - gap;
    watch.beats = apart <= watch.beat / 8 ? watch.beats + 1 : 1;
    watch.beat = gap;
    watch.heard = now;
    watch.due = look_next(&watch);
    return stay(watch);
}

static struct watch_step
looked(struct watch watch, bool polls, bool found, int64_t now)
{
    if (watch.renewing && !watch.suspect && found)
        watch.untold++;
    watch.silent |= watch.untold >= (watch.habits.lossy ? 1U : WATCH_UNTOLD);
    watch.quiet = false;
    watch.caught_up = true;
    watch.polls = polls;
    watch.suspect = false;
    watch.hurried = false;
    watch.renewing = false;
    if (watch.again)
        return look(watch);
    watch.idled = polls ? 0 : now;
    watch.heard = now;
    if (polls)
        return step(watch, WATCH_POLLING, sooner(now + watch_poll(&watch), watch.ends),
                    WATCH_PARK);
    return step(watch, WATCH_IDLING, look_next(&watch), WATCH_PARK);
}

static struct watch_step
secret(struct watch watch, int64_t good, int64_t now)
{
    switch (watch.state) {
    case WATCH_NEEDING:
        watch.good = good;
        return step(watch, WATCH_ENTERING, 0, WATCH_LOGIN);
    case WATCH_ASKING: /* a new one: the old refusals no longer count */
        watch.refusals = 0;
        return dial(watch, now);
    case WATCH_OFF:
    case WATCH_DIALLING:
    case WATCH_ENTERING:
    case WATCH_LOOKING:
    case WATCH_FULL:
    case WATCH_IDLING:
    case WATCH_POLLING:
    case WATCH_WAITING:
        break;
    }
    return stay(watch);
}

/* When to renew a session that begins now: WATCH_AHEAD before the provider ends it, or before
 * its token is over, with which Gmail ends it. */
static int64_t
session_end(const struct watch *watch, int64_t now)
{
    int64_t lasts = sooner(watch->good > 0 ? watch->good : INT64_MAX,
                           watch->habits.session);
    if (lasts == INT64_MAX || lasts < WATCH_EXPIRED_LEAST)
        return 0; /* too soon to be kept ahead of: the server's word is waited for */
    return now + lasts - WATCH_AHEAD;
}

/* The agent has no secret: a person must act, or it comes right by itself. */
static struct watch_step
none(struct watch watch, const struct watch_event *event, int64_t now)
{
    if (watch.state != WATCH_NEEDING)
        return stay(watch);
    bool person = event->fault == MESSAGE_REFUSED || event->fault == MESSAGE_FINE;
    int64_t wait = event->wait > 0 ? event->wait : WATCH_NO_SECRET;
    if (wait > WATCH_THROTTLED_MOST)
        wait = WATCH_THROTTLED_MOST;
    watch.patient = true;
    watch.quiet = false;
    return step(watch, person ? WATCH_ASKING : WATCH_WAITING,
                retry_allowed(&watch.retry, now + wait), WATCH_DROP);
}

struct watch_step
watch_step(struct watch watch, struct watch_event event, int64_t now)
{
    switch (event.what) {
    case WATCH_START:
        watch.failures = 0;
        watch.refusals = 0;
        watch.quiet = false;
        return dial(watch, now);
    case WATCH_OPENED:
        watch.opened = now;
        retry_connected(&watch.retry, now);
        return step(watch, WATCH_NEEDING, now + WATCH_SECRET_WAIT, WATCH_ASK);
    case WATCH_SECRET:
        return secret(watch, event.wait, now);
    case WATCH_NO_SECRET_CAME:
        return none(watch, &event, now);
    case WATCH_ENTERED:
        watch.refusals = 0;
        watch.ends = session_end(&watch, now);
        return look(watch);
    case WATCH_LOOKED:
    case WATCH_POLLED:
        return looked(watch, event.what == WATCH_POLLED, event.found, now);
    case WATCH_OVERFULL:
        return step(watch, WATCH_FULL, 0, WATCH_PARK);
    case WATCH_ROOM:
        return watch.state == WATCH_FULL ? look(watch) : stay(watch);
    case WATCH_STIRRED:
        if (watch.state != WATCH_IDLING && watch.state != WATCH_POLLING)
            return stay(watch);
        watch.untold = 0; /* it does tell */
        return look(watch);
    case WATCH_SCAN:
        return scan(watch, now);
    case WATCH_DUE:
        return due(watch, now);
    case WATCH_BROKE:
        return broke(watch, &event, now);
    case WATCH_NUDGED:
        return nudged(watch, now);
    case WATCH_HEARD:
        return heard(watch, now);
    }
    return stay(watch);
}

enum message_watch_state
watch_told(const struct watch *watch)
{
    if (watch->quiet)
        return MESSAGE_WATCHING;
    switch (watch->state) {
    case WATCH_IDLING:
    case WATCH_POLLING:
        return MESSAGE_WATCHING;
    case WATCH_LOOKING:
    case WATCH_FULL:
        return watch->caught_up ? MESSAGE_WATCHING : MESSAGE_CONNECTING;
    case WATCH_OFF:
    case WATCH_DIALLING:
    case WATCH_NEEDING:
    case WATCH_ENTERING:
        return MESSAGE_CONNECTING;
    case WATCH_WAITING:
        return MESSAGE_WAITING;
    case WATCH_ASKING:
        return MESSAGE_ASKING;
    }
    return MESSAGE_CONNECTING;
}

int64_t
watch_poll(const struct watch *watch)
{
    int64_t poll = watch->habits.poll > 0 ? watch->habits.poll : WATCH_POLL;
    return poll > WATCH_POLL_LEAST ? poll : WATCH_POLL_LEAST;
}
