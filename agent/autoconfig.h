/* autoconfig: what a domain says on a page of its own about its mail server, as Thunderbird reads it
 * (https://autoconfig.DOMAIN/mail/config-v1.1.xml). Pure, over any bytes.
 *
 * It is no XML reader: it looks for the few elements that are of use, and takes nothing that is not
 * plain. What comes of it is shown to the person before anything is sent there.
 */
#ifndef AGENT_AUTOCONFIG_H
#define AGENT_AUTOCONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/finder.h"

enum {
    AUTOCONFIG_URL_MAX = 400 /* bytes: a domain has 253 */
};

/* The page of the address's domain. False: it is too long, or no name of DNS. */
bool autoconfig_url(const char *address, char ret[AUTOCONFIG_URL_MAX]);

/* Reads host, port, TLS and sign-in name of the first IMAP server that has TLS. False: there is none;
 * *ret is untouched. */
bool autoconfig_read(const char *text, size_t length, const char *address,
                     struct finder *ret);

#endif
