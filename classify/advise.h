/* advise: the words for each cause. The public side is bounce_advise; this is how to write
 * them, and what a translator must keep.
 *
 * A template is plain text with names in braces. A sentence (up to a full stop, question or
 * exclamation mark, or the end of the line) that names a fact the mail does not tell
 * disappears whole; a line of which nothing is left disappears with its line break.
 *
 *     {rcpt}            pat@charter.net, the address that failed
 *     {rcpt_domain}     charter.net
 *     {orig_rcpt}       the address as you wrote it, where the report says so
 *     {their_provider}  Charter; else the domain; else "the other provider": never missing
 *     {my_provider}     Outlook.com; else "your mail provider": never missing
 *     {window}          24 hours: how long it was tried. Measured, else announced, else
 *                       "about 24 hours", what that provider is known to do
 *     {retry_until}     Tue 15:11: when the trying ends; missing once that is past
 *     {again_at 4}      Mon 19:11: four hours after the report; "18:00 today" where the
 *                       caller says what time it is now
 *     {reported_at}     Mon 15:11: the report's own time
 *     {reported_on}     6 April 2026, 15:11: the same for who reads it on another day
 *     {reported_utc}    2026-04-06 19:11 UTC
 *     {code}            550 5.4.316
 *     {diagnostic}      the report's own words for it, at most FACT_CLIP characters
 *     {said}            the innermost reply, where the report quotes one; else the same
 *     {remote_host}     the server tried last, and
 *     {remote_ip}       its address
 *     {reporter}        the host that wrote the report
 *     {message_id}      <...> of your mail
 *     {my_address}      you@outlook.com, and
 *     {my_domain}       outlook.com
 *     {subject}         of your mail
 *
 * of what the caller keeps of the past, and of the person (struct bounce_moment):
 *
 *     {count} {days}    3, 2: of your mails to {rcpt_domain} so many came back for good,
 *                       on so many days
 *     {since}           2 April: the first of them, with the year where it is another
 *     {worked}          16 March: when a mail to {rcpt} last seemed to get through
 *     {suggestion}      pat@charter.net: what the address was probably meant to be
 *     {written}         12: how often you wrote to {suggestion}, or else to {rcpt}
 *     {times} {listed} {company}  what a finding of the past counts, names, and whose it is
 *     {other_way}       Gmail: another account of yours from which mail gets through
 *     {helper}          whom you turn to: {my_provider}, or in an office "your IT
 *                       (it@example.org)": never missing
 *     {admin}           it@example.org
 *     {support}         the page where your provider helps, and
 *     {their_support}   theirs
 *
 *     {if final} {if delayed}   the mail is over, or still being tried: see below
 *     {if trouble}              one of the two
 *     {if past 4}               four hours after the report have passed
 *     {if big}                  the returned mail was too long to be read whole
 *     {if nested}               {said} is another text than {diagnostic}
 *     {if forwarded}            {rcpt} is not the address you wrote to
 *     {if named}                both providers' names are known
 *     {if theirs_known}         their domain is a large provider's
 *     {if google} {if ms_consumer}  theirs is Google; yours is Outlook.com
 *     {if virus}                the reply speaks of a virus
 *     {if repeated} {if lasting}    it is not the first; it came back on two days or more
 *     {if only_there}           in that time none to another domain came back
 *     {if sent}                 your mail was found in your Sent folder
 *     {if watching}             you are told when {rcpt_domain} answers again
 *     {if others_get_through} {if other_account_works}  you said so
 *     {if office}               somebody looks after your mail
 *     {if no_support} {if no_their_support}  that provider has no help desk for all
 *     {if subject} ...          that fact is told; so for every name above
 *     {if not subject} ...      it is not; {/if} closes, and they may nest
 *
 * While a mail is delayed nothing proposes to send it again: every step is within
 * {if final}, {if delayed} or, for a postmaster, {if trouble}. For what was delivered, relayed
 * or expanded none holds, and all steps fill to "". What its owner has shut
 * (restricted_recipient) no word helps to get around.
 *
 * A step starts with a verb, and at most ADVISE_SHOWN_MAX fill at once. A headline is a fact of
 * at most BOUNCE_HEADLINE_MAX characters. No blame, no telephone number, no link: a page is
 * named as people type it. No jargon for the sender; the text to copy and the postmaster's
 * steps are for those who know it. tests/classify/test_words.c holds us to all of it. */
#ifndef CLASSIFY_ADVISE_H
#define CLASSIFY_ADVISE_H

#include "classify/bounce.h"

enum {
    ADVISE_CAUSES = BOUNCE_CAUSE_FORWARDING_BLOCKED + 1,
    ADVISE_STEPS_MAX = 12, /* of one cause, both kinds together */
    ADVISE_SHOWN_MAX = 5,  /* of them, that ever fill at once: more nobody reads */
};

#endif
