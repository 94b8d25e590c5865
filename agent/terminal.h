/* terminal: how wide and how coloured a descriptor is read. */
#ifndef AGENT_TERMINAL_H
#define AGENT_TERMINAL_H

#include "notify/render.h"

/* Its width, or COLUMNS, or RENDER_WIDTH; colour on a terminal without NO_COLOR or TERM=dumb. */
struct render_style terminal_style(int fd);

/* Is everything on standard output? Else says so. Returns code, or EX_IOERR. */
int terminal_end(int code);

#endif
