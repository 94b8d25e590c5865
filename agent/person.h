/* person: for whom the words are: what the account's section and providers.ini say.
 *
 *     struct person_book book;
 *     person_open(place, config, &book);
 *     struct bounce_person person = person_of(&book, row->account, bounce, failure);
 *     struct bounce_moment moment = {.size = sizeof moment, .person = &person};
 *     person_close(&book);
 */
#ifndef AGENT_PERSON_H
#define AGENT_PERSON_H

#include <jansson.h>

#include "agent/config.h"
#include "agent/providers.h"
#include "classify/bounce.h"

/* What persons are made of. Zero-initialised, it knows nobody. */
struct person_book {
    const struct config *config; /* borrowed; NULL: there is none */
    struct providers providers;  /* owned */
};

/* Reads what is known of providers. config is borrowed and outlives the book; NULL: there is none. */
void person_open(const struct place *place, const struct config *config,
                 struct person_book *ret);

/* The reader of an account's mail, for one recipient. What is not known is "". In an office the
 * help is its admin, never the provider's help desk. book NULL: nothing is known. The texts
 * are borrowed from the book. */
struct bounce_person
person_of(const struct person_book *book, const char *account,
          const struct bounce *bounce, const struct bounce_failure *failure);

/* For a line of the control socket, and back; what is read is borrowed from the object; of
 * NULL it is a person of whom nothing is known. */
json_t *person_json(const struct bounce_person *person);
struct bounce_person person_read(const json_t *object);

/* Frees what the book owns. */
void person_close(struct person_book *book);

#endif
