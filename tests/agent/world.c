/* world: one agent in this process, and around it all that it has to do with. */
#include "tests/agent/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/charset.h"
#include "agent/facts.h"
#include "agent/outbox.h"
#include "agent/serve.h"
#include "agent/sql.h"
#include "tests/agent/fault.h"
#include "tests/agent/world_check.h"

enum {
    IMAP_FD =
        900, /* descriptors that are none: all that is sent there comes to world_hear */
    PARSE_FD,
    NOTIFIER_FD,
    NO_PID = 1 << 30, /* of a helper that runs; fault.c has a kill that does nothing */
    MAIL_ROOM = 2048,
    HEARD_ROOM = 1 << 16,
    TURNS_MAX = 400, /* until the agent must have come to rest: hours of its time */
    BEGIN = 1800000000,
    UIDVALIDITY = 7
};

/* What dies with the agent. */
static struct life {
    struct world *world;
    struct agent agent;
    struct {
        bool watching, first, told;
        int64_t uidvalidity, mark;
        unsigned in_flight;
        uint32_t request;
        bool sent[WORLD_MAILS_MAX * 2]; /* by UID */
    } server;
    char imap[HEARD_ROOM], parse[HEARD_ROOM]; /* frames that were sent there */
    size_t imap_length, parse_length;
    int64_t answers[WORLD_TOLD_MAX]; /* of the notifier, owed */
    size_t owed;
    bool busy; /* something was done in this turn */
} life;

// clang-format off
#define REST {WORLD_REST, 0}
#define MAIL(number) {WORLD_MAIL, number}
const struct world_scenario world_scenarios[] = {
    {"first look", {
        {WORLD_COMES, 0}, MAIL(1), MAIL(0), MAIL(2), MAIL(1), MAIL(3), REST,
    }},
    {"one mail", {
        {WORLD_COMES, 0}, REST, MAIL(1), REST, MAIL(0), REST,
    }},
    {"a burst", { /* more than may be in flight */
        {WORLD_COMES, 0}, REST, MAIL(1), MAIL(2), MAIL(3), MAIL(0), MAIL(4), MAIL(5), MAIL(6),
        MAIL(7), MAIL(8), MAIL(9), MAIL(10), REST,
    }},
    {"a summary", { /* more than are told alone; the next one comes by itself */
        {WORLD_COMES, 0}, MAIL(1), MAIL(2), MAIL(3), MAIL(4), MAIL(5), MAIL(6), MAIL(7), REST,
        MAIL(8), REST,
    }},
    {"a repeat", { /* delivered twice, moved to Junk and back, shown late below the mark */
        {WORLD_COMES, 0}, MAIL(9), REST, MAIL(1), REST, MAIL(1), REST, {WORLD_TAKEN, 1}, REST,
        MAIL(1), {WORLD_LATE, 2}, {WORLD_LATE, 0}, REST, {WORLD_LATE, 1}, REST,
    }},
    {"renumbered", {
        {WORLD_COMES, 0}, REST, MAIL(1), MAIL(2), REST, {WORLD_RENUMBER, 0}, MAIL(3), REST,
        {WORLD_RECREATE, 0}, REST, MAIL(2), MAIL(4), REST,
    }},
    {"handled while pending", { /* nobody shows it; then a notifier without, then with a server */
        REST, MAIL(1), MAIL(2), MAIL(3), REST, {WORLD_HANDLED, 1}, {WORLD_FAILS, 0},
        {WORLD_COMES, 0}, REST, {WORLD_HANDLED, 2}, {WORLD_DESKTOP, 0}, REST,
    }},
    {"gone and back", { /* rows claimed at the start, and a notifier that goes with some */
        {WORLD_COMES, 0}, REST, {WORLD_SILENT, 0}, MAIL(1), MAIL(2), REST, {WORLD_DIE, 0}, REST,
        {WORLD_SILENT, 0}, MAIL(3), REST, {WORLD_GOES, 0}, MAIL(4), MAIL(5), MAIL(6), MAIL(7),
        REST, {WORLD_STOP, 0}, {WORLD_COMES, 0}, REST,
    }},
    {"a deadly mail", {
        {WORLD_COMES, 0}, REST, MAIL(1), MAIL(WORLD_MAIL_DEADLY), MAIL(2), REST,
    }},
    {NULL, {{WORLD_END, 0}}},
};
// clang-format on

