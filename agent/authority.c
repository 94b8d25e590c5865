/* authority: reads a ca_file for ndrwatch-imap, which can read no file of a person's. */
#include "agent/authority.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/agent.h"

enum {
    UNREAD_MAX =
        4 * MESSAGE_MAX /* bytes: what waits for one who does not read may not grow */
};

/* The whole of a file, malloc'ed; NULL: *why says why. */
static char *
read_whole(const char *path, size_t *length, const char **why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat what;
    if (fd < 0 || fstat(fd, &what) < 0) {
        *why = strerror(errno);
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    char *bytes = S_ISREG(what.st_mode) ? malloc(MESSAGE_TRUST_MAX + 1) : NULL;
    ssize_t got = bytes ? 1 : 0;
    *length = 0;
    while (got > 0 && *length <= MESSAGE_TRUST_MAX) {
        got = read(fd, bytes + *length, MESSAGE_TRUST_MAX + 1 - *length);
        *length += got > 0 ? (size_t)got : 0;
    }
    *why = !S_ISREG(what.st_mode)        ? "not an ordinary file"
           : !bytes                      ? "no memory"
           : got < 0                     ? strerror(errno)
           : *length > MESSAGE_TRUST_MAX ? "too long"
           : *length == 0                ? "empty"
                                         : NULL;
    close(fd);
    if (!*why)
        return bytes;
    free(bytes);
    return NULL;
}

void
authority_put(struct message_buffer *out, const char *path)
{
    const char *why = NULL;
    size_t length = 0;
    if (path[0] == '\0')
        return;
    char *pem = read_whole(path, &length, &why);
    struct message_trust trust = {
        .ca_file = {path, strlen(path)},
        .pem = {pem, pem ? length : 0},
        .why = {why, why ? strlen(why) : 0},
    };
    message_put_trust(out, 0, 0, &trust);
    free(pem);
}

static void
send_to(struct agent *agent, struct child *child, size_t account)
{
    if (child->out.length <= UNREAD_MAX)
        authority_put(&child->out, agent->config->accounts[account].ca_file);
}

void
authority_send(struct agent *agent, uint32_t account)
{
    send_to(agent, apart_child(agent, account), account);
}

/* Does an earlier account of the same process name the same file? */
static bool
sent(const struct agent *agent, size_t process, uint32_t account)
{
    const struct account *accounts = agent->config->accounts;
    for (uint32_t i = 0; i < account; i++)
        if (apart_has(agent, process, i) &&
            strcmp(accounts[i].ca_file, accounts[account].ca_file) == 0)
            return true;
    return false;
}

void
authority_send_all(struct agent *agent, size_t process)
{
    for (uint32_t i = 0; i < agent->config->count; i++)
        if (apart_has(agent, process, i) && !sent(agent, process, i))
            send_to(agent, apart_process(agent, process), i);
}
