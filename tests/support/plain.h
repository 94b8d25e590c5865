/* plain: words that nobody needs who has never heard of a mail server, and words that blame. */
#ifndef TESTS_SUPPORT_PLAIN_H
#define TESTS_SUPPORT_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool
plain_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '_' || (byte >= '0' && byte <= '9');
}

/* The word stands alone, and not within an address or a host's name. */
static inline bool
plain_has(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        char before = at > text ? at[-1] : ' ', behind = at[length];
        bool named = strchr("@-./", before) || behind == '@' || behind == '-' ||
                     (behind == '.' && plain_letter(at[length + 1]));
        if (!plain_letter(before) && !plain_letter(behind) && !named)
            return true;
    }
    return false;
}

static const char *const plain_jargon[] = {
    "MTA",    "SMTP",  "DSN",    "NDR",   "bounce", "bounced",  "bounces",
    "MX",     "DNS",   "SPF",    "DKIM",  "TLS",    "IP",       "PTR",
    "RFC",    "IMAP",  "relay",  "queue", "header", "EHLO",     "null",
    "daemon", "spool", "socket", "port",  "URL",    "NXDOMAIN",
};
static const char *const plain_blame[] = {
    "your fault", "you failed", "you forgot", "you should have", "invalid",
    "illegal",    "careless",   "stupid",     "your mistake",    "error",
    "blame",      "simply",     "obviously",
};

/* The first of these words in a text; NULL: none. */
static inline const char *
plain_fault(const char *text)
{
    for (size_t i = 0; i < sizeof plain_jargon / sizeof plain_jargon[0]; i++)
        if (plain_has(text, plain_jargon[i]))
            return plain_jargon[i];
    for (size_t i = 0; i < sizeof plain_blame / sizeof plain_blame[0]; i++)
        if (plain_has(text, plain_blame[i]))
            return plain_blame[i];
    return NULL;
}

#endif
