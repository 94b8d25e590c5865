/* denial: why a sign-in service gives no token: what is to be done then, and a sentence about it. */
#include "agent/denial.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    CLOCK_LEAST = 1767225600 /* 2026-01-01: this program is not older than that */
};

// clang-format off
/* What an `error` means; what is not here is DENIAL_SET_UP. */
static const struct {
    const char *error;
    enum denial_class class;
} classes[] = {
    { "authorization_pending",   DENIAL_PENDING },
    { "slow_down",               DENIAL_SLOW },
    { "expired_token",           DENIAL_LATE },
    { "bad_verification_code",   DENIAL_LATE },     /* Microsoft */
    { "code_expired",            DENIAL_LATE },     /* Microsoft, older */
    { "temporarily_unavailable", DENIAL_PASSING },
    { "server_error",            DENIAL_PASSING },
    { "rate_limit_exceeded",     DENIAL_PASSING },  /* Google */
    { "access_denied",           DENIAL_REFUSED },
    { "authorization_declined",  DENIAL_REFUSED },  /* Microsoft */
    { "admin_policy_enforced",   DENIAL_REFUSED },  /* Google */
    { "org_internal",            DENIAL_REFUSED },  /* Google */
    { "invalid_grant",           DENIAL_SIGN_IN },
    { "interaction_required",    DENIAL_SIGN_IN },
    { "login_required",          DENIAL_SIGN_IN },
    { "consent_required",        DENIAL_SIGN_IN },
};

/* From particular to general; %s and %a are the service and the account. A row fits where all that
 * it names is so: a number before a suberror before an error before a class alone. */
