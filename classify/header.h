/* header: the fields of a mail or a part, however bent (RFC 5322, section 2.2). */
#ifndef CLASSIFY_HEADER_H
#define CLASSIFY_HEADER_H

#include "classify/slice.h"

struct header_field {
    struct slice name;
    struct slice value; /* still folded, blanks around it gone */
};

/* The mail without the blank lines and mbox lines before its header. */
struct slice header_start(struct slice mail);

/* Splits a mail into header and body: header_start, then header_split. */
struct slice header_open(struct slice mail, struct slice *body);

/* Splits a part: as header_open, but a blank line first means there is no header. */
struct slice header_split(struct slice part, struct slice *body);

/* Takes the first line off rest, and the lines folded behind it where it is a field; false
 * where it is none. */
bool header_take(struct slice *rest, struct header_field *field);

/* Takes the next field off rest. Lines that are no field are passed over. */
bool header_next(struct slice *rest, struct header_field *field);

/* The value of the first field of that name (lower case); no bytes where there is none. */
struct slice header_find(struct slice header, const char *name);
bool header_has(struct slice header, const char *name);

/* As header_find for several names in one pass: values has a place for each. NULL ends the
 * names, which have two letters at least. */
void header_pick(struct slice header, const char *const *names, struct slice *values);

#endif
