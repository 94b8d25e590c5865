/* resend: from a report in a mailbox to a draft in another, step by step. */
#include "agent/resend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/answer.h"
#include "agent/clock.h"
#include "agent/facts.h"
#include "agent/genuine.h"

enum {
    AHEAD = 512 * 1024, /* bytes that wait to be written to the parser */
    PIECE_TIME = 5000,  /* ms for each MiB of a mail: 2 Mbit/s */
};

static const char BY_HAND[] =
    "open the mail in your Sent folder and send it again from "
    "there";

/* ---- may it be? ---- */

/* What speaks against it, by what the report was found to be. */
// clang-format off
static const struct { enum genuine_verdict verdict; const char *why, *hint; } verdicts[] = {
    {GENUINE_BACKSCATTER, "you did not send this mail: somebody used your address as the sender",
     "there is nothing to send again"},
    {GENUINE_ABUSED, "this mail was sent through your account, but not by you as it seems",
     "change your password first; ndrwatch show says how"},
    {GENUINE_FAKE, "this is no real report: somebody wants you to click on it",
     "delete it, and open none of its links"},
};

/* And by how much of the mail came back. */
static const char *const returned[] = {
    [BOUNCE_RETURNED_NOTHING] = "The report brings nothing of your mail back",
    [BOUNCE_RETURNED_HEADER] = "Only the header of your mail came back, not its text",
    [BOUNCE_RETURNED_CUT] = "Only the beginning of your mail came back",
};
// clang-format on

static json_t *
refuse(const char *why, const char *hint)
{
    return answer_error(why, hint, EX_DATAERR);
}

/* The recipients whose mail is lost, as a list. false: none, or more than may be. */
static bool
list_failed(const struct bounce *bounce, char to[RESEND_TO_MAX])
{
    size_t count = 0, length = 0;
    to[0] = '\0';
    for (const struct bounce_failure *one = bounce->failures; one; one = one->next) {
        if (one->kind != BOUNCE_FAILED || one->recipient[0] == '\0')
            continue;
        size_t more = strlen(one->recipient) + (count > 0 ? 2 : 0);
        if (strpbrk(one->recipient, " ,;:<>()\"\\") ||
            ++count > RESEND_RECIPIENTS_MOST || length + more >= RESEND_TO_MAX)
            return false;
        length += (size_t)snprintf(to + length, RESEND_TO_MAX - length, "%s%s",
                                   count > 1 ? ", " : "", one->recipient);
    }
    return count > 0 && bounce->failures_seen <= BOUNCE_FAILURES_MAX;
}

/* NULL: nothing speaks against it; else the refusal. */
static json_t *
object_to(struct agent *agent, const struct journal_row *row,
          const struct bounce *bounce)
{
    enum genuine_verdict verdict = genuine_of(row->verdict);
    if (!bounce)
        return refuse("this report could not be read", BY_HAND);
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        if (verdicts[i].verdict == verdict)
            return refuse(verdicts[i].why, verdicts[i].hint);
    if (bounce->kind == BOUNCE_DELAYED)
        return refuse("this mail is still being tried: sent again now, it might arrive "
                      "twice",
                      "wait for the last word about it; ndrwatch tells you");
    if (!list_failed(bounce, agent->resend.to))
        return refuse(
            "the report does not say for whom your mail failed, or says it of "
            "too many",
            BY_HAND);
    agent->resend.doubtful = verdict == GENUINE_UNSURE;
    if (bounce->message_id[0] == '\0')
        return refuse("the report has no number by which it could be found again",
                      BY_HAND);
    return NULL;
}

static bool
find_account(struct agent *agent, const char *name)
{
    for (uint32_t i = 0; i < agent->config->count; i++) {
        agent->resend.account = i;
        if (strcmp(agent->config->accounts[i].name, name) == 0)
            return true;
    }
    return false;
}

/* ---- the end ---- */

static void
shut(int *fd)
{
    if (*fd > 0)
        close(*fd);
    *fd = 0;
}

static void
over(struct agent *agent, int exit, const char *text)
{
    struct resend *resend = &agent->resend;
    resend->step = RESEND_OVER;
    resend->exit = exit;
    snprintf(resend->text, sizeof resend->text, "%s", text);
    shut(&resend->report);
    shut(&resend->mail);
    if (resend->parser.pid)
        child_close(&resend->parser); /* it ends by itself, and is reaped */
}

