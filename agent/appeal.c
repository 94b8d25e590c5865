/* appeal: ready texts for others: the recipient, either provider, a forum. */
#include "agent/appeal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/mask.h"

/* ---- the words ---- */

#define FINAL(words)   "{if final}" words "{/if}"
#define DELAYED(words) "{if delayed}" words "{/if}"

/* How often, in words that fit behind "comes back". */
#define OFTEN "{if repeated}; it is one of {count} to {rcpt_domain} since {since}{/if}"

#define COMES_BACK FINAL("comes back") DELAYED("is delayed")

/* The provider as the recipient calls it. */
#define YOURS                                                                          \
    "{if rcpt_domain}{their_provider}{/if}{if not rcpt_domain}your mail provider{/if}"
#define THEIRS                                                                         \
    "{if rcpt_domain}{their_provider}{/if}{if not rcpt_domain}the other provider{/if}"

/* Both of what only the person knows. */
#define ONLY_YOU_KNOW                                                                  \
    "{if others_get_through}Mail from others does arrive there.{/if}"                  \
    "{if other_account_works} My mail from another account does arrive there.{/if}\n"

/* "In that time" needs a time: since when is said where it is repeated. */
#define ONLY_THERE                                                                      \
    "{if repeated}{if only_there}In that time none of my mails to another domain came " \
    "back.{/if}{/if}\n"

#define LAST_SERVER                                                                    \
    "{if remote_host}Last server tried: {remote_host}"                                 \
    "{if remote_ip} [{remote_ip}]{/if}{/if}\n"                                         \
    "{if not remote_host}{if remote_ip}Last server tried: [{remote_ip}]{/if}{/if}\n"

/* What every help desk asks for. */
#define RECORD                                                                         \
    "From: {my_address}\n"                                                             \
    "To: {rcpt}\n"                                                                     \
    "{if forwarded}Written to: {orig_rcpt}{/if}\n"                                     \
    "Reported: {reported_utc}{if reported_on}; my time: {reported_on}{/if}\n"          \
    "{if repeated}So far: {count} mails to {rcpt_domain} came back since {since}"      \
    "{if lasting}, on {days} days{/if}{/if}\n"                                         \
    "Tried for: {window}\n" LAST_SERVER "Answer: {diagnostic}\n"                       \
    "{if nested}Answer behind it: {said}{/if}\n"                                       \
    "{if not diagnostic}Code: {code}{/if}\n"                                           \
    "Reported by: {reporter}\n"                                                        \
    "Message-ID: {message_id}\n"

/* The record without what names people. */
#define PUBLIC_RECORD                                                                  \
    "Reported: {reported_utc}\n"                                                       \
    "{if repeated}So far: {count} mails to {rcpt_domain} came back since {since}"      \
    "{if lasting}, on {days} days{/if}{/if}\n"                                         \
    "Tried for: {window}\n" LAST_SERVER "Answer: {diagnostic}\n"                       \
    "{if nested}Answer behind it: {said}{/if}\n"                                       \
    "{if not diagnostic}Code: {code}{/if}\n"                                           \
    "Reported by: {reporter}\n"

/* What the other side can do about it. */
enum wish {
    WISH_LET_IN = 0, /* ask the provider why it does not take the mail */
    WISH_ADDRESS,    /* say whether the address is right */
    WISH_ROOM,       /* make room */
    WISH_SIGN_IN,    /* wake the mailbox up */
    WISH_FORWARDING, /* look at the forwarding */
    WISH_WRITE,      /* write first: an answer is trusted more */
    WISH_NOTHING,    /* it is on this side */
    WISHES,
};

