/* standing: how an account stands, in one sentence for a person. */
#include "agent/standing.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "agent/clock.h"
#include "imap/messages.h"

// clang-format off
static const struct {
    const char *id;    /* for --json */
    const char *words; /* begins the sentence of a fault without a cause */
} faults[MESSAGE_FAULTS] = {
    /* MESSAGE_FINE        */ { "fine",        "Waiting" },
    /* MESSAGE_UNREACHABLE */ { "unreachable", "Waiting for the network" },
    /* MESSAGE_THROTTLED   */ { "throttled",   "Waiting, as the server asked," },
    /* MESSAGE_STALE       */ { "stale",       "Waiting for a fresh sign-in" },
    /* MESSAGE_REFUSED     */ { "refused",     "Waiting for you" },
    /* MESSAGE_UNTRUSTED   */ { "untrusted",   "Certificate refused" },
    /* MESSAGE_STRANGE     */ { "strange",     "The server answers strangely" },
    /* MESSAGE_LOCAL       */ { "local",       "Trouble on this computer" },
    /* MESSAGE_EXPIRED     */ { "expired",     "Signing in again" },
};

static const char *const causes[MESSAGE_CAUSES] = {
    /* MESSAGE_NO_CAUSE      */ "",
    /* MESSAGE_BAD_LOGIN     */ "bad-login",
    /* MESSAGE_APP_PASSWORD  */ "app-password",
    /* MESSAGE_WEB_LOGIN     */ "web-login",
    /* MESSAGE_NO_PASSWORDS  */ "no-passwords",
    /* MESSAGE_IMAP_OFF      */ "imap-off",
    /* MESSAGE_NOT_CONNECTED */ "not-connected",
    /* MESSAGE_CROWDED       */ "crowded",
    /* MESSAGE_NO_SECRET     */ "no-secret",
    /* MESSAGE_ADMIN         */ "admin",
};

/* With whom people sign in, where that is not what they call their mail. */
static const struct { const char *row, *name; } companies[] = {
    { "outlook.com",       "Microsoft" },
    { "microsoft365",      "Microsoft" },
    { "microsoft365-cn",   "Microsoft" },
    { "gmail",             "Google" },
    { "google-workspace",  "Google" },
};
// clang-format on

const char *
standing_fault(uint64_t fault)
{
    return fault < MESSAGE_FAULTS ? faults[fault].id : "";
}

const char *
standing_cause(uint64_t cause)
{
    return cause < MESSAGE_CAUSES ? causes[cause] : "";
}

void
standing_who(const struct standing *standing, bool signs_in, char ret[STANDING_WHO])
{
    const char *who = standing->row ? standing->row->values[PROVIDERS_NAME]
                                    : standing->host;
    for (size_t i = 0;
         signs_in && standing->row && i < sizeof companies / sizeof companies[0]; i++)
        if (strcmp(standing->row->id, companies[i].row) == 0)
            who = companies[i].name;
    snprintf(ret, STANDING_WHO, "%s", who);
}

bool
standing_needs_person(uint64_t state, uint64_t fault)
{
    /* A certificate may be a hotel's, which another network mends. */
    return state == MESSAGE_ASKING &&
           (fault == MESSAGE_REFUSED || fault == MESSAGE_STALE);
}

bool
standing_is_passing(uint64_t state, uint64_t fault)
{
    return state == MESSAGE_WAITING && fault == MESSAGE_STALE;
}

/* "at 12:03", or of another day "on Sat 21 Nov 12:03". */
static void
moment(int64_t when, int64_t now, char ret[CLOCK_TEXT_MAX])
{
    const time_t seconds = (time_t)when, today = (time_t)now;
    struct tm then, day;
    if (localtime_r(&seconds, &then) && localtime_r(&today, &day) &&
        then.tm_yday == day.tm_yday && then.tm_year == day.tm_year) {
        strftime(ret, CLOCK_TEXT_MAX, "at %H:%M", &then);
        return;
    }
    char words[CLOCK_TEXT_MAX];
    clock_words(when, words);
    snprintf(ret, CLOCK_TEXT_MAX, "on %.50s", words);
}

/* The page of the provider for it, with the words that lead there; "": none is known. */
static void
page(const struct standing *standing, enum providers_key key, const char *lead,
     char ret[STANDING_MAX / 2])
{
    const char *link = standing->row ? standing->row->values[key] : "";
    ret[0] = '\0';
    if (link[0] != '\0')
        snprintf(ret, STANDING_MAX / 2, "%s%s", lead, link);
}

/* ---- causes ---- */

static void
bad_login(const struct standing *standing, const char *who, const char *at, char *ret)
{
    char next[CLOCK_TEXT_MAX];
    moment(standing->next, standing->now, next);
    if (standing->tokens)
        snprintf(ret, STANDING_MAX, "%s asks you to sign in again: ndrwatch login %s",
                 who, standing->account);
    else if (standing->next > 0)
        snprintf(ret, STANDING_MAX,
                 "%s refused the password %s; it is tried once more %s.", who, at,
                 next);
    else
        snprintf(ret, STANDING_MAX,
                 "%s refused the password %s; it will not be tried again until you "
                 "change it.",
                 who, at);
}

