/* test_messages: frames come out as they went in, and nothing else comes out at all. */
#include "tests/support/check.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "imap/messages.h"

static struct message_bytes
bytes(const char *text)
{
    return (struct message_bytes){text, strlen(text)};
}

static void
same(struct message_bytes got, struct message_bytes want)
{
    assert_int_equal(got.length, want.length);
    assert_memory_equal(got.at, want.at, want.length);
}

static const struct message_watch watch_sample = {
    .name = {"outlook", 7},
    .host = {"imap.example.org", 16},
    .user = {"you@example.org", 15},
    .mailbox = {"INBOX", 5},
    .ca_file = {"", 0},
    .port = 993,
    .uidvalidity = UINT32_MAX,
    .uid = 811,
    .recent_days = 7,
    .starttls = 1,
    .idle = MESSAGE_IDLE_NO,
    .renew = 170,
    .poll = 180,
    .session = 3600,
    .junk = {"Junk", 4},
    .junks = {"Junk|Spam", 9},
    .junk_uidvalidity = 14,
    .junk_uid = 5,
};
static const struct message_state state_sample = {
    .state = MESSAGE_ASKING,
    .fault = MESSAGE_REFUSED,
    .cause = MESSAGE_APP_PASSWORD,
    .next = INT64_MAX,
    .poll = 180,
    .text = {"refused", 7},
};
static const struct message_mail mail_sample = {
    .uidvalidity = 7,
    .uid = 812,
    .size = 100000000,
    .received = 1795266000,
    .bytes = {"From: a\0b\r\n", 11},
};
static const struct message_seen seen_sample = {7, 812, 50};
static const struct message_sweep sweep_sample = {7, 1, UINT32_MAX};
static const struct message_cage cage_sample = {31, 7};
static const struct message_step step_sample = {
    MESSAGE_SECURED, 1795266000, {"TLSv1.3", 7}};
static const struct message_errand errand_sample = {
    .kind = MESSAGE_SEARCH,
    .folder = MESSAGE_DRAFTS,
    .time = 30000,
    .name = {"Entw\xc3\xbcrfe", 9},
    .names = {"Drafts|Brouillons", 17},
    .id = {"<1@example.org>", 15},
    .to = {"pat@example.com", 15},
    .from = {"jo@example.com", 14},
    .subject = {"Hello", 5},
    .since = 1795266000,
    .before = INT64_MAX,
    .uidvalidity = 7,
    .uid = UINT32_MAX,
    .size = MESSAGE_WHOLE_MAX,
    .received = 1795266001,
};
static const struct message_piece piece_sample = {7, 262144, 3, 4, {"a\0b", 3}};
static const struct message_done done_sample = {
    .outcome = MESSAGE_DENIED,
    .count = 2,
    .looked = 100,
    .total = 200000,
    .complete = 1,
    .uidvalidity = 7,
    .uid = 812,
    .received = 1795266000,
    .folder = {"Sent", 4},
    .text = {"no", 2},
};
static const struct message_proceed more_sample = {1};
static const struct message_came came_sample = {
    1795266000, {"Pat@example.com", 15}, {"<1@example.org>", 15}};

/* Writes one frame of the type, the way its writers do. */
static void
put_sample(struct message_buffer *out, enum message_type type)
{
    const struct message_secret secret = {.secret = bytes("s3cret"),
                                          .user = bytes("you@live.com"),
                                          .token = 1,
                                          .expires = 3600000,
                                          .fault = MESSAGE_LOCAL,
                                          .wait = 9};
    const struct message_trust trust = {bytes("/ca.pem"), bytes("PEM"), bytes("")};
    switch (type) {
    case MESSAGE_WATCH:
        message_put_watch(out, 3, 9, &watch_sample);
        break;
    case MESSAGE_SECRET:
        message_put_secret(out, 3, 9, &secret);
        break;
    case MESSAGE_STATE:
        message_put_state(out, 3, 9, &state_sample);
        break;
    case MESSAGE_MAIL:
        message_put_mail(out, 3, 9, &mail_sample);
        break;
    case MESSAGE_SEEN:
        message_put_seen(out, 3, 9, &seen_sample);
        break;
    case MESSAGE_REDRAFT:
        message_put_bytes(out, MESSAGE_REDRAFT, 3, 9, "+a", 2);
        break;
    case MESSAGE_FACTS:
    case MESSAGE_EXPECT:
    case MESSAGE_LOOKUPS:
    case MESSAGE_WEB:
        message_put_bytes(out, type, 3, 9, "{}", 2);
        break;
    case MESSAGE_STEP:
        message_put_step(out, 3, 9, &step_sample);
        break;
    case MESSAGE_CAGE:
        message_put_cage(out, 3, 9, &cage_sample);
        break;
    case MESSAGE_TRUST:
        message_put_trust(out, 3, 9, &trust);
        break;
    case MESSAGE_SWEEP:
        message_put_sweep(out, 3, 9, &sweep_sample);
        break;
    case MESSAGE_SWEPT:
        message_put_swept(out, 3, 9, &seen_sample);
        break;
    case MESSAGE_ERRAND:
        message_put_errand(out, 3, 9, &errand_sample);
        break;
    case MESSAGE_PIECE:
        message_put_piece(out, 3, 9, &piece_sample);
        break;
    case MESSAGE_DONE:
        message_put_done(out, 3, 9, &done_sample);
        break;
    case MESSAGE_PROCEED:
        message_put_proceed(out, 3, 9, &more_sample);
        break;
    case MESSAGE_CAME:
        message_put_came(out, 3, 9, &came_sample);
        break;
    case MESSAGE_QUIT:
    case MESSAGE_TAKEN:
    case MESSAGE_SCAN:
    case MESSAGE_TYPES:
        message_put(out, type, 3, 9);
        break;
    }
}