static const struct {
    enum denial_class class;
    uint32_t number;
    const char *word; /* the suberror, or the error */
    const char *sentence;
} rows[] = {
    /* Microsoft's numbers: docs "Microsoft Entra authentication and authorization error codes" */
    { DENIAL_SET_UP, 50011, NULL, "%s does not know the address that the sign-in leads back to: add the redirect http://localhost to the registration of your client_id, as a public client" },
    { DENIAL_CLASSES, 50020, NULL, "this address belongs to another kind of %s account than the sign-in page: set tenant = consumers for a personal one, or organizations for one of work or school, and run: ndrwatch login %a" },
    { DENIAL_CLASSES, 50034, NULL, "%s knows no such user: run ndrwatch login %a and type the address of the account itself" },
    { DENIAL_CLASSES, 50053, NULL, "%s has locked the account after wrong passwords: wait an hour, or unlock it on its web page, and run: ndrwatch login %a" },
    { DENIAL_CLASSES, 50055, NULL, "the password has expired: change it on the web page of %s, and run: ndrwatch login %a" },
    { DENIAL_CLASSES, 50057, NULL, "%s has disabled the account: ask the administrator, or see its web page" },
    { DENIAL_CLASSES, 50072, NULL, "%s wants a second proof of who you are to be set up: run ndrwatch login %a and follow its pages" },
    { DENIAL_CLASSES, 50074, NULL, "%s wants a second proof of who you are: run ndrwatch login %a and follow its pages" },
    { DENIAL_CLASSES, 50076, NULL, "%s wants a second proof of who you are, because a setting or the place has changed: run ndrwatch login %a" },
    { DENIAL_CLASSES, 50079, NULL, "%s wants a second proof of who you are to be set up first: run ndrwatch login %a and follow its pages" },
    { DENIAL_CLASSES, 50105, NULL, "your organisation has not assigned this program to you: ask its administrator to, and run: ndrwatch login %a" },
    { DENIAL_CLASSES, 50126, NULL, "%s did not take the name or the password: run ndrwatch login %a and type them again" },
    { DENIAL_CLASSES, 50158, NULL, "your organisation wants one more proof of who you are: run ndrwatch login %a and follow its pages" },
    { DENIAL_SIGN_IN, 50173, NULL, "the password was changed, which ends every sign-in with %s: run ndrwatch login %a" },
    { DENIAL_CLASSES, 50194, NULL, "the registration of your client_id is for one organisation alone: set tenant to that organisation, or register it for all kinds of accounts" },
    { DENIAL_CLASSES, 53000, NULL, "your organisation lets only devices sign in that it manages: ask its administrator whether this program may" },
    { DENIAL_CLASSES, 53003, NULL, "a rule of your organisation forbids this sign-in, often the one with a code: try ndrwatch login %a --browser, and else ask its administrator" },
    { DENIAL_CLASSES, 530003, NULL, "a rule of your organisation wants a registered device: try ndrwatch login %a --browser, and else ask its administrator" },
    { DENIAL_CLASSES, 65001, NULL, "nobody has allowed this program to read the mailbox: run ndrwatch login %a and say yes; in an organisation the administrator may have to" },
    { DENIAL_CLASSES, 65004, NULL, "you did not allow this program to read the mailbox: run ndrwatch login %a again if that was a mistake" },
    { DENIAL_SIGN_IN, 70000, NULL, "%s takes the sign-in that is kept here no more: run ndrwatch login %a" },
    { DENIAL_SIGN_IN, 70008, NULL, "the sign-in with %s has run out, as it does when it has not been used for long: run ndrwatch login %a" },
    { DENIAL_CLASSES, 70011, NULL, "the registration of your client_id lacks the permission IMAP.AccessAsUser.All of %s: add it, and run: ndrwatch login %a" },
    { DENIAL_PENDING, 70016, NULL, "%s waits for you to finish the sign-in in your browser" },
    { DENIAL_CLASSES, 70020, NULL, "the code was not typed in time: run ndrwatch login %a again" },
    { DENIAL_SIGN_IN, 700082, NULL, "the sign-in with %s was not used for 90 days and has ended: run ndrwatch login %a" },
    { DENIAL_SIGN_IN, 700084, NULL, "the sign-in with %s was for one day alone, as this kind of registration has it: register a public client instead, and run: ndrwatch login %a" },
    { DENIAL_CLASSES, 700016, NULL, "%s knows no program under your client_id in this tenant: compare client_id and tenant with the registration" },
    { DENIAL_CLASSES, 7000112, NULL, "%s has disabled the program that your client_id names: whoever registered it must see to that" },
    { DENIAL_CLASSES, 7000215, NULL, "%s does not take the client secret: leave client_secret_command out, which a public client does not need, or give the right one" },
    { DENIAL_CLASSES, 7000218, NULL, "the registration of your client_id does not allow public clients: switch on \"Allow public client flows\" there" },
    { DENIAL_CLASSES, 7000222, NULL, "the client secret has run out: leave client_secret_command out, which a public client does not need, or make a new one" },
    { DENIAL_CLASSES, 90072, NULL, "you signed in with an account of another organisation: run ndrwatch login %a and choose the account of this mailbox" },
    { DENIAL_CLASSES, 90094, NULL, "your organisation wants its administrator to allow this program: send them the client_id and the permission IMAP.AccessAsUser.All" },
    { DENIAL_CLASSES, 90095, NULL, "your organisation wants its administrator to allow this program: the request that you sent waits for them" },
    { DENIAL_CLASSES, 501481, NULL, "the sign-in came back to another one that had begun: run ndrwatch login %a once more, and only once at a time" },
    { DENIAL_CLASSES, 9002313, NULL, "%s could not read the request: compare client_id and tenant with the registration, and if they are right, report this" },
    { DENIAL_CLASSES, 9002331, NULL, "your client_id is for personal accounts alone: set tenant = consumers" },
    /* suberror, from Microsoft's documentation, where one may stand as error, too */
    { DENIAL_SIGN_IN, 0, "bad_token", "%s takes the sign-in that is kept here no more: run ndrwatch login %a" },
    { DENIAL_SIGN_IN, 0, "token_expired", "the sign-in with %s has run out: run ndrwatch login %a" },
    { DENIAL_SIGN_IN, 0, "consent_required", "%s wants you to allow this program anew: run ndrwatch login %a" },
    { DENIAL_SIGN_IN, 0, "basic_action", "%s asks for something that you can do in your browser: run ndrwatch login %a" },
    { DENIAL_SIGN_IN, 0, "additional_action", "%s asks for something more, such as registering this device: run ndrwatch login %a --browser" },
    { DENIAL_SIGN_IN, 0, "user_password_expired", "the password has expired: change it on the web page of %s, and run: ndrwatch login %a" },
    { DENIAL_SIGN_IN, 0, DENIAL_TESTING, "the sign-in with %s has ended after seven days, as it does while the registration of your client_id is in \"Testing\": publish it (External, In production), and run: ndrwatch login %a" },
    { DENIAL_SIGN_IN, 0, "invalid_rapt", "your organisation wants everybody to sign in to %s again from time to time: run ndrwatch login %a" }, /* Google */
    /* error */
    { DENIAL_SIGN_IN, 0, "interaction_required", "%s asks you to sign in again: ndrwatch login %a" },
    { DENIAL_SIGN_IN, 0, "login_required", "%s asks you to sign in again: ndrwatch login %a" },
    { DENIAL_SET_UP, 0, "invalid_client", "%s does not take the client: compare client_id and client_secret_command with its registration" },
    { DENIAL_SET_UP, 0, "unauthorized_client", "%s does not allow your client_id this kind of sign-in: compare it with its registration (public client, device code)" },
    { DENIAL_SET_UP, 0, "deleted_client", "%s has deleted the program that your client_id names: register it anew" }, /* Google */
    { DENIAL_SET_UP, 0, "invalid_scope", "%s does not give your client_id access to mail: add it to the registration, or try ndrwatch login %a --browser" },
    { DENIAL_SET_UP, 0, "unsupported_grant_type", "%s does not know this kind of sign-in: try ndrwatch login %a --browser" },
    { DENIAL_REFUSED, 0, "admin_policy_enforced", "the administrator of your organisation does not allow this program to read mail: ask them to, for your client_id" },
    { DENIAL_REFUSED, 0, "org_internal", "your client_id is for members of one organisation alone: sign in with an address of it, or use another client_id" },
    { DENIAL_REFUSED, 0, "access_denied", "you, or a rule of your organisation, said no: run ndrwatch login %a again if that was a mistake" },
    { DENIAL_REFUSED, 0, "authorization_declined", "you said no on the page of %s: run ndrwatch login %a again if that was a mistake" },
    /* the rest */
    { DENIAL_PENDING, 0, NULL, "%s waits for you to finish the sign-in in your browser" },
    { DENIAL_SLOW, 0, NULL, "%s wants to be asked less often, and waits for you to finish the sign-in" },
    { DENIAL_PASSING, 0, NULL, "the sign-in service of %s cannot be reached or is busy; it is tried again by itself" },
    { DENIAL_PORTAL, 0, NULL, "somebody else answers for %s: does this network want you to sign in on a page of its own? Open any page in your browser; it is tried again by itself" },
    { DENIAL_CLOCK, 0, NULL, "the clock of this computer is wrong, so %s cannot be recognised: set it right (timedatectl set-ntp true); it is tried again by itself" },
    { DENIAL_SIGN_IN, 0, NULL, "%s asks you to sign in again: ndrwatch login %a" },
    { DENIAL_SET_UP, 0, NULL, "%s refuses the request: compare client_id and tenant with the registration, and if they are right, report this" },
    { DENIAL_LATE, 0, NULL, "the code was not typed in time: run ndrwatch login %a again" },
};
// clang-format on

