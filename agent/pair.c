/* pair: what is known of one provider's mail to another: the rules P01 to P12. */
#include "agent/pair.h"

#include <string.h>
#include <strings.h>

#define CAUSE(name) BOUNCE_CAUSE_##name

// clang-format off
static const struct pair pairs[] = {
    {"P01", "Outlook.com", "Spectrum",
     {CAUSE(CONNECTION_REFUSED), CAUSE(CONNECTION_TIMEOUT), CAUSE(EXPIRED_UNKNOWN)}, false,
     "Charter turns Outlook.com's servers away from time to time, at the door and without a reason."
     "{if lasting} Spectrum has to let the servers of 40.92.0.0/14 in{if remote_host}, at {remote_host}{if remote_ip} [{remote_ip}]{/if}{/if}."
     " Outlook.com's help answers by mail: send it this notice with the text.{/if}"},
    {"P02", "Outlook.com", "Spectrum",
     {CAUSE(SENDER_RATE_LIMITED), CAUSE(PROVIDER_BLOCK)}, false,
     "Spectrum slows down single servers of Outlook.com; the next attempt often leaves from another one."},
    /* Only what Spectrum says on the way out: AUP#Out. A1: never "hacked" for a wrong From. */
    {"P03", "Spectrum", "*", {CAUSE(ACCOUNT_BLOCKED)}, false,
     "Spectrum speaks of your own account: its support lets you send again once all its passwords are new."},
    {"P04", "Spectrum", "Outlook.com",
     {CAUSE(PROVIDER_BLOCK), CAUSE(IP_BLOCKLISTED)}, false,
     "Only Spectrum can ask Microsoft to let its servers in again."},
    {"P05", "*", "Outlook.com", {CAUSE(PROVIDER_BLOCK)}, false,
     "Microsoft has a form for this, and only who runs the sending server can use it."},
    {"P06", "*", "Yahoo", {CAUSE(SENDER_RATE_LIMITED)}, false,
     "Yahoo asks to try later, and your provider does; Yahoo also holds the mail of AOL, AT&T, Cox and Verizon."},
    {"P07", "*", "T-Online", {CAUSE(PROVIDER_BLOCK)}, false,
     "T-Online takes mail from servers it knows; who runs yours writes to tosa@rx.t-online.de."},
    {"P08", "*", "Apple", {CAUSE(CONTENT_SPAM)}, false,
     "At iCloud the reason is often a link in the signature, or that the person has other mail passed on to there."},
    {"P09", "Google", "*",
     {CAUSE(CONNECTION_TIMEOUT), CAUSE(CONNECTION_REFUSED)}, true,
     "Gmail tries for 3 days, and tells you after one how many hours are left."},
    {"P10", "Outlook.com", "*",
     {CAUSE(CONNECTION_REFUSED), CAUSE(CONNECTION_TIMEOUT), CAUSE(EXPIRED_UNKNOWN), CAUSE(DNS_FAILURE)}, true,
     "Outlook.com tries for 24 hours."},
    {"P11", "*", "Microsoft 365", {CAUSE(NO_SUCH_USER)}, false,
     "\"Access denied\" from Microsoft 365 simply means that the address is unknown there."},
    {"P12", "Outlook.com", "pphosted.com|ppe-hosted.com|barracudanetworks.com|cudaops.com|mimecast.com",
     {CAUSE(CONTENT_SPAM), CAUSE(IP_BLOCKLISTED)}, false,
     "Filters have shut out many of Outlook.com's servers for weeks before (January 2024); another day it often leaves from another server."},
};
// clang-format on

const struct pair *
pair_rule(size_t index)
{
    return index < sizeof pairs / sizeof pairs[0] ? &pairs[index] : NULL;
}

/* Is it one of those that are parted by "|"? */
static bool
is_one_of(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; length > 0 && *at;) {
        size_t room = strcspn(at, "|");
        if (room == length && memcmp(at, name, length) == 0)
            return true;
        at += room + (at[room] == '|');
    }
    return false;
}

static bool
is_provider(const char *names, struct bounce_provider provider)
{
    return strcmp(names, "*") == 0 || is_one_of(names, provider.name) ||
           is_one_of(names, provider.company);
}

/* Does one of the hosts, parted by blanks, end in one of the names? */
static bool
is_behind(const char *names, const char *hosts)
{
    for (const char *at = names; *at;) {
        size_t room = strcspn(at, "|");
        for (const char *host = hosts; *host; host += strspn(host, " ")) {
            size_t length = strcspn(host, " ");
            if (length >= room && strncasecmp(host + length - room, at, room) == 0 &&
                (length == room || host[length - room - 1] == '.'))
                return true;
            host += length;
        }
        at += room + (at[room] == '|');
    }
    return false;
}

bool
pair_holds(const struct pair *pair, const struct history *history)
{
    bool fits = false;
    if (!history_counts(&history->self) || history->self.kind > BOUNCE_DELAYED)
        return false;
    for (size_t i = 0; i < PAIR_CAUSES_MAX && !fits; i++)
        fits = pair->causes[i] != BOUNCE_CAUSE_UNKNOWN &&
               pair->causes[i] == history->self.cause;
    return fits && is_provider(pair->mine, history->mine) &&
           (is_provider(pair->theirs, history->theirs) ||
            is_behind(pair->theirs, history->their_hosts)) &&
           (!pair->unmeasured || history->window.ground != BOUNCE_GROUND_MEASURED);
}
