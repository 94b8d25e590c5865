/* dns: a question as bytes, and an answer taken apart (RFC 1035), by libresolv's reader. */
#include "agent/net/dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    RECORDS_READ = 512, /* of one answer: beyond, a real one has nothing new to say */
    ASCII_MAX = NS_MAXDNAME + 1
};

// clang-format off
static const ns_type numbers[LOOKUP_TYPES] = {
    [LOOKUP_MX] = ns_t_mx, [LOOKUP_A] = ns_t_a, [LOOKUP_AAAA] = ns_t_aaaa, [LOOKUP_TXT] = ns_t_txt,
    [LOOKUP_PTR] = ns_t_ptr, [LOOKUP_SOA] = ns_t_soa, [LOOKUP_SRV] = ns_t_srv, [LOOKUP_SMTP] = ns_t_invalid,
};
// clang-format on

size_t
dns_question(const struct lookup *lookup, uint16_t id,
             unsigned char ret[DNS_QUESTION_MAX])
{
    unsigned char name[NS_MAXCDNAME];
    if (lookup->type == LOOKUP_SMTP ||
        ns_name_pton(lookup->name, name, sizeof name) < 0)
        return 0;
    memset(ret, 0, DNS_QUESTION_MAX);
    ret[0] = (unsigned char)(id >> 8);
    ret[1] = (unsigned char)id;
    ret[2] = 1; /* recursion, please */
    ret[5] = 1; /* one question */
    size_t length = 0, at = NS_HFIXEDSZ;
    while (name[length] != 0)
        length += 1U + name[length];
    length++;
    memcpy(ret + at, name, length);
    at += length;
    ret[at + 1] = (unsigned char)numbers[lookup->type];
    ret[at + 3] = ns_c_in;
    return at + NS_QFIXEDSZ;
}

/* A name within the answer, as text without its final dot; "." is the root. */
static bool
read_name(const ns_msg *message, const unsigned char *at, char ret[ASCII_MAX])
{
    return at < ns_msg_end(*message) &&
           ns_name_uncompress(ns_msg_base(*message), ns_msg_end(*message), at, ret,
                              ASCII_MAX) >= 0;
}

static bool
keep_address(struct lookup *lookup, int family, const ns_rr *record)
{
    char text[INET6_ADDRSTRLEN];
    size_t size = family == AF_INET ? NS_INADDRSZ : NS_IN6ADDRSZ;
    if (ns_rr_rdlen(*record) != size ||
        !inet_ntop(family, ns_rr_rdata(*record), text, sizeof text))
        return true; /* a spoilt record is none */
    return lookup_keep(lookup, text, strlen(text));
}

static bool
keep_exchanger(struct lookup *lookup, const ns_msg *message, const ns_rr *record)
{
    char name[ASCII_MAX], text[ASCII_MAX + 8];
    const unsigned char *at = ns_rr_rdata(*record);
    if (ns_rr_rdlen(*record) < NS_INT16SZ + 1 ||
        !read_name(message, at + NS_INT16SZ, name))
        return true;
    int length = snprintf(text, sizeof text, "%u %s", (unsigned)(at[0] << 8 | at[1]),
                          name);
    return lookup_keep(lookup, text, (size_t)length);
}

static bool
keep_service(struct lookup *lookup, const ns_msg *message, const ns_rr *record)
{
    char name[ASCII_MAX], text[ASCII_MAX + 24];
    const unsigned char *at = ns_rr_rdata(*record);
    if (ns_rr_rdlen(*record) < 3 * NS_INT16SZ + 1 ||
        !read_name(message, at + 3 * NS_INT16SZ, name))
        return true;
    int length = snprintf(
        text, sizeof text, "%u %u %u %s", (unsigned)(at[0] << 8 | at[1]),
        (unsigned)(at[2] << 8 | at[3]), (unsigned)(at[4] << 8 | at[5]), name);
    return lookup_keep(lookup, text, (size_t)length);
}

static bool
keep_pointer(struct lookup *lookup, const ns_msg *message, const ns_rr *record)
{
    char name[ASCII_MAX];
    if (ns_rr_rdlen(*record) < 1 || !read_name(message, ns_rr_rdata(*record), name))
        return true;
    return lookup_keep(lookup, name, strlen(name));
}

