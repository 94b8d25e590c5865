/* refusal: the table of known refusals. */
#include "imap/refusal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PASSWORD                                                                       \
    "Check the password in password_file or password_command, then start ndrwatch "    \
    "again."
#define APP_PASSWORD                                                                   \
    "Microsoft takes no passwords here any more, only its own sign-in, which "         \
    "ndrwatch does not have yet."
#define TOO_MANY                                                                       \
    "Too many mail programs are signed in at once; close one, for example on another " \
    "device."
#define NOT_CONNECTED                                                                  \
    "The sign-in was taken but the mailbox was not opened: see whether IMAP is "       \
    "switched on in the settings of the account."

struct rule {
    bool login_only;
    const char *code;  /* "" fits any */
    const char *words; /* found anywhere in the text, in any case */
    struct refusal refusal;
};

/* From the particular to the general: the first that fits decides. */
// clang-format off
static const struct rule rules[] = {
    {true,  "", "basic authentication is disabled",  {MESSAGE_REFUSED, 0, APP_PASSWORD}},
    {false, "", "authenticated but not connected",   {MESSAGE_STRANGE, 0, NOT_CONNECTED}},
    /* What ends a session that has had its time. */
    {false, "", "session expired",                   {MESSAGE_EXPIRED, 0, ""}},
    {false, "", "idle for too long",                 {MESSAGE_EXPIRED, 0, ""}},
    {false, "", "autologout",                        {MESSAGE_EXPIRED, 0, ""}},
    {false, "", "connection is closed. 13",          {MESSAGE_EXPIRED, 0, ""}}, /* Exchange */
    {false, "", "too many simultaneous connections", {MESSAGE_THROTTLED, 0, TOO_MANY}},
    {false, "", "maximum number of connections",     {MESSAGE_THROTTLED, 0, TOO_MANY}},
    {false, "", "throttled",                         {MESSAGE_THROTTLED, 0, ""}},
    {false, "", "rate limit",                        {MESSAGE_THROTTLED, 0, ""}},
    /* RFC 5530 response codes. */
    {false, "UNAVAILABLE", "",           {MESSAGE_THROTTLED, 0, ""}},
    {false, "LIMIT", "",                 {MESSAGE_THROTTLED, 0, ""}},
    {false, "INUSE", "",                 {MESSAGE_THROTTLED, 0, ""}},
    {false, "SERVERBUG", "",             {MESSAGE_STRANGE, 0, ""}},
    {true,  "AUTHENTICATIONFAILED", "",  {MESSAGE_REFUSED, 0, PASSWORD}},
    {true,  "AUTHORIZATIONFAILED", "",   {MESSAGE_REFUSED, 0, PASSWORD}},
    {true,  "EXPIRED", "",               {MESSAGE_REFUSED, 0, PASSWORD}},
    {true,  "PRIVACYREQUIRED", "",       {MESSAGE_STRANGE, 0, ""}},
    {false, "CONTACTADMIN", "",          {MESSAGE_REFUSED, 0, "Ask whoever runs the mail server."}},
    /* Words without a code. */
    {false, "", "temporarily",           {MESSAGE_THROTTLED, 0, ""}},
    {false, "", "try again later",       {MESSAGE_THROTTLED, 0, ""}},
    {false, "", "server unavailable",    {MESSAGE_THROTTLED, 0, ""}},
    {true,  "", "",                      {MESSAGE_REFUSED, 0, PASSWORD}},
    {false, "", "",                      {MESSAGE_STRANGE, 0, ""}},
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
    return (struct refusal){MESSAGE_STRANGE, 0, ""};
}
