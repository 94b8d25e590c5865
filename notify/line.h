/* line: the JSON lines of the control socket, as the notifier reads and writes them.
 *
 *     struct line *line;
 *     if (line_read("{\"withdraw\":\"b-000017\"}", 23, &line)) {
 *         if (line->kind == LINE_WITHDRAW)
 *             puts(line->key);
 *         line_free(line);
 *     }
 *
 * ARCHITECTURE.md, "Control socket", is the contract. Pure: bytes in, texts out.
 */
#ifndef NOTIFY_LINE_H
#define NOTIFY_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "notify/notice.h"

enum {
    LINE_MAX_BYTES = 1 << 20, /* a longer line breaks the contract and is skipped */
    LINE_KEY_MAX = 128,       /* bytes; the journal's names have about ten */
    LINE_TITLE_MAX = 200,     /* characters; ours have NOTICE_TITLE_MAX */
    LINE_BODY_MAX = 4000,     /* characters; all the steps fit in 1500 */
    LINE_PROTOCOL = 1,        /* the number in "hello" */
};

enum line_kind {
    LINE_HELLO,    /* the agent's first line: number */
    LINE_NOTICE,   /* tell this: urgency, key, title, body, again */
    LINE_WITHDRAW, /* take the bubble of key back */
    LINE_REPLACED, /* a newer notifier has come */
    LINE_ERROR,    /* the agent did not like a line of ours: body is why */
    LINE_OTHER,    /* sound JSON of a newer agent: nothing to do */
};

struct line {
    enum line_kind kind;
    int number; /* the protocol of LINE_HELLO */
    enum notice_urgency urgency;
    char *key;
    char *title; /* texts are valid UTF-8, shortened, without control characters */
    char *body;
    bool again;
};

/* Reads one line of length bytes, without its newline. Broken UTF-8 is mended first, so that
 * a wrong byte in a subject does not cost the notice. On success *ret is the caller's, for
 * line_free. False: not a line of the contract, *ret untouched. */
bool line_read(const char *bytes, size_t length, struct line **ret);

/* Frees what line_read gave. NULL is fine. */
void line_free(struct line *line);

/* The notifier's lines, each with its newline, for free(). NULL: no memory. */
char *line_hello(void);
char *line_shown(const char *key);
char *line_failed(const char *key, const char *why);
char *line_action(const char *action, const char *key);
char *line_closed(const char *key, unsigned reason);
char *line_desktop(const char *name);

#endif