static const char RETURNED[] =
    "From: postmaster@example.net\nTo: you@example.org\n"
    "Subject: Undelivered Mail Returned to Sender\n"
    "Message-ID: <report-%d@example.net>\nMIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
    "--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n\n"
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
    "Final-Recipient: rfc822;pat%d@example.net\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <original-%d@example.org>\n\n"
    "--b--\n";

static int
write_mail(int mail, char ret[MAIL_ROOM])
{
    if (mail == WORLD_MAIL_ORDINARY)
        return snprintf(ret, MAIL_ROOM, "Subject: hello\n\nHow are you?\n");
    return snprintf(ret, MAIL_ROOM, RETURNED, mail, mail, mail);
}

void
world_begin(struct world *world)
{
    *world = (struct world){
        .now = BEGIN, .uidvalidity = UIDVALIDITY, .next_uid = WORLD_MAILS_MAX};
}

/* ---- the server, and ndrwatch-imap in front of it ---- */

static void
hand(bool (*to)(struct agent *agent, const struct message *message),
     struct message_buffer *frame)
{
    struct message message;
    size_t used;
    message_next(frame->bytes, frame->length, &message, &used);
    fault_resume();
    bool good = to(&life.agent, &message);
    fault_pause();
    message_buffer_free(frame);
    life.busy = true;
    if (!good)
        life.agent.imap.broken = true;
}

static void
put_state(enum message_watch_state state)
{
    struct message_buffer frame = {0};
    struct message_state fields = {.state = state};
    message_put_state(&frame, 0, 0, &fields);
    hand(watch_state, &frame);
}

static void
put_mail(int64_t uid, int mail, int64_t received)
{
    char text[MAIL_ROOM];
    size_t length = (size_t)write_mail(mail, text);
    struct message_buffer frame = {0};
    struct message_mail fields = {.uidvalidity = (uint64_t)life.server.uidvalidity,
                                  .uid = (uint64_t)uid,
                                  .size = length,
                                  .received = (uint64_t)received,
                                  .bytes = {text, length}};
    message_put_mail(&frame, 0, ++life.server.request, &fields);
    life.server.in_flight++;
    hand(intake_mail, &frame);
}

/* Sends what it has not sent yet, as far as the window and the agent allow. */
static void
server_look(void)
{
    const struct world *world = life.world;
    if (!life.server.watching || life.agent.imap.broken)
        return;
    if (life.server.uidvalidity != world->uidvalidity) { /* seen at the next SELECT */
        life.server.uidvalidity = world->uidvalidity;
        life.server.mark = 0;
        memset(life.server.sent, 0, sizeof life.server.sent);
        life.server.told = false;
        put_state(MESSAGE_CONNECTING);
    }
    bool new = false;
    for (size_t i = 0; i < world->count && !life.agent.imap.broken; i++) {
        bool *sent = &life.server.sent[world->mails[i].uid];
        bool settled = world->mails[i].uid <= life.server.mark && !world->mails[i].late;
        if (*sent || settled)
            continue;
        if (life.server.in_flight >= MESSAGE_IN_FLIGHT ||
            life.agent.intake.count >= INTAKE_MAX)
            return;
        *sent = new = true;
        put_mail(world->mails[i].uid, world->mails[i].mail, world->mails[i].received);
    }
    if ((!new &&life.server.told) || life.agent.imap.broken)
        return;
    struct message_buffer frame = {0};
    struct message_seen seen = {(uint64_t)world->uidvalidity,
                                (uint64_t)world->next_uid - 1, 1};
    message_put_seen(&frame, 0, 0, &seen);
    hand(watch_seen, &frame);
    if (!life.server.told && !life.agent.imap.broken)
        put_state(MESSAGE_WATCHING);
    life.server.told = true;
}

