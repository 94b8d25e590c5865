/* log: what the agent does, one line a fact, on standard error. Never a secret, never mail. */
#include "agent/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LINE_ROOM =
        4096 /* bytes: a write(2) of so many to a pipe is never mixed with others */
};

/* One write, so that lines of the helpers, who share this descriptor, stay whole. */
static void
put(char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
            line[i] = '?';
    line[length++] = '\n';
    if (write(STDERR_FILENO, line, length) < 0)
        return; /* nobody reads it: nothing left to tell it to */
}

__attribute__((format(printf, 3, 0))) static void
say(int priority, const char *account, const char *format, va_list arguments)
{
    char line[LINE_ROOM];
    int length = 0;
    if (getenv("JOURNAL_STREAM") && !isatty(STDERR_FILENO))
        length = snprintf(line, sizeof line, "<%d>", priority);
    if (account)
        length += snprintf(line + length, sizeof line - (size_t)length,
                           "%.64s: ", account);
    size_t room = sizeof line - 1 - (size_t)length;
    int wanted = vsnprintf(line + length, room, format, arguments);
    if (wanted < 0)
        return;
    put(line, (size_t)length + ((size_t)wanted < room ? (size_t)wanted : room - 1));
}

void
log_error(const char *account, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(3, account, format, arguments);
    va_end(arguments);
}

void
log_warning(const char *account, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(4, account, format, arguments);
    va_end(arguments);
}

void
log_info(const char *account, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(6, account, format, arguments);
    va_end(arguments);
}

void
log_complain(const char *text, const char *hint)
{
    char line[LINE_ROOM];
    int length = snprintf(line, sizeof line - 1, "ndrwatch: %s", text);
    put(line, length < LINE_ROOM - 1 ? (size_t)length : LINE_ROOM - 2);
    if (!hint || !*hint)
        return;
    length = snprintf(line, sizeof line - 1, "hint: %s", hint);
    put(line, length < LINE_ROOM - 1 ? (size_t)length : LINE_ROOM - 2);
}
