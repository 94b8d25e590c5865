/* terminal: how wide and how coloured a descriptor is read. */
#include "agent/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/log.h"

struct render_style
terminal_style(int fd)
{
    struct render_style style = {0};
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        style.width = size.ws_col;
    else if (columns && strspn(columns, "0123456789") == strlen(columns) &&
             strlen(columns) < 5)
        style.width = (unsigned)strtoul(columns, NULL, 10);
    const char *quiet = getenv("NO_COLOR"), *term = getenv("TERM");
    style.colour = isatty(fd) && !(quiet && *quiet) && term &&
                   strcmp(term, "dumb") != 0;
    return style;
}

int
terminal_end(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    char text[128];
    snprintf(text, sizeof text, "cannot write to standard output: %s", strerror(errno));
    log_complain(text, NULL);
    return EX_IOERR;
}