/* Its strings, each after its length (RFC 1035, 3.3.14), as one. */
static bool
keep_text(struct lookup *lookup, const ns_rr *record)
{
    char text[LOOKUP_RECORD_MAX];
    size_t length = 0;
    const unsigned char *at = ns_rr_rdata(*record), *end = at + ns_rr_rdlen(*record);
    while (at < end) {
        size_t size = *at++;
        if (size > (size_t)(end - at))
            size = (size_t)(end - at);
        size_t fits = sizeof text - length < size ? sizeof text - length : size;
        memcpy(text + length, at, fits);
        length += fits;
        at += size;
    }
    return lookup_keep(lookup, text, length);
}

static bool
keep(struct lookup *lookup, const ns_msg *message, const ns_rr *record)
{
    switch (lookup->type) {
    case LOOKUP_MX:
        return keep_exchanger(lookup, message, record);
    case LOOKUP_A:
        return keep_address(lookup, AF_INET, record);
    case LOOKUP_AAAA:
        return keep_address(lookup, AF_INET6, record);
    case LOOKUP_TXT:
        return keep_text(lookup, record);
    case LOOKUP_PTR:
        return keep_pointer(lookup, message, record);
    case LOOKUP_SOA:
        return lookup_keep(lookup, "", 0);
    case LOOKUP_SRV:
        return keep_service(lookup, message, record);
    case LOOKUP_SMTP:
    case LOOKUP_TYPES:
        break;
    }
    return true;
}

/* Is it an answer to this question? One that reports an error may leave the question out. */
static bool
is_mine(ns_msg *message, uint16_t id, const struct lookup *lookup)
{
    ns_rr asked;
    if (ns_msg_id(*message) != id || !ns_msg_getflag(*message, ns_f_qr) ||
        ns_msg_getflag(*message, ns_f_opcode) != ns_o_query)
        return false;
    if (ns_msg_count(*message, ns_s_qd) == 0)
        return ns_msg_getflag(*message, ns_f_rcode) != ns_r_noerror;
    return ns_msg_count(*message, ns_s_qd) == 1 &&
           ns_parserr(message, ns_s_qd, 0, &asked) == 0 &&
           ns_rr_type(asked) == numbers[lookup->type] &&
           ns_rr_class(asked) == ns_c_in &&
           strcasecmp(ns_rr_name(asked), lookup->name) == 0;
}

static enum dns_result
read_records(ns_msg *message, struct lookup *lookup)
{
    ns_rr record;
    size_t ours = 0;
    int count = ns_msg_count(*message, ns_s_an);
    for (int i = 0; i < count && i < RECORDS_READ; i++) {
        if (ns_parserr(message, ns_s_an, i, &record) < 0) {
            lookup_clear(lookup);
            lookup->outcome = LOOKUP_GARBLED;
            return DNS_READ;
        }
        if (ns_rr_class(record) != ns_c_in)
            continue;
        if (ns_rr_type(record) == ns_t_cname)
            lookup->alias = true;
        if (ns_rr_type(record) != numbers[lookup->type])
            continue;
        ours++;
        if (!keep(lookup, message, &record)) {
            lookup_clear(lookup);
            return DNS_NO_MEMORY;
        }
    }
    if (lookup->count > 0)
        lookup->outcome = LOOKUP_FOUND;
    else /* all of them spoilt is not the same as none */
        lookup->outcome = ours > 0 ? LOOKUP_GARBLED : LOOKUP_NOTHING;
    return DNS_READ;
}

enum dns_result
dns_answer(const unsigned char *bytes, size_t length, uint16_t id,
           struct lookup *lookup)
{
    ns_msg message;
    if (length < NS_HFIXEDSZ || length > DNS_ANSWER_MAX || bytes[0] != id >> 8 ||
        bytes[1] != (id & 0xff) || lookup->type == LOOKUP_SMTP)
        return DNS_NOT_MINE;
    if (ns_initparse(bytes, (int)length, &message) < 0) {
        /* Cut in the midst of a record. */
        if ((bytes[2] & 0x82) == 0x82)
            return DNS_CUT;
        lookup->outcome = LOOKUP_GARBLED;
        return DNS_READ;
    }
    if (!is_mine(&message, id, lookup))
        return DNS_NOT_MINE;
    if (ns_msg_getflag(message, ns_f_tc))
        return DNS_CUT;
    switch (ns_msg_getflag(message, ns_f_rcode)) {
    case ns_r_noerror:
        return read_records(&message, lookup);
    case ns_r_nxdomain:
        lookup->outcome = LOOKUP_NO_NAME;
        return DNS_READ;
    case ns_r_servfail:
        lookup->outcome = LOOKUP_FAILED;
        return DNS_READ;
    }
    lookup->outcome = LOOKUP_REFUSED;
    return DNS_READ;
}