/* Reads the payload with the type's reader; a type without fields must be empty. */
static bool
read_sample(const struct message *m)
{
    struct message_watch watch;
    struct message_secret secret;
    struct message_state state;
    struct message_mail mail;
    struct message_seen seen;
    struct message_cage cage;
    struct message_step step;
    struct message_trust trust;
    struct message_sweep sweep;
    struct message_errand errand;
    struct message_piece piece;
    struct message_done done;
    struct message_proceed more;
    struct message_came came;
    switch (m->type) {
    case MESSAGE_WATCH:
        return message_read_watch(m, &watch);
    case MESSAGE_SECRET:
        return message_read_secret(m, &secret);
    case MESSAGE_STATE:
        return message_read_state(m, &state);
    case MESSAGE_MAIL:
        return message_read_mail(m, &mail);
    case MESSAGE_SEEN:
        return message_read_seen(m, &seen);
    case MESSAGE_REDRAFT:
    case MESSAGE_FACTS:
    case MESSAGE_EXPECT:
    case MESSAGE_LOOKUPS:
    case MESSAGE_WEB:
        return m->payload.length == 2;
    case MESSAGE_STEP:
        return message_read_step(m, &step);
    case MESSAGE_CAGE:
        return message_read_cage(m, &cage);
    case MESSAGE_TRUST:
        return message_read_trust(m, &trust);
    case MESSAGE_SWEEP:
        return message_read_sweep(m, &sweep);
    case MESSAGE_SWEPT:
        return message_read_seen(m, &seen);
    case MESSAGE_ERRAND:
        return message_read_errand(m, &errand);
    case MESSAGE_PIECE:
        return message_read_piece(m, &piece);
    case MESSAGE_DONE:
        return message_read_done(m, &done);
    case MESSAGE_PROCEED:
        return message_read_proceed(m, &more);
    case MESSAGE_CAME:
        return message_read_came(m, &came);
    case MESSAGE_QUIT:
    case MESSAGE_TAKEN:
    case MESSAGE_SCAN:
    case MESSAGE_TYPES:
        break;
    }
    return m->payload.length == 0;
}

static struct message
next_whole(const struct message_buffer *out)
{
    struct message message = {0};
    size_t used = 0;
    assert_int_equal(message_next(out->bytes, out->length, &message, &used),
                     MESSAGE_GOOD);
    assert_int_equal(used, out->length);
    return message;
}

static void
every_type_comes_back(void **unused)
{
    (void)unused;
    for (int type = 1; type < MESSAGE_TYPES; type++) {
        struct message_buffer out = {0};
        put_sample(&out, (enum message_type)type);
        struct message message = next_whole(&out);
        assert_int_equal(message.type, type);
        assert_int_equal(message.account, 3);
        assert_int_equal(message.request, 9);
        assert_true(read_sample(&message));
        message_buffer_free(&out);
    }
}

