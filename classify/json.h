/* json: the strings of a JSON text (RFC 8259), each with the name it stands under. */
#ifndef CLASSIFY_JSON_H
#define CLASSIFY_JSON_H

#include "classify/arena.h"
#include "classify/slice.h"

enum {
    JSON_DEPTH_MAX = 16, /* objects and lists within each other; notices have six */
};

struct json {
    struct slice rest;
    int depth;
    struct slice names[JSON_DEPTH_MAX]; /* of the objects and lists that are open */
};

/* One string, or the end of an object. */
struct json_item {
    bool ends;         /* an object is over; the rest says nothing */
    struct slice list; /* the name of what holds it: "bouncedRecipients" */
    struct slice name; /* its own, or in a list of strings the list's: "emailAddress" */
    struct slice value; /* between its quotes, escapes and all */
};

/* Takes the next string that is no name, or end of an object, off the text. Numbers and
 * words are passed over, and so is what is bent. False at the end, or where it nests
 * deeper than JSON_DEPTH_MAX. */
bool json_next(struct json *json, struct json_item *item);

/* A string without its escapes. */
struct slice json_text(struct arena *arena, struct slice value);

#endif
