/* test_talks: whole talks between session, idle, fetch and a server, from tests/imap/talks.
 *
 * A talk is a text. "S: …" the server says, "C: …" it must hear ('*' in it stands for
 * anything), "S+ …" says without a line end, "P" waits a little, "X" hangs up. Lines that begin with '#' are
 * comments. "= …" is what the client must have seen, in order:
 *
 *     = open, = login, = examine    the step went well
 *     = mail UID BYTES, = seen UID LOOKED
 *     = idle, = poll                parked, with IDLE or without
 *     = stirred, = quiet            what came while parked
 *     = lost FAULT WORDS            the session is lost; WORDS is in the text
 *
 * "T USER TOKEN" signs in with this access token, not with the password "secret" of "you".
 *
 * "E KIND KEY=VALUE ..." is an errand, done after the first look, all E lines in one turn:
 *
 *     = piece AT LOOKED/TOTAL BYTES
 *     = own UID RECEIVED ID         a mail in the piece of an INDEX
 *     = did COUNT in LOOKED/TOTAL, newest UID of RECEIVED, in FOLDER, all|a part
 *     = not done OUTCOME WORDS
 *     = later                       its turn is over, it is not
 */
#include "tests/support/check.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "imap/fetch.h"
#include "imap/idle.h"
#include "imap/session.h"
#include "imap/tick.h"
#include "imap/turn.h"

enum {
    LINES = 300,
    LINE = 600,
    PATIENCE = 3000, /* ms to wait for a line of the client */
    PARKED = 500,    /* ms to wait for news while parked */
    PAUSE = 100,     /* ms of a P */
};

struct talk {
    char name[64];
    char lines[LINES][LINE];
    size_t count;
    int server; /* its end of the socket pair */
    char wrong[LINE * 3];
    char seen[8192]; /* the '=' lines as they happened */
};

/* ---- the server ---- */

static bool
hear_line(int fd, char *out, size_t room)
{
    size_t length = 0;
    for (;;) {
        struct pollfd poll_one = {fd, POLLIN, 0};
        if (poll(&poll_one, 1, PATIENCE) <= 0 || recv(fd, out + length, 1, 0) != 1)
            return false;
        if (out[length] == '\n')
            break;
        if (++length == room)
            return false;
    }
    out[length > 0 && out[length - 1] == '\r' ? length - 1 : length] = '\0';
    return true;
}

static void *
serve(void *argument)
{
    struct talk *talk = argument;
    for (size_t i = 0; i < talk->count; i++) {
        const char *line = talk->lines[i];
        char heard[LINE], said[LINE + 2];
        if (strncmp(line, "S: ", 3) == 0 || strncmp(line, "S+ ", 3) == 0) {
            int length = snprintf(said, sizeof said, "%s%s", line + 3,
                                  line[1] == ':' ? "\r\n" : "");
            send(talk->server, said, (size_t)length, MSG_NOSIGNAL);
        } else if (strncmp(line, "C: ", 3) == 0) {
            if (!hear_line(talk->server, heard, sizeof heard))
                snprintf(heard, sizeof heard, "(nothing)");
            if (fnmatch(line + 3, heard, FNM_NOESCAPE) != 0) {
                snprintf(talk->wrong, sizeof talk->wrong,
                         "line %zu: wanted '%s', heard '%s'", i + 1, line + 3, heard);
                break;
            }
        } else if (strcmp(line, "P") == 0) {
            poll(NULL, 0, PAUSE);
        } else if (strcmp(line, "X") == 0) {
            break;
        }
    }
    shutdown(talk->server, SHUT_WR);
    return NULL;
}

/* ---- the client ---- */

static void
note(struct talk *talk, const char *words)
{
    size_t length = strlen(talk->seen);
    snprintf(talk->seen + length, sizeof talk->seen - length, "%s\n", words);
}

static bool
sink_room(void *context)
{
    (void)context;
    return true;
}

static void
sink_mail(void *context, const struct message_mail *mail)
{
    char words[64];
    snprintf(words, sizeof words, "mail %lu %zu", (unsigned long)mail->uid,
             mail->bytes.length);
    note(context, words);
}