static void
fields_come_back(void **unused)
{
    (void)unused;
    struct message_buffer out = {0};
    put_sample(&out, MESSAGE_WATCH);
    struct message message = next_whole(&out);
    struct message_watch watch;
    assert_true(message_read_watch(&message, &watch));
    same(watch.name, watch_sample.name);
    same(watch.host, watch_sample.host);
    same(watch.user, watch_sample.user);
    same(watch.mailbox, watch_sample.mailbox);
    assert_int_equal(watch.ca_file.length, 0);
    assert_int_equal(watch.port, 993);
    assert_true(watch.uidvalidity == UINT32_MAX);
    assert_int_equal(watch.uid, 811);
    assert_int_equal(watch.recent_days, 7);
    assert_int_equal(watch.starttls, 1);
    assert_int_equal(watch.idle, MESSAGE_IDLE_NO);
    assert_int_equal(watch.renew, 170);
    assert_int_equal(watch.poll, 180);
    assert_int_equal(watch.session, 3600);
    same(watch.junk, watch_sample.junk);
    same(watch.junks, watch_sample.junks);
    assert_int_equal(watch.junk_uidvalidity, 14);
    assert_int_equal(watch.junk_uid, 5);
    message_buffer_free(&out);

    put_sample(&out, MESSAGE_STATE);
    message = next_whole(&out);
    struct message_state state;
    assert_true(message_read_state(&message, &state));
    assert_int_equal(state.state, MESSAGE_ASKING);
    assert_int_equal(state.fault, MESSAGE_REFUSED);
    assert_true(state.next == INT64_MAX);
    same(state.text, state_sample.text);
    message_buffer_free(&out);

    put_sample(&out, MESSAGE_MAIL);
    message = next_whole(&out);
    struct message_mail mail;
    assert_true(message_read_mail(&message, &mail));
    assert_int_equal(mail.uidvalidity, 7);
    assert_int_equal(mail.uid, 812);
    assert_int_equal(mail.size, 100000000);
    assert_int_equal(mail.received, 1795266000);
    same(mail.bytes, mail_sample.bytes);
    message_buffer_free(&out);
}

/* The question for a secret has the same type, the other way. */
static void
the_need_comes_back(void **unused)
{
    (void)unused;
    for (uint64_t stale = 0; stale <= 2; stale++) {
        struct message_buffer out = {0};
        struct message_need need = {.stale = stale};
        message_put_need(&out, 3, 9, &need);
        struct message message = next_whole(&out);
        assert_int_equal(message.type, MESSAGE_SECRET);
        need.stale = 7;
        assert_int_equal(message_read_need(&message, &need), stale <= 1);
        if (stale <= 1)
            assert_int_equal(need.stale, stale);
        message.payload.length--;
        assert_false(message_read_need(&message, &need));
        message_buffer_free(&out);
    }
}

static void
a_token_comes_back(void **unused)
{
    (void)unused;
    struct message_buffer out = {0};
    put_sample(&out, MESSAGE_SECRET);
    struct message message = next_whole(&out);
    struct message_secret secret;
    assert_true(message_read_secret(&message, &secret));
    same(secret.secret, bytes("s3cret"));
    same(secret.user, bytes("you@live.com"));
    assert_int_equal(secret.token, 1);
    assert_int_equal(secret.expires, 3600000);
    assert_int_equal(secret.fault, MESSAGE_LOCAL);
    assert_int_equal(secret.wait, 9);
    message_buffer_free(&out);
}

/* Cut anywhere, a frame is "more to come"; its payload cut or grown is refused. */
static void
every_prefix_is_refused(void **unused)
{
    (void)unused;
    for (int type = 1; type < MESSAGE_TYPES; type++) {
        struct message_buffer out = {0};
        put_sample(&out, (enum message_type)type);
        struct message whole = next_whole(&out);
        for (size_t cut = 0; cut < out.length; cut++) {
            struct message message;
            size_t used = 0;
            char *exact = malloc(cut + !cut); /* a read past the end is seen by ASan */
            assert_non_null(exact);
            memcpy(exact, out.bytes, cut);
            assert_int_equal(message_next(exact, cut, &message, &used), MESSAGE_MORE);
            free(exact);
        }
        for (size_t cut = 0; cut < whole.payload.length; cut++) {
            struct message shorter = whole;
            shorter.payload.length = cut;
            assert_false(read_sample(&shorter));
        }
        struct message longer = whole;
        longer.payload.length++;
        longer.payload.at--; /* one byte more, still inside the frame */
        assert_false(read_sample(&longer));
        message_buffer_free(&out);
    }
}

