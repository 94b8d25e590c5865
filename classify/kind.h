/* kind: what became of a mail: failed, delayed, or held until the sender answers. */
#ifndef CLASSIFY_KIND_H
#define CLASSIFY_KIND_H

#include "classify/bounce.h"
#include "classify/letter.h"
#include "classify/slice.h"

/* What a bare reply means for the mail: nobody says what became of it but the words. */
enum bounce_kind kind_of_words(struct slice words);

/* Settles the kind of each recipient, and proves it: a question, else the Action field, else
 * its own words, else those of subject and report, else the class of its code (draft_code has
 * read it). */
void kind_settle(struct letter *letter, struct draft *draft);

#endif
