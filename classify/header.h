/* header: the fields of a mail or a part, however bent (RFC 5322, section 2.2). */
#ifndef CLASSIFY_HEADER_H
#define CLASSIFY_HEADER_H

#include "classify/lines.h"
#include "classify/slice.h"

/* The fields that somebody here asks for. */
enum header_name {
    HEADER_NONE = 0,
    HEADER_AUTO_SUBMITTED,
    HEADER_CONTENT_TRANSFER_ENCODING,
    HEADER_CONTENT_TYPE,
    HEADER_DATE,
    HEADER_FROM,
    HEADER_IN_REPLY_TO,
    HEADER_LIST_ID,
    HEADER_LIST_UNSUBSCRIBE,
    HEADER_MESSAGE_ID,
    HEADER_PRECEDENCE,
    HEADER_RECEIVED,
    HEADER_REFERENCES,
    HEADER_RETURN_PATH,
    HEADER_SUBJECT,
    HEADER_TO,
    HEADER_USER_AGENT,
    HEADER_X_AMZ_SNS_MESSAGE_ID,
    HEADER_X_FAILED_RECIPIENTS,
    HEADER_X_MS_EMBEDDED_REPORT,
    HEADER_X_MS_EXCHANGE_MESSAGE_IS_NDR,
    HEADER_X_MS_EXCHANGE_ORGANIZATION_EXPIRATION_INTERVAL,
    HEADER_NAMES,
};

/* A field's name as written here: in lower case. */
const char *header_spelled(enum header_name name);

/* A header and what stands behind it. Of each field the first value, still folded, blanks
 * around it gone; no bytes (at NULL) where there is none. */
struct header {
    struct slice bytes, body;
    struct slice fields[HEADER_NAMES];
};

/* Is it a mail's, not a part's? */
bool header_is_mail(const struct header *header);

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

/* A header while its fields are gone through. */
struct header_walk {
    struct lines_walk lines;
    size_t line; /* where the next one begins; at the end, the blank line */
    struct slice body;
};

void header_begin(struct header_walk *walk, struct slice part);

/* Goes on to the next field whose name is known here; HEADER_NONE at the blank line that
 * ends the header, where the body is set, as header_split sets it. */
enum header_name header_known(struct header_walk *walk, struct slice *value);

/* Ends the walk: the header gone through and its body, the fields being the caller's. */
void header_end(const struct header_walk *walk, struct header *header);

/* Splits a part as header_split does and reads its fields. */
void header_read(struct slice part, struct header *header);

#endif
