/* intake: a mail's way from ndrwatch-imap through `ndrwatch parse` into the journal: T1 to T3.
 *
 * One mail is read at a time. It stays ours, in memory, until T3 is on the disk; only then is
 * it TAKEN. Whatever dies before that, ndrwatch-imap brings it again from the mark on.
 */
#ifndef AGENT_INTAKE_H
#define AGENT_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/messages.h"

struct agent;
struct intake_mail;

enum {
    INTAKE_MAX = 16,            /* mails that wait; beyond, ndrwatch-imap is not read */
    INTAKE_DEADLINE = 5 * 1000, /* ms for one mail; 256 KiB take far less than one */
};

struct intake {
    struct intake_mail *first, *last;
    size_t count;
    uint32_t serial;  /* of the mail that is being read; echoed in FACTS */
    int64_t deadline; /* ms; 0: nothing is being read */
};

/* MESSAGE_MAIL of ndrwatch-imap. False: it is not to be trusted any more. */
bool intake_mail(struct agent *agent, const struct message *message);

/* MESSAGE_FACTS of `ndrwatch parse`. False: as above. */
bool intake_facts(struct agent *agent, const struct message *message);

/* Does what can be done now: hands over, settles, tells. */
void intake_pump(struct agent *agent);

/* The parser has died: the attempt counts. */
void intake_parser_lost(struct agent *agent);
/* The ndrwatch-imap that had the account has gone: its request numbers mean nothing any
 * more. */
void intake_imap_lost(struct agent *agent, uint32_t account);

/* When intake_pump is due, in ms; 0: when something happens. */
int64_t intake_due(const struct agent *agent);

/* We stop: what is being read is not to blame. Frees everything. */
void intake_end(struct agent *agent);

#endif