/* WISH_LET_IN is for all that is not here. */
// clang-format off
static const struct {
    enum bounce_cause cause;
    enum wish wish;
} wishes[] = {
    { BOUNCE_CAUSE_NO_SUCH_USER,         WISH_ADDRESS },
    { BOUNCE_CAUSE_NO_SUCH_DOMAIN,       WISH_ADDRESS },
    { BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, WISH_ADDRESS },
    { BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX,   WISH_ADDRESS },
    { BOUNCE_CAUSE_MOVED,                WISH_ADDRESS },
    { BOUNCE_CAUSE_RELAY_DENIED,         WISH_ADDRESS },
    { BOUNCE_CAUSE_MAILBOX_FULL,         WISH_ROOM },
    { BOUNCE_CAUSE_MAILBOX_DISABLED,     WISH_SIGN_IN },
    { BOUNCE_CAUSE_FORWARD_FAILED,       WISH_FORWARDING },
    { BOUNCE_CAUSE_FORWARDING_BLOCKED,   WISH_FORWARDING },
    { BOUNCE_CAUSE_MAIL_LOOP,            WISH_FORWARDING },
    { BOUNCE_CAUSE_CONTENT_SPAM,         WISH_WRITE },
    { BOUNCE_CAUSE_MESSAGE_TOO_LARGE,    WISH_NOTHING },
    { BOUNCE_CAUSE_BLOCKED_ATTACHMENT,   WISH_NOTHING },
    { BOUNCE_CAUSE_MALFORMED_MESSAGE,    WISH_NOTHING },
    { BOUNCE_CAUSE_TOO_MANY_RECIPIENTS,  WISH_NOTHING },
    { BOUNCE_CAUSE_NEEDS_UTF8,           WISH_NOTHING },
    { BOUNCE_CAUSE_AUTH_FAILED,          WISH_NOTHING },
    { BOUNCE_CAUSE_SENDER_ADDRESS_BAD,   WISH_NOTHING },
    { BOUNCE_CAUSE_RDNS_MISSING,         WISH_NOTHING },
    { BOUNCE_CAUSE_FROM_NOT_ALLOWED,     WISH_NOTHING },
    { BOUNCE_CAUSE_DIRECT_FROM_HOME_IP,  WISH_NOTHING },
    { BOUNCE_CAUSE_SENDER_RATE_LIMITED,  WISH_NOTHING },
    { BOUNCE_CAUSE_ACCOUNT_BLOCKED,      WISH_NOTHING },
    { BOUNCE_CAUSE_ACCOUNT_LIMIT,        WISH_NOTHING },
    { BOUNCE_CAUSE_SUBMISSION_AUTH,      WISH_NOTHING },
};

/* What is asked of the recipient, said in one breath; and the same without a name, for names that
 * leave no room. */
static const struct {
    const char *said, *plain;
} asked[WISHES] = {
    [WISH_LET_IN] = {
        "My mail{if rcpt} to {rcpt}{/if} comes back" OFTEN ". "
        "Could you ask the help desk of " YOURS " why mail{if my_domain} from {my_domain}{/if} does not reach you? "
        "I have a text with all they need.",
        "My mail to you comes back. Could you ask the help desk of your mail provider why it does not reach you? I "
        "have a text with all they need.",
    },
    [WISH_ADDRESS] = {
        "My mail{if rcpt} to {rcpt}{/if} comes back: that address takes no mail. Is it right, letter by "
        "letter? Or have you a new one?",
        "My mail to you comes back: the address takes no mail. Would you spell it for me, letter by letter?",
    },
    [WISH_ROOM] = {
        "My mail{if rcpt} to {rcpt}{/if} comes back: your mailbox is full. Would you make room, empty the trash "
        "as well, and tell me when it is done?",
        "My mail to you comes back: your mailbox is full. Would you make room, and tell me when it is done?",
    },
    [WISH_SIGN_IN] = {
        "My mail{if rcpt} to {rcpt}{/if} comes back: that mailbox seems to be switched off. Would you sign in once "
        "on the web page of " YOURS ", and tell me whether that works?",
        "My mail to you comes back: your mailbox seems to be switched off. Would you sign in there once, and tell "
        "me whether that works?",
    },
    [WISH_FORWARDING] = {
        "My mail to you comes back{if rcpt} from {rcpt}{/if}: it seems to be forwarded, and that fails. Would you "
        "look at your forwarding, and tell me which address I should use?",
        "My mail to you comes back: it seems to be forwarded, and that fails. Which address should I use?",
    },
    [WISH_WRITE] = {
        "My mail{if rcpt} to {rcpt}{/if} is taken for spam. Would you write me a short mail? Then I "
        "answer that one, and answers are trusted more.",
        "My mail to you is taken for spam. Would you write me a short mail? Then I answer that one.",
    },
    [WISH_NOTHING] = {
        "My mail{if rcpt} to {rcpt}{/if} did not reach you. You need not do anything, it is for me to mend. Is "
        "there anything in it that you need at once?",
        "My mail to you did not reach you. You need not do anything, it is for me to mend.",
    },
};
// clang-format on

