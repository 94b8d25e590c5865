/* providers: what is known of mail providers: providers.ini, and the person's own file before it.
 *
 *     struct providers providers = {0};
 *     providers_load(place, &providers);
 *     const struct providers_row *row = providers_by_address(&providers, "you@gmail.com");
 *     if (row)
 *         puts(row->values[PROVIDERS_SUPPORT]);
 *     providers_free(&providers);
 */
#ifndef AGENT_PROVIDERS_H
#define AGENT_PROVIDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/place.h"

enum {
    PROVIDERS_FILE_MAX = 1 << 20, /* bytes: ours has 18 KiB */
    PROVIDERS_MAX = 1000,         /* sections: all large providers there are */
    PROVIDERS_FAULT_MAX = 160,    /* bytes of a fault's sentence */
};

/* The keys of a section; providers.ini says what each means. */
enum providers_key {
    PROVIDERS_NAME = 0,
    PROVIDERS_DOMAINS,
    PROVIDERS_MX,
    PROVIDERS_SUPPORT, /* "https://..." or "none" */
    PROVIDERS_IMAP,
    PROVIDERS_SMTP,
    PROVIDERS_USER,
    PROVIDERS_SMTP_USER,
    PROVIDERS_AUTH,
    PROVIDERS_OAUTH, /* id of a service */
    PROVIDERS_SASL,
    PROVIDERS_IDLE,
    PROVIDERS_IDLE_RESTART,
    PROVIDERS_POLL,
    PROVIDERS_SESSION_MAX,
    PROVIDERS_CONNS,
    PROVIDERS_SPECIAL_USE,
    PROVIDERS_JUNK,
    PROVIDERS_SENT,
    PROVIDERS_ENABLE,
    PROVIDERS_APP_PASSWORD,
    PROVIDERS_HELP,
    PROVIDERS_CONFIDENCE,
    PROVIDERS_KEYS,
};

struct providers_row {
    char *id;                     /* "outlook.com" of [provider outlook.com] */
    char *values[PROVIDERS_KEYS]; /* "" where the section does not say */
    unsigned text;                /* from which of the texts, counted from 0 */
};

/* The keys of an [oauth ...] section: a service where people sign in (OAuth 2.0). */
enum providers_service_key {
    SERVICE_NAME = 0,
    SERVICE_ISSUER,
    SERVICE_AUTHORIZE,
    SERVICE_TOKEN,
    SERVICE_DEVICE,
    SERVICE_REVOKE,
    SERVICE_PAGES,
    SERVICE_SCOPE,
    SERVICE_EXTRA,
    SERVICE_FLOWS,
    SERVICE_REDIRECT,
    SERVICE_SECRET,
    SERVICE_ROTATES,
    SERVICE_HOSTS,
    SERVICE_REGISTER,
    SERVICE_KEYS,
};

struct providers_service {
    char *id;                   /* "google" of [oauth google] */
    char *values[SERVICE_KEYS]; /* "" where the section does not say; each is fit */
    unsigned text;              /* as of a row */
};

/* Zero-initialise. Rows that were read first stand before the others. */
struct providers {
    struct providers_row *rows;
    size_t count;
    struct providers_service *services;
    size_t services_count;
    unsigned texts; /* read so far */
};

struct providers_fault {
    unsigned line; /* from 1; 0: no memory */
    char text[PROVIDERS_FAULT_MAX];
};

/* Adds the sections of a text, any bytes; one whose name is there from an earlier text is left
 * out, so the person's own file is read first. Strict: false with the first fault, and nothing
 * of the text is added. */
bool providers_read(const char *text, size_t length, struct providers *providers,
                    struct providers_fault *fault);

/* Reads the person's own file (providers.ini beside place->config; place NULL: none) and the one
 * that is installed, or lies beside the program. A file that is not there says nothing; one that
 * is wrong is passed over, with a warning. */
void providers_load(const struct place *place, struct providers *providers);

/* Whose address it is, by its domain; NULL: of none we know. Borrowed. */
const struct providers_row *
providers_by_address(const struct providers *providers, const char *address);

/* Whose server takes mail in under this name (the longest end that fits); NULL: none's we know. */
const struct providers_row *
providers_by_mx(const struct providers *providers, const char *host);

/* Whose IMAP server that is: of several that share one, the last, which is for own domains. */
const struct providers_row *
providers_by_imap(const struct providers *providers, const char *host);

/* The provider of an account: of its address, if that server is one of its own, else of the
 * server; NULL: none we know. */
const struct providers_row *
providers_of(const struct providers *providers, const char *address, const char *host);

/* The service with this id; NULL: there is none. */
const struct providers_service *
providers_service(const struct providers *providers, const char *id);

void providers_free(struct providers *providers);

#endif
