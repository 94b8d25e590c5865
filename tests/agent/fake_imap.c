/* fake_imap: stands in for ndrwatch-imap: watches a folder of mails instead of a server.
 *
 * Environment: FAKE_BOX is the folder; N.eml in it is the mail with UID N, `uidvalidity` a
 * file with the number (default 7). FAKE_SECRET: the password it wants, else it is refused.
 * FAKE_STATE: a file with "STATE FAULT TEXT" to report instead of watching. FAKE_LOG: a file
 * that gets a line for every frame that came. It serves the first account alone; the others
 * are told to be watching. */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "imap/messages.h"

enum {
    FD = 3,
    MAILS_MAX = 1000,
    MAIL_MAX = 512 * 1024,
    TICK = 10 /* ms between looks at the folder */
};

static struct {
    bool watching, signed_in, caught_up, first;
    uint64_t uidvalidity, mark; /* of the folder; sent up to here */
    unsigned in_flight;
    uint32_t request, last_uid;
    bool sent[MAILS_MAX]; /* uids below the mark that have been sent again */
    unsigned days;
} fake;

static void
note(const char *what, uint32_t account, uint32_t request)
{
    const char *path = getenv("FAKE_LOG");
    FILE *out = path ? fopen(path, "a") : NULL;
    if (!out)
        return;
    fprintf(out, "%s %u %u\n", what, account, request);
    fclose(out);
}

static void
put(struct message_buffer *out)
{
    size_t done = 0;
    while (done < out->length) {
        ssize_t sent = send(FD, out->bytes + done, out->length - done, MSG_NOSIGNAL);
        if (sent < 0)
            exit(0);
        done += (size_t)sent;
    }
    message_buffer_free(out);
}

static void
put_state(uint32_t account, uint64_t state, uint64_t fault, const char *text)
{
    struct message_buffer out = {0};
    struct message_state frame = {
        .state = state, .fault = fault, .text = {text, strlen(text)}};
    message_put_state(&out, account, 0, &frame);
    put(&out);
}

static void
put_seen(uint64_t uid, uint64_t looked)
{
    struct message_buffer out = {0};
    struct message_seen frame = {fake.uidvalidity, uid, looked};
    message_put_seen(&out, 0, 0, &frame);
    put(&out);
}

static uint64_t
number_in(const char *name, uint64_t none)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", getenv("FAKE_BOX"), name);
    FILE *in = fopen(path, "r");
    unsigned long long number = none;
    if (in && fscanf(in, "%llu", &number) != 1)
        number = none;
    if (in)
        fclose(in);
    return number;
}

static uint64_t
highest(void)
{
    uint64_t most = 0;
    DIR *box = opendir(getenv("FAKE_BOX"));
    for (struct dirent *entry; box && (entry = readdir(box));) {
        uint64_t uid = strstr(entry->d_name, ".eml") ? strtoull(entry->d_name, NULL, 10)
                                                     : 0;
        if (uid > most)
            most = uid;
    }
    if (box)
        closedir(box);
    return most;
}

static bool
put_mail(uint64_t uid)
{
    char path[4096];
    static char bytes[MAIL_MAX];
    snprintf(path, sizeof path, "%s/%llu.eml", getenv("FAKE_BOX"),
             (unsigned long long)uid);
    FILE *in = fopen(path, "rb");
    if (!in)
        return false;
    struct stat what;
    fstat(fileno(in), &what);
    size_t length = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    struct message_buffer out = {0};
    struct message_mail frame = {
        .uidvalidity = fake.uidvalidity,
        .uid = uid,
        .size = length,
        .received = (uint64_t)what.st_mtime,
        .bytes = {bytes, length},
    };
    message_put_mail(&out, 0, ++fake.request, &frame);
    put(&out);
    fake.in_flight++;
    return true;
}