static const char LATE[] =
    "My mail{if rcpt} to {rcpt}{/if} is late: it is still being tried"
    "{if retry_until}, until {retry_until} my time{/if}. You need not do anything. Is there "
    "anything in it that you need at once?";
static const char LATE_PLAIN[] =
    "My mail to you is late: it is still being tried. You need not do anything.";

static const char THEIR_SUBJECT[] =
    "Subject: Mail to your customer{if rcpt} {rcpt}{/if} " COMES_BACK;
static const char THEIR_FACTS[] =
    "{if remote_host}Your server {remote_host} does not take this mail for your "
    "customer.{/if}"
    "{if not remote_host}This mail for your customer " COMES_BACK ".{/if}"
    " These are the facts:\n\n" RECORD "\n" ONLY_YOU_KNOW;

static const char TO_RECIPIENT[] = "Subject: My mail to you" FINAL(" comes back")
    DELAYED(" is late") "\n\nHello,";
static const char PASS_ON[] =
    "This is for the help desk of " YOURS
    "{if their_support}. Open {their_support} yourself, and paste it there{/if}. Call no "
    "number found by searching, let nobody onto your computer: no help desk needs your "
    "password.";

static const char TO_MY_PROVIDER[] =
    "Subject: Mail to {rcpt_domain} " COMES_BACK "{if code}: {code}{/if}\n\n"
    "Your servers could not deliver this mail of mine" DELAYED(
        " yet") ". These are the facts:\n\n" RECORD "\n" ONLY_YOU_KNOW ONLY_THERE
                "\nPlease find out why your servers cannot deliver to " THEIRS
                ", and tell me what you have found.\n";

static const char TO_FORUM[] =
    "{if my_domain}Mail from {my_domain}{/if}{if not my_domain}My mail{/if} to " THEIRS
    " " COMES_BACK "{if code}: {code}{/if}\n\n"
    "These are the facts:\n\n" PUBLIC_RECORD "\n" ONLY_YOU_KNOW ONLY_THERE
    "\nWho has met this, and knows whom to tell? Addresses, Message-ID and subject are "
    "left out on purpose.\n";

/* What is asked of the recipient's provider. */
static const char *const pleas[WISHES] = {
    [WISH_LET_IN] = "Please find out why this mail is not taken, and tell us what has "
                    "to change.",
    [WISH_ADDRESS] =
        "If this address is right, please find out why no mail is taken for "
        "it.",
    [WISH_ROOM] = "Please tell your customer how much room is left in the mailbox, and "
                  "what fills it.",
    [WISH_SIGN_IN] = "Please tell your customer how the mailbox is switched on again.",
    [WISH_FORWARDING] = "Please find out where this mail is forwarded to, and why that "
                        "fails.",
    [WISH_WRITE] =
        "Please find out what this mail is taken for, and whether it can be let "
        "in.",
    [WISH_NOTHING] = "Please tell us what has to change so that this mail is taken.",
};

/* For the recipient, to be read to a help desk on the phone. */
static const char PAPER[] =
    "SAY THIS\n\n"
    "Mail{if my_address} from {my_address}{/if} to me{if rcpt} at {rcpt}{/if} does not "
    "arrive. Would you find out why it is not taken?\n\n"
    "IF THEY ASK\n\n"
    "When? {reported_utc}{if reported_on}; sender's time: {reported_on}{/if}\n"
    "{if repeated}How often? {count} mails to {rcpt_domain} since {since}{/if}\n"
    "{if remote_host}Which server? {remote_host}{if remote_ip} [{remote_ip}]{/if}{/if}\n"
    "What did it say? {diagnostic}\n"
    "{if nested}And behind it? {said}{/if}\n"
    "{if not diagnostic}What code? {code}{/if}\n"
    "{if others_get_through}Does other mail arrive? Yes.{/if}\n"
    "{if other_account_works}Does mail of the same person arrive from elsewhere? "
    "Yes.{/if}\n\n"
    "WRITE DOWN\n\n"
    "Case number: ____________________\n\n"
    "Name: ___________________________\n\n"
    "TAKE CARE\n\n"
    "{if their_support}Their help is at {their_support} and nowhere else.{/if}"
    "{if not their_support}Their help is on their own web page.{/if} "
    "Call no number found by searching. Let nobody onto your computer. Nobody who helps "
    "needs your password.\n";

