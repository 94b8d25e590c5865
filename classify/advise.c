/* advise: the words for each cause. */
#include "classify/advise.h"

#include <stddef.h>

#define HOUR 3600

#define FINAL(words)   "{if final}" words "{/if}"
#define DELAYED(words) "{if delayed}" words "{/if}"

// clang-format off

/* When it is over, in the steps of a cause; hours as in "4", span as in "a few hours". */
#define SEND_AGAIN(hours, span)                                                          \
    FINAL("{if past " hours "}Send it once more now: enough time has passed.{/if}"       \
          "{if not past " hours "}Wait " span ", then send it once more"                 \
          "{if again_at " hours "} (from {again_at " hours "}){/if}.{/if}")

/* Ends every list of steps: all there is to do while a server keeps trying. */
#define WHILE_DELAYED                                                                    \
    DELAYED("Wait{if retry_until} until {retry_until}{/if}: {my_provider} goes on "      \
            "trying by itself."),                                                        \
    DELAYED("Phone or text the person if it is urgent."),                                \
    NULL

#define LOST                                                                             \
    FINAL("No server keeps it any longer. Your own copy should be in your Sent folder: " \
          "look there before you delete this notice.")                                   \
    DELAYED("It is not lost: {my_provider} still has it. Sent a second time, it could "  \
            "arrive twice.")

#define MAYBE_LOST                                                                       \
    FINAL("It may have arrived all the same: only a copy that was passed on failed.")    \
    DELAYED("It is not lost: the copy that is passed on is still being tried.")

#define NOT_YOU "Nothing points to a mistake of yours."

#define OTHER_WAY                                                                        \
    FINAL("Phone or text the person if it is urgent. Mail from an account at another "   \
          "provider may also get through.")

#define GLANCE                                                                           \
    FINAL("Glance at the part after the @ before you send: is {rcpt_domain} spelled right?")

/* People look for "support" and meet swindlers: say once where the right door is. */
#define HELP_PAGE                                                                        \
    " Find its help on its own web page, never through a phone number from a search."

#define HELPERS                                                                          \
    " Find their help on their own web pages, never through a phone number from a search."

#define BOTH_PROVIDERS                                                                   \
    FINAL("If it still fails on another day, both providers must look. Give yours the "  \
          "text below, and ask the person to give it to theirs." HELPERS)

#define YOUR_PROVIDER                                                                    \
    FINAL("If it fails again, give your provider the text below." HELP_PAGE)

#define THEIR_PROVIDER                                                                   \
    FINAL("If it fails again, ask the person to give their provider the text below.")

/* What a help desk needs, and then the question. */
#define EVIDENCE(question)                                                               \
    FINAL("Mail{if my_address} from {my_address}{/if}{if rcpt} to {rcpt}{/if} comes "    \
          "back{if diagnostic} with: “{diagnostic}”{/if}\n"                              \
          "{if nested}The last answer on the way was: “{said}”{/if}\n"                   \
          "{if remote_host}The last server tried: {remote_host}"                         \
          "{if remote_ip} [{remote_ip}]{/if}{/if}\n"                                     \
          "{if reporter}Reported by {reporter}"                                          \
          "{if reported_utc}, {reported_utc}{/if}{/if}\n"                                \
          "Message-ID: {message_id}\n" question)

/* For that question: the providers by name, or in general. */
#define NAMED(named, general) "{if named}" named "{/if}{if not named}" general "{/if}"

#define STEPS (const char *const[])

