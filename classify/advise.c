/* advise: the words for each cause. */
#include "classify/advise.h"

#include <stddef.h>

#include "classify/idiom.h"

#define HOUR 3600

#define FINAL(words)   IDIOM_FINAL(words)
#define DELAYED(words) IDIOM_DELAYED(words)

// clang-format off

/* When it is over, in the steps of a cause; hours as in "4", span as in "a few hours". */
#define SEND_AGAIN(hours, span)                                                          \
    FINAL("{if past " hours "}Send it once more now: enough time has passed.{/if}"       \
          "{if not past " hours "}Wait " span ", then send it once more"                 \
          "{if again_at " hours "} (from {again_at " hours "}){/if}"                     \
          "{if watching}, or as soon as you hear here that {rcpt_domain} answers{/if}."  \
          "{/if}")

/* The same where the way between two providers is shut: once that lasts, waiting alone does
 * not help any more, and the providers come first. */
#define SEND_AGAIN_OR_ASK(hours, span)                                                   \
    "{if not lasting}" SEND_AGAIN(hours, span) "{/if}"                                   \
    "{if lasting}" FINAL("Ask both providers to look: waiting alone has not helped.") "{/if}"

#define AT_MOST_DAILY                                                                    \
    "{if lasting}" FINAL("Send it once a day at most until they have answered"           \
                         "{if not past 24}{if again_at 24}: next from {again_at 24} on{/if}{/if}.") "{/if}"

#define WAIT_WHILE_DELAYED                                                               \
    DELAYED("Wait{if retry_until} until {retry_until}{/if}: {my_provider} goes on "      \
            "trying by itself.")

/* Ends most lists of steps: all there is to do while a server keeps trying. */
#define WHILE_DELAYED                                                                    \
    WAIT_WHILE_DELAYED, DELAYED("Phone or text the person if it is urgent.")

#define LOST                                                                             \
    FINAL("No server keeps it any longer. {if sent}Your own copy is in your Sent "       \
          "folder.{/if}{if not sent}Look in your Sent folder before you delete this "    \
          "notice: it may hold the only copy.{/if}")                                     \
    DELAYED("It is not lost: {my_provider} still has it. Sent a second time, it could "  \
            "arrive twice.")

#define MAYBE_LOST                                                                       \
    FINAL("It may have arrived all the same: only a copy that was passed on failed.")    \
    DELAYED("It is not lost: the copy that is passed on is still being tried.")

#define NOT_YOU "Nothing points to a mistake of yours."

/* Of a delay that ended in silence, "worked" is no more than a guess: said of failures alone. */
#define NOT_ASKED                                                                        \
    NOT_YOU " {if worked}" FINAL("Mail to {rcpt} got through on {worked}, so the address " \
    "is most likely right.") "{/if}{if not worked}The other server never got as far as looking at "  \
    "the address.{/if}"

/* What the words rest on, behind what happened. Where it lasts, a finding of the past says so. */
#define GROUND                                                                           \
    "{if repeated}{if not lasting} {count} of your mails to {rcpt_domain} came back since {since}"       \
    "{if only_there}, none to others{/if}.{/if}{/if}"

#define URGENT FINAL("Phone or text the person if it is urgent.")

/* For what happens between two providers: another account takes another road. */
#define OTHER_WAY                                                                        \
    FINAL("{if other_way}Use your {other_way} account if it is urgent: mail from there " \
          "gets through.{/if}"                                                           \
          "{if not other_way}{if other_account_works}Use your other account if it is "   \
          "urgent: mail from there arrives, as you noted.{/if}"                          \
          "{if not other_account_works}Phone or text the person if it is urgent. Mail "  \
          "from an account at another provider may also get through.{/if}{/if}")

/* The address may be another than was meant. Where it is, nothing else matters. */
#define DID_YOU_MEAN                                                                     \
    FINAL("{if suggestion}Check whether you meant {suggestion}"                          \
          "{if written}: you wrote there {written} times{/if}. If so, send your mail "   \
          "there. If you are not sure, ask before you send anything private.{/if}")

#define OTHERWISE(words) "{if not suggestion}" words "{/if}"

#define GLANCE                                                                           \
    DID_YOU_MEAN OTHERWISE(FINAL("Glance at the part after the @ before you send: is "   \
                                 "{rcpt_domain} spelled right?"))

#define BOTH_PROVIDERS                                                                   \
    FINAL("{if lasting}To ask them: {/if}"                                                \
          "{if not lasting}If it still fails on another day, both providers must look: {/if}" \
          IDIOM_ASK_BOTH)

#define YOUR_PROVIDER  FINAL("If it fails again, " IDIOM_ASK_YOURS("give", "open", "ask"))

#define THEIR_PROVIDER FINAL("If it fails again, " IDIOM_ASK_THEIRS("ask"))

#define KEEP FINAL("Keep this notice until your mail has arrived: a help desk will ask for it.")

/* What a help desk needs, and then the question. */
#define EVIDENCE(question)                                                               \
    FINAL("Mail{if my_address} from {my_address}{/if}{if rcpt} to {rcpt}{/if} comes "    \
          "back{if diagnostic} with: “{diagnostic}”{/if}{if not diagnostic}.{/if}\n"      \
          "{if nested}The last answer on the way was: “{said}”{/if}\n"                   \
          "{if remote_host}The last server tried: {remote_host}"                         \
          "{if remote_ip} [{remote_ip}]{/if}{/if}\n"                                     \
          "{if reporter}Reported by {reporter}"                                          \
          "{if reported_utc}, {reported_utc}{/if}{/if}\n"                                \
          "Message-ID: {message_id}\n"                                                   \
          "{if repeated}Mail to that domain came back {count} times since {since}{if lasting}, " \
          "on {days} days{/if}{if only_there}; no mail to another domain did{/if}.{/if}"  \
          "{if others_get_through} Others reach this address.{/if}"                      \
          "{if other_account_works} Mail from another account of mine arrives.{/if}\n"   \
          question)

/* For that question: the providers by name, or in general. */
#define NAMED(named, general) "{if named}" named "{/if}{if not named}" general "{/if}"

#define NOTE(words) IDIOM_TROUBLE(words)

/* Several causes have these in common, each for whoever runs the sending domain. */
#define REPUTATION                                                                       \
    NOTE("Look at Postmaster Tools (postmaster.google.com) for your domain and, for "    \
         "servers of your own, at SNDS (sendersupport.olc.protection.outlook.com/snds).")
#define PATIENCE                                                                         \
    NOTE("Lengthen the queue lifetime if their outages outlast it and the server is "    \
         "your own. Exchange Online's is fixed, and a shorter one never helps.")
#define ANALYZER                                                                         \
    NOTE("Run the outbound mail test of the Remote Connectivity Analyzer "               \
         "(testconnectivity.microsoft.com). In a hybrid set-up rerun the Hybrid "        \
         "Configuration Wizard after each change of address or firewall.")
#define REGISTRAR                                                                        \
    NOTE("Ask your registrar whether the name was paid for, if the domain is yours: one " \
         "that has run out disappears from DNS.")

/* One cause: the words for one reader alone, for the other alone, and for both. */
#define CAUSE(sender, postmaster, ...)                                                   \
    {                                                                                    \
        [BOUNCE_FOR_SENDER] = {sender, __VA_ARGS__},                                     \
        [BOUNCE_FOR_POSTMASTER] = {postmaster, __VA_ARGS__},                             \
    }
#define SENDER(...) __VA_ARGS__
/* Where only the postmaster's own side, or the recipient, can do something. */
#define OWN_POSTMASTER(...)                                                              \
    .steps = IDIOM_STEPS(__VA_ARGS__,                                                    \
        DELAYED("Leave the mail in the queue: it is tried by itself"                     \
                "{if retry_until} until {retry_until}{/if}.")),                          \
    .again = "", .ask = "", .reassure = "", .keep = ""
