/* test_fetch: what is fetched, told and left out, against a mailbox made of two arrays. The
 * functions of session.h that fetch.c calls are ours here. */
#include "tests/support/check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "imap/fetch.h"

enum {
    MAILS = 200, /* the most a mailbox has here */
    DAYS = 7,
    NOW = 1795251600
};

/* A mailbox, what its server does at one mail, and what came of it. */
struct world {
    uint32_t uids[MAILS];
    size_t count;
    uint32_t gone;       /* deleted after it was listed */
    uint32_t gone_later; /* deleted after its header was read */
    uint32_t refused;    /* its body is refused */
    const char *code, *text;
    uint32_t broken, broken_too; /* their bodies end the session */
    size_t room;                 /* mails the agent takes */
    uint32_t sent[2 * MAILS];    /* some again, where the session broke */
    size_t sent_count;
    uint32_t seen;      /* as told last */
    bool ahead;         /* SEEN or SWEPT was told before a mail that it covers */
    uint32_t swept;     /* as told last */
    size_t swept_count; /* mails, as told */
    size_t searches;    /* of ranges */
    bool sweeping;
};

static struct world world;

static void
fill(uint32_t first, uint32_t last)
{
    for (uint32_t uid = first; uid <= last; uid++)
        world.uids[world.count++] = uid;
}

/* ---- the session ---- */

static const char bounce[] = "From: MAILER-DAEMON@mx.example.net\r\n"
                             "Subject: Undelivered Mail Returned to Sender\r\n\r\n";

enum session_result
session_lost(struct session *session)
{
    trouble_set(&session->stream->trouble, MESSAGE_STRANGE, "odd");
    return SESSION_LOST;
}

enum session_result
session_refused(struct session *session, const char *what)
{
    trouble_set(&session->stream->trouble, MESSAGE_STRANGE, "%s", what);
    return SESSION_LOST;
}

enum session_result
session_search(struct session *session, uint32_t first, int64_t since, uint32_t **uids,
               size_t *count)
{
    (void)session;
    *uids = malloc(sizeof world.uids);
    assert_non_null(*uids);
    *count = 0;
    for (size_t i = 0; i < world.count; i++)
        if (since > 0 || world.uids[i] >= first || /* all are of today */
            (first > 0 && i + 1 == world.count))   /* n:* */
            (*uids)[(*count)++] = world.uids[i];
    return SESSION_DONE;
}

enum session_result
session_range(struct session *session, uint32_t first, uint32_t last, uint32_t **uids,
              size_t *count)
{
    (void)session;
    world.searches++;
    *uids = malloc(sizeof world.uids);
    assert_non_null(*uids);
    *count = 0;
    for (size_t i = 0; i < world.count; i++)
        if (world.uids[i] >= first && world.uids[i] <= last)
            (*uids)[(*count)++] = world.uids[i];
    return SESSION_DONE;
}

static void
give(uint32_t uid, session_take *take, void *context)
{
    const struct session_mail mail = {uid, 500, NOW, {bounce, sizeof bounce - 1}};
    if (uid != world.gone)
        take(context, &mail);
}

enum session_result
session_headers(struct session *session, const uint32_t *uids, size_t count,
                session_take *take, void *context)
{
    (void)session;
    for (size_t i = 0; i < count; i++)
        give(uids[i], take, context);
    return SESSION_DONE;
}

enum session_result
session_headers_from(struct session *session, uint32_t first, session_take *take,
                     void *context)
{
    (void)session;
    for (size_t i = 0; i < world.count; i++)
        if (world.uids[i] >= first || i + 1 == world.count)
            give(world.uids[i], take, context);
    return SESSION_DONE;
}

enum session_result
session_body(struct session *session, uint32_t uid, session_take *take, void *context)
{
    struct guard *guard = &session->stream->guard;
    if (uid == world.broken || uid == world.broken_too)
        return session_lost(session);
    if (uid == world.refused) {
        snprintf(guard->answer.code, sizeof guard->answer.code, "%s", world.code);
        snprintf(guard->answer.text, sizeof guard->answer.text, "%s", world.text);
        return SESSION_SAID_NO;
    }
    if (uid != world.gone_later)
        give(uid, take, context);
    return SESSION_DONE;
}

/* ---- the agent ---- */

static bool
sink_room(void *context)
{
    (void)context;
    return world.room > 0;
}

static void
sink_mail(void *context, const struct message_mail *mail)
{
    (void)context;
    world.ahead |= world.sweeping ? world.swept >= mail->uid : world.seen >= mail->uid;
    world.sent[world.sent_count++] = (uint32_t)mail->uid;
    world.room--;
}

static void
sink_seen(void *context, const struct message_seen *seen)
{
    (void)context;
    world.seen = (uint32_t)seen->uid;
}

static void
sink_swept(void *context, const struct message_seen *swept)
{
    (void)context;
    assert_true(swept->uid > world.swept);
    world.swept = (uint32_t)swept->uid;
    world.swept_count += (size_t)swept->looked;
}

