/* trace: the fields that servers put on a mail's header as it passes. */
#include "classify/trace.h"

#include "classify/address.h"

/* Takes blanks and comments, which may hold others (RFC 5322, section 3.2.2), off rest; an open
 * one takes all. Gives what the comments were, in one. */
static struct slice
skip(struct slice *rest)
{
    struct slice before = *rest;
    size_t depth = 0, i = 0;
    for (; i < rest->length; i++) {
        unsigned char c = rest->at[i];
        if (c == '(')
            depth++;
        else if (c == ')' && depth > 0)
            depth--;
        else if (c == '\\' && depth > 0)
            i++;
        else if (depth == 0 && !slice_blank(c))
            break;
    }
    *rest = slice_from(*rest, i);
    return slice_to(before, i);
}

/* Takes a word, or a quoted one without its quotes, off rest; no bytes at one of the stops. */
static struct slice
take_word(struct slice *rest, const char *stops)
{
    skip(rest);
    if (rest->length > 0 && rest->at[0] == '"') {
        *rest = slice_from(*rest, 1);
        return slice_cut(rest, '"');
    }
    size_t end = 0;
    while (end < rest->length && !slice_blank(rest->at[end]) && rest->at[end] != '(' &&
           (rest->at[end] == '\0' || !strchr(stops, rest->at[end])))
        end++;
    struct slice word = slice_to(*rest, end);
    *rest = slice_from(*rest, end);
    return word;
}

/* Is the address in brackets one of this machine or of a private network (RFC 1918, 4193)? */
static bool
is_private(struct slice address)
{
    // clang-format off
    static const char *const nets[] = {
        "127.", "10.", "192.168.", "169.254.", "::1", "fe80:", "fd", "fc",
        "172.16.", "172.17.", "172.18.", "172.19.", "172.20.", "172.21.", "172.22.", "172.23.",
        "172.24.", "172.25.", "172.26.", "172.27.", "172.28.", "172.29.", "172.30.", "172.31.",
        NULL};
    // clang-format on
    if (slice_starts(address, "ipv6:"))
        address = slice_from(address, strlen("ipv6:"));
    for (const char *const *net = nets; *net; net++)
        if (slice_starts(address, *net))
            return true;
    return false;
}

/* Whoever sends can add an address to a line, as its HELO, but not take away the one that the
 * server saw: all of them must be private. */
static bool
all_private(struct slice field)
{
    bool any = false;
    for (size_t at; (at = slice_at(field, '[')) != SLICE_NONE; any = true) {
        field = slice_from(field, at + 1);
        if (!is_private(slice_cut(&field, ']')))
            return false;
    }
    return any;
}

/* Extended SMTP with a sign-in (RFC 3848, 6531), and what web mail and MAPI are called. */
static bool
is_signed_in(struct slice protocol)
{
    // clang-format off
    static const char *const protocols[] = {
        "esmtpa", "esmtpsa", "utf8smtpa", "utf8smtpsa", "asmtp", "http", "https", "mapi", NULL};
    // clang-format on
    for (const char *const *known = protocols; *known; known++)
        if (slice_is(protocol, *known))
            return true;
    return false;
}

struct trace_hop
trace_hop(struct slice received)
{
    struct trace_hop hop = {
        .inside = all_private(received),
        .signed_in = slice_has(received, "authenticated sender") ||
                     slice_has(received, "authenticated bits"),
    };
    bool comes = false;
    while (received.length > 0 && received.at[0] != ';') {
        struct slice word = take_word(&received, ";");
        if (word.length == 0) {
            skip(&received);
            if (received.length > 0 && received.at[0] != ';')
                received = slice_from(received, 1);
        } else if (slice_is(word, "from") && !comes) {
            comes = true;
            hop.from = take_word(&received, ";");
        } else if (slice_is(word, "by") && hop.by.length == 0) {
            hop.by = take_word(&received, ";");
        } else if (slice_is(word, "with")) {
            hop.signed_in = hop.signed_in || is_signed_in(take_word(&received, ";"));
        }
    }
    hop.inside = hop.inside || !comes;
    return hop;
}

/* Ends at what ends one result. */
static void
skip_result(struct slice *field)
{
    while (field->length > 0 && field->at[0] != ';') {
        if (take_word(field, ";=").length == 0 && field->length > 0 &&
            field->at[0] != ';')
            *field = slice_from(*field, 1);
        skip(field);
    }
    *field = slice_from(*field, 1);
}

struct slice
trace_by(struct slice *field)
{
    struct slice rest = *field, by = take_word(&rest, ";=");
    skip(&rest);
    if (rest.length > 0 &&
        rest.at[0] == '=') /* Microsoft begins with the first result */
        return slice_to(by, 0);
    *field = rest;
    skip_result(field);
    return by;
}

/* What stands behind the last @, or all of it. */
static struct slice
domain_of(struct slice value)
{
    for (size_t at; (at = slice_at(value, '@')) != SLICE_NONE;)
        value = slice_from(value, at + 1);
    return value;
}

/* The property of a method that tells whose pass it is; the first of them wins. */
static bool
tells_domain(struct slice method, struct slice property)
{
    if (slice_is(method, "spf"))
        return slice_is(property, "smtp.mailfrom") || slice_is(property, "smtp.helo");
    if (slice_is(method, "dkim"))
        return slice_is(property, "header.d") || slice_is(property, "header.i");
    return slice_is(property, "header.from");
}

/* Takes `name = value` off the field, up to the end of a result; false: none is left in it. */
static bool
take_pair(struct slice *field, struct slice *name, struct slice *value)
{
    while (field->length > 0 && field->at[0] != ';') {
        *name = take_word(field, ";=");
        skip(field);
        if (field->length == 0 || field->at[0] == ';')
            return false;
        if (field->at[0] == '=') {
            *field = slice_from(*field, 1);
            *value = take_word(field, ";");
            skip(field);
            return true;
        }
        if (name->length == 0) /* what is no word, and must not stop us */
            *field = slice_from(*field, 1);
    }
    return false;
}

bool
trace_result(struct slice *field, struct trace_result *result)
{
    struct slice name, value;
    while (skip(field), field->length > 0) {
        bool any = take_pair(field, &name, &value);
        *result = (struct trace_result){.method = slice_to(name, slice_at(name, '/')),
                                        .result = value};
        bool known = any && (slice_is(result->method, "spf") ||
                             slice_is(result->method, "dkim") ||
                             slice_is(result->method, "dmarc"));
        while (known && take_pair(field, &name, &value))
            if (result->domain.length == 0 && tells_domain(result->method, name))
                result->domain = domain_of(value);
        skip_result(field);
        if (known)
            return true;
    }
    return false;
}