/* Said once where it goes to a help desk. */
#define TAKE_CARE                                                                      \
    " Call no number found by searching, let nobody onto your computer: no help desk " \
    "needs your password."

static const char GUIDE_MY_PROVIDER[] =
    "{if office}Give this text to {helper}.{/if}{if not office}"
    "{if support}Open {support} yourself and paste this text there." TAKE_CARE "{/if}"
    "{if no_support}We know of no help desk of {my_provider} for free accounts: go by the "
    "recipient's side, with the text for the recipient." TAKE_CARE "{/if}"
    "{if not support}{if not no_support}Find the help of {my_provider} on its own web "
    "page, and paste this text there." TAKE_CARE "{/if}{/if}{/if}";

static const char GUIDE_THEIR_PROVIDER[] =
    "{if rcpt}Let {rcpt} pass this on: a provider listens to its own customers.{/if}"
    "{if not rcpt}Let the recipient pass this on: a provider listens to its own "
    "customers.{/if}"
    "{if their_support} Their page is {their_support}.{/if}"
    "{if no_their_support} We know of no help desk of theirs for free accounts.{/if}"
    " Nobody should call a number found by searching, or let anybody onto the computer: "
    "no help desk needs a password.";

static const char GUIDE_FORUM[] =
    "Read it once more before you post it: what you add yourself is not masked. Who "
    "answers in a forum is a stranger: give nobody a password, call no number, let nobody "
    "onto your computer.";

/* By mail to the recipient: this account is what fails, or else their mailbox is. */
static const char GUIDE_MAIL[] =
    "{if rcpt}Send this from another account, if you have one: what you send to {rcpt} "
    "from this one " FINAL("may come back") DELAYED(
        "may be late") ", too.{/if}"
                       "{if not rcpt}Send this from another account, if you have one.{/if}";
static const char GUIDE_SHUT[] =
    "Send this to another address of theirs, or say it on the phone"
    "{if rcpt}: what goes to {rcpt} may come back, whoever sends it{/if}.";

static const char *const guides_recipient[] = {
    [APPEAL_MAIL] = GUIDE_MAIL,
    [APPEAL_PHONE] = "Say this on the phone, or send it as a text message.",
    [APPEAL_PAPER] = "Print it in large type: pipe it into `lp -o cpi=6 -o lpi=4`.",
};

/* ---- making them ---- */

static char *
fill(const char *words, const struct bounce *bounce,
     const struct bounce_failure *failure, const struct bounce_moment *moment)
{
    char *text = malloc(APPEAL_BYTES_MAX);
    if (text)
        bounce_fill(words, bounce, failure, moment, text, APPEAL_BYTES_MAX);
    return text;
}

static size_t
characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static enum wish
wish_of(const struct bounce *bounce, const struct bounce_failure *failure)
{
    enum bounce_cause cause = bounce_diagnose(bounce, failure).cause;
    for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
        if (wishes[i].cause == cause)
            return wishes[i].wish;
    return WISH_LET_IN;
}

/* The short form: with all that is known, or else what always fits. malloc'ed. */
static char *
say(const struct bounce *bounce, const struct bounce_failure *failure,
    const struct bounce_moment *moment)
{
    enum wish wish = wish_of(bounce, failure);
    bool late = failure->kind == BOUNCE_DELAYED;
    char *text = fill(late ? LATE : asked[wish].said, bounce, failure, moment);
    if (text && *text && characters(text) <= APPEAL_SAID_MAX)
        return text;
    free(text);
    return fill(late ? LATE_PLAIN : asked[wish].plain, bounce, failure, moment);
}