/* What is up to the mark is never sent again, but for what came late: the real one looks at the
 * last days once more, which would hide a mark that is too high. */
static void
server_begins(const struct message_watch *watch)
{
    life.server.watching = true;
    life.server.uidvalidity = life.world->uidvalidity;
    if ((int64_t)watch->uidvalidity == life.world->uidvalidity)
        life.server.mark = (int64_t)watch->uid;
}

/* A question to the Sent folder: it has the mails with even numbers. */
static void
server_searches(const struct message *message)
{
    struct message_errand errand;
    struct message_buffer frame = {0};
    unsigned number = 0;
    if (!message_read_errand(message, &errand))
        return;
    char id[64] = "";
    snprintf(id, sizeof id, "%.*s",
             errand.id.length < sizeof id ? (int)errand.id.length : 0,
             errand.id.length ? errand.id.at : "");
    sscanf(id, "<original-%u@", &number);
    message_put_done(&frame, message->account, message->request,
                     &(struct message_done){.outcome = MESSAGE_DID,
                                            .count = number % 2 == 0,
                                            .complete = 1});
    hand(errand_over, &frame);
}

/* What the agent has sent to ndrwatch-imap. */
static void
server_heed(void)
{
    struct message message;
    size_t used = 0, taken = 0;
    while (message_next(life.imap + taken, life.imap_length - taken, &message, &used) ==
           MESSAGE_GOOD) {
        struct message_watch watch;
        taken += used;
        life.busy = true;
        if (message.type == MESSAGE_TAKEN)
            life.server.in_flight--;
        else if (message.type == MESSAGE_ERRAND)
            server_searches(&message);
        else if (message.type == MESSAGE_WATCH && message_read_watch(&message, &watch))
            server_begins(&watch);
    }
    memmove(life.imap, life.imap + taken, life.imap_length -= taken);
}

/* ---- the parser ---- */

static void
parser_dies(void)
{
    life.parse_length = 0;
    child_gone(&life.agent.parse, life.agent.now);
    intake_parser_lost(&life.agent);
}

static void
parser_heed(void)
{
    struct message message;
    struct message_mail mail;
    size_t used = 0;
    if (message_next(life.parse, life.parse_length, &message, &used) != MESSAGE_GOOD ||
        !message_read_mail(&message, &mail))
        return;
    life.busy = true;
    char deadly[32];
    snprintf(deadly, sizeof deadly, "<report-%d@", WORLD_MAIL_DEADLY);
    if (memmem(mail.bytes.at, mail.bytes.length, deadly, strlen(deadly))) {
        parser_dies();
        return;
    }
    struct bounce *bounce = NULL;
    struct bounce_options options = {
        .size = sizeof options, .convert = charset_convert, .marks = true};
    char *facts = NULL;
    if (bounce_read(mail.bytes.at, mail.bytes.length, &options, &bounce) == BOUNCE_READ)
        facts = facts_write(bounce);
    bounce_free(bounce);
    struct message_buffer frame = {0};
    message_put_bytes(&frame, MESSAGE_FACTS, 0, message.request, facts,
                      facts ? strlen(facts) : 0);
    free(facts);
    life.parse_length = 0;
    message_next(frame.bytes, frame.length, &message, &used);
    fault_resume();
    if (!intake_facts(&life.agent, &message))
        life.agent.parse.broken = true;
    fault_pause();
    message_buffer_free(&frame);
}

/* ---- the notifier ---- */

static void
notifier_says(const char *line)
{
    struct client *client = life.agent.control.notifier;
    if (!client || client->closing)
        return;
    life.busy = true;
    fault_resume();
    serve_line(&life.agent, client, line, strlen(line));
    fault_pause();
}

