/* notice: the words for mails that are no failure of yours: a delay, an answer by a machine,
 * or a notice about a mail that you did not send. */
#include <stddef.h>

#include "classify/bounce.h"
#include "classify/idiom.h"

// clang-format off

/* In the order of enum bounce_notice. */
static const struct bounce_advice notices[] = {
    {
        .notice = true,
        .id = "delayed_notice",
        .headline = "Not lost: {my_provider} still tries to reach {rcpt}.",
        .plain = "Not lost yet: your provider still tries to deliver it.",
        .happened = "Your mail{if rcpt} to {rcpt}{/if} has not been delivered yet. {my_provider} keeps it and tries "
                    "again by itself.",
        .lost = "It is not lost. Sent a second time, it could arrive twice.",
        .reassure = "You will hear here if it fails for good; that it arrived is normally not reported.",
        .steps = IDIOM_STEPS(
            "Wait{if retry_until} until {retry_until}{/if}: there is nothing else to do.",
            "Phone or text the person if it is urgent."),
        .again = "",
        .ask = "",
        .keep = "",
        .sources = "RFC 3464, 2.3.3",
    },
    {
        .notice = true,
        .id = "delivered_info",
        .headline = "Your mail was delivered or handed on.",
        .plain = "Your mail was delivered or handed on.",
        .happened = "A server on the way reports that your mail{if rcpt} to {rcpt}{/if} was delivered, or handed on to a "
                    "system that sends no further reports.",
        .lost = "It is not lost.",
        .reassure = "There is nothing to do.",
        .steps = (const char *const[]){NULL},
        .again = "",
        .ask = "",
        .keep = "",
        .sources = "RFC 3464, 2.3.3",
    },
    {
        .notice = true,
        .id = "auto_reply",
        .headline = "Their system answered by itself.",
        .plain = "Their system answered by itself.",
        .happened = "This is an automatic answer, such as a holiday notice. It may name another person to write to.",
        .lost = "Nothing speaks of a mail that is lost.",
        .reassure = "",
        .steps = IDIOM_STEPS("Read it: it may say when the person is back, or who helps until then."),
        .again = "",
        .ask = "",
        .keep = "",
        .sources = "RFC 3834",
    },
    {
        .notice = true,
        .id = "read_receipt",
        .headline = "A receipt: your mail was opened or deleted.",
        .plain = "A receipt: your mail was opened or deleted.",
        .happened = "The other side's program reports what became of your mail in the mailbox. It was opened there, or "
                    "deleted without being read.",
        .lost = "It is not lost: it reached the mailbox.",
        .reassure = "There is nothing to do.",
        .steps = (const char *const[]){NULL},
        .again = "",
        .ask = "",
        .keep = "",
        .sources = "RFC 8098",
    },
    {
        .notice = true,
        .id = "feedback_report",
        .headline = "Somebody marked a mail from you as spam.",
        .plain = "Somebody marked a mail from you as spam.",
        .happened = "The person who got it pressed “Spam”, perhaps by mistake, and their provider passes that on.",
        .lost = "The mail itself was delivered.",
        .reassure = "",
        .steps = IDIOM_STEPS(
            "Take the person off the list if it was a newsletter or a mail to many.",
            "Change your password today if you did not send it."),
        .again = "",
        .ask = "",
        .keep = "",
        .sources = "RFC 5965",
    },
    {
        .notice = true,
        .id = "challenge",
        .headline = "The other side asks whether you sent the mail.",
        .plain = "The other side asks whether you sent the mail.",
        .happened = "A filter holds your mail{if rcpt} to {rcpt}{/if} back until you confirm that you sent it.",
        .lost = "It has not been returned: it waits there.",
        .reassure = "",
        .steps = IDIOM_STEPS(
            "Confirm it only if you wrote to this person just now.",
            "Phone the person if you are not sure.",
            "Keep your password to yourself: no such filter needs it."),
        .again = "",
        .ask = "",
        .keep = "",
        .sources = "",
    },
    {
        .notice = true,
        .id = "backscatter",
        .headline = "This notice is about a mail you did not send.",
        .plain = "This notice is about a mail you did not send.",
        .happened = "Somebody put your address on a mail as its sender. It could not be delivered, so the notice came "
                    "to you. Your account is most likely fine.",
        .lost = "Nothing of yours is lost, and there is no need to keep the notice.",
        .reassure = "When many come at once, it stops by itself after a day or two.",
        .steps = IDIOM_STEPS(
            "Leave the attached mail and everything in it unopened.",
            "Look into your Sent folder: mail there that you do not know would mean that somebody uses your account."),
        .again = "{if office}Give {helper} the text below if many of them come.{/if}",
        .ask = "{if office}Somebody uses our address as the sender of mail that is not ours. If our domain has no DMARC "
               "record yet: please start one with p=none and read its reports before anything stricter.{/if}",
        .keep = "",
        .sources = "RFC 7489",
    },
    {
        .notice = true,
        .id = "hacked_account",
        .headline = "Did you send this? It is not in your Sent folder.",
        .plain = "Did you send this? It is not in your Sent folder.",
        .happened = "A mail{if subject} “{subject}”{/if} went out in your name{if rcpt} to {rcpt}{/if}, and your Sent "
                    "folder does not have it. A phone, a scanner or a second computer of yours may have sent it; if not, "
                    "somebody else may be using your account.",
        .lost = "",
        .reassure = "",
        .steps = IDIOM_STEPS(
            "Ask everybody who uses this account whether they sent it. If so, all is well: do nothing more.",
            "{if office}Tell {helper} at once.{/if}"
            "{if not office}Open {my_provider}'s page on a device you trust, and type its address yourself.{/if}",
            "Change the password there, and sign out everywhere.",
            "Check the recovery phone and address, the forwarding rules and the connected apps. Remove what is not "
            "yours, then switch on two-step sign-in.",
            "Scan your devices{if not office}, then tell {my_provider}{if support}: open {support}{/if}{/if}."
            "{if support}{if not office}" IDIOM_SAFELY "{/if}{/if}"),
        .again = "This program will ask you to sign in anew once the password has changed.",
        .ask = "",
        .keep = "Keep this notice: it shows what was sent, and when.",
        .sources = "",
    },
    {
        .notice = true,
        .id = "fake_bounce",
        .headline = "This looks like a fake notice. Press nothing in it.",
        .plain = "This looks like a fake notice. Press nothing in it.",
        .happened = "It is dressed up as a notice about a returned mail, but no mail of yours is in it, and it does not come "
                    "from {my_provider}. Such mails are after your password.",
        .lost = "Nothing of yours is lost.",
        .reassure = "",
        .steps = IDIOM_STEPS(
            "Type no password because of such a notice, ever.",
            "Report it as phishing in your mail program, then delete it.",
            "Change your password at once, on {my_provider}'s own page, if you have typed it already. Type that page's "
            "address yourself."),
        .again = "{if office}Tell {helper} about it.{/if}",
        .ask = "",
        .keep = "",
        .sources = "",
    },
};
// clang-format on

_Static_assert(sizeof notices / sizeof notices[0] == BOUNCE_NOTICE_FAKE_BOUNCE + 1,
               "each notice has words of its own");

const struct bounce_advice *
bounce_advise_notice(enum bounce_notice notice)
{
    if ((size_t)notice >= sizeof notices / sizeof notices[0])
        return NULL;
    return &notices[notice];
}