/* Fills a template and puts it behind the others, with a blank line between. */
static void
put(FILE *out, const char *words, const struct bounce *bounce,
    const struct bounce_failure *failure, const struct bounce_moment *moment)
{
    char *text = fill(words, bounce, failure, moment);
    fprintf(out, "%s\n\n", text ? text : "");
    free(text);
}

/* With a mail that is late there is nothing to pass on: no help desk is to look into it yet. */
static bool
is_passed_on(enum wish wish, const struct bounce_failure *failure)
{
    return failure->kind == BOUNCE_FAILED &&
           (wish == WISH_LET_IN || wish == WISH_SIGN_IN);
}

static void
put_letter(FILE *out, const struct bounce *bounce, const struct bounce_failure *failure,
           const struct bounce_moment *moment)
{
    enum wish wish = wish_of(bounce, failure);
    char *said = say(bounce, failure, moment);
    put(out, TO_RECIPIENT, bounce, failure, moment);
    fprintf(out, "%s\n\n", said ? said : "");
    free(said);
    if (!is_passed_on(wish, failure))
        return;
    put(out, PASS_ON, bounce, failure, moment);
    put(out, THEIR_FACTS, bounce, failure, moment);
    put(out, pleas[wish], bounce, failure, moment);
}

/* Breaks lines that are longer than a page of large type, and never within a word. */
static char *
wrap(char *text, size_t width)
{
    size_t column = 0;
    char *blank = NULL;
    for (char *at = text; text && *at; at++) {
        if (((unsigned char)*at & 0xc0) == 0x80)
            continue;
        column = *at == '\n' ? 0 : column + 1;
        if (*at == '\n')
            blank = NULL;
        if (column > width && blank) {
            *blank = '\n';
            column = characters(blank + 1) - characters(at) + 1;
            blank = NULL;
        }
        if (*at == ' ')
            blank = at;
    }
    return text;
}

/* One blank line where there were more, none at the ends, and a line's end at the end. */
static char *
tidy(char *text)
{
    size_t length = 0;
    for (char *at = text; text && *at; at++) {
        bool again = *at == '\n' &&
                     (length == 0 || (length > 1 && text[length - 1] == '\n' &&
                                      text[length - 2] == '\n'));
        if (!again)
            text[length++] = *at;
    }
    while (length > 0 && text[length - 1] == '\n')
        length--;
    /* What was taken off leaves room for it. */
    if (text)
        strcpy(text + length, length > 0 ? "\n" : "");
    return text;
}

/* The words of the text, malloc'ed. */
static char *
write_words(const struct appeal *appeal, const struct bounce *bounce,
            const struct bounce_failure *failure, const struct bounce_moment *moment)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    switch (appeal->to) {
    case APPEAL_RECIPIENT:
        put_letter(out, bounce, failure, moment);
        break;
    case APPEAL_PROVIDER:
        put(out, TO_MY_PROVIDER, bounce, failure, moment);
        break;
    case APPEAL_THEIR_PROVIDER:
        put(out, THEIR_SUBJECT, bounce, failure, moment);
        put(out, THEIR_FACTS, bounce, failure, moment);
        put(out, pleas[wish_of(bounce, failure)], bounce, failure, moment);
        break;
    case APPEAL_FORUM:
        put(out, TO_FORUM, bounce, failure, moment);
        break;
    }
    if (fclose(out) == 0)
        return tidy(text);
    free(text);
    return NULL;
}

/* The past is known by the recipient, whom the mask has hidden. */
static char *
write_masked(const struct appeal *appeal, const struct mask *mask,
             const struct bounce_moment *moment)
{
    static const struct bounce_moment none = {.size = sizeof none};
    struct bounce_moment masked = moment ? *moment : none;
    struct bounce_past past = {0};
    if (masked.past && masked.past->size >= sizeof past) {
        past = *masked.past;
        past.recipient = NULL;
        masked.past = &past;
    }
    return write_words(appeal, &mask->bounce, &mask->failure, &masked);
}