static void
sink_seen(void *context, const struct message_seen *seen)
{
    char words[64];
    snprintf(words, sizeof words, "seen %lu %lu", (unsigned long)seen->uid,
             (unsigned long)seen->looked);
    note(context, words);
}

static void
note_lost(struct talk *talk, const struct trouble *trouble)
{
    char words[TROUBLE_TEXT + 32];
    snprintf(words, sizeof words, "lost %d %s", (int)trouble->fault, trouble->text);
    note(talk, words);
}

/* Waits for bytes while parked. */
static enum idle_news
parked(struct session *session)
{
    enum idle_news news;
    struct pollfd poll_one = {session->stream->fd, POLLIN, 0};
    do
        news = idle_pump(session);
    while ((news == IDLE_QUIET || news == IDLE_ALIVE) &&
           poll(&poll_one, 1, PARKED) > 0);
    return news == IDLE_ALIVE ? IDLE_QUIET : news;
}

static bool
look(struct talk *talk, struct session *session, struct fetch *fetch, bool first)
{
    const struct fetch_sink sink = {sink_room, sink_mail, sink_seen, talk};
    if (!idle_end(session, STREAM_DONE_TIME) ||
        (first ? fetch_begin(fetch, session, 1795251600)
               : fetch_news(fetch, session)) == FETCH_LOST ||
        fetch_go(fetch, session, &sink) != FETCH_DONE || !idle_begin(session))
        return false;
    note(talk, session->idle_useless ? "poll" : "idle");
    return true;
}

/* ---- errands ---- */

/* What follows "KEY=" in the line, up to ';' or its end. */
static struct message_bytes
value_of(const char *line, const char *key)
{
    char word[32];
    snprintf(word, sizeof word, " %s=", key);
    const char *at = strstr(line, word);
    if (!at)
        return (struct message_bytes){"", 0};
    at += strlen(word);
    return (struct message_bytes){at, strcspn(at, ";")};
}

static uint64_t
number_of(const char *line, const char *key)
{
    return strtoull(value_of(line, key).at, NULL, 10);
}

static void
add_errand(struct errands *errands, const char *line, uint32_t request)
{
    static const char *const kinds[] = {"E search", "E index", "E fetch", "E append"};
    struct message_bytes mail = value_of(line, "mail");
    struct message_errand errand = {
        .folder = number_of(line, "folder"),
        .time = number_of(line, "time") ? number_of(line, "time") : 20000,
        .name = value_of(line, "name"),
        .names = value_of(line, "names"),
        .id = value_of(line, "id"),
        .to = value_of(line, "to"),
        .subject = value_of(line, "subject"),
        .since = number_of(line, "since"),
        .before = number_of(line, "before"),
        .uidvalidity = number_of(line, "uidvalidity"),
        .uid = number_of(line, "uid"),
        .size = mail.length,
        .received = number_of(line, "received"),
    };
    while (errand.kind < COUNT(kinds) &&
           strncmp(line, kinds[errand.kind], strlen(kinds[errand.kind])) != 0)
        errand.kind++;
    struct message_buffer out = {0};
    struct message message;
    size_t used;
    message_put_errand(&out, 3, request, &errand);
    assert_int_equal(message_next(out.bytes, out.length, &message, &used),
                     MESSAGE_GOOD);
    assert_true(errand_add(errands, &message, tick_now(), NULL));
    message_buffer_free(&out);
    if (errand.kind != MESSAGE_APPEND)
        return;
    message_put_piece(&out, 3, request, &(struct message_piece){.bytes = mail});
    assert_int_equal(message_next(out.bytes, out.length, &message, &used),
                     MESSAGE_GOOD);
    assert_true(errand_piece(errands, &message));
    message_buffer_free(&out);
}

static void
note_piece(struct talk *talk, const struct message_piece *piece)
{
    char words[300];
    struct message_own own;
    struct message_bytes rest = piece->bytes;
    snprintf(words, sizeof words, "piece %lu %lu/%lu %zu", (unsigned long)piece->at,
             (unsigned long)piece->looked, (unsigned long)piece->total,
             piece->bytes.length);
    note(talk, words);
    while (message_read_own(&rest, &own)) {
        int length = snprintf(words, sizeof words, "own %lu %lu %.*s",
                              (unsigned long)own.uid, (unsigned long)own.received,
                              (int)own.id.length, own.id.at);
        if (own.to.length > 0)
            snprintf(words + length, sizeof words - (size_t)length, " to %.*s",
                     (int)own.to.length - 1, own.to.at);
        for (char *end = words; (end = strchr(end, '\n'));)
            *end = ' ';
        note(talk, words);
    }
}

