/* provider: whose servers a domain or host belongs to, by the name people know. */
#ifndef CLASSIFY_PROVIDER_H
#define CLASSIFY_PROVIDER_H

struct provider {
    const char *domain; /* "charter.net": itself and below; "gmx.*": any top domain */
    const char *name;   /* "Charter" */
    unsigned patience;  /* hours it keeps trying to send; 0: not known */
};

/* The provider of a domain ("outlook.com") or host ("mx0.charter.net"), in any case and
 * with or without a final dot; NULL: not one we know. Static. */
const struct provider *provider_find(const char *host);

#endif