/* On paper, and on the phone. */
static char *
write_short(enum appeal_form form, const struct bounce *bounce,
            const struct bounce_failure *failure, const struct bounce_moment *moment)
{
    /* Where no help desk is to look into it, paper says what the phone does. */
    bool sheet = form == APPEAL_PAPER &&
                 is_passed_on(wish_of(bounce, failure), failure);
    char *said = sheet ? fill(PAPER, bounce, failure, moment)
                       : say(bounce, failure, moment);
    char *text;
    if (!said || asprintf(&text, "%s\n", said) < 0)
        text = NULL;
    free(said);
    text = tidy(text);
    return form == APPEAL_PAPER ? wrap(text, APPEAL_PAPER_WIDTH) : text;
}

/* Is it their mailbox that takes nothing, from nobody? */
static bool
is_shut(const struct bounce *bounce, const struct bounce_failure *failure)
{
    enum wish wish = wish_of(bounce, failure);
    return failure->kind == BOUNCE_FAILED &&
           (wish == WISH_ADDRESS || wish == WISH_ROOM || wish == WISH_SIGN_IN);
}

static const char *
guide_of(const struct appeal *appeal, const struct bounce *bounce,
         const struct bounce_failure *failure)
{
    switch (appeal->to) {
    case APPEAL_RECIPIENT:
        return appeal->form == APPEAL_MAIL && is_shut(bounce, failure)
                   ? GUIDE_SHUT
                   : guides_recipient[appeal->form];
    case APPEAL_PROVIDER:
        return GUIDE_MY_PROVIDER;
    case APPEAL_THEIR_PROVIDER:
        return GUIDE_THEIR_PROVIDER;
    case APPEAL_FORUM:
        return GUIDE_FORUM;
    }
    return "";
}

/* Whose troubles none of them can mend. */
static const unsigned deaf[] = {
    [APPEAL_RECIPIENT] = 0,
    [APPEAL_PROVIDER] = BOUNCE_WHO_YOU | BOUNCE_WHO_RECIPIENT,
    [APPEAL_THEIR_PROVIDER] = BOUNCE_WHO_YOU | BOUNCE_WHO_YOUR_ADMIN |
                              BOUNCE_WHO_YOUR_PROVIDER,
    [APPEAL_FORUM] = 0,
};

/* Of one address or one mailbox: strangers know nothing of it. */
static bool
is_private(enum bounce_cause cause)
{
    static const enum bounce_cause causes[] = {
        BOUNCE_CAUSE_NO_SUCH_USER,       BOUNCE_CAUSE_NO_SUCH_DOMAIN,
        BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, BOUNCE_CAUSE_MOVED,
        BOUNCE_CAUSE_MAILBOX_DISABLED,   BOUNCE_CAUSE_MAILBOX_FULL,
        BOUNCE_CAUSE_GREYLISTED};
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (causes[i] == cause)
            return true;
    return false;
}

/* Is there anything to ask, and of them? */
static enum appeal_result
judge(const struct appeal *appeal, const struct bounce *bounce,
      const struct bounce_failure *failure, const struct bounce_moment *moment)
{
    struct bounce_diagnosis why = bounce_judge(bounce, failure, moment);
    bool lasting = moment && moment->past && moment->past->lasting;
    if (failure->kind != BOUNCE_FAILED && failure->kind != BOUNCE_DELAYED)
        return APPEAL_NEEDLESS;
    /* Late once, and its end is known. */
    for (const struct bounce_finding *one = bounce_findings(bounce, failure, moment);
         one && failure->kind == BOUNCE_DELAYED; one = one->next)
        if (one->alone)
            return APPEAL_NEEDLESS;
    if (why.cause == BOUNCE_CAUSE_RESTRICTED_RECIPIENT)
        return APPEAL_CHOSEN;
    if (appeal->to == APPEAL_FORUM && is_private(why.cause))
        return APPEAL_ELSEWHERE;
    if (failure->kind == BOUNCE_DELAYED && appeal->to != APPEAL_RECIPIENT && !lasting)
        return APPEAL_EARLY;
    /* Who is asked through the recipient can be asked outright. */
    if (appeal->to == APPEAL_THEIR_PROVIDER && why.cause == BOUNCE_CAUSE_IP_BLOCKLISTED)
        return APPEAL_MADE;
    /* A set without those who cannot be helped by that desk; 0 from the start: nobody yet. */
    unsigned others = why.who & ~deaf[appeal->to];
    return why.who && !others ? APPEAL_ELSEWHERE : APPEAL_MADE;
}