static void
over_not_done(struct agent *agent, const struct message_done *done)
{
    char text[RESEND_TEXT_MAX];
    bool later = done->outcome == MESSAGE_CUT_OFF || done->outcome == MESSAGE_TOO_SLOW;
    snprintf(text, sizeof text, "No draft was made. %.*s%s", (int)done->text.length,
             done->text.at, later ? " Try again later." : "");
    over(agent, later ? EX_TEMPFAIL : EX_UNAVAILABLE, text);
}

void
resend_end(struct agent *agent)
{
    if (agent->resend.step != RESEND_NONE && agent->resend.step != RESEND_OVER)
        over(
            agent, EX_TEMPFAIL,
            "No draft was made: ndrwatch was ended, or its accounts changed. Ask once more.");
    child_kill(&agent->resend.parser);
}

/* ---- storing ---- */

static void
stored(struct agent *agent, uint64_t key, const struct message_done *done)
{
    struct resend *resend = &agent->resend;
    char text[RESEND_TEXT_MAX];
    if (resend->step != RESEND_STORING || (int64_t)key != resend->event)
        return;
    if (done->outcome != MESSAGE_DID) {
        over_not_done(agent, done);
        return;
    }
    snprintf(
        text, sizeof text,
        "The draft lies in '%.*s', addressed to %.200s%s. Nothing was sent: read it "
        "in your mail program, correct it where need be, and send it from there.",
        (int)done->folder.length, done->folder.at, resend->to,
        strlen(resend->to) > 200 ? "..." : "");
    over(agent, EX_OK, text);
}

static void
store(struct agent *agent)
{
    struct resend *resend = &agent->resend;
    int fd = resend->mail;
    const struct message_errand errand = {
        .kind = MESSAGE_APPEND,
        .folder = MESSAGE_DRAFTS,
        .time = ERRAND_TIME + (resend->written >> 20) * PIECE_TIME,
        .size = resend->written,
        .received = (uint64_t)clock_now(),
    };
    struct message_errand out = errand;
    if (out.time > MESSAGE_ERRAND_TIME_MAX)
        out.time = MESSAGE_ERRAND_TIME_MAX;
    resend->step = RESEND_STORING;
    resend->mail = 0; /* the errand's now */
    child_close(&resend->parser);
    if (!errand_append(agent, resend->account, &out, fd,
                       (struct errand_hear){NULL, stored, (uint64_t)resend->event}))
        over(agent, EX_TEMPFAIL,
             "No draft was made: too much is going on. Try again later.");
}

/* ---- reading ---- */

static bool
keep(int fd, size_t at, struct message_bytes bytes)
{
    while (bytes.length > 0) {
        ssize_t put = pwrite(fd, bytes.at, bytes.length, (off_t)at);
        if (put <= 0)
            return false;
        at += (size_t)put;
        bytes.at += put;
        bytes.length -= (size_t)put;
    }
    return true;
}

/* The parser's answer. false: it makes no sense. */
static bool
heed(struct agent *agent, const struct message *message)
{
    struct resend *resend = &agent->resend;
    struct message_piece piece;
    struct message_done done;
    struct message_cage cage;
    if (message->type ==
        MESSAGE_CAGE) /* as the other parser's, which has told its own */
        return message_read_cage(message, &cage);
    if (message->type == MESSAGE_PIECE) {
        if (!message_read_piece(message, &piece) || piece.at != resend->written ||
            piece.bytes.length > MESSAGE_WHOLE_MAX - resend->written ||
            !keep(resend->mail, resend->written, piece.bytes))
            return false;
        resend->written += piece.bytes.length;
        return true;
    }
    if (message->type != MESSAGE_DONE || !message_read_done(message, &done) ||
        done.count > BOUNCE_RETURNED_WHOLE)
        return false;
    if (done.count == BOUNCE_RETURNED_WHOLE && resend->written > 0) {
        store(agent);
        return true;
    }
    char text[RESEND_TEXT_MAX];
    snprintf(text, sizeof text, "%s, so no draft was made: %s.",
             done.count < BOUNCE_RETURNED_WHOLE ? returned[done.count]
                                                : returned[BOUNCE_RETURNED_NOTHING],
             BY_HAND);
    over(agent, EX_DATAERR, text);
    return true;
}

