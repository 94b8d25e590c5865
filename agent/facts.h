/* facts: a returned mail as JSON, for people's programs and for our own.
 *
 *     char *json = facts_write(bounce);       // in `ndrwatch parse`
 *     struct bounce *copy;
 *     if (facts_read(json, strlen(json), &copy)) // in the agent, and from the journal
 *         facts_free(copy);
 *     free(json);
 *
 * facts_json is the public object of `ndrwatch explain --json`; its keys never change their
 * meaning. facts_write and facts_read are our own pair, and lossless. */
#ifndef AGENT_FACTS_H
#define AGENT_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "classify/bounce.h"

enum {
    FACTS_SCHEMA = 1,
    FACTS_BYTES_MAX = 1 << 20, /* of written facts: a frame carries no more */
};

/* {"schema":1,"file":...,"bounce":true,...}, or false for a challenge, which is no returned
 * mail and has the same keys: every key always present, in the documented
 * order; the steps end with what to do when it fails again on another day and, where there is
 * one, the text to copy, of several lines. moment may be NULL. A new reference; NULL: no
 * memory. file is valid UTF-8. */
json_t *facts_json(const struct bounce *bounce, const char *file,
                   const struct bounce_moment *moment);

/* ["you","their_provider"]: a set of enum bounce_who by name; ["nobody"] where it is empty.
 * A new reference. */
json_t *facts_who(unsigned who);

/* {"schema":1,"file":...,"bounce":false} */
json_t *facts_json_other(const char *file);

/* {"schema":1,"file":...,"error":...} */
json_t *facts_json_error(const char *file, const char *error);

/* All that the bounce holds, as one line of JSON the caller frees. Failures that would make
 * it longer than FACTS_BYTES_MAX are left out from the end; failures_seen still counts them.
 * NULL: no memory. */
char *facts_write(const struct bounce *bounce);

/* Reads what facts_write wrote. False: it is something else (a key is missing or of another
 * type, a number is out of range, a text is too long or has control characters), or there
 * is no memory; *ret is untouched. */
bool facts_read(const char *json, size_t length, struct bounce **ret);

/* Frees what facts_read gave; not for bounce_read's. NULL is fine. */
void facts_free(struct bounce *bounce);

#endif