static const struct fetch_sink sink = {sink_room, sink_mail, sink_seen, NULL,
                                       sink_swept};

/* One session from EXAMINE to the end of the list; how it ended. */
static enum fetch_result
visit(struct fetch *fetch, struct session *session, uint32_t uidnext)
{
    session->stream->trouble = (struct trouble){0};
    session->stream->guard.uidvalidity = 7;
    session->stream->guard.uidnext = uidnext;
    enum fetch_result result = fetch_begin(fetch, session, NOW);
    return result == FETCH_DONE ? fetch_go(fetch, session, &sink) : result;
}

static struct stream stream;
static struct session session = {.stream = &stream};

static struct fetch
begin(uint32_t uidvalidity, uint32_t mark)
{
    struct fetch fetch = {0};
    memset(&world, 0, sizeof world);
    memset(&stream, 0, sizeof stream);
    world.room = MAILS;
    fetch_watch(&fetch, uidvalidity, mark, DAYS);
    return fetch;
}

/* ---- the tests ---- */

/* The agent takes eight at a time: what is told as seen never covers what waits. */
static void
seen_is_never_ahead(void **unused)
{
    (void)unused;
    struct fetch fetch = begin(7, 100);
    fill(101, 100 + MAILS);
    world.room = 8;
    enum fetch_result result = visit(&fetch, &session, 101 + MAILS);
    for (int i = 0; i < MAILS && result == FETCH_FULL; i++) {
        assert_true(world.seen < 101 + world.sent_count);
        world.room = 8;
        result = fetch_go(&fetch, &session, &sink);
    }
    assert_int_equal(result, FETCH_DONE);
    assert_int_equal(world.sent_count, MAILS);
    assert_false(world.ahead);
    assert_int_equal(world.seen, 100 + MAILS);
    fetch_free(&fetch);
}

/* Deleted after the list, or after the header: the others come, and the mark passes it. */
static void
deleted_meanwhile(void **unused)
{
    (void)unused;
    struct fetch fetch = begin(7, 2);
    fill(3, 6);
    world.gone = 4;
    world.gone_later = 5;
    assert_int_equal(visit(&fetch, &session, 7), FETCH_DONE);
    assert_int_equal(world.sent_count, 2);
    assert_int_equal(world.seen, 6);
    fetch_free(&fetch);
}

/* A mail the server will not give now is asked for again by the next sessions. */
static void
refused_mail(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *code, *text; int sessions; } cases[] = {
        {"EXPUNGEISSUED", "It is gone.",                  0},
        {"",              "cannot be converted",          FETCH_STUCK_MOST - 1},
        {"SERVERBUG",     "Internal error",               FETCH_STUCK_MOST - 1},
        {"UNAVAILABLE",   "Mailbox store is offline",     20}, /* as long as it takes */
        {"",              "Server Unavailable. 15",       20},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fetch fetch = begin(7, 2);
        fill(3, 5);
        world.refused = 4;
        world.code = cases[i].code;
        world.text = cases[i].text;
        int lost = 0;
        while (lost < 20 && visit(&fetch, &session, 6) == FETCH_LOST) {
            lost++;
            assert_true(world.seen < 4);
        }
        if (lost != cases[i].sessions)
            fail_msg("[%s] %s: %d sessions", cases[i].code, cases[i].text, lost);
        world.refused = 0;
        assert_int_equal(visit(&fetch, &session, 6), FETCH_DONE);
        assert_int_equal(world.seen, 5);
        assert_int_equal(world.sent[world.sent_count - 1], 5);
        fetch_free(&fetch);
    }
}

/* A mail on which the session ends each time is skipped in the end, the rest comes. */
static void
mail_that_breaks_the_session(void **unused)
{
    (void)unused;
    struct fetch fetch = begin(7, 2);
    fill(3, 60);
    world.broken = 30;
    int lost = 0;
    while (lost < 20 && visit(&fetch, &session, 61) == FETCH_LOST) {
        lost++;
        assert_true(world.seen < 30);
    }
    assert_int_equal(lost, 1 + FETCH_STUCK_MOST); /* once in a batch, then alone */
    assert_int_equal(world.seen, 60);
    assert_int_equal(world.sent[world.sent_count - 1], 60);
    fetch_free(&fetch);
}

/* A server told an absurd UIDNEXT once, or the mailbox was put back from an older copy. */
static void
mark_beyond_the_mailbox(void **unused)
{
    (void)unused;
    struct fetch fetch = begin(0, 0);
    fill(1, 2);
    assert_int_equal(visit(&fetch, &session, UINT32_MAX), FETCH_DONE);
    assert_int_equal(visit(&fetch, &session, 3), FETCH_DONE);
    size_t before = world.sent_count;
    world.uids[world.count++] = 3;
    session.arrived = 0;
    stream.guard.arrived = 1;
    assert_int_equal(fetch_news(&fetch, &session), FETCH_DONE);
    assert_int_equal(fetch_go(&fetch, &session, &sink), FETCH_DONE);
    assert_int_equal(world.sent_count, before + 1);
    assert_int_equal(world.sent[before], 3);
    assert_int_equal(world.seen, 3);
    fetch_free(&fetch);
}