/* false: there is no memory. */
static bool
feed(struct resend *resend)
{
    struct child *parser = &resend->parser;
    if (resend->asked || parser->out.length > AHEAD)
        return true;
    char *bytes = malloc(MESSAGE_PIECE_MAX);
    bool good = bytes != NULL;
    while (good && resend->sent < resend->got && parser->out.length <= AHEAD) {
        ssize_t got = pread(resend->report, bytes, MESSAGE_PIECE_MAX,
                            (off_t)resend->sent);
        good = got > 0;
        if (!good)
            break;
        const struct message_piece piece = {
            .at = resend->sent, .total = resend->got, .bytes = {bytes, (size_t)got}};
        message_put_piece(&parser->out, 0, 1, &piece);
        resend->sent += (size_t)got;
    }
    free(bytes);
    resend->asked = good && resend->sent == resend->got;
    if (resend->asked) {
        char order[sizeof resend->from + sizeof resend->to + 1];
        int size = snprintf(order, sizeof order, "%s\n%s", resend->from, resend->to);
        message_put_bytes(&parser->out, MESSAGE_REDRAFT, 0, 1, order, (size_t)size);
    }
    return good;
}

static void
read_it(struct agent *agent)
{
    static char name[] = "ndrwatch", command[] = "parse";
    char *const arguments[] = {name, command, NULL};
    struct resend *resend = &agent->resend;
    resend->step = RESEND_READING;
    snprintf(resend->from, sizeof resend->from, "%s",
             resend->doubtful ? agent->config->accounts[resend->account].address : "");
    resend->deadline = agent->now + RESEND_READ_TIME;
    resend->parser = (struct child){.name = "ndrwatch parse", .fd = -1};
    if (!child_start(&resend->parser, agent->parse_path, arguments, agent->now))
        over(agent, EX_OSERR, "No draft was made: no program could be started.");
}

void
resend_pump(struct agent *agent, const struct pollfd *polled)
{
    struct resend *resend = &agent->resend;
    struct message message;
    if (!resend->parser.pid || resend->parser.broken)
        return;
    if (polled->revents & (POLLIN | POLLHUP | POLLERR))
        child_read(&resend->parser);
    while (resend->step == RESEND_READING && child_next(&resend->parser, &message))
        if (!heed(agent, &message))
            resend->parser.broken = true;
    if (resend->step != RESEND_READING)
        return;
    if (resend->parser.broken || agent->now >= resend->deadline || !feed(resend)) {
        over(agent, EX_SOFTWARE, "No draft was made: the report could not be read.");
        child_kill(&resend->parser);
        return;
    }
    child_flush(&resend->parser);
}

struct pollfd
resend_poll(const struct agent *agent)
{
    return child_poll(&agent->resend.parser, true);
}

int64_t
resend_due(const struct agent *agent)
{
    const struct resend *resend = &agent->resend;
    if (resend->step != RESEND_READING)
        return 0;
    /* The parser has taken all it was given: it may have more at once. */
    bool waits = !resend->asked && resend->parser.out.length <= AHEAD;
    return waits ? agent->now : resend->deadline;
}

bool
resend_reaped(struct agent *agent, pid_t pid)
{
    struct resend *resend = &agent->resend;
    if (pid != resend->parser.pid)
        return false;
    if (resend->step == RESEND_READING)
        over(agent, EX_SOFTWARE, "No draft was made: the report could not be read.");
    child_close(&resend->parser);
    resend->parser.pid = 0;
    return true;
}

/* ---- fetching ---- */

static bool
take(struct agent *agent, uint64_t key, const struct message_piece *piece)
{
    struct resend *resend = &agent->resend;
    if (resend->step != RESEND_FETCHING || (int64_t)key != resend->event ||
        piece->at != resend->got ||
        piece->bytes.length > MESSAGE_WHOLE_MAX - resend->got ||
        !keep(resend->report, resend->got, piece->bytes))
        return false;
    resend->got += piece->bytes.length;
    resend->total = (size_t)piece->total;
    return true;
}

static void
fetched(struct agent *agent, uint64_t key, const struct message_done *done)
{
    struct resend *resend = &agent->resend;
    if (resend->step != RESEND_FETCHING || (int64_t)key != resend->event)
        return;
    if (done->outcome != MESSAGE_DID)
        over_not_done(agent, done);
    else
        read_it(agent);
}

