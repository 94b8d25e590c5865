/* dns: a question as bytes, and an answer taken apart (RFC 1035), by libresolv's reader. Pure. */
#ifndef NET_DNS_H
#define NET_DNS_H

#include <stddef.h>
#include <stdint.h>

#include "agent/net/lookup.h"

enum {
    DNS_QUESTION_MAX = 12 + 255 + 4, /* bytes: header, a name, its type and class */
    DNS_ANSWER_MAX = 65535,          /* bytes, over TCP */
};

enum dns_result {
    DNS_READ = 0, /* the lookup has its outcome and records */
    DNS_NOT_MINE, /* no answer to this question: wait on */
    DNS_CUT,      /* cut to fit into one packet: ask again over TCP */
    DNS_NO_MEMORY,
};

/* The bytes that ask for it, recursively, without EDNS, as libc does. Gives their length; 0: its
 * name is no name of DNS. */
size_t dns_question(const struct lookup *lookup, uint16_t id,
                    unsigned char ret[DNS_QUESTION_MAX]);

/* Reads an answer to it: the records of its type, whatever name they stand under (the name
 * server has followed the aliases). On DNS_READ alone the lookup is changed. */
enum dns_result dns_answer(const unsigned char *bytes, size_t length, uint16_t id,
                           struct lookup *lookup);

#endif
