/* test_stream: the lines of a plain stream, and what is left behind them. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "imap/stream.h"
#include "imap/tick.h"

enum {
    ROOM = 8 /* bytes of a line here */
};

struct ends {
    struct stream *stream;
    int server, cancel;
};

static struct ends
connect_ends(void)
{
    int pair[2];
    assert_int_equal(
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
    struct ends ends = {.server = pair[0], .cancel = eventfd(0, EFD_CLOEXEC)};
    ends.stream = stream_new(pair[1], ends.cancel, "imap.example.org");
    assert_non_null(ends.stream);
    stream_arm(ends.stream, 1000, STREAM_BUDGET);
    return ends;
}

static void
disconnect_ends(struct ends *ends)
{
    stream_free(ends->stream);
    close(ends->server);
    close(ends->cancel);
}

/* A line ends in CR LF, or in LF alone; any other CR is part of it. */
static void
line_ends(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *name, *bytes; size_t length; const char *line; } rows[] = {
        {"as it should be",    "* OK\r\nx",      7, "* OK"},
        {"a line feed alone",  "* OK\nx",        6, "* OK"},
        {"nothing",            "\r\nx",          3, ""},
        {"nothing at all",     "\nx",            2, ""},
        {"two of them",        "a\r\r\nx",       5, "a\r"},
        {"one in the middle",  "a\rb\r\nx",      6, "a\rb"},
        {"as long as may be",  "1234567\r\nx",  10, "1234567"},
        {"and without CR",     "12345678\nx",   10, "12345678"},
        {"longer",             "12345678\r\nx", 11, NULL},
        {"endless",            "123456789",      9, NULL},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ends ends = connect_ends();
        char line[ROOM + 1], behind[2] = "";
        size_t length = 0;
        assert_int_equal(send(ends.server, rows[i].bytes, rows[i].length, 0),
                         rows[i].length);
        bool good = stream_line(ends.stream, line, ROOM, &length);
        line[length] = '\0';
        if (good != (rows[i].line != NULL) || (good && strcmp(line, rows[i].line) != 0))
            fail_msg("%s: %s '%s'", rows[i].name, good ? "took" : "refused", line);
        if (!good)
            assert_int_equal(ends.stream->trouble.fault, MESSAGE_STRANGE);
        else /* not a byte more was taken */
            assert_true(!stream_silent(ends.stream) &&
                        recv(ends.stream->fd, behind, 2, 0) == 1 && behind[0] == 'x' &&
                        stream_silent(ends.stream));
        disconnect_ends(&ends);
    }
}

/* A server that says nothing, or too late, hangs up, or says more than it may. */
static void
line_without_end(void **unused)
{
    (void)unused;
    char line[ROOM];
    size_t length = 0;
    struct ends ends = connect_ends();
    stream_arm(ends.stream, 0, STREAM_BUDGET);
    assert_false(stream_line(ends.stream, line, ROOM, &length));
    assert_int_equal(ends.stream->trouble.fault, MESSAGE_UNREACHABLE);
    disconnect_ends(&ends);

    ends = connect_ends(); /* who never stops talking does not lengthen it */
    stream_arm(ends.stream, 0, STREAM_BUDGET);
    send(ends.server, "* OK\r\n", 6, 0);
    assert_false(stream_line(ends.stream, line, ROOM, &length));
    assert_int_equal(ends.stream->trouble.fault, MESSAGE_UNREACHABLE);
    disconnect_ends(&ends);
    ends = connect_ends();
    stream_arm(ends.stream, 0, STREAM_BUDGET);
    send(ends.server, "* OK\r\n", 6, 0);
    assert_false(stream_pull(ends.stream));
    assert_int_equal(ends.stream->trouble.fault, MESSAGE_UNREACHABLE);
    disconnect_ends(&ends);

    ends = connect_ends();
    send(ends.server, "* O", 3, 0);
    shutdown(ends.server, SHUT_WR);
    assert_false(stream_line(ends.stream, line, ROOM, &length));
    assert_int_equal(ends.stream->trouble.fault, MESSAGE_UNREACHABLE);
    assert_false(stream_silent(ends.stream)); /* an end is something, too */
    disconnect_ends(&ends);

    ends = connect_ends();
    stream_arm(ends.stream, 1000, 3);
    send(ends.server, "* OK\r\n", 6, 0);
    assert_false(stream_line(ends.stream, line, ROOM, &length));
    assert_int_equal(ends.stream->trouble.fault, MESSAGE_STRANGE);
    disconnect_ends(&ends);
}

/* Was there anybody, who said something or hung up? TLS begins with our words, STARTTLS with the server's. */
static void
heard(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *name, *bytes; bool hangs_up, heard; int time; } rows[] = {
        {"nobody",          "",         false, false, 50},
        {"a hang-up",       "",         true,  true,  5000},
        {"half a line",     "* O",      false, true,  50},
        {"another's words", "* OK\r\n", false, true,  5000},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++)
        for (int tls = 0; tls < 2; tls++) {
            struct ends ends = connect_ends();
            SSL_CTX *context = tls ? SSL_CTX_new(TLS_client_method()) : NULL;
            char line[ROOM];
            size_t length = 0;
            stream_arm(ends.stream, rows[i].time, STREAM_BUDGET);
            send(ends.server, rows[i].bytes, strlen(rows[i].bytes), 0);
            if (rows[i].hangs_up)
                shutdown(ends.server, SHUT_WR);
            bool good = tls ? stream_secure(ends.stream, context)
                            : stream_line(ends.stream, line, ROOM, &length);
            bool in_time = tick_left(ends.stream->deadline) > 0;
            if ((good && tls) || (ends.stream->heard || in_time) != rows[i].heard)
                fail_msg("%s%s: %d, %d", rows[i].name, tls ? ", TLS" : "", good,
                         in_time);
            SSL_CTX_free(context);
            disconnect_ends(&ends);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends),
        cmocka_unit_test(line_without_end),
        cmocka_unit_test(heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