static void
found(struct agent *agent, uint64_t key, const struct message_done *done)
{
    struct resend *resend = &agent->resend;
    if (resend->step != RESEND_SEEKING || (int64_t)key != resend->event)
        return;
    if (done->outcome != MESSAGE_DID) {
        over_not_done(agent, done);
        return;
    }
    if (done->count == 0) {
        char text[RESEND_TEXT_MAX];
        snprintf(text, sizeof text,
                 "The report is not in the watched mailbox any more, so no draft was "
                 "made: %s.",
                 BY_HAND);
        over(agent, EX_NOINPUT, text);
        return;
    }
    const struct message_errand errand = {
        .kind = MESSAGE_FETCH,
        .folder = MESSAGE_WATCHED,
        .time = MESSAGE_ERRAND_TIME_MAX,
        .uidvalidity = done->uidvalidity,
        .uid = done->uid,
    };
    resend->step = RESEND_FETCHING;
    if (!errand_begin(agent, resend->account, &errand,
                      (struct errand_hear){take, fetched, key}))
        over(agent, EX_TEMPFAIL,
             "No draft was made: too much is going on. Try again later.");
}

/* ---- beginning ---- */

/* Prepares for the report. false: there is no memory. */
static bool
make_room(struct resend *resend, int64_t event)
{
    shut(&resend->report);
    shut(&resend->mail);
    resend->got = resend->total = resend->sent = resend->written = 0;
    resend->asked = false;
    resend->event = event;
    resend->report = memfd_create("report", MFD_CLOEXEC);
    resend->mail = memfd_create("draft", MFD_CLOEXEC);
    return resend->report > 0 && resend->mail > 0;
}

static json_t *
seek(struct agent *agent, const struct journal_row *row, const struct bounce *bounce)
{
    struct resend *resend = &agent->resend;
    const char *id = bounce->message_id;
    const struct message_errand errand = {
        .kind = MESSAGE_SEARCH,
        .folder = MESSAGE_WATCHED,
        .id = {id, strlen(id)},
        .since = row->came > RESEND_SLACK ? (uint64_t)(row->came - RESEND_SLACK) : 0,
        .before = row->came > 0 ? (uint64_t)(row->came + RESEND_SLACK) : 0,
    };
    if (!make_room(resend, row->id) ||
        !errand_begin(agent, resend->account, &errand,
                      (struct errand_hear){NULL, found, (uint64_t)row->id}))
        return answer_error("too much is going on to make a draft now",
                            "try again later", EX_TEMPFAIL);
    resend->step = RESEND_SEEKING;
    char name[JOURNAL_ID_MAX];
    journal_name(row->id, name);
    return json_pack("{s:{s:s}}", "answer", "id", name);
}

static json_t *
begin(struct agent *agent, const struct journal_row *row)
{
    struct bounce *bounce = NULL;
    if (!find_account(agent, row->account))
        return refuse("the account of this report is not watched any more", BY_HAND);
    if (row->state == JOURNAL_READ &&
        !facts_read(row->facts, strlen(row->facts), &bounce))
        bounce = NULL;
    json_t *answer = object_to(agent, row, bounce);
    if (!answer)
        answer = seek(agent, row, bounce);
    facts_free(bounce);
    return answer;
}

json_t *
resend_begin(struct agent *agent, const char *name)
{
    struct resend *resend = &agent->resend;
    struct journal_row row;
    bool latest = strcmp(name, "latest") == 0;
    int64_t id = latest ? 0 : journal_number(name);
    if ((resend->step != RESEND_NONE && resend->step != RESEND_OVER) ||
        resend->parser.pid)
        return answer_error("another draft is being made just now", "try again",
                            EX_TEMPFAIL);
    if ((!latest && id == 0) || !journal_event(&agent->journal, id, &row))
        return agent->journal.why
                   ? answer_failed(&agent->journal)
                   : answer_error("there is no such returned mail",
                                  "ndrwatch list shows their names", EX_NOINPUT);
    json_t *answer = begin(agent, &row);
    journal_row_free(&row);
    return answer;
}

json_t *
resend_json(const struct agent *agent)
{
    const struct resend *resend = &agent->resend;
    char name[JOURNAL_ID_MAX];
    journal_name(resend->event, name);
    bool is_over = resend->step == RESEND_OVER || resend->step == RESEND_NONE;
    return json_pack("{s:{s:s, s:b, s:I, s:I, s:i, s:s*}}", "answer", "id", name,
                     "over", is_over, "got", (json_int_t)resend->got, "total",
                     (json_int_t)resend->total, "exit", resend->exit, "text",
                     is_over ? resend->text : "");
}
