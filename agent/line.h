/* line: lines of a limited length out of a stream of bytes. Pure. */
#ifndef AGENT_LINE_H
#define AGENT_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    LINE_MAX_BYTES = 1 << 20, /* ARCHITECTURE.md, control socket */
    LINE_ANSWER_MAX =
        8
        << 20, /* to a command: a report in hexadecimal digits (512 KiB), its facts as they
                                * are kept (1 MiB), for programs and as a page */
};

struct line_reader {
    char *bytes;
    size_t length, room, taken;
    size_t looked; /* no newline up to here, counted from taken */
    size_t most;   /* bytes of a line; 0: LINE_MAX_BYTES */
    bool failed;   /* no memory, or a line too long: the conversation is over */
};

/* Adds bytes as they come. */
void line_add(struct line_reader *reader, const void *bytes, size_t length);

/* The next whole line without its newline; borrowed until the next line_add. */
bool line_next(struct line_reader *reader, const char **ret, size_t *length);

/* Frees the bytes. */
void line_free(struct line_reader *reader);

#endif
