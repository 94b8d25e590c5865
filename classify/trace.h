/* trace: the fields that servers put on a mail's header as it passes: Received (RFC 5321, section
 * 4.4) and Authentication-Results (RFC 8601). */
#ifndef CLASSIFY_TRACE_H
#define CLASSIFY_TRACE_H

#include <stdbool.h>

#include "classify/slice.h"

/* One Received field. */
struct trace_hop {
    struct slice from, by; /* the names, without what stands in brackets behind them */
    bool signed_in;        /* see bounce_hop */
    bool inside; /* it came from this machine or a private network, or from nowhere */
};

struct trace_hop trace_hop(struct slice received);

/* One result of an Authentication-Results field. */
struct trace_result {
    struct slice method, result, domain;
};

/* Takes the authserv-id off a field; no bytes where there is none. */
struct slice trace_by(struct slice *field);

/* Takes the next result of SPF, DKIM or DMARC off the field; false: there is none. */
bool trace_result(struct slice *field, struct trace_result *result);

#endif
