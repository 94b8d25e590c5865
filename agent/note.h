/* note: what the person has told of a returned mail, which no report can know.
 *
 * A note is of the event, and of its case where it has one: it holds for all reports of the case.
 * Every bool is false where the disk did not take it (journal->text says why).
 */
#ifndef AGENT_NOTE_H
#define AGENT_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/journal.h"

enum note_what {
    NOTE_OTHERS_GET_THROUGH = 0, /* others reach this person */
    NOTE_OTHER_ACCOUNT_WORKS,    /* mail from another account of yours arrives */
    NOTE_PHONED,                 /* the person knows */
    NOTE_SOLVED,                 /* it is over: the case is closed, the event handled */
    NOTE_KINDS,
};

/* Writes one; the same again changes nothing. */
bool note_add(struct journal *journal, int64_t event, enum note_what what, int64_t now);

/* The notes of the event and of its case: a set of 1 << enum note_what. */
bool note_read(struct journal *journal, int64_t event, unsigned *ret);

/* "others-get-through", and back; false: there is no such note. */
const char *note_name(enum note_what what);
bool note_named(const char *name, enum note_what *ret);

#endif