/* Sends what is new, as far as the window allows; then says what has been seen. */
static void
look(void)
{
    if (!fake.signed_in)
        return;
    uint64_t end = highest(), begun = fake.mark;
    bool room = true;
    for (uint64_t uid = 1; fake.days && uid <= fake.mark && uid < MAILS_MAX; uid++)
        if (!fake.sent[uid] && (room = fake.in_flight < MESSAGE_IN_FLIGHT))
            fake.sent[uid] = put_mail(uid) || true;
    if (room && fake.first) { /* the first look ends where the mailbox ends today */
        fake.first = false;
        put_seen(fake.mark, 0);
    }
    while (fake.mark < end && (room = fake.in_flight < MESSAGE_IN_FLIGHT)) {
        put_mail(++fake.mark);
        if (fake.mark < MAILS_MAX)
            fake.sent[fake.mark] = true;
    }
    if (fake.mark > begun)
        put_seen(fake.mark, fake.mark - begun);
    if (room && !fake.caught_up) {
        fake.caught_up = true;
        put_state(0, MESSAGE_WATCHING, MESSAGE_FINE, "");
    }
}

static void
begin(const struct message_watch *watch)
{
    fake.watching = true;
    fake.uidvalidity = number_in("uidvalidity", 7);
    fake.days = (unsigned)watch->recent_days;
    if (watch->uidvalidity == 0) {
        fake.mark = highest();
        fake.first = true;
    } else {
        fake.mark = watch->uidvalidity == fake.uidvalidity ? watch->uid : 0;
    }
    FILE *in = getenv("FAKE_STATE") ? fopen(getenv("FAKE_STATE"), "r") : NULL;
    char text[1024];
    unsigned state, fault;
    if (in && fscanf(in, "%u %u %1000[^\n]", &state, &fault, text) == 3)
        put_state(0, state, fault, text);
    else
        put_state(0, MESSAGE_CONNECTING, MESSAGE_FINE, "");
    struct message_buffer out = {0};
    if (!in)
        message_put_need(&out, 0, 1, &(struct message_need){0});
    put(&out);
    if (in)
        fclose(in);
}

static void
sign_in(const struct message_secret *secret)
{
    const char *wanted = getenv("FAKE_SECRET") ? getenv("FAKE_SECRET") : "";
    fake.signed_in = secret->secret.length == strlen(wanted) &&
                     memcmp(secret->secret.at, wanted, secret->secret.length) == 0;
    if (!fake.signed_in)
        put_state(0, MESSAGE_ASKING, MESSAGE_REFUSED, "wrong password");
}

static void
heed(const struct message *message)
{
    static const char *const names[MESSAGE_TYPES] = {
        "?",     "watch",  "secret", "state", "mail",  "search",
        "fetch", "append", "send",   "quit",  "taken", "seen",
        "scan",  "facts",  "cage",   "trust", "sweep", "swept",
    };
    struct message_watch watch;
    struct message_secret secret;
    note(names[message->type], message->account, message->request);
    if (message->type == MESSAGE_QUIT)
        exit(0);
    if (message->type == MESSAGE_WATCH && message_read_watch(message, &watch)) {
        if (message->account == 0)
            begin(&watch);
        else
            put_state(message->account, MESSAGE_WATCHING, MESSAGE_FINE, "");
    } else if (message->type == MESSAGE_SECRET &&
               message_read_secret(message, &secret)) {
        sign_in(&secret);
    } else if (message->type == MESSAGE_ERRAND) {
        /* There is no Sent folder here. */
        struct message_buffer out = {0};
        message_put_done(&out, message->account, message->request,
                         &(struct message_done){.outcome = MESSAGE_NO_FOLDER});
        put(&out);
    } else if (message->type == MESSAGE_TAKEN && fake.in_flight > 0) {
        fake.in_flight--;
    }
}

int
main(void)
{
    static char bytes[1 << 16];
    size_t length = 0;
    for (;;) {
        look();
        struct pollfd wait = {.fd = FD, .events = POLLIN};
        if (poll(&wait, 1, TICK) <= 0)
            continue;
        ssize_t got = recv(FD, bytes + length, sizeof bytes - length, 0);
        if (got <= 0)
            return 0;
        length += (size_t)got;
        struct message message;
        for (size_t used;
             message_next(bytes, length, &message, &used) == MESSAGE_GOOD;) {
            heed(&message);
            length -= used;
            memmove(bytes, bytes + used, length);
        }
    }
}
