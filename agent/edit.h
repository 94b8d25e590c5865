/* edit: changes the text of ndrwatch.conf as a person would: what is not meant to change stays, to the byte.
 *
 *     const struct edit_pair pairs[] = {{"host", "imap.example.org"}, {"port", NULL}};
 *     struct edit_text text;
 *     if (edit_set(old, length, "home", pairs, 2, &text)) // the same file, with a host and without a port
 *         ...
 *     free(text.bytes);
 *
 * Pure, over any bytes. What config_read takes before it takes afterwards, with these values; remarks,
 * order, blanks, line ends and a BOM stay.
 */
#ifndef AGENT_EDIT_H
#define AGENT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

enum {
    EDIT_VALUE_MAX = 1000, /* bytes of a value, as config_read takes them */
    EDIT_PAIRS_MAX = 32    /* at one time: more keys than an account has */
};

struct edit_pair {
    const char *key;
    const char *value; /* NULL: the key is taken out; else as edit_fits wants it */
};

struct edit_text {
    char *bytes; /* malloc'ed, and terminated */
    size_t length;
};

/* Can it be a value: one line of UTF-8 without control characters, not empty, without blanks at its
 * ends, EDIT_VALUE_MAX bytes at most? */
bool edit_fits(const char *value);

/* Sets these keys in [account NAME]: in their places where they are, else after the section's last
 * key; a section that is not there comes at the end. False: no memory, or something does not fit. */
bool edit_set(const char *text, size_t length, const char *account,
              const struct edit_pair *pairs, size_t count, struct edit_text *ret);

/* Takes [account NAME] out, with the remarks between its keys; those after its last key stay, since
 * they may speak of what follows. False: no memory, or there is no such section. */
bool edit_remove(const char *text, size_t length, const char *account,
                 struct edit_text *ret);

#endif
