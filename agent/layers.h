/* layers: which layers of its cage hold a helper, for the log and for `status`. */
#ifndef AGENT_LAYERS_H
#define AGENT_LAYERS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct agent;
struct child;
struct message;
struct message_cage;

enum {
    LAYERS_TEXT = 256 /* bytes: all of them named, with room */
};

/* MESSAGE_CAGE of a helper. False: it is not to be trusted. */
bool layers_told(struct child *child, const struct message *message);

/* {"ndrwatch-imap": {"no_new_privs":BOOL, "hidden":BOOL, "limits":BOOL, "seccomp":BOOL,
 * "landlock":N}, "ndrwatch parse": {...}}; landlock is the kernel's ABI, 0 where there is none;
 * a helper that has not told yet is left out; of several processes of ndrwatch-imap only what
 * holds them all is said. NULL: no memory. */
json_t *layers_json(struct agent *agent);

/* What one helper has told, as in there: a new reference. */
json_t *layers_one(const struct message_cage *cage);

/* "held by Landlock 7, seccomp, limits; without hidden" of one helper's object. */
void layers_words(const json_t *one, char ret[LAYERS_TEXT]);

#endif