static void
not_connected(const struct standing *standing, const char *who, char *ret)
{
    char where[STANDING_MAX / 2];
    page(standing, PROVIDERS_ENABLE, ": ", where);
    if (standing->office || where[0] == '\0')
        snprintf(
            ret, STANDING_MAX,
            "%s took the sign-in but did not open the mailbox. Ask %s whether IMAP "
            "is switched on for it, and as whom to sign in (user = NAME).",
            who, standing->office ? "your IT" : "whoever runs it");
    else
        snprintf(
            ret, STANDING_MAX,
            "%s took the sign-in but did not open the mailbox. Switch IMAP on%s. If "
            "it is on, sign in with the main name of that account.",
            who, where);
}

/* False: the cause is for the general sentence. */
static bool
say_cause(const struct standing *standing, char ret[STANDING_MAX])
{
    char who[STANDING_WHO], at[CLOCK_TEXT_MAX], next[CLOCK_TEXT_MAX];
    char where[STANDING_MAX / 2];
    bool signs_in = standing->tokens || standing->cause == MESSAGE_NO_PASSWORDS ||
                    standing->cause == MESSAGE_WEB_LOGIN;
    standing_who(standing, signs_in, who);
    moment(standing->since, standing->now, at);
    moment(standing->next, standing->now, next);
    switch ((enum message_cause)standing->cause) {
    case MESSAGE_BAD_LOGIN:
        bad_login(standing, who, at, ret);
        return true;
    case MESSAGE_APP_PASSWORD:
        page(standing, PROVIDERS_APP_PASSWORD, " at ", where);
        snprintf(ret, STANDING_MAX,
                 "%s wants a password made for mail programs. Make one%s and put it in "
                 "place of the present one.",
                 who, where[0] != '\0' ? where : " in the settings of your account");
        return true;
    case MESSAGE_WEB_LOGIN:
        snprintf(ret, STANDING_MAX,
                 "%s wants you to sign in with a web browser once, and to say that it "
                 "was you.",
                 who);
        return true;
    case MESSAGE_NO_PASSWORDS:
        snprintf(
            ret, STANDING_MAX,
            "%s takes no passwords from mail programs; sign in with: ndrwatch login "
            "%s",
            who, standing->account);
        return true;
    case MESSAGE_IMAP_OFF:
        page(standing, PROVIDERS_ENABLE, ": ", where);
        snprintf(ret, STANDING_MAX, "IMAP is switched off at %s. Switch it on%s.", who,
                 where[0] != '\0' ? where : " in the settings of your account");
        return true;
    case MESSAGE_NOT_CONNECTED:
        not_connected(standing, who, ret);
        return true;
    case MESSAGE_CROWDED:
        snprintf(
            ret, STANDING_MAX,
            "%s says that too many mail programs are signed in at once; close one, "
            "for example on another device.%s%s%s",
            who, standing->next ? " Next try " : "", standing->next ? next : "",
            standing->next ? "." : "");
        return true;
    case MESSAGE_ADMIN:
        snprintf(ret, STANDING_MAX, "%s refuses the sign-in: ask %s. %.1000s", who,
                 standing->office ? "your IT" : "whoever runs it", standing->text);
        return true;
    case MESSAGE_NO_CAUSE:
    case MESSAGE_NO_SECRET:
    case MESSAGE_CAUSES:
        break;
    }
    return false;
}

/* ---- sentences ---- */

static void
say_watching(const struct standing *standing, char ret[STANDING_MAX])
{
    char since[CLOCK_TEXT_MAX], every[64] = "every minute";
    clock_words(standing->since, since);
    if (standing->poll > 60 && standing->poll % 60 == 0)
        snprintf(every, sizeof every, "every %llu minutes",
                 (unsigned long long)standing->poll / 60);
    else if (standing->poll != 60)
        snprintf(every, sizeof every, "every %llu seconds",
                 (unsigned long long)standing->poll);
    if (standing->poll > 0)
        snprintf(ret, STANDING_MAX,
                 "Watching since %s; the server does not say when mail comes, so it is "
                 "asked %s.",
                 since, every);
    else
        snprintf(ret, STANDING_MAX, "Watching since %s.", since);
}

void
standing_sentence(const struct standing *standing, char ret[STANDING_MAX])
{
    char since[CLOCK_TEXT_MAX], next[CLOCK_TEXT_MAX];
    clock_words(standing->since, since);
    moment(standing->next, standing->now, next);
    if (standing->state == MESSAGE_WATCHING) {
        say_watching(standing, ret);
        return;
    }
    if (standing->state == MESSAGE_CONNECTING && standing->fault == MESSAGE_FINE) {
        snprintf(ret, STANDING_MAX, "Connecting since %s.", since);
        return;
    }
    if (standing_is_passing(standing->state, standing->fault)) {
        snprintf(ret, STANDING_MAX, "Signing in again since %s.", since);
        return;
    }
    if (say_cause(standing, ret))
        return;
    const char *what = standing->fault < MESSAGE_FAULTS ? faults[standing->fault].words
                                                        : "Waiting";
    const char *text = standing->text;
    size_t length = strlen(text);
    snprintf(ret, STANDING_MAX, "%s since %s%s%.1023s%s%s%s%s", what, since,
             length ? ". " : "", text, length && text[length - 1] == '.' ? "" : ".",
             standing->next ? " Next try " : "", standing->next ? next : "",
             standing->next ? "." : "");
}