static void
notifier_comes(void)
{
    static const char hello[] = "{\"hello\":1,\"role\":\"notifier\"}";
    struct client *client = &life.agent.control.clients[0];
    *client = (struct client){.fd = NOTIFIER_FD};
    life.owed = 0;
    life.busy = true;
    fault_resume();
    serve_line(&life.agent, client, hello, strlen(hello));
    fault_pause();
    if (!life.world->fails)
        notifier_says("{\"desktop\":\"test\"}");
}

/* Answers one notice a turn: the others are still on their way. */
static void
notifier_heed(void)
{
    if (life.world->notifier && !life.agent.control.notifier)
        notifier_comes();
    if (life.owed == 0 || life.world->silent)
        return;
    char key[JOURNAL_ID_MAX] = "summary", line[128];
    if (life.answers[0] > 0)
        journal_name(life.answers[0], key);
    if (life.world->fails)
        world_check_untold(life.world, WORLD_BUBBLE, life.answers[0]);
    memmove(life.answers, life.answers + 1, --life.owed * sizeof life.answers[0]);
    snprintf(line, sizeof line,
             life.world->fails ? "{\"failed\":\"%s\",\"why\":\"no server\"}"
                               : "{\"shown\":\"%s\"}",
             key);
    notifier_says(line);
}

/* ---- what the agent says ---- */

/* A line of standard output, or one to the notifier. */
static void
hear_line(enum world_channel channel, const char *line)
{
    const char *id = strstr(line,
                            channel == WORLD_LINE ? "\"id\":\"b-" : "\"key\":\"b-");
    bool summary = strstr(line, channel == WORLD_LINE ? "\"summary\":"
                                                      : "\"key\":\"summary\"");
    if (!id && !summary)
        return; /* hello */
    struct world_told told = {channel,
                              summary ? OUTBOX_SUMMARY : atol(strchr(id, '-') + 1),
                              strstr(line, "\"again\":true") != NULL};
    world_check_told(life.world, &told);
    if (channel == WORLD_BUBBLE && life.owed < WORLD_TOLD_MAX)
        life.answers[life.owed++] = told.event;
}

void
world_hear(int fd, const void *bytes, size_t length)
{
    char *room = fd == IMAP_FD ? life.imap : life.parse;
    size_t *used = fd == IMAP_FD ? &life.imap_length : &life.parse_length;
    life.busy = true;
    if (fd == IMAP_FD || fd == PARSE_FD) {
        if (length > HEARD_ROOM - *used)
            abort();
        memcpy(room + *used, bytes, length);
        *used += length;
        return;
    }
    char *text = strndup(bytes, length);
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        hear_line(fd == NOTIFIER_FD ? WORLD_BUBBLE : WORLD_LINE, line);
    }
    free(text);
}

/* ---- a turn of the agent, as loop.c has it ---- */

static void
helper_starts(struct child *child, int fd)
{
    child->pid = NO_PID;
    child->fd = fd;
    child->broken = false;
    restart_born(&child->restart, life.agent.now);
}

static void
imap_dies(void)
{
    child_gone(&life.agent.imap, life.agent.now);
    intake_imap_lost(&life.agent, 0);
    watch_lost(&life.agent, 0);
    memset(&life.server, 0, sizeof life.server);
    life.imap_length = 0;
}

static void
start_helpers(void)
{
    struct agent *agent = &life.agent;
    if (!agent->parse.pid && restart_due(&agent->parse.restart, agent->now)) {
        helper_starts(&agent->parse, PARSE_FD);
        intake_pump(agent);
    }
    if (!agent->imap.pid && restart_due(&agent->imap.restart, agent->now) &&
        !agent_is_stuck(agent)) {
        helper_starts(&agent->imap, IMAP_FD);
        if (!watch_send(agent, 0))
            agent->imap.broken = true;
    }
    child_flush(&agent->imap);
    child_flush(&agent->parse);
}