static void
broken_headers(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *name; size_t at; unsigned char byte; } rows[] = {
        {"payload over the limit",  2, 0x11},
        {"type 0",                  4, 0},
        {"unknown type",            4, MESSAGE_TYPES},
        {"type above a byte",       5, 1},
        {"another version",         6, MESSAGE_VERSION + 1},
        {"account over the limit",  9, 0x10},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct message_buffer out = {0};
        message_put(&out, MESSAGE_WATCH, 35, 9);
        out.bytes[rows[i].at] = (char)rows[i].byte;
        struct message message;
        size_t used = 0;
        if (message_next(out.bytes, out.length, &message, &used) != MESSAGE_BROKEN)
            fail_msg("%s was not refused", rows[i].name);
        message_buffer_free(&out);
    }
}

/* Each number of each payload, one more and one less than it may be. */
static void
numbers_out_of_range(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *name; enum message_type type; size_t from_end; uint64_t least, most; } rows[] = {
        {"port",               MESSAGE_WATCH, 109, 1, UINT16_MAX},
        {"uidvalidity",        MESSAGE_WATCH, 101, 0, UINT32_MAX},
        {"uid",                MESSAGE_WATCH, 93, 0, UINT32_MAX},
        {"recent days",        MESSAGE_WATCH, 85, 0, MESSAGE_DAYS_MAX},
        {"starttls",           MESSAGE_WATCH,  77, 0, 1},
        {"idle",               MESSAGE_WATCH, 69, 0, MESSAGE_IDLE_KINDS - 1},
        {"renew",              MESSAGE_WATCH, 61, 0, MESSAGE_HABIT_MAX},
        {"poll",               MESSAGE_WATCH, 53, 0, MESSAGE_HABIT_MAX},
        {"session",            MESSAGE_WATCH,  45, 0, MESSAGE_HABIT_MAX},
        {"junk's uidvalidity", MESSAGE_WATCH, 16, 0, UINT32_MAX},
        {"junk's uid",         MESSAGE_WATCH,  8, 0, UINT32_MAX},
        {"token",              MESSAGE_SECRET, 32, 0, 1},
        {"expires",            MESSAGE_SECRET, 24, 0, INT64_MAX},
        {"secret's fault",     MESSAGE_SECRET, 16, 0, MESSAGE_FAULTS - 1},
        {"wait",               MESSAGE_SECRET,  8, 0, INT64_MAX},
        {"state",              MESSAGE_STATE, 51, 0, MESSAGE_ASKING},
        {"fault",              MESSAGE_STATE, 43, 0, MESSAGE_FAULTS - 1},
        {"cause",              MESSAGE_STATE, 35, 0, MESSAGE_CAUSES - 1},
        {"next",               MESSAGE_STATE, 27, 0, INT64_MAX},
        {"state's poll",       MESSAGE_STATE, 19, 0, MESSAGE_HABIT_MAX},
        {"mail's uidvalidity", MESSAGE_MAIL,  55, 0, UINT32_MAX},
        {"mail's uid",         MESSAGE_MAIL,  47, 0, UINT32_MAX},
        {"mail's size",        MESSAGE_MAIL,  39, 0, UINT32_MAX},
        {"received",           MESSAGE_MAIL,  31, 0, INT64_MAX},
        {"mail's junk",        MESSAGE_MAIL,  23, 0, 1},
        {"seen's junk",        MESSAGE_SEEN,   8, 0, 2},
        {"seen's uidvalidity", MESSAGE_SEEN,  32, 1, UINT32_MAX},
        {"seen's uid",         MESSAGE_SEEN,  24, 0, UINT32_MAX},
        {"looked",             MESSAGE_SEEN,   16, 0, UINT32_MAX},
        {"layers",             MESSAGE_CAGE,  16, 0, UINT8_MAX},
        {"landlock",           MESSAGE_CAGE,   8, 0, UINT8_MAX},
        {"milestone",          MESSAGE_STEP,  27, 0, MESSAGE_MILESTONES - 1},
        {"step's number",      MESSAGE_STEP,  19, 0, INT64_MAX},
        {"errand's received",  MESSAGE_ERRAND,  8, 0, INT64_MAX},
        {"errand's size",      MESSAGE_ERRAND, 16, 0, MESSAGE_WHOLE_MAX},
        {"errand's uid",       MESSAGE_ERRAND, 24, 0, UINT32_MAX},
        {"errand's uidvalidity", MESSAGE_ERRAND, 32, 0, UINT32_MAX},
        {"before",             MESSAGE_ERRAND, 40, 0, INT64_MAX},
        {"since",              MESSAGE_ERRAND, 48, 0, INT64_MAX},
        {"time",               MESSAGE_ERRAND, 155, 1, MESSAGE_ERRAND_TIME_MAX},
        {"folder",             MESSAGE_ERRAND, 163, 0, MESSAGE_FOLDERS - 1},
        {"errand's kind",      MESSAGE_ERRAND, 171, 0, MESSAGE_ERRAND_KINDS - 1},
        {"piece's total",      MESSAGE_PIECE, 15, 0, UINT32_MAX},
        {"piece's looked",     MESSAGE_PIECE, 23, 0, UINT32_MAX},
        {"at",                 MESSAGE_PIECE, 31, 0, UINT32_MAX},
        {"piece's uidvalidity", MESSAGE_PIECE, 39, 0, UINT32_MAX},
        {"done's received",    MESSAGE_DONE,  22, 0, INT64_MAX},
        {"done's uid",         MESSAGE_DONE,  30, 0, UINT32_MAX},
        {"done's uidvalidity", MESSAGE_DONE,  38, 0, UINT32_MAX},
        {"complete",           MESSAGE_DONE,  46, 0, 1},
        {"done's total",       MESSAGE_DONE,  54, 0, UINT32_MAX},
        {"done's looked",      MESSAGE_DONE,  62, 0, UINT32_MAX},
        {"count",              MESSAGE_DONE,  70, 0, UINT32_MAX},
        {"outcome",            MESSAGE_DONE,  78, 0, MESSAGE_OUTCOMES - 1},
        {"stop",               MESSAGE_PROCEED, 8, 0, 1},
        {"came's received",    MESSAGE_CAME,  46, 0, INT64_MAX},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        const uint64_t tried[] = {rows[i].least, rows[i].most, rows[i].most + 1,
                                  UINT64_MAX, rows[i].least - 1};
        size_t count = rows[i].least == 0 ? 4 : 5;
        for (size_t k = 0; k < count; k++) {
            struct message_buffer out = {0};
            put_sample(&out, rows[i].type);
            const uint64_t number = htole64(tried[k]);
            memcpy(out.bytes + out.length - rows[i].from_end, &number, sizeof number);
            struct message message = next_whole(&out);
            if (read_sample(&message) != (k < 2))
                fail_msg("%s of %llu", rows[i].name, (unsigned long long)tried[k]);
            message_buffer_free(&out);
        }
    }
}