/* In the order of enum bounce_cause. */
static const struct bounce_advice advices[] = {
    {
        .cause = BOUNCE_CAUSE_UNKNOWN,
        .wait = 4 * HOUR,
        .id = "unknown",
        .headline = FINAL("Your mail to {rcpt} was not delivered.")
                    DELAYED("Your mail to {rcpt} is delayed."),
        .plain = "There is trouble with a mail of yours.",
        .happened = FINAL("Your mail{if rcpt} to {rcpt}{/if} was not delivered, and the notice gives no "
                          "reason that this program knows.{if said} The server's own words were: “{said}”{/if}")
                    DELAYED("Your mail{if rcpt} to {rcpt}{/if} has not been delivered yet, and the notice "
                            "does not say clearly why."),
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Check the address letter by letter{if rcpt}: {rcpt}{/if}."),
            SEND_AGAIN("4", "a few hours"),
            FINAL("Phone or text the person if it is urgent."),
            WHILE_DELAYED,
        },
        .again = YOUR_PROVIDER,
        .ask = EVIDENCE("Please tell me what this answer means, and what has to change so that my mail arrives."),
    },
    {
        .cause = BOUNCE_CAUSE_NO_SUCH_USER,
        .id = "no_such_user",
        .headline = "{their_provider} says it does not know {rcpt}.",
        .plain = "Their mail server says it does not know this address.",
        .happened = "{their_provider}'s mail server answered that it does not know "
                    "{if rcpt}{rcpt}{/if}{if not rcpt}this address{/if}. "
                    "Most often a letter is wrong, or the person has given the address up.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("{if forwarded}Tell the person that their forwarding is broken: you wrote to {orig_rcpt}, "
                  "and it was passed on to {rcpt}, which does not exist.{/if}"),
            FINAL("Read the address letter by letter, before and after the @. If you find a slip, correct it "
                  "and send your mail again."),
            FINAL("Ask the person, by phone or text, for the right address if you see no slip."),
            FINAL("Try once more tomorrow if mail to this address worked until a few days ago. Their "
                  "provider may have a passing trouble."),
            FINAL("Keep the address in your address book until the person tells you that it is gone."),
            WHILE_DELAYED,
        },
        .again = FINAL("If the person is sure that the address is right, ask them to give their "
                       "provider the text below."),
        .ask = EVIDENCE("Your customer says that this address is right. Please check why your server does "
                        "not know it."),
    },
    {
        .cause = BOUNCE_CAUSE_NO_SUCH_DOMAIN,
        .id = "no_such_domain",
        .headline = "{rcpt_domain} does not exist, or takes no mail.",
        .plain = "The part after the @ does not exist, or takes no mail.",
        .happened = "No mail server could be found for the part after the @{if rcpt_domain} "
                    "({rcpt_domain}){/if}. Usually it is a slip of the keyboard; sometimes the owner has "
                    "let the name run out.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Check the spelling after the @. If you find a slip, correct it and send your mail again."),
            FINAL("Ask the person, by phone or text, whether the address is still in use if it is spelled right."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL,
        .id = "domain_takes_no_mail",
        .headline = "{rcpt_domain} says that it takes no mail at all.",
        .plain = "The part after the @ takes no mail at all.",
        .happened = "The owner of {rcpt_domain} has announced that no address there receives mail. Either the "
                    "part after the @ is not quite right, or the person uses another address.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Check the spelling after the @."),
            FINAL("Ask the person for another address."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX,
        .id = "bad_address_syntax",
        .headline = "The address {rcpt} is not written as one.",
        .plain = "The address is not written as an address should be.",
        .happened = "A blank, a comma, a quotation mark or a missing dot makes the address unusable, so no "
                    "server knows where to take your mail.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Type the address anew: one @, no blanks, no full stop at the end. Then send your mail again."),
            FINAL("Correct the entry in your address book, too."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_MOVED,
        .id = "moved",
        .headline = "The owner of {rcpt} has moved on.",
        .plain = "The owner of this address has moved on.",
        .happened = "The address did exist, but its owner has left it or it now belongs to somebody else.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Ask the person, by phone or text, for the new address."),
            FINAL("Ask even if the notice names a new address, and before you send anything private there."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_MAILBOX_DISABLED,
        .wait = 24 * HOUR,
        .id = "mailbox_disabled",
        .headline = "The mailbox {rcpt} is switched off.",
        .plain = "The other mailbox is switched off.",
        .happened = "The address exists, but {their_provider} has closed or locked the mailbox. That often "
                    "happens when nobody has opened it for months.",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            FINAL("Tell the person, by phone or text, that their mailbox takes no mail."),
            FINAL("Ask them to sign in once on their provider's web page: that wakes up many mailboxes. "
                  "Then send your mail again."),
            FINAL("Ask for another address if that does not help."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_MAILBOX_FULL,
        .wait = 24 * HOUR,
        .id = "mailbox_full",
        .headline = "The mailbox {rcpt} is full.",
        .plain = "The other mailbox is full.",
        .happened = "There is no room left for new mail in the mailbox{if rcpt} of {rcpt}{/if}. Until its "
                    "owner makes room, everybody's mail comes back.{if google} At Google, photos and files take up the "
                    "same room.{/if}",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            FINAL("Tell the person, by phone or text, that their mailbox is full."),
            FINAL("Wait until they say that there is room, then send your mail once more."),
            FINAL("{if big}Leave large attachments out: a small mail may fit sooner.{/if}"),
            WHILE_DELAYED,
        },
        .again = FINAL("If it stays full for two weeks, the mailbox is probably no longer used: ask for another address."),
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_RESTRICTED_RECIPIENT,
        .id = "restricted_recipient",
        .headline = "{rcpt} takes mail from chosen senders only.",
        .plain = "This address takes mail from chosen senders only.",
        .happened = "This address accepts mail only from senders its owner or group has chosen. That may be "
                    "on purpose.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Write from the address you joined with if this is a group you belong to."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED,
        .wait = 2 * HOUR,
        .id = "recipient_rate_limited",
        .headline = "{rcpt} gets too much mail at the moment.",
        .plain = "The other mailbox gets too much mail at the moment.",
        .happened = "{their_provider} limits how much mail one mailbox may get in an hour, and this one has "
                    "reached the limit.",
        .lost = LOST,
        .reassure = "It passes by itself.",
        .steps = STEPS{
            SEND_AGAIN("2", "two hours"),
            FINAL("Phone or text the person if it is urgent."),
            WHILE_DELAYED,
        },
        .again = THEIR_PROVIDER,
        .ask = EVIDENCE("Please check why this mailbox gets so much mail."),
    },
    {
        .cause = BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR,
        .wait = 24 * HOUR,
        .id = "recipient_system_error",
        .headline = "Something is broken at the mailbox {rcpt}.",
        .plain = "Something is broken at the other mailbox.",
        .happened = "{their_provider} knows the address but could not put your mail into the mailbox.",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            FINAL("Tell the person, by phone or text, that their mailbox could not take your mail."),
            SEND_AGAIN("24", "a day"),
            WHILE_DELAYED,
        },
        .again = THEIR_PROVIDER,
        .ask = EVIDENCE("Please check the mailbox and its rules: your server could not store this mail."),
    },
    {
        .cause = BOUNCE_CAUSE_MESSAGE_TOO_LARGE,
        .id = "message_too_large",
        .headline = "Your mail to {rcpt} is too large.",
        .plain = "Your mail is too large.",
        .happened = "With its attachments your mail is larger than a server on the way accepts. "
                    "Attachments grow by about a third while they travel.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Put the files into your cloud folder and share them with this person only. Then send a "
                  "short mail that says so."),
            FINAL("Send smaller pictures, or one file a mail, if you have no cloud folder."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_CONTENT_SPAM,
        .id = "content_spam",
        .headline = "{their_provider} took your mail for spam.",
        .plain = "The other side took your mail for spam.",
        .happened = "A filter on the other side took your mail{if subject} “{subject}”{/if} for spam. It may "
                    "dislike some words, a link, an attachment, or the server your mail came through. It is often a "
                    "false alarm.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Make sure that you wrote this mail yourself. If not, change your password today."),
            FINAL("Ask the person, by phone or text, to write to you first, and to add you to their contacts: "
                  "that may help."),
            FINAL("Answer their mail in a few plain words, without links, pictures and attachments."),
            FINAL("Let the same mail rest: repeating it makes filters more suspicious."),
            WHILE_DELAYED,
        },
        .again = FINAL("If a short plain mail comes back, too, give the text below to your provider, and ask the "
                       "person to give it to theirs." HELPERS),
        .ask = EVIDENCE("This is an ordinary personal mail. Please check why it is taken for spam."),
    },
    {
        .cause = BOUNCE_CAUSE_BLOCKED_ATTACHMENT,
        .id = "blocked_attachment",
        .headline = "{if virus}A virus filter stopped your mail to {rcpt}.{/if}"
                    "{if not virus}Your attachment was not let through.{/if}",
        .plain = "Your attachment was not let through.",
        .happened = "{if virus}A server on the way says that something in your mail is harmful.{/if}"
                    "{if not virus}A server on the way does not let this kind of file through.{/if}",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("{if virus}Keep the file to yourself, by any way, until a virus scan finds it clean.{/if}"),
            FINAL("{if not virus}Share it from your cloud folder with this person only.{/if}"),
            FINAL("Change your password if you did not attach anything yourself."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_MALFORMED_MESSAGE,
        .id = "malformed_message",
        .headline = "Your mail program wrote a mail that was not understood.",
        .plain = "Your mail program wrote a mail that was not understood.",
        .happened = "Your mail program put this mail together in a way that {their_provider}'s server refuses. "
                    "It is not about your words.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Write the mail anew on your provider's web page, without pasting the old one, and send it from there."),
            FINAL("Update your mail program."),
            WHILE_DELAYED,
        },
        .again = YOUR_PROVIDER,
        .ask = EVIDENCE("It was written on your web page. Please check why it is refused as malformed."),
    },
    {
        .cause = BOUNCE_CAUSE_TOO_MANY_RECIPIENTS,
        .id = "too_many_recipients",
        .headline = "Too many people are addressed in one mail.",
        .plain = "Too many people are addressed in one mail.",
        .happened = "Mail servers limit how many people one mail may go to, and yours goes to more.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Send it in smaller groups, for example to 20 people at a time."),
            FINAL("Leave out everybody who has it already."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_NEEDS_UTF8,
        .id = "needs_utf8",
        .headline = "{their_provider} cannot read letters in this address.",
        .plain = "A server cannot read some letters in this address.",
        .happened = "The address has letters beyond a to z, such as ü or é, and a server on the way is too old "
                    "for them.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Ask the person for an address in plain letters; most people have one. Send your mail there."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_AUTH_FAILED,
        .id = "auth_failed",
        .headline = "They could not check that this mail is from you.",
        .plain = "They could not check that this mail is from you.",
        .happened = "{their_provider} checks whether a mail really comes from the address it names. Yours did "
                    "not pass: it came through a server that {if my_domain}{my_domain}{/if}"
                    "{if not my_domain}the domain of your address{/if} does not vouch for.",
        .lost = LOST,
        .reassure = "It does not mean that somebody is in your account.",
        .steps = STEPS{
            FINAL("Look at the address in “From”: is it the one of the account you send with?"),
            FINAL("Send it from that account's own web page. If it arrives, only your mail program needs its "
                  "outgoing server corrected."),
            FINAL("Write to the person directly if this was an answer through a mailing list or a forwarding."),
            FINAL("Give the text below to whoever runs your domain if the part after the @ in your own address is "
                  "your company's or yours."),
            WHILE_DELAYED,
        },
        .again = FINAL("If it fails from the web page, too, give your provider the text below." HELP_PAGE),
        .ask = EVIDENCE("Please check SPF, DKIM and DMARC{if my_domain} of {my_domain}{/if} for the server "
                        "this mail left from."),
    },
    {
        .cause = BOUNCE_CAUSE_SENDER_ADDRESS_BAD,
        .id = "sender_address_bad",
        .headline = "Your own address was not accepted as the sender.",
        .plain = "Your own address was not accepted as the sender.",
        .happened = "{their_provider}'s server looked up your own address{if my_address} "
                    "({my_address}){/if} and found nothing it can answer to.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Check how your own address is spelled in the settings of your mail program."),
            FINAL("Ask whoever looks after the part after the @ whether it is still paid for if it is your own."),
            WHILE_DELAYED,
        },
        .again = YOUR_PROVIDER,
        .ask = EVIDENCE("My address is right. Please check the DNS records of its domain."),
    },
    {
        .cause = BOUNCE_CAUSE_RDNS_MISSING,
        .wait = 24 * HOUR,
        .id = "rdns_missing",
        .headline = "Your provider's server lacks a proper name.",
        .plain = "Your provider's server lacks a proper name.",
        .happened = "{their_provider} takes mail only from servers whose name and number fit together. For the "
                    "server that carried your mail they do not.",
        .lost = LOST,
        .reassure = NOT_YOU " Only whoever runs that server can mend it.",
        .steps = STEPS{
            FINAL("Give the text below to your own provider." HELP_PAGE),
            FINAL("Use the phone, or an account at another provider, if it is urgent."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = EVIDENCE("Please give the server that sent this mail a reverse DNS name that leads back to it."),
    },
    {
        .cause = BOUNCE_CAUSE_FROM_NOT_ALLOWED,
        .id = "from_not_allowed",
        .headline = "Your account may not send as the address in “From”.",
        .plain = "Your account may not send as the address in “From”.",
        .happened = "The address in “From”{if my_address} ({my_address}){/if} is not one of the account you "
                    "signed in with.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Choose the sender that belongs to the account in your mail program, and send it again."),
            FINAL("Add the address to your account on your provider's web page first if it is yours, too."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_IP_BLOCKLISTED,
        .wait = 24 * HOUR,
        .id = "ip_blocklisted",
        .headline = "A public list warns of your provider's server.",
        .plain = "A public list warns of your provider's server.",
        .happened = "A public list advises mail servers not to take mail from the server that carried yours, and "
                    "{their_provider} follows it. Many people share that server.",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            FINAL("Give the text below to your own provider: only they can have the server taken off the list."),
            FINAL("Ask the person to tell {their_provider}, too: they can let your mail in."),
            FINAL("Use the phone, or an account at another provider, if it is urgent."),
            SEND_AGAIN("24", "a day"),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = EVIDENCE("Please have the sending server taken off the list that this answer names."),
    },
    {
        .cause = BOUNCE_CAUSE_PROVIDER_BLOCK,
        .wait = 24 * HOUR,
        .id = "provider_block",
        .headline = "{their_provider} refuses mail from {my_provider}.",
        .plain = "Their provider refuses mail from your provider's server.",
        .happened = "{their_provider} turned your mail away because of the server that brought it. That server "
                    "carries the mail of many people, and {their_provider} does not trust it at the moment.",
        .lost = LOST,
        .reassure = "It is not about you or what you wrote.",
        .steps = STEPS{
            FINAL("Ask the person, by phone or text, to complain to {their_provider}: their own customer counts most."),
            FINAL("Give the text below to your own provider, too."),
            FINAL("Use the phone, or an account at another provider, if it is urgent."),
            SEND_AGAIN("24", "a day"),
            WHILE_DELAYED,
        },
        .again = FINAL("If it still fails in two days, remind both providers. Your mail gets through only when "
                       "they agree." HELPERS),
        .ask = EVIDENCE(NAMED("Please settle with each other why {their_provider} refuses {my_provider}'s servers, "
                              "and let this mail through.",
                              "Please settle with each other why the sending server is refused, and let this mail "
                              "through.")),
    },
    {
        .cause = BOUNCE_CAUSE_DIRECT_FROM_HOME_IP,
        .id = "direct_from_home_ip",
        .headline = "Your mail came straight from a home line.",
        .plain = "Your mail came straight from a home line.",
        .happened = "Your program or device tried to hand the mail over by itself, from your Internet line. Most "
                    "providers take mail only from a provider's mail server.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Set the outgoing server of your mail provider in the program, scanner or storage box that sent "
                  "it, with your sign-in."),
            FINAL("{if ms_consumer}Choose the Microsoft sign-in there, since Outlook.com no longer takes a password from "
                  "mail programs. Older scanners cannot send through it.{/if}"),
            FINAL("Scan your devices for malware if you run nothing that sends mail."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_SENDER_RATE_LIMITED,
        .wait = 4 * HOUR,
        .id = "sender_rate_limited",
        .headline = "{their_provider} is slowing {my_provider} down.",
        .plain = "Their provider is slowing your provider down.",
        .happened = "More mail than usual came from the server that carried yours, so {their_provider} takes it "
                    "slowly. Such a brake loosens by itself.",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            SEND_AGAIN("4", "a few hours"),
            OTHER_WAY,
            WHILE_DELAYED,
        },
        .again = YOUR_PROVIDER,
        .ask = EVIDENCE("Please check why the receiving side limits your servers."),
    },
    {
        .cause = BOUNCE_CAUSE_GREYLISTED,
        .wait = 1 * HOUR,
        .id = "greylisted",
        .headline = FINAL("{their_provider} kept {my_provider} waiting at the door.")
                    DELAYED("{their_provider} lets {my_provider} wait at the door."),
        .plain = "Their server lets unknown senders wait at the door.",
        .happened = "{their_provider} lets a sender it does not know wait at the door, as a simple defence "
                    "against spam."
                    FINAL(" This time the door did not open before {my_provider} gave up.")
                    DELAYED(" Proper servers come back after some minutes, and then it opens."),
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            SEND_AGAIN("1", "an hour"),
            FINAL("Phone or text the person if it is urgent."),
            WHILE_DELAYED,
        },
        .again = THEIR_PROVIDER,
        .ask = EVIDENCE("Please check why your server never let this mail in, although it was tried again and again."),
    },
    {
        .cause = BOUNCE_CAUSE_ACCOUNT_BLOCKED,
        .wait = 24 * HOUR,
        .id = "account_blocked",
        .headline = "Your provider has stopped your account from sending.",
        .plain = "Your provider has stopped your account from sending.",
        .happened = "{my_provider} saw unusual mail from your account and stopped it from sending. Somebody else may be "
                    "using it.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Open your provider's page on a device you trust, and type its address yourself."),
            FINAL("Change the password there, and sign out everywhere."),
            FINAL("Check the recovery phone and address, the forwarding rules and the connected apps, and remove "
                  "what is not yours."),
            FINAL("Switch on two-step sign-in."),
            FINAL("Scan your devices, then ask your provider, with the text below, to let you send again."),
            FINAL("Sign in here once more after that: this program needs the new password, too."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = EVIDENCE("I have changed the password and removed what was not mine. Please let my account send again."),
    },
    {
        .cause = BOUNCE_CAUSE_ACCOUNT_LIMIT,
        .wait = 24 * HOUR,
        .id = "account_limit",
        .headline = "You have sent as much as your account may for now.",
        .plain = "You have sent as much as your account may for now.",
        .happened = "{my_provider} limits how many mails an account may send in a day. New accounts have a "
                    "low limit.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Think back: did you write to many people today? If not, change your password."),
            SEND_AGAIN("24", "a day"),
            FINAL("Write to fewer people at once; a club is better served by a mailing list."),
            WHILE_DELAYED,
        },
        .again = YOUR_PROVIDER,
        .ask = EVIDENCE("I have not sent that much. Please check the limit of my account."),
    },
    {
        .cause = BOUNCE_CAUSE_SUBMISSION_AUTH,
        .id = "submission_auth",
        .headline = "Your mail program could not sign in to send.",
        .plain = "Your mail program could not sign in to send.",
        .happened = "The outgoing server wants to know who you are, and your mail program did not tell it in a way "
                    "it accepts.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("{if ms_consumer}Choose the Microsoft sign-in in your mail program, or send from Outlook.com's web page. "
                  "Outlook.com no longer takes a password from mail programs, and older scanners cannot send "
                  "through it.{/if}"),
            FINAL("{if not ms_consumer}Check user name and password of the outgoing server in your mail program.{/if}"),
            FINAL("{if not ms_consumer}Use the sign-in window or the app password of your provider if you have "
                  "two-step sign-in.{/if}"),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_RELAY_DENIED,
        .wait = 24 * HOUR,
        .id = "relay_denied",
        .headline = "A server says that {rcpt} is not its job.",
        .plain = "A server says that this address is not its job.",
        .happened = "The server that was asked says that it does not take mail for "
                    "{if rcpt_domain}{rcpt_domain}{/if}{if not rcpt_domain}this address{/if}. Either the domain "
                    "points to the wrong server, or your mail program uses an outgoing server that is not yours.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Check the spelling after the @."),
            FINAL("Check that your mail program signs in to the outgoing server."),
            FINAL("Tell the person if both are right: the settings of their domain need repair."),
            SEND_AGAIN("24", "a day"),
            WHILE_DELAYED,
        },
        .again = THEIR_PROVIDER,
        .ask = EVIDENCE("Please check where mail for{if rcpt_domain} {rcpt_domain}{/if}{if not rcpt_domain} this "
                        "domain{/if} is sent to: that server refuses it."),
    },
    {
        .cause = BOUNCE_CAUSE_POLICY_REJECTED,
        .wait = 24 * HOUR,
        .id = "policy_rejected",
        .headline = "{their_provider} refused your mail by a rule of its own.",
        .plain = "The other side refused your mail by a rule of its own.",
        .happened = "{their_provider} refused your mail and does not say which rule it broke.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Use the phone or a text if it is urgent."),
            FINAL("{if past 24}Try a short plain mail without links and attachments.{/if}"
                  "{if not past 24}Try a short plain mail without links and attachments tomorrow"
                  "{if again_at 24} (from {again_at 24}){/if}.{/if}"),
            FINAL("Ask the person to give the text below to {their_provider}: only they can see the rule."),
            WHILE_DELAYED,
        },
        .again = YOUR_PROVIDER,
        .ask = EVIDENCE("Please tell us which rule refuses this mail, and what must change."),
    },
    {
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
                            "every connection so far. Your mail is waiting."),
        .lost = LOST,
        .reassure = NOT_YOU " The other server never got as far as looking at the address.",
        .steps = STEPS{
            SEND_AGAIN("4", "a few hours"),
            GLANCE,
            OTHER_WAY,
            WHILE_DELAYED,
        },
        .again = BOTH_PROVIDERS,
        .ask = EVIDENCE(NAMED("Please find out why {my_provider}'s servers cannot connect to {their_provider}'s: are "
                              "they refused or limited there{if ms_consumer} (addresses 40.92.0.0/14){/if}?",
                              "Please find out why the sending servers cannot connect to the receiving ones: are "
                              "they refused or limited there?")),
    },
    {
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
                            "answer so far. Your mail is waiting."),
        .lost = LOST,
        .reassure = NOT_YOU " The other server never got as far as looking at the address.",
        .steps = STEPS{
            SEND_AGAIN("4", "a few hours"),
            GLANCE,
            OTHER_WAY,
            FINAL("Tell the person that their provider's server did not answer: they cannot see it themselves."),
            WHILE_DELAYED,
        },
        .again = BOTH_PROVIDERS,
        .ask = EVIDENCE(NAMED("Please find out why {my_provider}'s servers get no answer from {their_provider}'s.",
                              "Please find out why the sending servers get no answer from the receiving ones.")),
    },
    {
        .cause = BOUNCE_CAUSE_CONNECTION_DROPPED,
        .wait = 4 * HOUR,
        .id = "connection_dropped",
        .headline = "The connection to {their_provider} broke off.",
        .plain = "The connection to the other mail server broke off.",
        .happened = "The servers were talking when the connection to {their_provider} was cut. A filter, an overload or "
                    "the size of the mail can be the reason.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            SEND_AGAIN("4", "a few hours"),
            FINAL("{if big}Leave the attachments out this time.{/if}"),
            OTHER_WAY,
            WHILE_DELAYED,
        },
        .again = BOTH_PROVIDERS,
        .ask = EVIDENCE(NAMED("Please find out why the connection between {my_provider}'s and {their_provider}'s "
                              "servers breaks off.",
                              "Please find out why the connection between the two servers breaks off.")),
    },
    {
        .cause = BOUNCE_CAUSE_DNS_FAILURE,
        .wait = 6 * HOUR,
        .id = "dns_failure",
        .headline = "{rcpt_domain} could not be looked up.",
        .plain = "The part after the @ could not be looked up.",
        .happened = "{my_provider} asked the Internet's directory where mail for "
                    "{if rcpt_domain}{rcpt_domain}{/if}{if not rcpt_domain}this address{/if} goes, and got no "
                    "usable answer.",
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Check the spelling after the @."),
            SEND_AGAIN("6", "six hours"),
            FINAL("Phone or text the person if it is urgent."),
            WHILE_DELAYED,
        },
        .again = FINAL("If it goes on for a day, tell the person: the settings of their domain need repair. The text "
                       "below helps whoever looks after it."),
        .ask = EVIDENCE("Please check the DNS records of this domain, its name servers and its MX."),
    },
    {
        .cause = BOUNCE_CAUSE_TLS_PROBLEM,
        .wait = 24 * HOUR,
        .id = "tls_problem",
        .headline = "The servers found no secure way to talk.",
        .plain = "The servers found no secure way to talk.",
        .happened = "{my_provider} and {their_provider} could not agree on a secure connection. Mostly a certificate on "
                    "the other side has run out or does not fit.",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            FINAL("Tell the person, by phone or text: their provider must repair it, and the text below says what."),
            SEND_AGAIN("24", "a day"),
            WHILE_DELAYED,
        },
        .again = THEIR_PROVIDER,
        .ask = EVIDENCE("Please check the certificate and the encryption settings of this mail server."),
    },
    {
        .cause = BOUNCE_CAUSE_MAIL_LOOP,
        .id = "mail_loop",
        .headline = "Your mail to {rcpt} ran in circles.",
        .plain = "Your mail ran in circles.",
        .happened = "Somewhere on the way two servers kept passing your mail to each other until one of them stopped it. "
                    "Usually two forwardings point at each other.",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            FINAL("Tell the person, by phone or text, that mail to them runs in circles."),
            FINAL("Switch your own forwarding off first if {rcpt} is an address of yours."),
            FINAL("Send it once more when they say that it is mended."),
            WHILE_DELAYED,
        },
        .again = THEIR_PROVIDER,
        .ask = EVIDENCE("Please check the forwardings of this address: mail to it runs in a loop."),
    },
    {
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
                            "not say why."),
        .lost = LOST,
        .reassure = "",
        .steps = STEPS{
            FINAL("Check the part after the @{if rcpt_domain}: is {rcpt_domain} spelled right?{/if}"
                  "{if not rcpt_domain}.{/if}"),
            SEND_AGAIN("4", "a few hours"),
            OTHER_WAY,
            WHILE_DELAYED,
        },
        .again = BOTH_PROVIDERS,
        .ask = EVIDENCE(NAMED("The notice names no reason. Please look up what {their_provider}'s servers answered, "
                              "and what keeps {my_provider}'s servers from handing this mail over.",
                              "The notice names no reason. Please look up what the receiving server answered, and "
                              "what keeps this mail from being handed over.")),
    },
    {
        .cause = BOUNCE_CAUSE_SERVER_BUSY,
        .wait = 4 * HOUR,
        .id = "server_busy",
        .headline = "{their_provider} is busy or under repair.",
        .plain = "The other mail server is busy or under repair.",
        .happened = "{their_provider}'s mail server said that it cannot take mail for the moment. That passes.",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            SEND_AGAIN("4", "a few hours"),
            FINAL("Phone or text the person if it is urgent."),
            WHILE_DELAYED,
        },
        .again = THEIR_PROVIDER,
        .ask = EVIDENCE("Please check why your server puts this mail off."),
    },
    {
        .cause = BOUNCE_CAUSE_SERVER_MISCONFIGURED,
        .wait = 24 * HOUR,
        .id = "server_misconfigured",
        .headline = "A mail server on the way is set up wrongly.",
        .plain = "A mail server on the way is set up wrongly.",
        .happened = "Two mail servers did not understand each other. You cannot repair that yourself.",
        .lost = LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            SEND_AGAIN("24", "a day"),
            FINAL("Phone or text the person if it is urgent."),
            WHILE_DELAYED,
        },
        .again = YOUR_PROVIDER,
        .ask = EVIDENCE("Please check what the two servers disagreed on."),
    },
    {
        .cause = BOUNCE_CAUSE_FORWARD_FAILED,
        .id = "forward_failed",
        .headline = "A forwarding to {rcpt} failed.",
        .plain = "A forwarding on the other side failed.",
        .happened = "{if forwarded}You wrote to {orig_rcpt}, which sends a copy on to {rcpt}, and that copy failed.{/if}"
                    "{if not forwarded}The address you wrote to sends a copy on to another one, and that copy failed.{/if}"
                    " Your mail may well have reached the first mailbox.",
        .lost = MAYBE_LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            FINAL("Ask the person, by phone or text, whether your mail arrived before you send it a second time."),
            FINAL("Tell them that their forwarding is broken."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
    {
        .cause = BOUNCE_CAUSE_FORWARDING_BLOCKED,
        .id = "forwarding_blocked",
        .headline = "An automatic forwarding was stopped.",
        .plain = "An automatic forwarding was stopped.",
        .happened = "Mail to {if forwarded}{orig_rcpt}{/if}{if not forwarded}this address{/if} is passed on by itself to "
                    "an outside address, and a rule does not allow that. Your mail may have reached the first mailbox.",
        .lost = MAYBE_LOST,
        .reassure = NOT_YOU,
        .steps = STEPS{
            FINAL("Wait for an answer, as usual."),
            FINAL("Ask the person, by phone or text, whether your mail arrived if none comes."),
            FINAL("Check the forwarding of that mailbox if it is one of yours: your own forwarding was stopped then."),
            WHILE_DELAYED,
        },
        .again = "",
        .ask = "",
    },
};
// clang-format on

_Static_assert(sizeof advices / sizeof advices[0] == ADVISE_CAUSES,
               "each cause has words of its own");

const struct bounce_advice *
bounce_advise(enum bounce_cause cause, enum bounce_reader reader)
{
    /* A postmaster is told the same until there are words for one. */
    (void)reader;
    size_t at = (size_t)cause < ADVISE_CAUSES ? (size_t)cause : BOUNCE_CAUSE_UNKNOWN;
    return &advices[at];
}
