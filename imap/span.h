/* span: a stretch of a server's reply, and the words and numbers at its front. */
#ifndef IMAP_SPAN_H
#define IMAP_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From at up to end, which is not part of it. */
struct span {
    const char *at, *end;
};

void span_skip_spaces(struct span *rest);

/* Takes the next word, which ends before a space or '['. */
struct span span_take_word(struct span *rest);

/* Is it this text, in any case? */
bool span_is(struct span word, const char *text);

/* Digits alone, at most `most`. */
bool span_number(struct span word, uint64_t most, uint64_t *ret);

/* Takes the quoted string at the front; *ret is what is between the quotes, escapes and all.
 * false: it has no end. */
bool span_take_quoted(struct span *rest, struct span *ret);

/* Takes "{n}CRLF" and the n bytes after it, at most `most`, which *ret is. false: they are
 * not there. */
bool span_take_literal(struct span *rest, uint64_t most, struct span *ret);

#endif