static void
note_done(struct talk *talk, const struct message_done *done)
{
    char words[900];
    if (done->outcome == MESSAGE_DID)
        snprintf(words, sizeof words,
                 "did %lu in %lu/%lu, newest %lu of %lu, in %.*s, %s",
                 (unsigned long)done->count, (unsigned long)done->looked,
                 (unsigned long)done->total, (unsigned long)done->uid,
                 (unsigned long)done->received, (int)done->folder.length,
                 done->folder.at, done->complete ? "all" : "a part");
    else
        snprintf(words, sizeof words, "not done %d %.*s", (int)done->outcome,
                 (int)done->text.length, done->text.at);
    note(talk, words);
}

static void
note_frames(struct talk *talk, int fd)
{
    static char bytes[2 * MESSAGE_MAX];
    ssize_t got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
    size_t at = 0, used = 0;
    struct message message;
    while (got > 0 && message_next(bytes + at, (size_t)got - at, &message, &used) ==
                          MESSAGE_GOOD) {
        struct message_piece piece;
        struct message_done done;
        at += used;
        if (message_read_piece(&message, &piece) && message.type == MESSAGE_PIECE)
            note_piece(talk, &piece);
        if (message_read_done(&message, &done) && message.type == MESSAGE_DONE)
            note_done(talk, &done);
    }
}

/* As account_look does it. false: the session is lost. */
static bool
run_errands(struct talk *talk, struct session *session, struct fetch *fetch)
{
    int pair[2];
    bool away = false, any = false;
    struct outlet outlet;
    struct errands errands = {.number = 3, .outlet = &outlet};
    for (size_t i = 0; i < talk->count; i++)
        any |= strncmp(talk->lines[i], "E ", 2) == 0;
    if (!any)
        return true;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    outlet_open(&outlet, pair[0], pair[0]);
    for (size_t i = 0; i < talk->count; i++)
        if (strncmp(talk->lines[i], "E ", 2) == 0)
            add_errand(&errands, talk->lines[i], (uint32_t)i + 1);
    errand_deal(&errands, tick_now());
    bool good = idle_end(session, STREAM_DONE_TIME) &&
                turn_take(&errands, session, (struct message_bytes){"INBOX", 5},
                          &away) == SESSION_DONE;
    errand_collect(&errands);
    note_frames(talk, pair[1]);
    if (errands.count > 0 && good)
        note(talk, "later");
    errand_fail(&errands, good ? "over" : session->stream->trouble.text);
    if (!good)
        note_frames(talk, pair[1]);
    outlet_close(&outlet);
    close(pair[1]);
    const struct fetch_sink sink = {sink_room, sink_mail, sink_seen, talk};
    if (good && away)
        good = fetch_begin(fetch, session, 1795251600) != FETCH_LOST &&
               fetch_go(fetch, session, &sink) == FETCH_DONE;
    if (good && idle_begin(session)) {
        note(talk, "idle");
        return true;
    }
    return false;
}

/* Everything a worker and the loop do, in a row. */
static void
live(struct talk *talk, struct session *session, struct fetch *fetch)
{
    char user[LINE] = "you", secret[LINE] = "secret";
    bool token = false;
    for (size_t i = 0; i < talk->count; i++)
        token |= sscanf(talk->lines[i], "T %599s %599s", user, secret) == 2;
    const struct sasl_proof proof = {
        .user = {user, strlen(user)},
        .secret = {secret, strlen(secret)},
        .token = token,
        .host = "imap.example.org",
        .port = 993,
    };
    note(talk, "open");
    if (!session_login(session, &proof))
        return;
    note(talk, "login");
    if (!session_examine(session, (struct message_bytes){"INBOX", 5}))
        return;
    note(talk, "examine");
    for (bool first = true; look(talk, session, fetch, first); first = false) {
        if (first && !run_errands(talk, session, fetch))
            return;
        enum idle_news news = parked(session);
        if (news == IDLE_GONE)
            return;
        note(talk, news == IDLE_STIRRED ? "stirred" : "quiet");
        if (news == IDLE_QUIET)
            return;
    }
}