static void
heed_helpers(void)
{
    parser_heed();
    server_heed();
    server_look();
    if (life.agent.imap.pid && life.agent.imap.broken)
        imap_dies();
    if (life.agent.parse.pid && life.agent.parse.broken)
        parser_dies();
}

static void
turn(void)
{
    struct agent *agent = &life.agent;
    struct pollfd polled[1 + CONTROL_CLIENTS_MAX] = {{.fd = -1}};
    life.busy = false;
    start_helpers();
    fault_pause();
    heed_helpers();
    notifier_heed();
    fault_resume();
    intake_pump(agent);
    fault_pause();
    if (agent->control.notifier && agent->control.notifier->closing)
        world_check_may_repeat(agent->journal.db);
    fault_resume();
    control_pump(agent, polled);
    watch_settle(agent);
    errand_pump(agent);
    tell_pump(agent);
    child_flush(&agent->imap);
    child_flush(&agent->parse);
    if (!life.busy) { /* only time can bring something now */
        agent->now += 10 * 1000;
        life.world->now += 10;
        fault_clock(life.world->now);
    }
}

/* Is there nothing left to be done? */
static bool
at_rest(void)
{
    struct agent *agent = &life.agent;
    struct outbox_row next = {0};
    fault_pause();
    bool rest = !life.busy && life.server.watching && life.server.told &&
                life.server.in_flight == 0 && !agent->intake.first &&
                !agent->stuck_until && !watch_unsettled(agent) &&
                tell_lines_done(agent);
    if (rest && agent->control.notifier)
        rest = outbox_next(&agent->journal, OUTBOX_DESKTOP, &next) && next.event == 0 &&
               (life.owed == 0 || life.world->silent);
    if (life.world->notifier && !agent->control.notifier)
        rest = false;
    fault_resume();
    return rest;
}

/* ---- the scenario ---- */

static void
remove_mail(struct world *world, int mail)
{
    size_t kept = 0;
    for (size_t i = 0; i < world->count; i++)
        if (mail >= 0 && world->mails[i].mail != mail)
            world->mails[kept++] = world->mails[i];
    world->count = kept;
}

static void
add_mail(struct world *world, int64_t uid, int mail)
{
    size_t i = world->count++;
    world->mails[i].uid = uid;
    world->mails[i].late = false;
    world->mails[i].mail = mail;
    world->mails[i].received = world->now;
    world->delivered |= (uint64_t)1 << mail;
}

static void
person_handles(int mail)
{
    int64_t id = world_check_event(life.agent.journal.db, mail);
    fault_resume();
    journal_note_handled(&life.agent.journal, id, life.world->now);
    fault_pause();
}

/* Done before the journal can know of it: these happen once. */
static void
happen(struct world *world, const struct world_step *step)
{
    int64_t lowest = world->next_uid;
    switch (step->act) {
    case WORLD_MAIL:
        add_mail(world, world->next_uid++, step->mail);
        break;
    case WORLD_LATE:
        for (size_t i = 0; i < world->count; i++)
            lowest = world->mails[i].uid < lowest ? world->mails[i].uid : lowest;
        add_mail(world, lowest - 1, step->mail);
        world->mails[world->count - 1].late = true;
        break;
    case WORLD_TAKEN:
        remove_mail(world, step->mail);
        break;
    case WORLD_RECREATE:
        remove_mail(world, -1);
        world->uidvalidity++;
        break;
    case WORLD_RENUMBER:
        world->uidvalidity++;
        for (size_t i = 0; i < world->count; i++)
            world->mails[i].uid = world->next_uid++;
        break;
    case WORLD_COMES:
        world->notifier = true;
        world->silent = false;
        break;
    case WORLD_GOES:
        world->notifier = false;
        if (life.agent.control.notifier)
            life.agent.control.notifier->closing = true;
        break;
    case WORLD_SILENT:
        world->silent = true;
        break;
    case WORLD_FAILS:
        world->fails = true;
        break;
    case WORLD_DESKTOP:
        world->fails = false;
        notifier_says("{\"desktop\":\"test\"}");
        break;
    case WORLD_HANDLED:
        person_handles(step->mail);
        break;
    case WORLD_END:
    case WORLD_REST:
    case WORLD_STOP:
    case WORLD_DIE:
        break;
    }
}