enum {
    CLASSES = sizeof classes / sizeof classes[0],
    ROWS = sizeof rows / sizeof rows[0]
};

/* ---- the class ---- */

static bool
comes_right(uint32_t code)
{
    return code == 408 || code == 429 || code >= 500;
}

enum denial_class
denial_of(const struct web_answer *answer, const struct oauth_reply *reply, int64_t now)
{
    if (answer->outcome == WEB_UNTRUSTED)
        return now < CLOCK_LEAST ? DENIAL_CLOCK : DENIAL_PORTAL;
    if (answer->outcome == WEB_UNFIT)
        return DENIAL_SET_UP;
    if (answer->outcome == WEB_TOO_BIG)
        return DENIAL_PORTAL;
    if (answer->outcome != WEB_ANSWERED)
        return DENIAL_PASSING;
    if (reply->access && answer->code == 200)
        return DENIAL_NONE;
    for (size_t i = 0; i < CLASSES && reply->error[0] != '\0'; i++)
        if (strcmp(classes[i].error, reply->error) == 0)
            return classes[i].class;
    if (comes_right(answer->code))
        return DENIAL_PASSING;
    return reply->read && answer->code >= 400 ? DENIAL_SET_UP : DENIAL_PORTAL;
}

/* ---- the sentence ---- */

size_t
denial_rows(void)
{
    return ROWS;
}

static bool
fits(size_t i, enum denial_class class, const struct oauth_reply *reply)
{
    if (rows[i].class != class && rows[i].class != DENIAL_CLASSES)
        return false;
    if (rows[i].number > 0)
        return rows[i].number == reply->number;
    return !rows[i].word || strcmp(rows[i].word, reply->suberror) == 0 ||
           strcmp(rows[i].word, reply->error) == 0;
}

size_t
denial_row(enum denial_class class, const struct web_answer *answer,
           const struct oauth_reply *reply)
{
    static const struct oauth_reply none;
    size_t i = 0;
    if (answer->outcome != WEB_ANSWERED)
        reply = &none;
    while (i + 1 < ROWS && !fits(i, class, reply))
        i++;
    return i;
}

/* Appends the text, as far as it fits. */
static size_t
put(char *ret, size_t length, const char *text)
{
    size_t size = strlen(text), room = DENIAL_TEXT_MAX - 1 - length;
    size = size < room ? size : room;
    memcpy(ret + length, text, size);
    ret[length + size] = '\0';
    return length + size;
}

void
denial_words(enum denial_class class, const struct web_answer *answer,
             const struct oauth_reply *reply, const char *service, const char *account,
             char ret[DENIAL_TEXT_MAX])
{
    size_t row = denial_row(class, answer, reply), length = 0;
    char one[2] = "", link[80];
    ret[0] = '\0';
    for (const char *at = rows[row].sentence; *at; at++) {
        one[0] = *at;
        const char *text = one;
        if (*at == '%')
            text = *++at == 's' ? service : account;
        length = put(ret, length, text);
    }
    /* What we have no words for, Microsoft has a page for. */
    if (reply->number == 0 || rows[row].number > 0 || answer->outcome != WEB_ANSWERED ||
        class == DENIAL_PENDING)
        return;
    snprintf(link, sizeof link, " (https://login.microsoftonline.com/error?code=%u)",
             reply->number);
    put(ret, length, link);
}
