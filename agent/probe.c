/* probe: the whole way to one account's mailbox, gone once by an ndrwatch-imap of its own. */
#include "agent/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "agent/authority.h"
#include "agent/child.h"
#include "agent/clock.h"
#include "agent/errand.h"
#include "agent/habits.h"

enum {
    DAY = 24 * 3600,
    SOON = 2 *
           DAY, /* one that ends sooner should have been renewed: some live six days */
    ASKED_MOST =
        2 /* times that it may ask for the secret: a token may have to be fresh */
};

/* The steps that ndrwatch-imap takes; each ends with a milestone, the last in IDLE. */
enum step {
    STEP_TCP = MESSAGE_REACHED,
    STEP_TLS = MESSAGE_SECURED,
    STEP_SERVER = MESSAGE_GREETED,
    STEP_LOGIN = MESSAGE_SIGNED_IN,
    STEP_INBOX = MESSAGE_OPENED,
    STEP_IDLE,
    STEPS
};

static const char *const step_ids[STEPS] = {
    [STEP_TCP] = "tcp",     [STEP_TLS] = "tls",     [STEP_SERVER] = "server",
    [STEP_LOGIN] = "login", [STEP_INBOX] = "inbox", [STEP_IDLE] = "idle",
};

/* The folders that are looked for, when all else is well. */
static const struct folder {
    enum message_folder folder;
    const char *id, *what, *remedy;
} folders[] = {
    {MESSAGE_SENT, "sent", "sent mail",
     "put `sent = NAME` into the account's section; without it a returned mail cannot be told from a "
     "forged one"},
    {MESSAGE_JUNK, "junk", "spam",
     "look into that folder yourself now and then: a returned mail may be taken for spam"},
};
#define FOLDERS (sizeof folders / sizeof folders[0])

struct way {
    struct probe *probe;
    struct checkup *checkup;
    struct child child;
    enum step next; /* to be taken */
    unsigned asked; /* times, for the secret */
    size_t looked;  /* folders done */
    bool over;
    int64_t deadline;
};

static struct message_bytes
bytes(const char *text)
{
    return (struct message_bytes){text, strlen(text)};
}

/* ---- lines ---- */

/* The steps from this one on are not gone. */
static void
leave_out(struct way *way, int step, const char *why)
{
    for (; step < STEPS; step++)
        checkup_add(way->checkup, way->probe->account->name, step_ids[step],
                    CHECKUP_LEFT, "", "%s", why);
    way->over = true;
}

static void
fail(struct way *way, const char *remedy, struct message_bytes why)
{
    checkup_add(way->checkup, way->probe->account->name, step_ids[way->next],
                CHECKUP_WRONG, remedy, "%.*s", (int)why.length, why.at);
    leave_out(way, (int)way->next + 1, "not tried");
}

static void
tell_tls(struct way *way, const struct message_step *step)
{
    const char *name = way->probe->account->name;
    time_t until = (time_t)step->number;
    struct tm day;
    char words[32] = "an unknown day";
    if (gmtime_r(&until, &day))
        strftime(words, sizeof words, "%Y-%m-%d", &day);
    bool soon = step->number > 0 && (int64_t)step->number < clock_now() + SOON;
    checkup_add(way->checkup, name, "tls", soon ? CHECKUP_ODD : CHECKUP_WELL,
                soon ? "nothing to do for you: whoever runs the server has to renew it"
                     : "",
                "%.*s, good until %s", (int)step->text.length, step->text.at, words);
}

static void
tell_step(struct way *way, const struct message_step *step)
{
    const struct account *account = way->probe->account;
    const char *name = account->name;
    switch ((enum message_milestone)step->milestone) {
    case MESSAGE_REACHED:
        way->probe->reached = true;
        checkup_add(way->checkup, name, "tcp", CHECKUP_WELL, "", "%.*s, port %u",
                    (int)step->text.length, step->text.at, account->port);
        break;
    case MESSAGE_SECURED:
        tell_tls(way, step);
        break;
    case MESSAGE_GREETED:
        checkup_add(way->checkup, name, "server", CHECKUP_WELL, "",
                    "an IMAP server answers");
        break;
    case MESSAGE_SIGNED_IN:
        checkup_add(way->checkup, name, "login", CHECKUP_WELL, "", "signed in");
        break;
    case MESSAGE_OPENED:
        checkup_add(way->checkup, name, "inbox", CHECKUP_WELL, "",
                    "%s opened to be read, %llu mail%s", account->mailbox,
                    (unsigned long long)step->number, step->number == 1 ? "" : "s");
        break;
    case MESSAGE_MILESTONES:
        break;
    }
    way->next = (enum step)(step->milestone + 1);
}

