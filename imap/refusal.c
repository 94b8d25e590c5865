/* refusal: the table of known refusals. */
#include "imap/refusal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct rule {
    bool login_only;
    const char *code;  /* "" fits any */
    const char *words; /* found anywhere in the text, in any case */
    struct refusal refusal;
};

/* From the particular to the general: the first that fits decides. */
// clang-format off
static const struct rule rules[] = {
    {true,  "", "basic authentication is disabled",  {MESSAGE_REFUSED, 0, MESSAGE_NO_PASSWORDS}},
    {true,  "", "application-specific password",     {MESSAGE_REFUSED, 0, MESSAGE_APP_PASSWORD}}, /* Gmail, iCloud */
    {true,  "", "app password",                      {MESSAGE_REFUSED, 0, MESSAGE_APP_PASSWORD}},
    {true,  "", "please log in via your web browser", {MESSAGE_REFUSED, 0, MESSAGE_WEB_LOGIN}}, /* Gmail */
    {true,  "WEBALERT", "",                          {MESSAGE_REFUSED, 0, MESSAGE_WEB_LOGIN}},
    {false, "", "not enabled for imap",              {MESSAGE_REFUSED, 0, MESSAGE_IMAP_OFF}}, /* Gmail */
    {false, "", "imap is disabled",                  {MESSAGE_REFUSED, 0, MESSAGE_IMAP_OFF}},
    {false, "", "imap access is disabled",           {MESSAGE_REFUSED, 0, MESSAGE_IMAP_OFF}},
    {false, "", "imap access disabled",              {MESSAGE_REFUSED, 0, MESSAGE_IMAP_OFF}},
    {false, "", "authenticated but not connected",   {MESSAGE_STRANGE, 0, MESSAGE_NOT_CONNECTED}},
    /* What ends a session that has had its time. */
    {false, "", "session expired",                   {MESSAGE_EXPIRED, 0, MESSAGE_NO_CAUSE}},
    {false, "", "idle for too long",                 {MESSAGE_EXPIRED, 0, MESSAGE_NO_CAUSE}},
    {false, "", "autologout",                        {MESSAGE_EXPIRED, 0, MESSAGE_NO_CAUSE}},
    {false, "", "connection is closed. 13",          {MESSAGE_EXPIRED, 0, MESSAGE_NO_CAUSE}}, /* Exchange */
    {false, "", "too many simultaneous connections", {MESSAGE_THROTTLED, 0, MESSAGE_CROWDED}},
    {false, "", "maximum number of connections",     {MESSAGE_THROTTLED, 0, MESSAGE_CROWDED}},
    {false, "", "throttled",                         {MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE}},
    {false, "", "rate limit",                        {MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE}},
    /* RFC 5530 response codes. */
    {false, "UNAVAILABLE", "",           {MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE}},
    {false, "LIMIT", "",                 {MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE}},
    {false, "INUSE", "",                 {MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE}},
    {false, "SERVERBUG", "",             {MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE}},
    {true,  "AUTHENTICATIONFAILED", "",  {MESSAGE_REFUSED, 0, MESSAGE_BAD_LOGIN}},
    {true,  "AUTHORIZATIONFAILED", "",   {MESSAGE_REFUSED, 0, MESSAGE_BAD_LOGIN}},
    {true,  "EXPIRED", "",               {MESSAGE_REFUSED, 0, MESSAGE_BAD_LOGIN}},
    {true,  "PRIVACYREQUIRED", "",       {MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE}},
    {false, "CONTACTADMIN", "",          {MESSAGE_REFUSED, 0, MESSAGE_ADMIN}},
    /* Words without a code. */
    {false, "", "temporarily",           {MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE}},
    {false, "", "try again later",       {MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE}},
    {false, "", "server unavailable",    {MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE}},
    {true,  "", "",                      {MESSAGE_REFUSED, 0, MESSAGE_BAD_LOGIN}},
    {false, "", "",                      {MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE}},
};
// clang-format on

/* Exchange: "Suggested Backoff Time: 299961 milliseconds". */
static int64_t
told_wait(const char *text)
{
    static const char words[] = "Suggested Backoff Time: ";
    const char *at = strcasestr(text, words);
    if (!at)
        return 0;
    char *end;
    long long wait = strtoll(at + sizeof words - 1, &end, 10);
    bool milliseconds = strncasecmp(end, " millisecond", 12) == 0;
    return milliseconds && wait > 0 ? wait : 0;
}

struct refusal
refusal_read(const char *code, const char *text, bool at_login)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const struct rule *rule = &rules[i];
        bool code_fits = rule->code[0] == '\0' || strcasecmp(rule->code, code) == 0;
        if ((rule->login_only && !at_login) || !code_fits ||
            !strcasestr(text, rule->words))
            continue;
        struct refusal refusal = rule->refusal;
        refusal.wait = told_wait(text);
        if (refusal.wait > 0)
            refusal.fault = MESSAGE_THROTTLED;
        return refusal;
    }
    return (struct refusal){MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE};
}