#define POSTMASTER(...)                                                                  \
    .steps = IDIOM_STEPS(__VA_ARGS__,                                                    \
        DELAYED("Leave the mail in the queue: it is tried by itself"                     \
                "{if retry_until} until {retry_until}{/if}.")),                          \
    .again = FINAL("If your side is in order, give the text below to "                   \
                   "{if rcpt_domain}postmaster@{rcpt_domain}{/if}"                       \
                   "{if not rcpt_domain}their postmaster{/if}."),                        \
    .ask = EVIDENCE("Please tell us what must change on our side, or let this mail through."), \
    .reassure = "", .keep = ""

/* In the order of enum bounce_cause. */
static const struct bounce_advice advices[][2] = {
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                DID_YOU_MEAN,
                OTHERWISE(FINAL("Check the address letter by letter{if rcpt}: {rcpt}{/if}.")),
                SEND_AGAIN("4", "a few hours"),
                URGENT,
                WHILE_DELAYED),
            .again = YOUR_PROVIDER,
            .ask = EVIDENCE("Please tell me what this answer means, and what has to change so that my mail arrives."),
            .reassure = "",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Read the report's own words, the innermost answer first: nothing in it is known to this program."),
            NOTE("Look up the mail in your server's log{if message_id}, under {message_id}{/if}.")),
        .cause = BOUNCE_CAUSE_UNKNOWN,
        .wait = 4 * HOUR,
        .id = "unknown",
        .headline = FINAL("Your mail to {rcpt} was not delivered.")
                    DELAYED("Your mail to {rcpt} is delayed."),
        .plain = "There is trouble with a mail of yours.",
        .happened = FINAL("Your mail{if rcpt} to {rcpt}{/if} was not delivered, and the notice gives no "
                          "reason that this program knows.{if said} The server's own words were: “{said}”{/if}")
                    DELAYED("Your mail{if rcpt} to {rcpt}{/if} has not been delivered yet, and the notice "
                            "does not say clearly why.")
                    GROUND,
        .lost = LOST,
        .sources = "RFC 3463, X.0.0"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("{if forwarded}Tell the person that their forwarding is broken: you wrote to {orig_rcpt}, "
                      "and it was passed on to {rcpt}, which does not exist.{/if}"),
                DID_YOU_MEAN,
                OTHERWISE(FINAL("{if remembered}Begin a new mail, delete the entry that your mail program suggests for this "
                                "person, and type the whole address yourself. The entry is an old one from inside the "
                                "program, and no address any more.{/if}"
                                "{if not remembered}{if not forwarded}Read the address letter by letter, before and after "
                                "the @. If you find a slip, correct it and send your mail again.{/if}{/if}")),
                OTHERWISE(FINAL("{if remembered}Ask the person, by phone or text, for the address if you do not have it.{/if}"
                                "{if not remembered}{if not forwarded}Ask the person, by phone or text, for the right "
                                "address if you see no slip.{/if}{/if}")),
                FINAL("{if not remembered}{if worked}Try once more tomorrow if the person says that it is right: it was in "
                      "use on {worked}, so their provider may have a passing trouble.{/if}"
                      "{if not worked}{if not suggestion}{if not forwarded}Try once more tomorrow if mail to this address "
                      "worked until a few days ago: their provider may have a passing trouble.{/if}{/if}{/if}{/if}"),
                FINAL("{if not remembered}{if not suggestion}Keep the address in your address book until the person tells "
                      "you that it is gone.{/if}{/if}"),
                WHILE_DELAYED),
            .again = FINAL("If the address proves to be right, " IDIOM_ASK_THEIRS("ask")),
            .ask = EVIDENCE("Your customer says that this address is right. Please check why your server does "
                            "not know it."),
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Check the licence, the proxy address and the directory sync if the mailbox is one of yours on Microsoft "
                 "365 or Exchange (5.1.1, 5.1.10)."),
            NOTE("Add the old X.500 address to a mailbox that was made anew: answers to older mail look for it and name an "
                 "address that begins with IMCEAEX."),
            NOTE("Set the accepted domain to internal relay while some of its mailboxes live elsewhere."),
            NOTE("Wait a day before you delete addresses if several of one domain fail at once although they worked: their "
                 "directory may be out of order.")),
        .cause = BOUNCE_CAUSE_NO_SUCH_USER,
        .id = "no_such_user",
        .headline = "{their_provider} says it does not know {rcpt}.",
        .plain = "Their mail server says it does not know this address.",
        .happened = "{their_provider}'s mail server answered that it does not know "
                    "{if rcpt}{rcpt}{/if}{if not rcpt}this address{/if}. "
                    "{if worked}It was in use on {worked}: the person may have given it up since, or their "
                    "server is out of order.{/if}"
                    "{if not worked}{if not remembered}Most often a letter is wrong, or the person has given the address "
                    "up.{/if}{if remembered}It comes from an old entry of your mail program.{/if}{/if}",
        .lost = LOST,
        .sources = "RFC 3463, X.1.1; Microsoft 5.1.1 to 5.1.20"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                DID_YOU_MEAN,
                OTHERWISE(FINAL("Check the spelling after the @. If you find a slip, correct it and send your mail again.")),
                OTHERWISE(FINAL("Ask the person, by phone or text, whether the address is still in use if it is spelled right.")),
                WHILE_DELAYED),
            .again = FINAL("{if not suggestion}If it goes on for a day, tell the person that the part after the @ may have "
                           "run out: whoever looks after it can renew it.{/if}"),
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            REGISTRAR,
            NOTE("Ask several resolvers for the NS, SOA and MX{if rcpt_domain} of {rcpt_domain}{/if}, and check that each name "
                 "an MX gives has an address (5.4.4, 5.4.310).")),
        .cause = BOUNCE_CAUSE_NO_SUCH_DOMAIN,
        .id = "no_such_domain",
        .headline = "{rcpt_domain} does not exist, or takes no mail.",
        .plain = "The part after the @ does not exist, or takes no mail.",
        .happened = "No mail server could be found for the part after the @{if rcpt_domain} "
                    "({rcpt_domain}){/if}. Usually it is a slip of the keyboard; sometimes the owner has "
                    "let the name run out.",
        .lost = LOST,
        .sources = "RFC 5321, 5.1; Microsoft 5.4.4, 5.4.310"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                DID_YOU_MEAN,
                OTHERWISE(FINAL("Check the spelling after the @.")),
                OTHERWISE(FINAL("Ask the person, by phone or text, for another address.")),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Look at the MX{if rcpt_domain} of {rcpt_domain}{/if}: a single null MX, or an answer 521 or 556, says on "
                 "purpose that it takes no mail."),
            NOTE("Remove the null MX if the domain is yours and should get mail.")),
        .cause = BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL,
        .id = "domain_takes_no_mail",
        .headline = "{rcpt_domain} says that it takes no mail at all.",
        .plain = "The part after the @ takes no mail at all.",
        .happened = "The owner of {if rcpt_domain}{rcpt_domain}{/if}{if not rcpt_domain}the part after the @{/if} has announced "
                    "that no address there receives mail. Either the part after the @ is not quite right, or the person uses "
                    "another address.",
        .lost = LOST,
        .sources = "RFC 7505; RFC 7504"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                DID_YOU_MEAN,
                FINAL("Type the address anew: one @, no blanks, no two dots side by side, no full stop at the end. Then send your mail again."),
                FINAL("Correct the entry in your address book, too."),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Check the address where it comes from, a form, a list or a directory: 501 and 553 with 5.1.3 mean its "
                 "syntax."),
            NOTE("Look for a name behind the @ that has no dot, or ends in one.")),
        .cause = BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX,
        .id = "bad_address_syntax",
        .headline = "The address {rcpt} is not written as one.",
        .plain = "The address is not written as an address should be.",
        .happened = "A blank, a comma, a quotation mark, or a dot too many or too few makes the address "
                    "unusable, so no server knows where to take your mail.",
        .lost = LOST,
        .sources = "RFC 5321, 4.1.2; RFC 3463, X.1.3"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Ask the person, by phone or text, for the new address."),
                FINAL("Ask even if the notice names a new address, and before you send anything private there."),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Replace the address in your directory and lists once its owner has confirmed the new one: 551 and 5.1.6 "
                 "say that it moved, 5.7.17 and 5.7.18 that somebody else has it now.")),
        .cause = BOUNCE_CAUSE_MOVED,
        .id = "moved",
        .headline = "The owner of {rcpt} has moved on.",
        .plain = "The owner of this address has moved on.",
        .happened = "The address did exist, but its owner has left it or it now belongs to somebody else.",
        .lost = LOST,
        .sources = "RFC 3463, X.1.6; RFC 7293"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Tell the person, by phone or text, that their mailbox takes no mail."),
                FINAL("Ask them to sign in once on {their_provider}'s web page: that wakes up many mailboxes. "
                      "Then send your mail again."),
                FINAL("Ask for another address if that does not help."),
                WHILE_DELAYED),
            .again = FINAL(IDIOM_HELP_THEIRS),
            .ask = "",
            .reassure = NOT_YOU,
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Check licence and sign-in of the mailbox if it is one of yours."),
            NOTE("Take the address off your lists until its owner answers: many free mailboxes sleep after some months, and "
                 "wake when somebody signs in.")),
        .cause = BOUNCE_CAUSE_MAILBOX_DISABLED,
        .wait = 24 * HOUR,
        .id = "mailbox_disabled",
        .headline = "The mailbox {rcpt} is switched off.",
        .plain = "The other mailbox is switched off.",
        .happened = "The address exists, but {their_provider} has closed or locked the mailbox. That often "
                    "happens when nobody has opened it for months.",
        .lost = LOST,
        .sources = "RFC 3463, X.2.1"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Tell the person, by phone or text, that their mailbox is full."),
                FINAL("Wait until they say that there is room, then send your mail once more."),
                FINAL("{if big}Leave large attachments out: a small mail may fit sooner.{/if}"),
                WHILE_DELAYED),
            .again = FINAL("If it stays full for two weeks, the mailbox is probably no longer used: ask for another address."),
            .ask = "",
            .reassure = NOT_YOU,
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Tell from the words whose room is meant: Exchange also says 5.2.2 when it is the sender's."),
            NOTE("Give the mailbox more room, or empty its recoverable items, if it is one of yours.")),
        .cause = BOUNCE_CAUSE_MAILBOX_FULL,
        .wait = 24 * HOUR,
        .id = "mailbox_full",
        .headline = "The mailbox {rcpt} is full.",
        .plain = "The other mailbox is full.",
        .happened = "There is no room left for new mail in the mailbox{if rcpt} of {rcpt}{/if}. Until its "
                    "owner makes room, everybody's mail comes back.{if google} At Google, photos and files take up the "
                    "same room.{/if}",
        .lost = LOST,
        .sources = "RFC 3463, X.2.2"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Write from the address you joined with if this is a group you belong to."),
                WAIT_WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Leave the restriction as it is unless its owner asks for a change: 5.7.124, 5.7.133 to 5.7.136 and 5.7.193 "
                 "are somebody's own setting."),
            NOTE("Allow senders from outside in the delivery settings of the group if it is yours and its owner agrees.")),
        .cause = BOUNCE_CAUSE_RESTRICTED_RECIPIENT,
        .id = "restricted_recipient",
        .headline = "{rcpt} takes mail from chosen senders only.",
        .plain = "This address takes mail from chosen senders only.",
        .happened = "This address accepts mail only from senders its owner or group has chosen. That may be "
                    "on purpose.",
        .lost = LOST,
        .sources = "RFC 3463, X.7.2; Microsoft 5.7.12, 5.7.124, 5.7.133 to 5.7.136, 5.7.193"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                SEND_AGAIN("2", "two hours"),
                URGENT,
                WHILE_DELAYED),
            .again = THEIR_PROVIDER,
            .ask = EVIDENCE("Please check why this mailbox gets so much mail."),
            .reassure = "It passes by itself.",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Slow your own mail to this mailbox down: 5.2.121, 5.2.122 and Gmail's 4.2.1 count the mails of an hour."),
            NOTE("Look for a loop or a flood of automatic mail if the mailbox is one of yours: at times somebody drowns it on "
                 "purpose.")),
        .cause = BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED,
        .wait = 2 * HOUR,
        .id = "recipient_rate_limited",
        .headline = "{rcpt} gets too much mail at the moment.",
        .plain = "The other mailbox gets too much mail at the moment.",
        .happened = "{their_provider} limits how much mail one mailbox may get in an hour, and this one has "
                    "reached the limit.",
        .lost = LOST,
        .sources = "Microsoft 5.2.121, 5.2.122; Gmail 4.2.1"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Tell the person, by phone or text, that their mailbox could not take your mail."),
                SEND_AGAIN("24", "a day"),
                WHILE_DELAYED),
            .again = THEIR_PROVIDER,
            .ask = EVIDENCE("Please check the mailbox and its rules: your server could not store this mail."),
            .reassure = NOT_YOU,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Search the log of the mailbox server{if message_id} for {message_id}{/if} if the mailbox is one of yours: "
                 "what stands behind STOREDRV.Deliver names the obstacle."),
            NOTE("Check the mailbox's rules and quota, and the directory for two entries of one address.")),
        .cause = BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR,
        .wait = 24 * HOUR,
        .id = "recipient_system_error",
        .headline = "Something is broken at the mailbox {rcpt}.",
        .plain = "Something is broken at the other mailbox.",
        .happened = "{their_provider} knows the address but could not put your mail into the mailbox." GROUND,
        .lost = LOST,
        .sources = "RFC 3463, X.2.0; Microsoft 5.2.0"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Put the files into your cloud folder and share them with this person only. Then send a "
                      "short mail that says so."),
                FINAL("Send smaller pictures, or one file a mail, if you have no cloud folder."),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Compare the limits on the way (SIZE, RFC 1870): attachments grow by a third, and the smallest limit "
                 "decides."),
            NOTE("Offer your people a place to share large files: a higher limit of yours does not move the other side's.")),
        .cause = BOUNCE_CAUSE_MESSAGE_TOO_LARGE,
        .id = "message_too_large",
        .headline = "Your mail to {rcpt} is too large.",
        .plain = "Your mail is too large.",
        .happened = "With its attachments your mail is larger than a server on the way accepts. "
                    "Attachments grow by about a third while they travel.",
        .lost = LOST,
        .sources = "RFC 3463, X.3.4; RFC 1870"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Make sure that you wrote this mail yourself. If not, change your password today."),
                FINAL("Ask the person, by phone or text, to write to you first, and to add you to their contacts: "
                      "that may help."),
                FINAL("Answer their mail in a few plain words, without links, pictures and attachments."),
                FINAL("Let the same mail rest: repeating it makes filters more suspicious."),
                WHILE_DELAYED),
            .again = FINAL("If a short plain mail comes back, too, both providers must look: " IDIOM_ASK_BOTH),
            .ask = EVIDENCE("This is an ordinary personal mail. Please check why it is taken for spam."),
            .reassure = "",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Check the links in the mail and in your signatures, shortened ones too, against the lists of domains (DBL, "
                 "SURBL)."),
            NOTE("Check that the mail was signed with DKIM and passed SPF and DMARC."),
            REPUTATION,
            NOTE("Read what stands behind the arrow where Microsoft says 5.7.350: that is the true answer.")),
        .cause = BOUNCE_CAUSE_CONTENT_SPAM,
        .id = "content_spam",
        .headline = "{their_provider} took your mail for spam.",
        .plain = "The other side took your mail for spam.",
        .happened = "A filter on the other side took your mail{if subject} “{subject}”{/if} for spam. It may "
                    "dislike some words, a link, an attachment, or the server your mail came through. It is often a "
                    "false alarm.",
        .lost = LOST,
        .sources = "Gmail 188131; Yahoo PH01; Apple CS01; Microsoft 5.7.350"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("{if virus}Hold the file back, on every road, until a virus scan finds it clean.{/if}"),
                FINAL("{if not virus}Share the file from your cloud folder with this person only.{/if}"),
                FINAL("Change your password if you did not attach anything yourself."),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("{if virus}Scan the computer that the mail was written on.{/if}"
                 "{if not virus}Tell your people which kinds of file are refused, within archives, too (552 5.7.0, AS345).{/if}")),
        .cause = BOUNCE_CAUSE_BLOCKED_ATTACHMENT,
        .id = "blocked_attachment",
        .headline = "{if virus}A virus filter stopped your mail to {rcpt}.{/if}"
                    "{if not virus}Your attachment was not let through.{/if}",
        .plain = "Your attachment was not let through.",
        .happened = "{if virus}A server on the way says that something in your mail is harmful.{/if}"
                    "{if not virus}A server on the way does not let this kind of file through.{/if}",
        .lost = LOST,
        .sources = "Gmail 6590; Microsoft AS345"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Write the mail anew on your provider's web page, without pasting the old one, and send it from there."),
                FINAL("Update your mail program."),
                WHILE_DELAYED),
            .again = YOUR_PROVIDER,
            .ask = EVIDENCE("It was written on your web page. Please check why it is refused as malformed."),
            .reassure = "",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Check the mail for bare line feeds (5.6.11), fields that stand there twice, and more than one From."),
            NOTE("Look for a gateway or an add-in that rewrites headers, one that writes x-dg-ref for example.")),
        .cause = BOUNCE_CAUSE_MALFORMED_MESSAGE,
        .id = "malformed_message",
        .headline = "Your mail program wrote a mail that was not understood.",
        .plain = "Your mail program wrote a mail that was not understood.",
        .happened = "Your mail program put this mail together in a way that {their_provider}'s server refuses. "
                    "It is not about your words.",
        .lost = LOST,
        .sources = "RFC 5322, 3.6; Microsoft 5.6.11, 5.0.350, 5.1.20"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Send it in smaller groups, for example to 20 people at a time."),
                FINAL("Leave out everybody who has it already."),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Split mail by recipients: a server may stop at 100, and Exchange Online at 200 of one domain (452 or 550 "
                 "with 5.5.3)."),
            NOTE("Use a list server for mail to many.")),
        .cause = BOUNCE_CAUSE_TOO_MANY_RECIPIENTS,
        .id = "too_many_recipients",
        .headline = "Too many people are addressed in one mail.",
        .plain = "Too many people are addressed in one mail.",
        .happened = "Mail servers limit how many people one mail may go to, and yours goes to more.",
        .lost = LOST,
        .sources = "RFC 5321, 4.5.3.1.8; RFC 3463, X.5.3"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Ask the person for an address in plain letters; most people have one. Send your mail there."),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Check that each server on your side offers SMTPUTF8: 5.6.7 to 5.6.9 say that the next one does not."),
            NOTE("Give your people an address in plain letters beside the other.")),
        .cause = BOUNCE_CAUSE_NEEDS_UTF8,
        .id = "needs_utf8",
        .headline = "{their_provider} cannot read letters in this address.",
        .plain = "A server cannot read some letters in this address.",
        .happened = "The address has letters beyond a to z, such as ü or é, and a server on the way is too old "
                    "for them.",
        .lost = LOST,
        .sources = "RFC 6531"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Look at the address in “From”: is it the one of the account you send with?"),
                FINAL("Send it from that account's own web page. If it arrives, only your mail program needs its "
                      "outgoing server corrected."),
                FINAL("Write to the person directly if this was an answer through a mailing list or a forwarding."),
                FINAL("Give the text below to {if office}{helper}.{/if}{if not office}whoever runs your domain if the part "
                      "after the @ in your own address is your company's or yours.{/if}"),
                WHILE_DELAYED),
            .again = FINAL("{if not office}If it fails from the web page, too, "
                           IDIOM_ASK_YOURS("give", "open", "ask") "{/if}"),
            .ask = EVIDENCE("Please check SPF, DKIM and DMARC{if my_domain} of {my_domain}{/if} for the server "
                            "this mail left from."),
            .reassure = "It does not mean that somebody is in your account.",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Read the result at the end of the answer, Spf=, Dkim= and DMARC= behind 5.7.515: it names what failed."),
            NOTE("Name every server that sends for {if my_domain}{my_domain}{/if}{if not my_domain}your domain{/if} in its SPF "
                 "record, newsletters and devices too; more than ten look-ups make it void."),
            NOTE("Sign with DKIM at each of them, in a domain that fits the one in From."),
            NOTE("Rewrite the envelope sender (SRS) or seal the mail (ARC) where a server of yours forwards.")),
        .cause = BOUNCE_CAUSE_AUTH_FAILED,
        .id = "auth_failed",
        .headline = "They could not check that this mail is from you.",
        .plain = "They could not check that this mail is from you.",
        .happened = "{their_provider} checks whether a mail really comes from the address it names. Yours did "
                    "not pass: it came through a server that {if my_domain}{my_domain}{/if}"
                    "{if not my_domain}the domain of your address{/if} does not vouch for.",
        .lost = LOST,
        .sources = "RFC 7208; RFC 6376; RFC 7489; Microsoft 5.7.509, 5.7.515; Gmail 5.7.26"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Check how your own address is spelled in the settings of your mail program."),
                FINAL("Ask {if office}{helper}{/if}{if not office}whoever looks after the part after the @{/if} whether it is "
                      "still paid for{if not office} if it is your own{/if}."),
                WHILE_DELAYED),
            .again = YOUR_PROVIDER,
            .ask = EVIDENCE("My address is right. Please check the DNS records of its domain."),
            .reassure = "",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Check that {if my_domain}{my_domain}{/if}{if not my_domain}your domain{/if} has an MX or an address, and no "
                 "null MX: other servers look whether they could answer."),
            REGISTRAR,
            NOTE("Let your server accept mail with an empty envelope sender for each address that exists: some servers call "
                 "back to ask.")),
        .cause = BOUNCE_CAUSE_SENDER_ADDRESS_BAD,
        .id = "sender_address_bad",
        .headline = "Your own address was not accepted as the sender.",
        .plain = "Your own address was not accepted as the sender.",
        .happened = "{their_provider}'s server looked up your own address{if my_address} "
                    "({my_address}){/if} and found nothing it can answer to.",
        .lost = LOST,
        .sources = "RFC 3463, X.1.7 and X.1.8"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL(IDIOM_ASK_YOURS("Give", "Open", "Ask")),
                OTHER_WAY,
                WHILE_DELAYED),
            .again = "",
            .ask = EVIDENCE("Please give the server that sent this mail a reverse DNS name that leads back to it."),
            .reassure = NOT_YOU " Only whoever runs that server can mend it.",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Set a PTR record for each address that your server sends from, IPv6 too, to a name that leads back to it."),
            NOTE("Ask whoever gave you the line or the server: they alone can set it."),
            NOTE("Let the server greet (EHLO) with that same name.")),
        .cause = BOUNCE_CAUSE_RDNS_MISSING,
        .wait = 24 * HOUR,
        .id = "rdns_missing",
        .headline = "Your provider's server lacks a proper name.",
        .plain = "Your provider's server lacks a proper name.",
        .happened = "{their_provider} takes mail only from servers whose name and number fit together. For the "
                    "server that carried your mail they do not." GROUND,
        .lost = LOST,
        .sources = "RFC 3463, X.7.25"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Choose the sender that belongs to the account in your mail program, and send it again."),
                FINAL("{if office}Ask {helper} to let you send as that address if you need to.{/if}"
                      "{if not office}Add the address to your account on your provider's web page first if it is yours, "
                      "too.{/if}"),
                WHILE_DELAYED),
            .again = FINAL(IDIOM_HELP_YOURS),
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Give the account the right to send as that address (5.7.60 on Exchange), or make the address an alias of it."),
            NOTE("Verify the address or its domain where you send through Amazon SES."),
            NOTE("Set the account's own address as sender in scanners and programs: Charter answers others with AUP#Out-1500 "
                 "or 1520.")),
        .cause = BOUNCE_CAUSE_FROM_NOT_ALLOWED,
        .id = "from_not_allowed",
        .headline = "Your account may not send as the address in “From”.",
        .plain = "Your account may not send as the address in “From”.",
        .happened = "The address in “From”{if my_address} ({my_address}){/if} is not one of the account you "
                    "signed in with.",
        .lost = LOST,
        .sources = "Microsoft 5.7.60; Charter AUP#Out-1500"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL(IDIOM_ASK_YOURS("Give", "Open", "Ask")),
                FINAL("Ask the person to tell {their_provider}, too: they can let your mail in."),
                OTHER_WAY,
                SEND_AGAIN("24", "a day"),
                WHILE_DELAYED),
            .again = "",
            .ask = EVIDENCE("Please have the sending server taken off the list that this answer names."),
            .reassure = NOT_YOU,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Find the reason first: an account whose password leaked, an open form, an infected computer behind the same "
                 "address."),
            NOTE("Ask the list that the answer names to take the address off; check.spamhaus.org looks it up in all lists of "
                 "Spamhaus."),
            NOTE("Route mail through your provider's server if the listed address is that of your line: the PBL and its like "
                 "state a policy and accuse nobody."),
            NOTE("Tell the receiving side if the answer speaks of an open resolver: they ask the list in a way it refuses, and only they "
                 "can mend that.")),
        .cause = BOUNCE_CAUSE_IP_BLOCKLISTED,
        .wait = 24 * HOUR,
        .id = "ip_blocklisted",
        .headline = "A public list warns of your provider's server.",
        .plain = "A public list warns of your provider's server.",
        .happened = "A public list advises mail servers not to take mail from the server that carried yours, and "
                    "{their_provider} follows it. Many people share that server." GROUND,
        .lost = LOST,
        .sources = "RFC 5782; Spamhaus; Microsoft OU-001"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Ask the person, by phone or text, to complain to {their_provider}"
                      "{if their_support} ({their_support}){/if}: their own customer counts most."),
                FINAL("Tell {if office}{helper}{/if}{if not office}your own provider{/if}, too: the text below says what."),
                OTHER_WAY,
                "{if not lasting}" SEND_AGAIN("24", "a day") "{/if}" AT_MOST_DAILY,
                WHILE_DELAYED),
            .again = FINAL("Your mail gets through only when both providers agree: " IDIOM_ASK_BOTH),
            .ask = EVIDENCE(NAMED("Please settle with each other why {their_provider} refuses {my_provider}'s servers, "
                                  "and let this mail through.",
                                  "Please settle with each other why the sending server is refused, and let this mail "
                                  "through.")),
            .reassure = "It is not about you or what you wrote.",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Quote the code of the answer (S3150, AUP#In-1310, TSS04 and the like) where operators may ask: "
                 "sender.office.com for Microsoft 365, olcsupport.office.com for Outlook.com, unblock@charter.net for "
                 "Charter."),
            REPUTATION,
            NOTE("Stop first what made the other side wary: leaked passwords, open forms, lists full of dead addresses.")),
        .cause = BOUNCE_CAUSE_PROVIDER_BLOCK,
        .wait = 24 * HOUR,
        .id = "provider_block",
        .headline = "{their_provider} refuses mail from {my_provider}.",
        .plain = "Their provider refuses mail from your provider's server.",
        .happened = "{their_provider} turned your mail away because of the server that brought it. That server "
                    "carries the mail of many people, and {their_provider} does not trust it at the moment." GROUND,
        .lost = LOST,
        .sources = "Microsoft 5.7.606; the code lists of Spectrum, Cox, Comcast and Yahoo"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("{if office}Ask {helper} to look at the program, scanner or storage box that sent it.{/if}"
                      "{if not office}Set the outgoing server of your mail provider in the program, scanner or storage box that "
                      "sent it, with your sign-in.{/if}"),
                FINAL("{if ms_consumer}Choose the Microsoft sign-in there, since Outlook.com no longer takes a password from "
                      "mail programs. Older scanners cannot send through it.{/if}"),
                FINAL("Scan your devices for malware if you run nothing that sends mail."),
                WHILE_DELAYED),
            .again = FINAL(IDIOM_HELP_YOURS),
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Set a smart host with authentication, on port 587 or 465, in whatever sends by itself."),
            NOTE("Shut port 25 towards the outside for everything but the mail server."),
            NOTE("Take lists of home lines (DY-001, the PBL) for what they are: a policy, no accusation.")),
        .cause = BOUNCE_CAUSE_DIRECT_FROM_HOME_IP,
        .id = "direct_from_home_ip",
        .headline = "Your mail came straight from a home line.",
        .plain = "Your mail came straight from a home line.",
        .happened = "Your program or device tried to hand the mail over by itself, from your Internet line. Most "
                    "providers take mail only from a provider's mail server.",
        .lost = LOST,
        .sources = "Microsoft DY-001; Comcast ES000010; Spamhaus PBL"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                SEND_AGAIN_OR_ASK("4", "a few hours"),
                OTHER_WAY,
                AT_MOST_DAILY,
                WHILE_DELAYED),
            .again = BOTH_PROVIDERS,
            .ask = EVIDENCE("Please check why the receiving side limits the sending servers."),
            .reassure = NOT_YOU,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Open fewer connections to that side, and hand over fewer mails an hour: TSS04, RP-001, 4.7.650, AUP#In-1340 "
                 "and RL000 count them."),
            REPUTATION,
            PATIENCE),
        .cause = BOUNCE_CAUSE_SENDER_RATE_LIMITED,
        .wait = 4 * HOUR,
        .id = "sender_rate_limited",
        .headline = "{their_provider} is slowing {my_provider} down.",
        .plain = "Their provider is slowing your provider down.",
        .happened = "More mail than usual came from the server that carried yours, so {their_provider} takes it "
                    "slowly. Such a brake loosens by itself." GROUND,
        .lost = LOST,
        .sources = "Yahoo TSS04; Microsoft RP-001, 4.7.650; Spectrum AUP#In-1340"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                SEND_AGAIN("1", "an hour"),
                URGENT,
                WHILE_DELAYED),
            .again = THEIR_PROVIDER,
            .ask = EVIDENCE("Please check why your server never let this mail in, although it was tried several times."),
            .reassure = NOT_YOU,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Let your server come back from the same address, first after some minutes: a farm of changing addresses may "
                 "never get through."),
            PATIENCE),
        .cause = BOUNCE_CAUSE_GREYLISTED,
        .wait = 1 * HOUR,
        .id = "greylisted",
        .headline = FINAL("{their_provider} kept {my_provider} waiting at the door.")
                    DELAYED("{their_provider} lets {my_provider} wait at the door."),
        .plain = "Their server lets unknown senders wait at the door.",
        .happened = "{their_provider} lets a sender it does not know wait at the door, as a simple defence "
                    "against spam."
                    FINAL(" This time the door did not open before {my_provider} gave up.")
                    DELAYED(" Proper servers come back after some minutes, and then it opens.") GROUND,
        .lost = LOST,
        .sources = "RFC 6647"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("{if office}Tell {helper} at once.{/if}"
                      "{if not office}Open {my_provider}'s page on a device you trust, and type its address yourself.{/if}"),
                FINAL("Change the password there, and sign out everywhere."),
                FINAL("Check the recovery phone and address, the forwarding rules and the connected apps. Remove what is not "
                      "yours, then switch on two-step sign-in."),
                FINAL("Scan your devices for malware."),
                FINAL("Ask {if office}{helper}{/if}{if not office}{my_provider}{/if}, with the text below, to let you send "
                      "again{if support}{if not office}: open {support}{/if}{/if}."
                      "{if support}{if not office}" IDIOM_SAFELY "{/if}{/if}"),
                WHILE_DELAYED),
            .again = FINAL("This program will ask you to sign in anew after that: it needs the new password, too."),
            .ask = EVIDENCE("I have changed the password and removed what was not mine. Please let my account send again."),
            .reassure = "",
            .keep = KEEP),
        OWN_POSTMASTER(
            NOTE("Look through sign-ins, inbox rules, forwarding and app consents of the account before you release it."),
            NOTE("Take it off Restricted entities at security.microsoft.com once it is safe (5.1.8, 5.7.501 to 5.7.503)."),
            NOTE("Turn to Microsoft where it is 5.7.705, 5.7.708 or 5.7.750: they speak of the whole organisation, its "
                 "traffic, its addresses or an unregistered domain.")),
        .cause = BOUNCE_CAUSE_ACCOUNT_BLOCKED,
        .wait = 24 * HOUR,
        .id = "account_blocked",
        .headline = "Your provider has stopped your account from sending.",
        .plain = "Your provider has stopped your account from sending.",
        .happened = "{my_provider} saw unusual mail from your account and stopped it from sending. Somebody else may be "
                    "using it.",
        .lost = LOST,
        .sources = "Microsoft 5.1.8, 5.7.501 to 5.7.503, 5.7.705, 5.7.708, 5.7.750"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Think back: did you write to many people today? If not, change your password."),
                SEND_AGAIN("24", "a day"),
                FINAL("Write to fewer people at once; a club is better served by a mailing list."),
                WHILE_DELAYED),
            .again = YOUR_PROVIDER,
            .ask = EVIDENCE("I have not sent that much. Please check the limit of my account."),
            .reassure = "",
            .keep = KEEP),
        OWN_POSTMASTER(
            NOTE("Check in the message trace whether the account's own user sent so many: if not, treat it as taken over."),
            NOTE("Use a service made for mail to many. Outlook.com lets subscribers write to 5,000 recipients a day, 500 in "
                 "one mail, 1,000 of them new.")),
        .cause = BOUNCE_CAUSE_ACCOUNT_LIMIT,
        .wait = 24 * HOUR,
        .id = "account_limit",
        .headline = "You have sent as much as your account may for now.",
        .plain = "You have sent as much as your account may for now.",
        .happened = "{my_provider} limits how many mails an account may send in a day, and yours has reached its "
                    "limit. New accounts have a low one.",
        .lost = LOST,
        .sources = "Microsoft 5.1.90; Gmail 5.4.5"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("{if ms_consumer}Choose the Microsoft sign-in in your mail program, or send from Outlook.com's web page. "
                      "Outlook.com no longer takes a password from mail programs, and older scanners cannot send "
                      "through it.{/if}"),
                FINAL("{if not ms_consumer}Check user name and password of the outgoing server in your mail program.{/if}"),
                FINAL("{if not ms_consumer}Use the sign-in window or the app password of your provider if you have "
                      "two-step sign-in.{/if}"),
                WHILE_DELAYED),
            .again = FINAL(IDIOM_HELP_YOURS),
            .ask = "",
            .reassure = "",
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Check whether sign-in by password is off for the account or the tenant (530, 535, 5.7.57), and move the "
                 "program to OAuth."),
            NOTE("Give devices a connector, or a smart host within your network.")),
        .cause = BOUNCE_CAUSE_SUBMISSION_AUTH,
        .id = "submission_auth",
        .headline = "Your mail program could not sign in to send.",
        .plain = "Your mail program could not sign in to send.",
        .happened = "The outgoing server wants to know who you are, and your mail program did not tell it in a way "
                    "it accepts.",
        .lost = LOST,
        .sources = "RFC 4954; Microsoft 5.7.57"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                DID_YOU_MEAN,
                OTHERWISE(FINAL("Check the spelling after the @.")),
                FINAL("Check that your mail program signs in to the outgoing server."),
                FINAL("Tell the person if both are right: the settings behind their address need repair."),
                SEND_AGAIN("24", "a day"),
                WHILE_DELAYED),
            .again = THEIR_PROVIDER,
            .ask = EVIDENCE("Please check where mail for{if rcpt_domain} {rcpt_domain}{/if}{if not rcpt_domain} this "
                            "domain{/if} is sent to: that server refuses it."),
            .reassure = "",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Check that the MX{if rcpt_domain} of {rcpt_domain}{/if} leads to its present server if the domain is yours; a "
                 "change may take 72 hours to be seen everywhere."),
            NOTE("Add the domain to the accepted domains of that server, and the sending server to its connector (5.7.64)."),
            NOTE("Check that programs and devices of yours sign in before they send.")),
        .cause = BOUNCE_CAUSE_RELAY_DENIED,
        .wait = 24 * HOUR,
        .id = "relay_denied",
        .headline = "A server says that {rcpt} is not its job.",
        .plain = "A server says that this address is not its job.",
        .happened = "The server that was asked says that it does not take mail for "
                    "{if rcpt_domain}{rcpt_domain}{/if}{if not rcpt_domain}this address{/if}. Either the address "
                    "leads to the wrong server, or your mail program uses an outgoing server that is not yours." GROUND,
        .lost = LOST,
        .sources = "Microsoft 5.4.1, 5.7.64, 5.7.367"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                URGENT,
                FINAL("{if past 24}Try a short plain mail without links and attachments.{/if}"
                      "{if not past 24}Try a short plain mail without links and attachments tomorrow"
                      "{if again_at 24} (from {again_at 24}){/if}.{/if}"),
                FINAL("Ask the person to give the text below to {their_provider}"
                      "{if their_support} ({their_support}){/if}: only they can see the rule."),
                WHILE_DELAYED),
            .again = YOUR_PROVIDER,
            .ask = EVIDENCE("Please tell us which rule refuses this mail, and what must change."),
            .reassure = "",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Ask their postmaster which rule it was: 554 or 5.7.1 without more is one of their own, and “gcdp” one of "
                 "Google Workspace."),
            NOTE("Check SPF, DKIM and DMARC of your domain first, and the links in your signatures.")),
        .cause = BOUNCE_CAUSE_POLICY_REJECTED,
        .wait = 24 * HOUR,
        .id = "policy_rejected",
        .headline = "{their_provider} refused your mail by a rule of its own.",
        .plain = "The other side refused your mail by a rule of its own.",
        .happened = "{their_provider} refused your mail and does not say which rule it broke." GROUND,
        .lost = LOST,
        .sources = "RFC 3463, X.7.1"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                SEND_AGAIN_OR_ASK("4", "a few hours"),
                GLANCE,
                OTHER_WAY,
                AT_MOST_DAILY,
                WHILE_DELAYED),
            .again = BOTH_PROVIDERS,
            .ask = EVIDENCE(NAMED("Please find out why {my_provider}'s servers cannot connect to {their_provider}'s: are "
                                  "they refused or limited there{if ms_consumer} (addresses 40.92.0.0/14){/if}?",
                                  "Please find out why the sending servers cannot connect to the receiving ones: are "
                                  "they refused or limited there?")),
            .reassure = NOT_ASKED,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Try port 25{if remote_host} of {remote_host}{if remote_ip} [{remote_ip}]{/if}{/if} from another network. If it "
                 "is open there, they shut yours out; if not, they are down."),
            NOTE("Leave SPF, DKIM and the content alone: a connection is refused before any of them is looked at."),
            ANALYZER,
            PATIENCE),
        .cause = BOUNCE_CAUSE_CONNECTION_REFUSED,
        .wait = 4 * HOUR,
        .id = "connection_refused",
        .headline = FINAL("{their_provider} refused every connection from {my_provider}.")
                    DELAYED("{their_provider} refuses {my_provider}'s connections so far."),
        .plain = "Their mail servers refuse the connection.",
        .happened = FINAL("{if window}{my_provider} kept trying for {window}, but {their_provider}'s servers refused "
                          "every connection, so it gave up.{/if}"
                          "{if not window}{their_provider}'s servers refused every connection, so {my_provider} could "
                          "not hand your mail over.{/if}"
                          "{if theirs_known} Either they are turning {my_provider} away for now, or they were in trouble.{/if}"
                          "{if not theirs_known} Either they were down, or they are turning {my_provider} away.{/if}")
                    DELAYED("{if window}{my_provider} has been trying for {window}, but {/if}{their_provider}'s servers refuse "
                            "every connection so far. Your mail is waiting.") GROUND,
        .lost = LOST,
        .sources = "Microsoft 4.4.316, 5.4.316; RFC 3463, X.4.1"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                SEND_AGAIN_OR_ASK("4", "a few hours"),
                GLANCE,
                OTHER_WAY,
                FINAL("{if not lasting}Tell the person that their provider's server did not answer: they cannot see it "
                      "themselves.{/if}"),
                AT_MOST_DAILY,
                WHILE_DELAYED),
            .again = BOTH_PROVIDERS,
            .ask = EVIDENCE(NAMED("Please find out why {my_provider}'s servers get no answer from {their_provider}'s.",
                                  "Please find out why the sending servers get no answer from the receiving ones.")),
            .reassure = NOT_ASKED,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Try port 25{if remote_host} of {remote_host}{if remote_ip} [{remote_ip}]{/if}{/if} from another network. If it "
                 "answers there, a firewall or a route stands before yours."),
            NOTE("Check that your line lets port 25 out at all, and IPv6 where their MX has nothing else."),
            ANALYZER,
            PATIENCE),
        .cause = BOUNCE_CAUSE_CONNECTION_TIMEOUT,
        .wait = 4 * HOUR,
        .id = "connection_timeout",
        .headline = FINAL("{their_provider}'s mail server did not answer.")
                    DELAYED("{their_provider}'s mail server does not answer yet."),
        .plain = "The other mail server did not answer.",
        .happened = FINAL("{if window}{my_provider} kept trying for {window}, but {their_provider}'s servers never "
                          "answered, so it gave up.{/if}"
                          "{if not window}{their_provider}'s servers did not answer, so {my_provider} could not hand "
                          "your mail over.{/if}"
                          " They may be down, overloaded or cut off.")
                    DELAYED("{if window}{my_provider} has been trying for {window}, but {/if}{their_provider}'s servers do not "
                            "answer so far. Your mail is waiting.") GROUND,
        .lost = LOST,
        .sources = "Microsoft 4.4.1, 4.4.7; RFC 3463, X.4.1"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                SEND_AGAIN_OR_ASK("4", "a few hours"),
                FINAL("{if big}Leave the attachments out this time.{/if}"),
                OTHER_WAY,
                AT_MOST_DAILY,
                WHILE_DELAYED),
            .again = BOTH_PROVIDERS,
            .ask = EVIDENCE(NAMED("Please find out why the connection between {my_provider}'s and {their_provider}'s "
                                  "servers breaks off.",
                                  "Please find out why the connection between the two servers breaks off.")),
            .reassure = "",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Look in the log at which command it broke off: at STARTTLS it is the encryption (4.4.2 SocketError, "
                 "4.4.318), at the end of DATA a filter or the size."),
            NOTE("Lower the size of packets (MTU) on trial if only large mail breaks off."),
            ANALYZER),
        .cause = BOUNCE_CAUSE_CONNECTION_DROPPED,
        .wait = 4 * HOUR,
        .id = "connection_dropped",
        .headline = "The connection to {their_provider} broke off.",
        .plain = "The connection to the other mail server broke off.",
        .happened = "The servers were talking when the connection to {their_provider} was cut. A filter, an overload or "
                    "the size of the mail can be the reason." GROUND,
        .lost = LOST,
        .sources = "Microsoft 4.4.2, 4.4.318; RFC 3463, X.4.2"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                DID_YOU_MEAN,
                OTHERWISE(FINAL("Check the spelling after the @.")),
                SEND_AGAIN("6", "six hours"),
                URGENT,
                WHILE_DELAYED),
            .again = FINAL("If it goes on for a day, tell the person: the settings behind their address need repair. The text "
                           "below helps whoever looks after it."),
            .ask = EVIDENCE("Please check the DNS records of this domain, its name servers and its MX."),
            .reassure = "",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Ask several resolvers for the MX{if rcpt_domain} of {rcpt_domain}{/if}. SERVFAIL everywhere means broken "
                 "DNSSEC or dead name servers there, InfoNoRecords that it has neither MX nor address."),
            NOTE("Check your own resolver if it alone fails."),
            REGISTRAR),
        .cause = BOUNCE_CAUSE_DNS_FAILURE,
        .wait = 6 * HOUR,
        .id = "dns_failure",
        .headline = "{rcpt_domain} could not be looked up.",
        .plain = "The part after the @ could not be looked up.",
        .happened = "{my_provider} asked the Internet's directory where mail for "
                    "{if rcpt_domain}{rcpt_domain}{/if}{if not rcpt_domain}this address{/if} goes, and got no "
                    "usable answer." GROUND,
        .lost = LOST,
        .sources = "Microsoft 5.4.312; RFC 3463, X.4.3"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Tell the person, by phone or text: their provider must repair it, and the text below says what."),
                SEND_AGAIN("24", "a day"),
                WHILE_DELAYED),
            .again = THEIR_PROVIDER,
            .ask = EVIDENCE("Please check the certificate and the encryption settings of this mail server."),
            .reassure = NOT_YOU,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Check the certificate that their MX shows: its last day, its name, and the one in the middle of its chain "
                 "(UntrustedRoot)."),
            NOTE("Compare it with their MTA-STS policy and their TLSA records (4.4.317, 5.7.321 to 5.7.325)."),
            NOTE("Offer TLS 1.2 and later on your side.")),
        .cause = BOUNCE_CAUSE_TLS_PROBLEM,
        .wait = 24 * HOUR,
        .id = "tls_problem",
        .headline = "The servers found no secure way to talk.",
        .plain = "The servers found no secure way to talk.",
        .happened = "{my_provider} and {their_provider} could not agree on a secure connection. Mostly something "
                    "on the other side has run out, or does not fit." GROUND,
        .lost = LOST,
        .sources = "Microsoft 4.4.317, 5.7.321 to 5.7.325; RFC 8461; RFC 7672"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Tell the person, by phone or text, that mail to them runs in circles."),
                FINAL("Switch your own forwarding off first if {if rcpt}{rcpt}{/if}{if not rcpt}this{/if} is an address of "
                      "yours."),
                FINAL("Send it once more when they say that it is mended."),
                WHILE_DELAYED),
            .again = THEIR_PROVIDER,
            .ask = EVIDENCE("Please check the forwardings of this address: mail to it runs in a loop."),
            .reassure = NOT_YOU,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Follow the Received lines of the returned mail: two hosts that take turns make the loop (5.4.6, 5.4.14)."),
            NOTE("Check accepted domains and connectors: a domain relayed within, whose MX leads back to you, runs in circles.")),
        .cause = BOUNCE_CAUSE_MAIL_LOOP,
        .id = "mail_loop",
        .headline = "Your mail to {rcpt} ran in circles.",
        .plain = "Your mail ran in circles.",
        .happened = "Somewhere on the way two servers kept passing your mail to each other until one of them stopped it. "
                    "Usually two forwardings point at each other.",
        .lost = LOST,
        .sources = "RFC 3463, X.4.6; Microsoft 5.4.6, 5.4.14"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                DID_YOU_MEAN,
                OTHERWISE(FINAL("Check the part after the @{if rcpt_domain}: is {rcpt_domain} spelled right?{/if}"
                                "{if not rcpt_domain}.{/if}")),
                SEND_AGAIN_OR_ASK("4", "a few hours"),
                OTHER_WAY,
                AT_MOST_DAILY,
                WHILE_DELAYED),
            .again = BOTH_PROVIDERS,
            .ask = EVIDENCE(NAMED("The notice names no reason. Please look up what {their_provider}'s servers answered, "
                                  "and what keeps {my_provider}'s servers from handing this mail over.",
                                  "The notice names no reason. Please look up what the receiving server answered, and "
                                  "what keeps this mail from being handed over.")),
            .reassure = "{if worked}" FINAL("Mail to {rcpt} got through on {worked}, so the address is most likely right.") "{/if}",
            .keep = KEEP),
        POSTMASTER(
            NOTE("Look for the last answer in the whole report (“Last error”, “returned”) and in your log: 4.4.7 says no more "
                 "than that the time was up."),
            NOTE("Check your own domain: its MX is right, its SPF record names all your servers, and the registrar has been "
                 "paid."),
            ANALYZER,
            PATIENCE),
        .cause = BOUNCE_CAUSE_EXPIRED_UNKNOWN,
        .wait = 4 * HOUR,
        .id = "expired_unknown",
        .headline = FINAL("{my_provider} gave up; the notice does not say why.")
                    DELAYED("{my_provider} still tries to deliver to {rcpt}."),
        .plain = "It was tried for too long; the notice does not say why.",
        .happened = FINAL("{my_provider} kept trying{if window} for {window}{/if} to hand your mail over to "
                          "{their_provider}, then gave up. The notice does not say what stood in the way: most often the "
                          "other server is away for a while, or puts every try off.")
                    DELAYED("{my_provider} could not hand your mail over to {their_provider} yet, and the notice does "
                            "not say why.") GROUND,
        .lost = LOST,
        .sources = "RFC 3463, X.4.7; Microsoft 4.4.7"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                SEND_AGAIN_OR_ASK("4", "a few hours"),
                URGENT,
                AT_MOST_DAILY,
                WHILE_DELAYED),
            .again = "{if lasting}" BOTH_PROVIDERS "{/if}{if not lasting}" THEIR_PROVIDER "{/if}",
            .ask = EVIDENCE("Please check why the receiving server puts this mail off."),
            .reassure = NOT_YOU,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Open fewer connections to that side: 421, 450, 451 and 452 with 4.3 in them ask for patience."),
            PATIENCE),
        .cause = BOUNCE_CAUSE_SERVER_BUSY,
        .wait = 4 * HOUR,
        .id = "server_busy",
        .headline = "{their_provider} is busy or under repair.",
        .plain = "The other mail server is busy or under repair.",
        .happened = "{their_provider}'s mail server said that it cannot take mail for the moment. That passes." GROUND,
        .lost = LOST,
        .sources = "RFC 3463, X.3.2"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                SEND_AGAIN("24", "a day"),
                URGENT,
                WHILE_DELAYED),
            .again = YOUR_PROVIDER,
            .ask = EVIDENCE("Please check what the two servers disagreed on."),
            .reassure = NOT_YOU,
            .keep = KEEP),
        POSTMASTER(
            NOTE("Read which command was refused: 5.5 is about commands and the greeting, 5.3.5 about the server's own "
                 "set-up; some refuse IPv6 without saying so."),
            NOTE("Let your server greet with its full name, one that can be looked up.")),
        .cause = BOUNCE_CAUSE_SERVER_MISCONFIGURED,
        .wait = 24 * HOUR,
        .id = "server_misconfigured",
        .headline = "A mail server on the way is set up wrongly.",
        .plain = "A mail server on the way is set up wrongly.",
        .happened = "Two mail servers did not understand each other. You cannot repair that yourself." GROUND,
        .lost = LOST,
        .sources = "RFC 3463, X.3.5 and X.5"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Ask the person, by phone or text, whether your mail arrived before you send it a second time."),
                FINAL("Tell them that their forwarding is broken."),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = NOT_YOU,
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Rewrite the envelope sender (SRS) or seal the mail (ARC) if the server that forwards is yours: SPF and DMARC "
                 "break on such a way (5.7.367)."),
            NOTE("Correct or remove the forwarding if its target is gone.")),
        .cause = BOUNCE_CAUSE_FORWARD_FAILED,
        .id = "forward_failed",
        .headline = "A forwarding to {rcpt} failed.",
        .plain = "A forwarding on the other side failed.",
        .happened = "{if forwarded}You wrote to {orig_rcpt}, which sends a copy on to {rcpt}, and that copy failed.{/if}"
                    "{if not forwarded}The address you wrote to sends a copy on to another one, and that copy failed.{/if}"
                    " Your mail may well have reached the first mailbox.",
        .lost = MAYBE_LOST,
        .sources = "Microsoft 5.7.367; RFC 3461, 5.2.7"),
    CAUSE(
        SENDER(
            .steps = IDIOM_STEPS(
                FINAL("Wait for an answer, as usual."),
                FINAL("Ask the person, by phone or text, whether your mail arrived if none comes."),
                FINAL("Check the forwarding of that mailbox if it is one of yours: your own forwarding was stopped then."),
                WHILE_DELAYED),
            .again = "",
            .ask = "",
            .reassure = NOT_YOU,
            .keep = ""),
        OWN_POSTMASTER(
            NOTE("Allow forwarding to the outside for that mailbox, in the outbound spam policy, if it is meant (5.7.520, "
                 "AS(7555))."),
            NOTE("Look for a hidden inbox rule: who has broken in forwards mail to himself.")),
        .cause = BOUNCE_CAUSE_FORWARDING_BLOCKED,
        .id = "forwarding_blocked",
        .headline = "An automatic forwarding was stopped.",
        .plain = "An automatic forwarding was stopped.",
        .happened = "Mail to {if forwarded}{orig_rcpt}{/if}{if not forwarded}this address{/if} is passed on by itself to "
                    "an outside address, and a rule does not allow that. Your mail may have reached the first mailbox.",
        .lost = MAYBE_LOST,
        .sources = "Microsoft 5.7.520"),
};
// clang-format on

_Static_assert(sizeof advices / sizeof advices[0] == ADVISE_CAUSES,
               "each cause has words of its own");

const struct bounce_advice *
bounce_advise(enum bounce_cause cause, enum bounce_reader reader)
{
    size_t at = (size_t)cause < ADVISE_CAUSES ? (size_t)cause : BOUNCE_CAUSE_UNKNOWN;
    return &advices[at][reader == BOUNCE_FOR_POSTMASTER];
}
