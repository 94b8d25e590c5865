/* service: tells systemd how we are (sd_notify(3)), where NOTIFY_SOCKET asks for it. */
#include "agent/service.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
service_tell(const char *lines)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    if (!path || (path[0] != '/' && path[0] != '@') ||
        strlen(path) >= sizeof name.sun_path)
        return;
    memcpy(name.sun_path, path, strlen(path));
    if (path[0] == '@')
        name.sun_path[0] = '\0'; /* an abstract name */
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    sendto(fd, lines, strlen(lines), MSG_NOSIGNAL, (struct sockaddr *)&name, size);
    close(fd);
}
