/* browser: opens a sign-in page, and waits on this computer alone for what it brings back. */
#include "agent/browser.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/clock.h"

static int
listen_on(const struct sockaddr *address, socklen_t length)
{
    int yes = 1,
        fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && address->sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    if (fd >= 0 && bind(fd, address, length) == 0 && listen(fd, 8) == 0)
        return fd;
    int why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    return -1;
}

bool
browser_listen(struct browser *browser)
{
    struct sockaddr_in four = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6,
                               .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    socklen_t length = sizeof four;
    *browser = (struct browser){.fds = {-1, -1}};
    browser->fds[0] = listen_on((struct sockaddr *)&four, sizeof four);
    if (browser->fds[0] < 0 ||
        getsockname(browser->fds[0], (struct sockaddr *)&four, &length) < 0)
        return false;
    browser->port = ntohs(four.sin_port);
    /* "localhost" may be [::1] to a browser; where there is none, or it is taken, no matter. */
    six.sin6_port = four.sin_port;
    browser->fds[1] = listen_on((struct sockaddr *)&six, sizeof six);
    return true;
}

void
browser_close(struct browser *browser)
{
    for (size_t i = 0; i < 2; i++)
        if (browser->fds[i] >= 0)
            close(browser->fds[i]);
    *browser = (struct browser){.fds = {-1, -1}};
}

bool
browser_open(const char *page)
{
    if (!getenv("DISPLAY") && !getenv("WAYLAND_DISPLAY"))
        return false;
    /* Twice forked: nobody has to wait for a browser. */
    pid_t pid = fork();
    if (pid == 0) {
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        pid_t browser = nothing < 0 ? -1 : fork();
        if (browser == 0) {
            setsid();
            dup2(nothing, STDIN_FILENO);
            dup2(nothing, STDOUT_FILENO);
            dup2(nothing, STDERR_FILENO);
            execlp("xdg-open", "xdg-open", page, (char *)NULL);
            _exit(127);
        }
        _exit(browser < 0);
    }
    int status = 1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* ---- one request ---- */

/* Reads its head. False: it is late, too long, or has gone. */
static bool
read_head(int fd, char head[REDIRECT_HEAD_MAX], size_t *length)
{
    int64_t now = clock_boot(), until = now + BROWSER_HEAD_PATIENCE;
    *length = 0;
    while (now < until && *length < REDIRECT_HEAD_MAX) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, (int)(until - now)) > 0) {
            ssize_t got = recv(fd, head + *length, REDIRECT_HEAD_MAX - *length, 0);
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
                return false;
            *length += got > 0 ? (size_t)got : 0;
            if (memmem(head, *length, "\r\n\r\n", 4))
                return true;
        }
        now = clock_boot();
    }
    return false;
}

static void
answer(int fd, enum redirect_result result)
{
    static const struct {
        const char *code, *title, *text;
    } pages[] = {
        [REDIRECT_CODE] =
            {"200 OK", "Signed in",
             "ndrwatch goes on in its own window. You can close this page."},
        [REDIRECT_DENIED] =
            {"200 OK", "Not signed in",
             "ndrwatch says why in its own window. You can close this page."},
        [REDIRECT_FOREIGN] = {"404 Not Found", "Not here",
                              "This is not the sign-in that ndrwatch waits for."},
    };
    char text[1024];
    int length = snprintf(
        text, sizeof text,
        "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        "Content-Security-Policy: default-src 'none'\r\nConnection: close\r\n\r\n"
        "<!DOCTYPE html><html lang=en><title>%s</title><h1>%s</h1><p>%s</p></html>\n",
        pages[result].code, pages[result].title, pages[result].title,
        pages[result].text);
    if (length > 0)
        send(fd, text, (size_t)length, MSG_NOSIGNAL);
    shutdown(fd, SHUT_WR);
}

static enum redirect_result
heed(const struct browser *browser, int fd, const char *state, const char *issuer,
     struct redirect *ret)
{
    static char head[REDIRECT_HEAD_MAX];
    size_t length, query_length;
    enum redirect_result result = REDIRECT_FOREIGN;
    if (read_head(fd, head, &length)) {
        const char *query = redirect_request(head, length, browser->port,
                                             &query_length);
        if (query)
            result = redirect_read(query, query_length, state, issuer, ret);
        answer(fd, result);
    }
    explicit_bzero(head, sizeof head);
    return result;
}

enum redirect_result
browser_wait(const struct browser *browser, const char *state, const char *issuer,
             int64_t now, struct redirect *ret)
{
    int64_t until = now + BROWSER_PATIENCE;
    for (int calls = 0; now < until && calls < BROWSER_CALLS_MAX;) {
        struct pollfd waits[2] = {{.fd = browser->fds[0], .events = POLLIN},
                                  {.fd = browser->fds[1], .events = POLLIN}};
        poll(waits, 2, (int)(until - now));
        for (size_t i = 0; i < 2; i++) {
            int fd = waits[i].revents ? accept4(waits[i].fd, NULL, NULL,
                                                SOCK_CLOEXEC | SOCK_NONBLOCK)
                                      : -1;
            if (fd < 0)
                continue;
            calls++;
            enum redirect_result result = heed(browser, fd, state, issuer, ret);
            close(fd);
            if (result != REDIRECT_FOREIGN)
                return result;
        }
        now = clock_boot();
    }
    return REDIRECT_FOREIGN;
}
