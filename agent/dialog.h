/* dialog: questions to a person at a terminal. Ctrl-C ends them all; the terminal is left as it was.
 *
 *     if (!dialog_begin())
 *         ... there is no terminal ...
 *     if (dialog_ask("Your mail address: ", answer, sizeof answer)) ...
 *     dialog_end();
 */
#ifndef AGENT_DIALOG_H
#define AGENT_DIALOG_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    DIALOG_LINE_MAX = 1024 /* bytes of an answer, its NUL included */
};

/* False: standard input or output is no terminal. From here on SIGINT, SIGTERM and SIGHUP set
 * dialog_stopped, and end nothing by themselves. */
bool dialog_begin(void);
void dialog_end(void);

/* Not 0 once the person wants to stop. */
extern volatile sig_atomic_t dialog_stopped;

/* Asks, and takes one line without the blanks around it; "" is an answer. False: the person stops
 * (Ctrl-C, Ctrl-D), or it is no text (said, and asked again twice). */
bool dialog_ask(const char *question, char *ret, size_t size);

/* The same without showing what is typed, every byte of it kept; ret is the caller's to wipe. */
bool dialog_secret(const char *question, char *ret, size_t size);

/* "[Y/n]": Enter is what is `usual`. False: the person stops. */
bool dialog_yes(const char *question, bool usual, bool *ret);

#endif