static bool
rest(void)
{
    for (int turns = 0; turns < TURNS_MAX; turns++) {
        turn();
        if (at_rest())
            return true;
    }
    return false;
}

/* Goes through the steps until the agent is to end, or the scenario is over. */
static enum world_end
go_through(struct world *world, const struct world_scenario *scenario, bool whole)
{
    for (;;) {
        const struct world_step *step = &scenario->steps[world->step];
        if ((step->act == WORLD_REST || step->act == WORLD_END) && !rest()) {
            if (whole)
                world_check_wrong(world, "never came to rest");
            return whole ? WORLD_WRONG : WORLD_AGAIN;
        }
        if (step->act == WORLD_END)
            return whole ? WORLD_OVER : WORLD_AGAIN;
        world->step++;
        if (step->act == WORLD_DIE)
            fault_die();
        if (step->act == WORLD_STOP)
            return WORLD_AGAIN;
        fault_pause();
        happen(world, step);
        fault_resume();
    }
}

enum world_end
world_live(struct world *world, const struct world_scenario *scenario,
           const char *folder, bool whole, bool unsafe)
{
    static char name[] = "work", address[] = "you@example.org", none[] = "",
                host[] = "imap.example.org", inbox[] = "INBOX";
    static struct account account = {.name = name,
                                     .address = address,
                                     .user = address,
                                     .host = host,
                                     .mailbox = inbox,
                                     .sent = none,
                                     .drafts = none,
                                     .idle = none,
                                     .junk = none,
                                     .authority = none,
                                     .ca_file = none,
                                     .password_file = none,
                                     .password_command = none,
                                     .token_command = none,
                                     .goa_account = none,
                                     .client_id = none,
                                     .client_secret_command = none,
                                     .tenant = none,
                                     .port = 993,
                                     .look_back = 1};
    static struct config config = {&account, 1};
    struct agent *agent = &life.agent;
    char path[256];
    snprintf(path, sizeof path, "%s/journal.db", folder);
    fault_clock(world->now);
    life.world = world;
    *agent = (struct agent){.config = &config, .json = true, .now = 1000};
    agent->imap = (struct child){.name = "ndrwatch-imap", .fd = -1};
    agent->parse = (struct child){.name = "ndrwatch parse", .fd = -1};
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
        agent->control.clients[i].fd = -1;
    agent->control.fd = -1;
    if (journal_open(path, world->now, &agent->journal) != JOURNAL_OPEN) {
        if (whole)
            world_check_wrong(world, agent->journal.text);
        return whole ? WORLD_WRONG : WORLD_AGAIN;
    }
    fault_pause();
    if (agent->journal.moved[0] != '\0')
        world_check_wrong(world, "a sound journal was put aside");
    if (unsafe)
        sql_run(agent->journal.db, "PRAGMA synchronous = OFF", "");
    fault_resume();
    if (!watch_begin(agent) || !sent_begin(agent)) {
        watch_end(agent);
        return WORLD_AGAIN;
    }
    enum world_end end = go_through(world, scenario, whole);
    fault_pause();
    if (end == WORLD_OVER)
        world_check_end(world, agent->journal.db);
    fault_resume();
    if (world->wrong[0] != '\0')
        return WORLD_WRONG;
    intake_end(agent);
    errand_end(agent);
    sent_end(agent);
    watch_end(agent);
    journal_close(&agent->journal);
    return end;
}