/* ---- what ndrwatch-imap asks and tells ---- */

static void
ask_folder(struct way *way)
{
    static char names[ERRAND_NAMES_ROOM];
    const struct probe *probe = way->probe;
    const struct folder *folder = &folders[way->looked];
    const char *known = folder->folder == MESSAGE_SENT ? probe->account->sent : "";
    errand_names(probe->place, probe->account, folder->folder, names);
    /* Nothing can have come since tomorrow: the folder is opened, and hardly searched. */
    struct message_errand errand = {
        .kind = MESSAGE_SEARCH,
        .folder = folder->folder,
        .time = PROBE_FOLDERS,
        .name = bytes(known),
        .names = bytes(known[0] != '\0' ? "" : names),
        .id = bytes("<check@ndrwatch.invalid>"),
        .since = (uint64_t)(clock_now() + 2 * DAY),
    };
    message_put_errand(&way->child.out, 0, (uint32_t)way->looked + 1, &errand);
}

static void
next_folder(struct way *way)
{
    if (way->looked < FOLDERS)
        ask_folder(way);
    else
        way->over = true;
}

static void
hear_folder(struct way *way, const struct message *message)
{
    struct message_done done;
    const struct folder *folder = &folders[way->looked];
    struct probe *probe = way->probe;
    if (!message_read_done(message, &done) || message->request != way->looked + 1)
        return;
    char *keep = folder->folder == MESSAGE_SENT ? probe->sent : probe->junk;
    if (done.outcome == MESSAGE_DID) {
        snprintf(keep, PROBE_NAME_MAX, "%.*s", (int)done.folder.length, done.folder.at);
        checkup_add(way->checkup, probe->account->name, folder->id, CHECKUP_WELL, "",
                    "%s: %s", folder->what, keep);
    } else if (done.outcome == MESSAGE_NO_FOLDER) {
        checkup_add(way->checkup, probe->account->name, folder->id, CHECKUP_ODD,
                    folder->remedy, "no folder for %s was found", folder->what);
    } else {
        checkup_add(way->checkup, probe->account->name, folder->id, CHECKUP_ODD, "",
                    "%s: %.*s", folder->what, (int)done.text.length, done.text.at);
    }
    way->looked++;
    next_folder(way);
}

/* Its ends of the conversation about one account: it waits, asks, or watches. */
static void
hear_state(struct way *way, const struct message *message)
{
    struct message_state state;
    struct probe *probe = way->probe;
    if (!message_read_state(message, &state) || probe->good)
        return;
    if (state.state == MESSAGE_WATCHING) {
        probe->good = true;
        probe->polls = memmem(state.text.at, state.text.length, "does not say", 12) !=
                       NULL;
        checkup_add(way->checkup, probe->account->name, "idle", CHECKUP_WELL, "",
                    probe->polls
                        ? "the server does not say when mail comes: it is asked now "
                          "and then, so notices come some minutes later"
                        : "the server says at once when mail comes");
        next_folder(way);
    } else if (state.fault != MESSAGE_FINE) {
        probe->fault = (enum message_fault)state.fault;
        probe->refused = way->next == STEP_LOGIN && state.fault == MESSAGE_REFUSED;
        fail(way, "", state.text);
    }
}

static void
hear_need(struct way *way, const struct message *message)
{
    struct probe *probe = way->probe;
    struct vault_answer answer = {0};
    struct message_need need;
    if (!message_read_need(message, &need))
        return;
    if (probe->no_login) {
        leave_out(way, (int)way->next,
                  "left to the running ndrwatch, which renews the token");
        return;
    }
    if (way->asked++ == ASKED_MOST) {
        probe->fault = MESSAGE_REFUSED;
        fail(way, "", bytes("the server refused the token, and a fresh one as well"));
        return;
    }
    probe->give(probe->context, need.stale == 1, &answer);
    struct message_secret secret = {
        .secret = {answer.secret, answer.length},
        .user = bytes(answer.user),
        .token = answer.token,
        .expires = answer.expires > 0 ? (uint64_t)answer.expires : 0,
    };
    if (answer.outcome == VAULT_GOOD && answer.length > 0) {
        message_put_secret(&way->child.out, 0, message->request, &secret);
    } else {
        probe->fault = MESSAGE_LOCAL;
        fail(way, "", bytes(answer.why[0] != '\0' ? answer.why : "there is no secret"));
    }
    vault_answer_wipe(&answer);
}

