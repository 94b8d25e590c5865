/* dialog: questions to a person at a terminal. */
#include "agent/dialog.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "agent/word.h"

enum {
    TRIES = 3 /* lines that cannot be taken; then somebody leans on the keyboard */
};

volatile sig_atomic_t dialog_stopped;

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
#define ENDS (sizeof ends / sizeof ends[0])
static struct sigaction before[ENDS];
static bool began;

static void
stop(int number)
{
    (void)number;
    dialog_stopped = 1;
}

bool
dialog_begin(void)
{
    struct sigaction action = {
        .sa_handler = stop}; /* no SA_RESTART: read() is to end */
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return false;
    for (size_t i = 0; i < ENDS; i++)
        sigaction(ends[i], &action, &before[i]);
    began = true;
    return true;
}

void
dialog_end(void)
{
    for (size_t i = 0; began && i < ENDS; i++)
        sigaction(ends[i], &before[i], NULL);
    began = false;
}

enum line {
    LINE_GOOD,
    LINE_END, /* no more comes */
    LINE_BAD, /* too long, or no text */
};

/* One line as the terminal gives it; the rest of one that is too long is read, too. */
static enum line
read_line(char *ret, size_t size)
{
    size_t length = 0;
    for (;;) {
        char byte;
        ssize_t got = dialog_stopped ? -1 : read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR && !dialog_stopped)
            continue;
        if (got <= 0)
            return LINE_END;
        if (byte == '\n')
            break;
        if (length < size)
            ret[length] = byte;
        length++;
    }
    if (length > 0 && length < size && ret[length - 1] == '\r')
        length--;
    ret[length < size ? length : size - 1] = '\0';
    return length < size && strlen(ret) == length ? LINE_GOOD : LINE_BAD;
}

/* UTF-8 without control characters: an arrow key is no answer. */
static bool
is_text(const char *line)
{
    size_t length = strlen(line);
    for (size_t i = 0; i < length;) {
        const unsigned char *at = (const unsigned char *)line + i;
        size_t size = word_character(at, length - i);
        if (size == 0 || at[0] < ' ' || at[0] == 0x7f)
            return false;
        i += size;
    }
    return true;
}

static bool
take(const char *question, bool hidden, char *ret, size_t size)
{
    for (int i = 0; i < TRIES; i++) {
        fputs(question, stdout);
        fflush(stdout);
        enum line line = read_line(ret, size);
        if (hidden)
            putchar('\n'); /* the one typed was not shown */
        if (line == LINE_END) {
            if (!hidden)
                putchar('\n');
            return false;
        }
        if (line == LINE_GOOD && is_text(ret))
            return true;
        explicit_bzero(ret, size);
        puts(line == LINE_BAD ? "That is too long."
                              : "That has characters in it that cannot be seen.");
    }
    return false;
}

bool
dialog_ask(const char *question, char *ret, size_t size)
{
    if (!take(question, false, ret, size))
        return false;
    struct word word = word_trimmed((struct word){ret, strlen(ret), 0});
    memmove(ret, word.at, word.length);
    ret[word.length] = '\0';
    return true;
}

bool
dialog_secret(const char *question, char *ret, size_t size)
{
    struct termios shown, hidden;
    if (tcgetattr(STDIN_FILENO, &shown) < 0)
        return false;
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    hidden.c_cc[VSUSP] =
        _POSIX_VDISABLE; /* nobody is left with a terminal that shows nothing */
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    bool taken = take(question, true, ret, size);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    if (!taken)
        explicit_bzero(ret, size);
    return taken;
}

bool
dialog_yes(const char *question, bool usual, bool *ret)
{
    char answer[DIALOG_LINE_MAX], asked[DIALOG_LINE_MAX];
    snprintf(asked, sizeof asked, "%s [%s] ", question, usual ? "Y/n" : "y/N");
    for (int i = 0; i < TRIES; i++) {
        if (!dialog_ask(asked, answer, sizeof answer))
            return false;
        if (answer[0] == '\0') {
            *ret = usual;
            return true;
        }
        if (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0 ||
            strcasecmp(answer, "n") == 0 || strcasecmp(answer, "no") == 0) {
            *ret = answer[0] == 'y' || answer[0] == 'Y';
            return true;
        }
        puts("Please type y or n.");
    }
    return false;
}
