/* query: a command's question: to the running agent, or else to the journal itself. */
#include "agent/query.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/answer.h"
#include "agent/clock.h"
#include "agent/config.h"
#include "agent/journal.h"
#include "agent/line.h"
#include "agent/log.h"
#include "agent/others.h"
#include "agent/person.h"

/* ---- the running agent ---- */

static int
dial(const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    memcpy(name.sun_path, path, strlen(path)); /* place_find has measured it */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&name, sizeof name) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool
send_line(int fd, const json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    size_t length = text ? strlen(text) : 0;
    /* A question is short: a fresh socket takes it whole. */
    bool sent = text && send(fd, text, length, MSG_NOSIGNAL) == (ssize_t)length &&
                send(fd, "\n", 1, MSG_NOSIGNAL) == 1;
    free(text);
    return sent;
}

/* The next line as JSON; NULL: none came in time. */
static json_t *
read_line(int fd, struct line_reader *reader, int64_t until)
{
    const char *line;
    size_t length;
    while (!line_next(reader, &line, &length)) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int64_t left = until - clock_boot();
        if (reader->failed || left <= 0 || poll(&wait, 1, (int)left) <= 0)
            return NULL;
        char bytes[16 * 1024];
        ssize_t got = recv(fd, bytes, sizeof bytes, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return NULL;
        line_add(reader, bytes, got > 0 ? (size_t)got : 0);
    }
    return json_loadb(line, length, 0, NULL);
}

static json_t *
converse(int fd, const json_t *question)
{
    struct line_reader reader = {.most = LINE_ANSWER_MAX};
    int64_t until = clock_boot() + QUERY_PATIENCE;
    json_t *hello = json_pack("{s:i, s:s}", "hello", 1, "role", "cli"), *answer = NULL;
    json_t *welcome = NULL;
    if (hello && send_line(fd, hello) && send_line(fd, question))
        welcome = read_line(fd, &reader, until);
    if (json_is_object(welcome) && json_object_get(welcome, "hello"))
        answer = read_line(fd, &reader, until);
    json_decref(hello);
    json_decref(welcome);
    line_free(&reader);
    return answer;
}

int
query_lock(const struct place *place)
{
    int fd = open(place->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

enum query_result
query_agent(const struct place *place, json_t *question, json_t **ret)
{
    int64_t until = clock_boot() + QUERY_PATIENCE;
    json_t *answer = NULL;
    bool held = true;
    while (!answer && held && clock_boot() < until) {
        int fd = dial(place->control);
        if (fd >= 0) {
            answer = converse(fd, question);
            close(fd);
            continue;
        }
        /* Nobody listens: is it starting, or is there none? */
        struct stat what;
        if (stat(place->lock, &what) < 0)
            break;
        int lock = query_lock(place);
        held = lock < 0 && errno == EWOULDBLOCK;
        if (lock >= 0)
            close(lock);
        if (held)
            poll(NULL, 0, 50);
    }
    json_decref(question);
    if (answer) {
        *ret = answer;
        return QUERY_ANSWERED;
    }
    if (clock_boot() < until)
        return QUERY_NOBODY;
    log_complain("the running ndrwatch does not answer",
                 "try again; if it stays so, restart it");
    return QUERY_SILENT;
}

int
query_read(json_t *line, json_t **ret)
{
    json_t *answer = json_object_get(line, "answer");
    if (answer) {
        *ret = json_incref(answer);
        json_decref(line);
        return 0;
    }
    const char *why = json_string_value(json_object_get(line, "error"));
    log_complain(why ? why : "the answer cannot be understood",
                 json_string_value(json_object_get(line, "hint")));
    int code = (int)json_integer_value(json_object_get(line, "exit"));
    json_decref(line);
    return code > 0 && code < 126 ? code : EX_SOFTWARE;
}

/* ---- the journal itself ---- */

int
query_journal(const struct place *place, struct journal *journal)
{
    enum journal_opened opened = journal_open(place->journal, clock_now(), journal);
    if (journal->moved[0] != '\0')
        log_warning(NULL,
                    "the journal was damaged; it is kept as '%s' and a fresh one is "
                    "begun. Mails of the last days may be told once more",
                    journal->moved);
    switch (opened) {
    case JOURNAL_OPEN:
        return 0;
    case JOURNAL_LATER:
        log_complain(journal->text, NULL);
        return EX_TEMPFAIL;
    case JOURNAL_NEVER:
        log_complain(journal->text, NULL);
        return EX_CANTCREAT;
    case JOURNAL_NEWER:
        log_complain(journal->text, "update ndrwatch");
        return EX_DATAERR;
    }
    return EX_SOFTWARE;
}

static json_t *
answer_from(struct journal *journal, const struct person_book *book,
            const json_t *question)
{
    const char *ask = json_string_value(json_object_get(question, "ask"));
    const char *id = json_string_value(json_object_get(question, "id"));
    if (strcmp(ask, "list") == 0)
        return answer_list(journal, book,
                           json_is_true(json_object_get(question, "pending")),
                           clock_now());
    if (strcmp(ask, "show") == 0)
        return answer_show(journal, book, id, clock_now());
    if (strcmp(ask, "handled") == 0)
        return answer_handled(journal, id, clock_now());
    return others_answer(journal, book, question, clock_now());
}

static int
ask_journal(const struct place *place, const json_t *question, json_t **ret)
{
    struct stat what;
    if (stat(place->journal, &what) < 0 && errno == ENOENT) {
        /* Nothing has ever been watched: an answer, and no reason to make files. */
        const char *ask = answer_text(question, "ask");
        if (strcmp(ask, "list") == 0)
            *ret = json_pack("{s:{s:[], s:i}}", "answer", "events", "left_out", 0);
        else if (strcmp(ask, "stats") == 0)
            *ret = json_pack("{s:{s:[], s:[]}}", "answer", "weeks", "dead");
        else if (strcmp(ask, "watch") == 0 &&
                 answer_text(question, "domain")[0] == '\0')
            *ret = json_pack("{s:{s:[]}}", "answer", "watches");
        else if (strcmp(ask, "watch") == 0)
            *ret = answer_error("nobody would look: ndrwatch has never run here",
                                "begin with: ndrwatch run", EX_UNAVAILABLE);
        else
            *ret = answer_error(
                "no mail has come back so far",
                "nothing has been watched yet; begin with: ndrwatch run", EX_NOINPUT);
        return 0;
    }
    int lock = query_lock(place);
    if (lock < 0 && errno != EWOULDBLOCK)
        return place_failed(place->lock, errno);
    if (lock < 0) {
        log_complain("another ndrwatch uses the journal just now", "try again");
        return EX_TEMPFAIL;
    }
    struct journal journal;
    int code = query_journal(place, &journal);
    if (code) {
        close(lock);
        return code;
    }
    struct config *config = config_peek(place);
    struct person_book book;
    person_open(place, config, &book);
    *ret = answer_from(&journal, &book, question);
    person_close(&book);
    config_free(config);
    journal_close(&journal);
    close(lock);
    return 0;
}

int
query(const struct place *place, json_t *question, json_t **ret)
{
    json_t *line = NULL;
    if (!question)
        return EX_OSERR;
    switch (query_agent(place, json_incref(question), &line)) {
    case QUERY_ANSWERED:
        break;
    case QUERY_SILENT:
        json_decref(question);
        return EX_TEMPFAIL;
    case QUERY_NOBODY: {
        int code = ask_journal(place, question, &line);
        if (code) {
            json_decref(question);
            return code;
        }
    }
    }
    json_decref(question);
    return query_read(line, ret);
}