static void
hear(struct way *way, const struct message *message)
{
    struct message_step step;
    struct message_cage cage;
    if (message->type == MESSAGE_CAGE && message_read_cage(message, &cage)) {
        way->probe->cage = cage;
        way->probe->caged = true;
    } else if (message->type == MESSAGE_STEP && message_read_step(message, &step)) {
        if (step.milestone == (uint64_t)way->next)
            tell_step(way, &step);
    } else if (message->type == MESSAGE_STATE) {
        hear_state(way, message);
    } else if (message->type == MESSAGE_SECRET) {
        hear_need(way, message);
    } else if (message->type == MESSAGE_MAIL) {
        message_put(&way->child.out, MESSAGE_TAKEN, 0, message->request);
    } else if (message->type == MESSAGE_DONE && way->probe->good) {
        hear_folder(way, message);
    }
}

/* ---- the process ---- */

static void
order(struct way *way)
{
    const struct account *account = way->probe->account;
    struct message_watch watch = {
        .name = bytes(account->name),
        .host = bytes(account->host),
        .user = bytes(account->user),
        .mailbox = bytes(account->mailbox),
        .ca_file = bytes(account->ca_file),
        .port = account->port,
        .starttls = account->starttls,
    };
    habits_of(habits_row(way->probe->providers, account), account, &watch);
    authority_put(&way->child.out, account->ca_file);
    message_put_watch(&way->child.out, 0, 0, &watch);
}

static void
converse(struct way *way, const volatile sig_atomic_t *stop)
{
    struct message message;
    while (!way->over && !way->child.broken) {
        int64_t now = clock_boot();
        if (now >= way->deadline || (stop && *stop))
            return;
        child_flush(&way->child);
        struct pollfd wait = child_poll(&way->child, true);
        if (poll(&wait, 1, (int)(way->deadline - now)) < 0 && errno != EINTR)
            return;
        child_read(&way->child);
        while (!way->over && child_next(&way->child, &message))
            hear(way, &message);
    }
}

/* It logs out and goes, or is made to. */
static void
leave(struct way *way)
{
    pid_t pid = way->child.pid;
    message_put(&way->child.out, MESSAGE_QUIT, 0, 0);
    child_flush(&way->child);
    child_close(&way->child);
    for (int64_t until = clock_boot() + PROBE_LEAVE; clock_boot() < until;) {
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return;
        poll(NULL, 0, 20);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* False: the name leads nowhere. */
static bool
look_up(const struct account *account, struct checkup *checkup)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char text[NI_MAXHOST] = "";
    size_t count = 0;
    int error = getaddrinfo(account->host, NULL, &hints, &found);
    if (error != 0) {
        checkup_add(
            checkup, account->name, "dns", CHECKUP_WRONG,
            "check the spelling of host, and whether this computer is on the network",
            "the name %s cannot be looked up (%s)", account->host, gai_strerror(error));
        return false;
    }
    for (const struct addrinfo *at = found; at; at = at->ai_next)
        count++;
    getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof text, NULL, 0,
                NI_NUMERICHOST);
    freeaddrinfo(found);
    if (count > 1)
        checkup_add(checkup, account->name, "dns", CHECKUP_WELL, "",
                    "%s is %s, and %zu more", account->host, text, count - 1);
    else
        checkup_add(checkup, account->name, "dns", CHECKUP_WELL, "", "%s is %s",
                    account->host, text);
    return true;
}

void
probe_run(struct probe *probe, const volatile sig_atomic_t *stop, struct checkup *ret)
{
    static char *const arguments[] = {(char *)(uintptr_t) "ndrwatch-imap",
                                      (char *)(uintptr_t) "steps", NULL};
    struct way way = {
        .probe = probe, .checkup = ret, .child = {.name = "ndrwatch-imap", .fd = -1}};
    probe->fault = MESSAGE_UNREACHABLE;
    if (!look_up(probe->account, ret)) {
        leave_out(&way, STEP_TCP, "not tried");
        return;
    }
    char *path = child_find("ndrwatch-imap");
    way.deadline = clock_boot() + PROBE_TIME;
    if (!path || !child_start(&way.child, path, arguments, clock_boot())) {
        probe->fault = MESSAGE_LOCAL;
        fail(&way, "install ndrwatch again", bytes("ndrwatch-imap cannot be started"));
        free(path);
        return;
    }
    free(path);
    order(&way);
    converse(&way, stop);
    if (!way.over && !probe->good)
        fail(&way, "",
             bytes(stop && *stop ? "stopped"
                   : way.child.broken
                       ? "ndrwatch-imap ended in the midst of it; please report it"
                       : "the server takes longer than a minute and a half"));
    else if (!way.over)
        checkup_add(ret, probe->account->name, folders[way.looked].id, CHECKUP_ODD, "",
                    "the server did not answer in time");
    leave(&way);
}
