/* place: where in a line an address stands, and what that makes of it. */
#ifndef CLASSIFY_PLACE_H
#define CLASSIFY_PLACE_H

#include "classify/slice.h"

/* How sure a place is to hold a recipient that failed. */
enum place {
    PLACE_NONE = 0,
    PLACE_MENTION,  /* somewhere in the words, in whatever language */
    PLACE_ECHO,     /* "To:": the head of the original, repeated */
    PLACE_SENTENCE, /* "your message to friend@example.com", or with a code beside it */
    PLACE_LINE,     /* at the start of a line, with words behind it */
    PLACE_SLOT,     /* alone on a line, or followed by a colon, or behind a label */
};

/* The place of an address that lies within the line. line_before is the last line that was
 * not blank. PLACE_NONE: it is somebody else's, such as the sender's. */
enum place place_of(struct slice line, struct slice address, struct slice line_before);

/* The label it stands behind: "Recipient" of "Recipient: friend@example.com". */
struct slice place_label(struct slice line, struct slice address);

/* "SMTP=friend@example.com", "recipient=...": the label is no part of the address, while
 * the tag of "bounce-7=friend=example.com@" is. */
struct slice place_address(struct slice address);

#endif
