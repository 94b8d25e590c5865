/* provider: whose servers a domain or host belongs to, by the name people know. */
#ifndef CLASSIFY_PROVIDER_H
#define CLASSIFY_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>

struct provider {
    const char *domain;  /* "charter.net": itself and below; "gmx.*": any top domain */
    const char *name;    /* "Charter" */
    const char *company; /* who runs it: "Spectrum"; NULL: the same as name */
    unsigned patience;   /* hours it keeps trying to send; 0: not known */
    size_t length;       /* of domain */
};

/* The provider of a domain ("outlook.com") or host ("mx0.charter.net"), in any case and
 * with or without a final dot; NULL: not one we know. Static. */
const struct provider *provider_find(const char *host);

/* Do two domains or hosts belong to one company ("hotmail.com" and a host of Microsoft 365)?
 * Of those we do not know: was the same name registered? "" is nobody's. */
bool provider_same(const char *left, const char *right);

#endif