bool
appeal_fits(enum appeal_to to, const struct bounce *bounce,
            const struct bounce_failure *failure, const struct bounce_moment *moment)
{
    struct appeal appeal = {.to = to};
    return judge(&appeal, bounce, failure, moment) == APPEAL_MADE;
}

enum appeal_result
appeal_make(const struct appeal *appeal, const struct bounce *bounce,
            const struct bounce_failure *failure, const struct bounce_moment *moment,
            struct appeal_text *ret)
{
    enum appeal_result result = judge(appeal, bounce, failure, moment);
    struct mask mask = {0};
    if (result != APPEAL_MADE)
        return result;
    struct appeal_text text = {
        .guide = fill(guide_of(appeal, bounce, failure), bounce, failure, moment)};
    bool short_one = appeal->to == APPEAL_RECIPIENT && appeal->form != APPEAL_MAIL;
    if (short_one)
        text.words = write_short(appeal->form, bounce, failure, moment);
    else if (appeal->to != APPEAL_FORUM)
        text.words = write_words(appeal, bounce, failure, moment);
    else if (mask_make(bounce, failure, &mask))
        text.words = write_masked(appeal, &mask, moment);
    mask_free(&mask);
    if (!text.words || !text.guide || !*text.words) {
        appeal_free(&text);
        return APPEAL_NO_MEMORY;
    }
    *ret = text;
    return APPEAL_MADE;
}

void
appeal_free(struct appeal_text *text)
{
    free(text->words);
    free(text->guide);
    *text = (struct appeal_text){0};
}

/* ---- names ---- */

// clang-format off
static const char *const names_to[] = {
    [APPEAL_RECIPIENT] = "recipient",
    [APPEAL_PROVIDER] = "provider",
    [APPEAL_THEIR_PROVIDER] = "their-provider",
    [APPEAL_FORUM] = "forum",
};

static const char *const names_form[] = {
    [APPEAL_MAIL] = "mail",
    [APPEAL_PHONE] = "phone",
    [APPEAL_PAPER] = "paper",
};

static const struct {
    const char *why, *instead;
} reasons[] = {
    [APPEAL_MADE] = { "", "" },
    [APPEAL_EARLY] = {
        "this mail is still being tried, and may arrive by itself",
        "wait for it; urgent? `ndrwatch text ID recipient --form phone`",
    },
    [APPEAL_NEEDLESS] = {
        "this report tells of no failure: there is nothing to ask for",
        "ndrwatch show says what it means",
    },
    [APPEAL_CHOSEN] = {
        "this address takes mail only from senders that its owner has chosen, perhaps on purpose",
        "ndrwatch show says what you can do",
    },
    [APPEAL_ELSEWHERE] = {
        "nobody there can mend this",
        "ndrwatch show says who can",
    },
    [APPEAL_NO_MEMORY] = { "out of memory for the text", "" },
};
// clang-format on

const char *
appeal_reason(enum appeal_result result)
{
    return reasons[result].why;
}

const char *
appeal_instead(enum appeal_result result)
{
    return reasons[result].instead;
}

bool
appeal_to_named(const char *name, enum appeal_to *ret)
{
    for (size_t i = 0; i < sizeof names_to / sizeof names_to[0]; i++)
        if (strcmp(name, names_to[i]) == 0) {
            *ret = (enum appeal_to)i;
            return true;
        }
    return false;
}

bool
appeal_form_named(const char *name, enum appeal_form *ret)
{
    for (size_t i = 0; i < sizeof names_form / sizeof names_form[0]; i++)
        if (strcmp(name, names_form[i]) == 0) {
            *ret = (enum appeal_form)i;
            return true;
        }
    return false;
}
