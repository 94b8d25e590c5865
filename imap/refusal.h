/* refusal: what a server means by NO, BAD or BYE, from its response code and its words.
 *
 * Pure; knowledge is the table in refusal.c. A new provider is a new line there.
 */
#ifndef IMAP_REFUSAL_H
#define IMAP_REFUSAL_H

#include <stdbool.h>
#include <stdint.h>

#include "imap/messages.h"

struct refusal {
    enum message_fault fault;
    int64_t wait; /* ms the server asks for; 0: it does not say */
    enum message_cause cause;
};

/* code: "AUTHENTICATIONFAILED" or ""; text: the rest of the line. at_login: the answer is
 * to a login, where an unknown no means the password. */
struct refusal refusal_read(const char *code, const char *text, bool at_login);

#endif