static void
run(struct talk *talk)
{
    int pair[2], cancel = eventfd(0, EFD_CLOEXEC);
    assert_int_equal(
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
    talk->server = pair[0];
    pthread_t server;
    assert_int_equal(pthread_create(&server, NULL, serve, talk), 0);
    struct stream *stream = stream_new(pair[1], cancel, "imap.example.org");
    struct trouble trouble = {0};
    struct fetch fetch = {0};
    fetch_watch(&fetch, 7, 2, 7);
    struct session *session = session_open(stream, &trouble);
    if (session) {
        live(talk, session, &fetch);
        if (session->stream->trouble.fault != MESSAGE_FINE)
            note_lost(talk, &session->stream->trouble);
    } else {
        note_lost(talk, &trouble);
    }
    session_free(session);
    fetch_free(&fetch);
    pthread_join(server, NULL);
    close(pair[0]);
    close(cancel);
}

/* ---- the texts ---- */

static const char *folder;

static bool
read_talk(const char *name, struct talk *talk)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *in = fopen(path, "r");
    if (!in)
        return false;
    snprintf(talk->name, sizeof talk->name, "%s", name);
    while (talk->count < LINES && fgets(talk->lines[talk->count], LINE, in)) {
        talk->lines[talk->count][strcspn(talk->lines[talk->count], "\n")] = '\0';
        talk->count++;
    }
    fclose(in);
    return talk->count > 0;
}

/* The '=' lines must be what was seen, the words of "lost" its beginning. Returns what is
 * wrong, to be freed, or NULL. */
static char *
compare(const struct talk *talk)
{
    const char *at = talk->seen;
    char *wrong = NULL;
    for (size_t i = 0; i < talk->count; i++) {
        if (strncmp(talk->lines[i], "= ", 2) != 0)
            continue;
        const char *want = talk->lines[i] + 2;
        char got[1024], pattern[LINE + 2];
        size_t length = strcspn(at, "\n");
        snprintf(got, sizeof got, "%.*s", (int)length, at);
        at += length + (at[length] == '\n');
        snprintf(pattern, sizeof pattern, "%s%s", want,
                 strncmp(want, "lost", 4) == 0 ? "*" : "");
        if (!wrong && fnmatch(pattern, got, FNM_NOESCAPE) != 0 &&
            asprintf(&wrong, "%s line %zu: wanted '%s', saw '%s'", talk->name, i + 1,
                     want, got) < 0)
            abort();
    }
    if (!wrong && *at != '\0' &&
        asprintf(&wrong, "%s: saw also '%s'", talk->name, at) < 0)
        abort();
    if (!wrong && talk->wrong[0] != '\0' &&
        asprintf(&wrong, "%s: %s", talk->name, talk->wrong) < 0)
        abort();
    return wrong;
}

static void
one_talk(void **state)
{
    struct talk *talk = calloc(1, sizeof *talk);
    assert_non_null(talk);
    assert_true(read_talk(*state, talk));
    run(talk);
    char *wrong = compare(talk);
    free(talk);
    if (wrong) {
        print_message("%s\n", wrong);
        free(wrong);
        fail();
    }
}

int
main(int argc, char **argv)
{
    static struct CMUnitTest tests[100];
    struct dirent **names = NULL;
    folder = argc > 1 ? argv[1] : "tests/imap/talks";
    int count = scandir(folder, &names, NULL, alphasort), used = 0;
    for (int i = 0; i < count && used < 100; i++) {
        if (fnmatch("*.talk", names[i]->d_name, 0) == 0)
            tests[used++] = (struct CMUnitTest){.name = names[i]->d_name,
                                                .test_func = one_talk,
                                                .initial_state = names[i]->d_name};
    }
    if (used == 0)
        return EXIT_FAILURE;
    int failed = _cmocka_run_group_tests("talks", tests, (size_t)used, NULL, NULL);
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return failed;
}
