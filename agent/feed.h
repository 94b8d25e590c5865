/* feed: all that happens, as JSON lines on standard output, for a store that others keep:
 * `run --events`. ARCHITECTURE.md has the table of the lines.
 *
 * A returned mail is a row of the outbox, so it is written at least once, through any crash. How
 * accounts and scans stand is written when there is room: of changes that nobody took in time,
 * the last. Nothing here does anything unless agent->events is set.
 */
#ifndef AGENT_FEED_H
#define AGENT_FEED_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct agent;

enum {
    FEED_VERSION = 1, /* "v": a reader refuses what it does not know */
};

/* The agent runs; it ends with this exit code. */
void feed_start(const struct agent *agent);
void feed_stop(const struct agent *agent, int code);

/* Writes what has changed, as far as standard output takes it. False: it takes no more now. */
bool feed_pump(struct agent *agent);

/* The line of a returned mail, with its end; takes the reference. NULL: no memory. malloc'ed. */
char *feed_bounce(json_t *bounce, bool again);

/* Does standard output take a line now, where lines are written at all? */
bool feed_room(const struct agent *agent);

/* A domain that somebody waits for can be found again; takes the reference. False: nobody reads. */
bool feed_domain(const struct agent *agent, json_t *domain);

/* How the scan of an account stands. NULL: no memory. malloc'ed. */
char *feed_scan(json_t *scan);

#endif