/* The mails of an INDEX come back one by one; what is cut is no mail, and not the end. */
static void
owns_come_back(void **unused)
{
    (void)unused;
    struct message_buffer out = {0};
    const struct message_own first = {
        7, 1795266000, {"<1@example.org>", 15}, {"jo@example.org\n", 15}};
    const struct message_own second = {UINT32_MAX, 0, {"", 0}, {"", 0}};
    struct message_own got;
    message_put_own(&out, &first);
    size_t one = out.length;
    message_put_own(&out, &second);
    struct message_bytes rest = {out.bytes, out.length};
    assert_true(message_read_own(&rest, &got));
    assert_int_equal(got.uid, 7);
    assert_int_equal(got.received, 1795266000);
    same(got.id, first.id);
    same(got.to, first.to);
    assert_true(message_read_own(&rest, &got));
    assert_true(got.uid == UINT32_MAX && got.id.length == 0);
    assert_false(message_read_own(&rest, &got));
    assert_int_equal(rest.length, 0);
    for (size_t cut = 1; cut < one; cut++) {
        rest = (struct message_bytes){out.bytes, cut};
        assert_false(message_read_own(&rest, &got));
        assert_true(rest.length > 0);
    }
    message_buffer_free(&out);
}

static void
too_long_a_frame_adds_nothing(void **unused)
{
    (void)unused;
    struct message_buffer out = {0};
    message_put(&out, MESSAGE_SCAN, 1, 2);
    size_t before = out.length;
    char *long_text = calloc(1, MESSAGE_MAX + 1);
    assert_non_null(long_text);
    message_put_bytes(&out, MESSAGE_FACTS, 1, 2, long_text, MESSAGE_MAX + 1);
    assert_true(out.failed);
    assert_int_equal(out.length, before);
    free(long_text);
    message_buffer_free(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_comes_back),
        cmocka_unit_test(fields_come_back),
        cmocka_unit_test(the_need_comes_back),
        cmocka_unit_test(a_token_comes_back),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(broken_headers),
        cmocka_unit_test(numbers_out_of_range),
        cmocka_unit_test(owns_come_back),
        cmocka_unit_test(too_long_a_frame_adds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