/* Where nothing old is wanted and the server does not say what comes next, the last mail is the
 * mark all the same: what lies below is for a sweep, and no news. */
static void
no_uidnext(void **unused)
{
    (void)unused;
    struct fetch fetch = begin(0, 0);
    fetch_watch(&fetch, 0, 0, 0);
    fill(1, 5);
    session.arrived = 0;
    assert_int_equal(visit(&fetch, &session, 0), FETCH_DONE);
    assert_int_equal(world.sent_count, 0);
    assert_int_equal(world.seen, 5);
    fill(6, 6);
    stream.guard.arrived = 1;
    assert_int_equal(fetch_news(&fetch, &session), FETCH_DONE);
    assert_int_equal(fetch_go(&fetch, &session, &sink), FETCH_DONE);
    assert_int_equal(world.sent_count, 1);
    assert_int_equal(world.sent[0], 6);
    fetch_free(&fetch);
}

/* Works until the sweep is over; how often a mail found no room, or the session broke. */
static int
sweep_all(struct fetch *fetch)
{
    int again = 0;
    world.sweeping = true;
    while (sweep_on(&fetch->sweep) || fetch_unfinished(fetch)) {
        enum fetch_result result = fetch_unfinished(fetch)
                                       ? FETCH_DONE
                                       : fetch_sweep(fetch, &session);
        if (result == FETCH_DONE)
            result = fetch_go(fetch, &session, &sink);
        if (result == FETCH_LOST)
            assert_int_equal(visit(fetch, &session, 50001), FETCH_DONE);
        again += result != FETCH_DONE;
        world.room = result == FETCH_FULL ? 8 : world.room;
        assert_true(again < 100);
    }
    return again;
}

/* Old mails, far apart: each is sent once, even what this process has looked at before, for the
 * agent has turned away what was too old then, by the second; and what is told as swept never covers what waits. */
static void
a_sweep_goes_through_the_whole_mailbox(void **unused)
{
    (void)unused;
    struct fetch fetch = begin(7, 50000);
    for (uint32_t uid = 1; uid < MAILS; uid++)
        world.uids[world.count++] = uid < 100 ? uid : uid * 250;
    fetch.recent_days = 0;
    world.room = 8;
    uids_add(&fetch.looked, 50);
    sweep_begin(&fetch.sweep, 7, 11, 50000);
    fetch.uidvalidity = 7;
    assert_in_range(sweep_all(&fetch), 20, 25); /* eight at a time */
    assert_int_equal(world.sent_count, MAILS - 1 - 10);
    for (size_t i = 0; i < world.sent_count; i++)
        assert_int_equal(world.sent[i], world.uids[10 + i]);
    assert_false(world.ahead);
    assert_int_equal(world.swept, 50000);
    assert_true(world.searches < 40); /* 196 of the first width */
    assert_int_equal(fetch.mark, 50000);
    fetch_free(&fetch);
}

/* As in mail_that_breaks_the_session; the window goes on where it was. */
static void
a_sweep_goes_on_after_the_session_broke(void **unused)
{
    (void)unused;
    struct fetch fetch = begin(7, 60);
    fill(1, 60);
    fetch.recent_days = 0;
    world.broken = 30;
    world.broken_too = 35;
    sweep_begin(&fetch.sweep, 7, 1, 60);
    assert_int_equal(sweep_all(&fetch), 1 + 2 * FETCH_STUCK_MOST);
    assert_int_equal(world.swept, 60);
    assert_int_equal(world.swept_count, 60);
    assert_int_equal(world.sent[world.sent_count - 1], 60);
    fetch_free(&fetch);
}

/* Its UIDs mean nothing in a mailbox that was numbered anew. */
static void
a_sweep_ends_with_its_numbering(void **unused)
{
    (void)unused;
    struct fetch fetch = begin(7, 50);
    sweep_begin(&fetch.sweep, 6, 1, 50);
    assert_int_equal(fetch_sweep(&fetch, &session), FETCH_DONE);
    assert_false(sweep_on(&fetch.sweep));
    assert_int_equal(world.searches, 0);
    fetch_free(&fetch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seen_is_never_ahead),
        cmocka_unit_test(deleted_meanwhile),
        cmocka_unit_test(refused_mail),
        cmocka_unit_test(mail_that_breaks_the_session),
        cmocka_unit_test(mark_beyond_the_mailbox),
        cmocka_unit_test(no_uidnext),
        cmocka_unit_test(a_sweep_goes_through_the_whole_mailbox),
        cmocka_unit_test(a_sweep_goes_on_after_the_session_broke),
        cmocka_unit_test(a_sweep_ends_with_its_numbering),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
