/* rules: words and codes that give a cause away, from the particular to the general.
 *
 * Vendors' own words come first, since they mean what they say; then what everybody
 * writes. The rows of weak[] speak only where no code does. */
#include "classify/rules.h"

#include <string.h>

#include "classify/pen.h"
#include "classify/phrase.h"
#include "classify/slice.h"

enum {
    FOLDS_MAX = 4, /* each joins what stood around a phrase; nobody nests them */
};

// clang-format off
/* What says only that the time is over. Taken out before the rules look. */
static const struct bounce_rule expired[] = {
    {"expired", BOUNCE_CAUSE_EXPIRED_UNKNOWN, "",
    "~retry time exceeded|~retry timeout exceeded|"
    "retry time not reached for any host after a long failure period|"
    "retry time not reached for any host|delivery time expired|queue.expired; message expired|"
    "queue.expired|~message has been expired and returned|~message expired and returned|"
    "~message has expired|~message expired|~mail expired|~message is too old|~message too old|"
    "was considered too old by the rejecting system|been in the queue too long|"
    "queue lifetime exceeded|queue time exceeded|queue time has expired|has stopped trying|"
    "i've given up|giving up after|giving up on|giving up|gave up|"
    "unable to deliver in % minutes|unable to deliver in %% minutes|"
    "unable to deliver in %%% minutes|unable to deliver in %%%% minutes|"
    "unable to deliver in % hours|unable to deliver in %% hours|message timed out|"
    "will not be retried|would not be retried|was not reachable within the allowed queue period|"
    "message expired after sitting in queue for|undeliverable for % day|undelivered after % day|"
    "undeliverable for %% hour|undelivered after %% hour|not be delivered for % day|"
    "not be delivered within % day|not be delivered within %% hour|"
    "not delivered within % day|have been failing for a long time|failing for a long time|"
    "maximum queue lifetime|time limit exceeded|for more than % day|too long in queue|"
    "delivery expired|exceeded the maximum queue|retry limit exceeded", "RFC 3463 X.4.7"},
};

static const struct bounce_rule strong[] = {
    /* Microsoft: Exchange Online, Outlook.com. "Message expired" is gone already. */
    {"ms.reputation", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "senderscore too low|senderscore*low|{45}.4.317*banned|{45}.4.317*reputation", "Microsoft, NDR error codes"},
    {"ms.tls", BOUNCE_CAUSE_TLS_PROBLEM, "",
     "{45}.4.31{67}*starttls|{45}.4.31{67}*certificate|untrustedroot|starttls is required|"
     "subject mismatch|mta-sts validation|failed mta-sts|tlsa-invalid|dnssec-invalid|"
     "certificate-expired|certificate-host-mismatch|starttls-not-supported", "Microsoft, NDR error codes"},
    {"ms.dropped", BOUNCE_CAUSE_CONNECTION_DROPPED, "",
     "{45}.4.318~|suspiciousremoteservererror|winsock error code: 995|winsock error code: 10054|"
     "socket error code 10054|connection dropped due to socketerror", "Microsoft, NDR error codes"},
    {"ms.refused", BOUNCE_CAUSE_CONNECTION_REFUSED, "",
     "{45}.4.316~|socket error code 10061|winsock error code: 10061|connection refulsed", "Microsoft, NDR error codes"},
    {"ms.timeout", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "",
     "{45}.4.315~|socket error code 10060|winsock error code: 10060", "Microsoft, NDR error codes"},
    {"ms.nodomain", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "",
     "{45}.4.310~|infodomainnonexistent|smtpsend.dns.nonexistentdomain", "Microsoft, NDR error codes"},
    {"ms.dns", BOUNCE_CAUSE_DNS_FAILURE, "", "{45}.4.312~|infonorecords|dns query failed", "Microsoft, NDR error codes"},
    {"ms.session", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "{45}.4.317~", "Microsoft, NDR error codes"},
    {"ms.ambiguous", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "", "ambiguousrecipienttransientexception", "Microsoft, NDR error codes"},
    {"ms.forward", BOUNCE_CAUSE_FORWARD_FAILED, "", "5.7.367~|misconfigured forwarding address", "Microsoft, NDR error codes"},
    {"ms.noforwarding", BOUNCE_CAUSE_FORWARDING_BLOCKED, "",
     "5.7.520~|does not allow external forwarding|as(7555)", "Microsoft, NDR error codes"},
    {"ms.daylimit", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "reached your daily limit for message recipients|submission quota exceeded|"
     "submission quota was exceeded|5.1.90~|5.7.23{236}~", "Microsoft, NDR error codes"},
    {"ms.hacked", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "", "bad outbound sender|5.7.50{123}~", "Microsoft, NDR error codes"},
    {"ms.tenant", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "5.7.705~|tenant has exceeded threshold|5.7.708~|traffic not accepted from this ip|5.7.750~|"
     "unregistered domain", "Microsoft, NDR error codes"},
    {"ms.network", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "(s31{456}0)|(as31{456}0)|part of their network is on our block list|weren't sent. please contact", "Microsoft, NDR error codes"},
    {"ms.policy", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "~sc-00{1-4}~|~ou-002~|~dy-002~", "Microsoft, NDR error codes"},
    {"ms.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "~ou-001~|(s800{12})|as16012611", "Microsoft, NDR error codes"},
    {"ms.dynamic", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "", "~dy-001~", "Microsoft, NDR error codes"},
    {"ms.slow", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "~rp-00{123}~|4.7.65{01}~|4.7.500~|(as7{67}|(as84{34})|due to ip reputation|server busy. please try again later from", "Microsoft, NDR error codes"},
    {"ms.banned", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "5.7.60{6-9}~|5.7.6{1-4}%~|banned sending ip|5.7.511~|banned sender[", "Microsoft, NDR error codes"},
    {"ms.customer", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "5.7.513~|customer block list|5.7.507~", "Microsoft, NDR error codes"},
    {"ms.auth", BOUNCE_CAUSE_AUTH_FAILED, "",
     "5.7.515~|required authentication level|5.7.509~|does not pass dmarc", "Microsoft, NDR error codes"},
    {"ms.format", BOUNCE_CAUSE_MALFORMED_MESSAGE, "",
     "5.7.512~|rfc 5322 section 3.6.2|x-dg-ref header is too long|(as345)|5.6.11~|bare line feed|bare linefeed", "Microsoft, NDR error codes"},
    {"ms.full", BOUNCE_CAUSE_MAILBOX_FULL, "",
     "storedrv.deliver*mailbox full|shutoffquotaexceeded|aggregategroupmailbox is full", "Microsoft, NDR error codes"},
    {"ms.recipient", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "resolver.adr.recip|resolver.adr.exrecip|not found by smtp address lookup|"
     "5.5.0 requested action not taken: mailbox unavailable|recipient address rejected: access denied|addresses rejected: access denied|rejected : access denied|"
     "5.1.351~|5.1.350 remote server returned unknown|5.7.504~|resolver.adr.invalidinternal", "Microsoft, NDR error codes"},
    {"ms.restricted", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "resolver.rst.notauth|resolver.rst.auth|resolver.rst.restricted|resolver.rst.sendernot|"
     "resolver.rst.restrictedto|unifiedgroupagent|transport.rules.rejectmessage|5.7.1{23}{3-6}~|"
     "5.7.124~|5.7.129~|5.7.193~|senderfilterconfig|5.7.12 sender was not authenticated", "Microsoft, NDR error codes"},
    {"ms.size", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "",
     "resolver.rst.recipsizelimit|message size exceeds fixed|recipsizelimit", "Microsoft, NDR error codes"},
    {"ms.pace", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "",
     "5.2.12{12}~|per hour message receive limit|recipient thread limit|"
     "exceeded the limit for the number of messages|exceeded their limit for the number of messages", "Microsoft, NDR error codes"},
    {"ms.store", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "",
     "resolver.adr.badprimary|storedrv.deliver|approval.invalidexpiry|mapiexception", "Microsoft, NDR error codes"},
    {"ms.login", BOUNCE_CAUSE_SUBMISSION_AUTH, "", "5.7.57~|not authenticated to send anonymous mail", "Microsoft, NDR error codes"},
    {"ms.sendas", BOUNCE_CAUSE_FROM_NOT_ALLOWED, "",
     "5.7.60 |does not have permissions to send as|sendasdenied|5.2.252~", "Microsoft, NDR error codes"},
    {"ms.connector", BOUNCE_CAUSE_RELAY_DENIED, "", "tenantattribution", "Microsoft, NDR error codes"},
    {"ms.loop", BOUNCE_CAUSE_MAIL_LOOP, "", "{45}.4.14~|hop count exceeded", "Microsoft, NDR error codes"},
    {"ms.busy", BOUNCE_CAUSE_SERVER_BUSY, "",
     "temporary server error. please try again|failed to be replicated|organization queue quota|pfa agent busy|"
     "insufficient system resources", "Microsoft, NDR error codes"},

    /* Spectrum (Charter): in- and outgoing are told apart by the letter after "#". */
    {"spectrum.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "aup#*1000|aup#i*1010|aup#in-10{2-8}%|aup#i-10{2-8}%", "Spectrum, email error codes"},
    {"spectrum.account", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "", "aup#o*1010|aup#o*10{2-8}%", "Spectrum, email error codes"},
    {"spectrum.later", BOUNCE_CAUSE_SERVER_BUSY, "", "aup#*1090", "Spectrum, email error codes"},
    {"spectrum.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "aup#*11{0-5}%", "Spectrum, email error codes"},
    {"spectrum.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "aup#*11{6-9}%", "Spectrum, email error codes"},
    {"spectrum.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "aup#*12{0-5}%", "Spectrum, email error codes"},
    {"spectrum.ipv6", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "aup#*1260", "Spectrum, email error codes"},
    {"spectrum.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "aup#*13%%|aup#*14%%|aup#*1540|aup#*1580", "Spectrum, email error codes"},
    {"spectrum.from", BOUNCE_CAUSE_FROM_NOT_ALLOWED, "", "aup#*1500|aup#*1520", "Spectrum, email error codes"},
    {"spectrum.size", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "aup#*1530", "Spectrum, email error codes"},
    {"spectrum.many", BOUNCE_CAUSE_TOO_MANY_RECIPIENTS, "", "aup#*1550|aup#*1560", "Spectrum, email error codes"},
    {"spectrum.gate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "~cmsmtp *blocked|cmsmtp connection rejected|esmtp server not available", "Spectrum, email error codes"},

    /* Cox */
    {"cox.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "aup#cxbl|aup#cdrbl|~cxbl~|~cdrbl~|cox too many bad commands", "Cox, email error codes"},
    {"cox.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "~cxdns~", "Cox, email error codes"},
    {"cox.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "~cxsndr~", "Cox, email error codes"},
    {"cox.rules", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "~cxsmtp~", "Cox, email error codes"},
    {"cox.connections", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "~cxcnct~", "Cox, email error codes"},
    {"cox.limit", BOUNCE_CAUSE_ACCOUNT_LIMIT, "", "~cxmxrt~", "Cox, email error codes"},
    {"cox.account", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "", "~cxthrt~|~cxmj~", "Cox, email error codes"},
    {"cox.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "ipbl{01}{01}{01}", "Cox, email error codes"},
    {"cox.link", BOUNCE_CAUSE_CONTENT_SPAM, "", "urlbl{01}", "Cox, email error codes"},

    /* Comcast, AT&T */
    {"comcast.home", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "", "~es0000{01}{01}~", "Comcast, postmaster page"},
    {"comcast.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "~bl000000~", "Comcast, postmaster page"},
    {"comcast.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "~bl0{01}{01}{01}{01}{01}{01}|~bl00%~|~bl0%%~", "Comcast, postmaster page"},
    {"comcast.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "~rl0000%%~|~rl00%~", "Comcast, postmaster page"},
    {"comcast.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "~dm000001~", "Comcast, postmaster page"},
    {"comcast.user", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "not our customer|recipient mailbox unallocated|account closed, please remove", "Comcast, postmaster page"},
    {"comcast.full", BOUNCE_CAUSE_MAILBOX_FULL, "", "extended quota violation", "Comcast, postmaster page"},
    {"att.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "dnsbl:attrbl|dnsbl:rbl|>_is_blocked|abuse_rbl@abuse-att.net", "seen in the wild"},
    {"att.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "fix reverse dns for", "seen in the wild"},
    {"att.user", BOUNCE_CAUSE_NO_SUCH_USER, "", "addressee unknown|blank mailhost", "seen in the wild"},

    /* Yahoo, AOL */
    {"yahoo.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "[bl2%]|[tss07]|ip is in spamhaus", "Yahoo, SMTP error codes 2026"},
    {"yahoo.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "[ts0{0-8}]|[tss0{0-8}]|[ipts04]|temporarily deferred due to|deferred due to unexpected volume", "Yahoo, SMTP error codes 2026"},
    {"yahoo.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "[tss09]|[tss1{01}]|[ts03]|will be permanently deferred", "Yahoo, SMTP error codes 2026"},
    {"yahoo.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "[ph%%]|[ph%]|not accepted for policy reasons", "Yahoo, SMTP error codes 2026"},
    {"yahoo.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "(au01)|requires all senders to authenticate|5.7.9*unauthenticated|5.7.9*dmarc", "Yahoo, SMTP error codes 2026"},
    {"yahoo.user", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "this user doesn't have a|doesn't have a yahoo|dd not a valid recipient|dd this user|"
     "dd requested mail action aborted, mailbox not found|account * no longer valid", "Yahoo, SMTP error codes 2026"},
    {"yahoo.disabled", BOUNCE_CAUSE_MAILBOX_DISABLED, "", "mailbox is disabled|(554.30)", "Yahoo, SMTP error codes 2026"},
    {"yahoo.ip", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "~vs1-ip|~vs1-mf", "Yahoo, SMTP error codes 2026"},
    {"aol.home", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "", "rtr:bb|rtr:du|rly:ir", "AOL, postmaster error codes"},
    {"aol.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "rtr:sc|rtr:bl|con:b1|rly:b2|rly:bl", "AOL, postmaster error codes"},
    {"aol.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "dyn:t%|rly:b1", "AOL, postmaster error codes"},
    {"aol.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "hvu:b|rly:bd", "AOL, postmaster error codes"},
    {"yahoo.sender", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "unresolvable rfc", "Yahoo, SMTP error codes 2026"},
    {"yahoo.headers", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "headers are not rfc compliant", "Yahoo, SMTP error codes 2026"},
    {"yahoo.pace", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "", "user is receiving mail too quickly", "Yahoo, SMTP error codes 2026"},

    /* Google */
    {"google.group", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "groups.google.com/support|may not have permission to post|google groups", "Google, SMTP error reference 2026"},
    {"google.user", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "the email account that you tried to reach does not exist|p=nosuchuser|answer.py?answer=6596", "Google, SMTP error reference 2026"},
    {"google.disabled", BOUNCE_CAUSE_MAILBOX_DISABLED, "",
     "p=disableduser|account that you tried to reach is disabled|account that you tried to reach is inactive", "Google, SMTP error reference 2026"},
    {"google.full", BOUNCE_CAUSE_MAILBOX_FULL, "",
     "p=overquota|inbox is out of storage|tried to reach is over quota|tried to reach is overquota", "Google, SMTP error reference 2026"},
    {"google.pace", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "",
     "p=receivingrate|receiving mail too quickly|receiving mail at a rate|receiving email at a rate", "Google, SMTP error reference 2026"},
    {"google.domain", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "",
     "p=badrcptdomain|able to find the recipient domain|dns error: *nxdomain|domain name not found|"
     "responded with code nxdomain|domain * couldn't be found|because the domain", "Google, SMTP error reference 2026"},
    {"google.nomx", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "dns error: *lookup of *responded with code noerror", "Google, SMTP error reference 2026"},
    {"google.size", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "p=maxsizeerror|exceeded google's message size|exceeds google's message size", "Google, SMTP error reference 2026"},
    {"google.attachment", BOUNCE_CAUSE_BLOCKED_ATTACHMENT, "",
     "p=blockedmessage|potential security issue|illegal attachment", "Google, SMTP error reference 2026"},
    {"google.auth", BOUNCE_CAUSE_AUTH_FAILED, "",
     "p=dmarcrejection|due to domain's dmarc policy|spf record of the sending domain|"
     "does not have authentication information|fails to pass authentication|sender is unauthenticated", "Google, SMTP error reference 2026"},
    {"google.authcode", BOUNCE_CAUSE_AUTH_FAILED, "google",
     "{45}.7.32~|{45}.7.26~|{45}.7.27~|{45}.7.30~|{45}.7.40*dmarc", "Google, SMTP error reference 2026"},
    {"google.rdnscode", BOUNCE_CAUSE_RDNS_MISSING, "google", "{45}.7.25~|4.7.23~", "Google, SMTP error reference 2026"},
    {"google.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "detected an unusual rate of|unusual rate of*mail", "Google, SMTP error reference 2026"},
    {"google.spam", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "very low reputation|p=unsolicitedmessage|spam classification|likely unsolicited|likely suspicious|nature of the content or the links", "Google, SMTP error reference 2026"},
    {"google.home", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "",
     "p=unsolicitedip|not authorized to send email directly|p=notauthorized", "Google, SMTP error reference 2026"},
    {"google.limit", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "daily sending limit exceeded|daily user sending limit|daily user sending quota|daily sending quota exceeded|p=sendinglimit|p=dailylimit|"
     "too many recipients for this sender|you have reached a limit for sending", "Google, SMTP error reference 2026"},
    {"google.policy", BOUNCE_CAUSE_POLICY_REJECTED, "", "- gcdp|from) has a policy|violates * email policy", "Google, SMTP error reference 2026"},
    {"google.login", BOUNCE_CAUSE_SUBMISSION_AUTH, "",
     "application-specific password|p=invalidsecondfactor|p=badcredentials|via your web browser|"
     "username and password not accepted|p=webloginrequired", "Google, SMTP error reference 2026"},
    {"google.loop", BOUNCE_CAUSE_MAIL_LOOP, "", "message exceeded 50 hops|p=mailloop", "Google, SMTP error reference 2026"},
    {"google.format", BOUNCE_CAUSE_MALFORMED_MESSAGE, "",
     "p=rfcmessagenoncompliant|addresses in from|not rfc 5322 compliant|missing a valid message-id|"
     "missing a valid address in the from|duplicate headers|mail message is malformed", "Google, SMTP error reference 2026"},

    /* Apple, United Internet, Telekom, France */
    {"apple.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "[hme1]|failing both spf and dkim", "Apple, postmaster page 2025"},
    {"apple.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "[c{sl}0%]|[hm%%]|rejected due to local policy", "Apple, postmaster page 2025"},
    {"apple.moved", BOUNCE_CAUSE_MOVED, "", "recipient no longer on server", "Apple, postmaster page 2025"},
    {"apple.user", BOUNCE_CAUSE_NO_SUCH_USER, "", "inactive email address|unknown or illegal alias", "Apple, postmaster page 2025"},
    {"apple.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "deferred due to excessive volume", "Apple, postmaster page 2025"},
    {"apple.closed", BOUNCE_CAUSE_PROVIDER_BLOCK, "icloud", "not accepting connections", "Apple, postmaster page 2025"},
    {"gmx.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "case?c=rdns|bad dns ptr", "GMX, postmaster page"},
    {"gmx.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "nemesis esmtp service not available|case?c=r0201|case?c=bl|ip address is block listed|ip address is black listed", "GMX, postmaster page"},
    {"gmx.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "reject due to spf policy", "GMX, postmaster page"},
    {"gmx.policy", BOUNCE_CAUSE_POLICY_REJECTED, "", "reject due to policy restrictions|reject due to policy violations", "GMX, postmaster page"},
    {"gmx.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "rate limit reached. please try again", "GMX, postmaster page"},
    {"telekom.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "tosa@rx.t-online.de|a problem occurred. (ask your postmaster", "seen in the wild"},
    {"telekom.spam", BOUNCE_CAUSE_CONTENT_SPAM, "", "fcrdns presumably not set|spam or virus classification", "seen in the wild"},
    {"orange.user", BOUNCE_CAUSE_NO_SUCH_USER, "", "ofr*_416|lpn*_416|ofr_416", "Orange, postmaster codes"},
    {"orange.full", BOUNCE_CAUSE_MAILBOX_FULL, "", "ofr*_417|lpn*_417|boite du destinataire pleine", "Orange, postmaster codes"},
    {"orange.disabled", BOUNCE_CAUSE_MAILBOX_DISABLED, "",
     "ofr*_420|ofr*_426|lpn*_420|lpn*_426|destinataire archivee|compte du destinataire est bloque", "Orange, postmaster codes"},
    {"orange.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "ofr*_401|ofr*_517|lpn*_401|verifier la configuration spf|dmarc en echec|dmarc check failed", "Orange, postmaster codes"},
    {"orange.sender", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "ofr*_40{35}|ofr*_415|ofr*_421|emetteur invalide", "Orange, postmaster codes"},
    {"orange.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "ofr*_104|lpn*_104", "Orange, postmaster codes"},
    {"orange.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "ofr*_10{123}|ofr*_510|ofr*_630|ofr*_999|lpn*_10{123}|lpn*_510|ouk*_10{123}", "Orange, postmaster codes"},
    {"orange.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "ofr*_506|ofr*_513|ouk*_506|ouk*_513|mail rejete", "Orange, postmaster codes"},
    {"orange.busy", BOUNCE_CAUSE_SERVER_BUSY, "", "ofr*_505|ofr*_10{5789}|ofr*_201|ofr*_42{34}|lpn*_10{5789}", "Orange, postmaster codes"},
    {"orange.size", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "ofr*_514|lpn*_514", "Orange, postmaster codes"},
    {"free.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "too many spams from your ip", "seen in the wild"},
    {"sfr.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "abus detecte gu_eib_0{24}", "seen in the wild"},

    /* Filters in front of many domains */
    {"proofpoint.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "ipcheck.proofpoint.com|dnsbl-lookup.cgi|prs.proofpoint.com|support.proofpoint.com/dnsbl", "Proofpoint, dynamic reputation FAQ"},
    {"proofpoint.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "554 5.7.0 reject, id=", "Proofpoint, dynamic reputation FAQ"},
    {"cloudmark.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "csi.cloudmark.com|cloudmark sender intelligence", "Cloudmark, CSI page"},
    {"barracuda.content", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "permanent failure for one or more recipients (*:blocked|rejecting banned content|spam url in content", "seen in the wild"},
    {"barracuda.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "b.barracudacentral.org|barracudanetworks.com/reputation|barracuda reputation", "seen in the wild"},
    {"barracuda.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "rejecting spoofed message", "seen in the wild"},
    {"mimecast.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "csi.mimecast|local ct ip reputation", "Mimecast, SMTP error codes"},
    {"mimecast.user", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "envelope blocked|administrative prohibition|manually blocked senders|rejected by header-based|rejected by header based", "Mimecast, SMTP error codes"},
    {"mimecast.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "anti-spoofing policy|~spf sender invalid|dkim sender invalid|dmarc sender invalid", "Mimecast, SMTP error codes"},
    {"mimecast.grey", BOUNCE_CAUSE_GREYLISTED, "", "internal resources are temporarily unavailable", "Mimecast, SMTP error codes"},
    {"mimecast.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "email rejected due to security policies", "Mimecast, SMTP error codes"},
    {"godaddy.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "~ib10{3-6}~|~ib11{0-6}~|~ib504~|~ib51{0-3}~", "GoDaddy, bounceback codes"},
    {"godaddy.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "~ib212~", "GoDaddy, bounceback codes"},
    {"godaddy.virus", BOUNCE_CAUSE_BLOCKED_ATTACHMENT, "", "~ib705~", "GoDaddy, bounceback codes"},
    {"godaddy.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "~ib508~", "GoDaddy, bounceback codes"},
    {"godaddy.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "~ib108~", "GoDaddy, bounceback codes"},
    {"godaddy.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "~ib007~|~ib101~|~ib605~", "GoDaddy, bounceback codes"},
    {"symantec.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "symanteccloud.com/troubleshooting|symantec zodiac", "seen in the wild"},
    {"trendmicro.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "mail-abuse.com|trend micro rbl|trend micro email reputation|ers-rbl|ers-qil|ers-dul", "seen in the wild"},
    {"cisco.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "sending mta's poor reputation|mail system has been rejected", "seen in the wild"},
    {"ses.unverified", BOUNCE_CAUSE_FROM_NOT_ALLOWED, "", "email address is not verified", "Amazon SES, SMTP replies"},
    {"ses.suppressed", BOUNCE_CAUSE_NO_SUCH_USER, "", "suppression list", "Amazon SES, SMTP replies"},
    {"qq.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "frequency limited", "seen in the wild"},
    {"zoho.policy", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "", "mailbox delivery restricted*policy|mailbox delivery failure*policy", "seen in the wild"},
    {"cpanel.domain", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "account or domain may not exist, they may be blacklisted", "seen in the wild"},

    /* Everybody's words. Lists and identity before content, content before the address:
     * a refusal that names its reason also names the recipient. */
    {"sender.listed", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "", "from an address that has been blacklisted", "common wording"},
    {"list.spamhaus", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "spamhaus", "common wording"},
    {"list.spamcop", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "spamcop.net", "common wording"},
    {"list.named", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "blocked using *rbl|blocked using *dnsbl|blocked using *bl.|listed at *rbl|listed in *rbl|listed on *rbl|"
     "found on one or more dnsbl|~dnsbl~|~rbl~|black list|blacklist|block list|blocklist|"
     "realtime block|poor reputation|bad reputation|sorbs.net|uceprotect", "common wording"},
    {"block.words", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "client [*blocked|client host [*blocked|client host blocked|client host rejected: access denied|"
     "~your ip*blocked|sending ip*blocked|connecting ip*blocked|~ip address*blocked|~ip * is blocked|"
     "~ip * has been blocked|your mail server*blocked|your server*blocked", "common wording"},
    {"grey.words", BOUNCE_CAUSE_GREYLISTED, "",
     "greylist|grey list|graylist|gray list|please retry later|please retry in|come back later", "common wording"},
    {"sender.address", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "",
     "sender verify failed|sender address rejected: domain not found|sender address rejected: undeliverable|"
     "domain of sender address|unrouteable sender|unroutable sender|sender domain must|invalid sender domain|"
     "could not verify sender|sender address is invalid|sender is invalid|sender invalid|sender unknown|"
     "badmailfrom|bad sender address|sender verification failed|sender domain not found", "common wording"},
    {"auth.words", BOUNCE_CAUSE_AUTH_FAILED, "",
     "~dmarc~|~dkim~|~spf~|sender policy framework|~sender id~|authentication checks|spoof", "common wording"},
    {"rdns.words", BOUNCE_CAUSE_RDNS_MISSING, "",
     "reverse dns|reverse hostname|reverse host name|reverse lookup|~ptr~|~rdns~|cannot find your hostname|"
     "cannot find your host name|ip name lookup failed|mismatches client ip|unverif{iy}able sending ip|client host rejected: cannot find", "common wording"},
    {"home.words", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "",
     "dynamic ip|dynamic pool|smtp server of your isp|residential|use your isp|use your provider|"
     "dialup|dial-up|~dul~", "common wording"},
    {"loop.words", BOUNCE_CAUSE_MAIL_LOOP, "",
     "too many hops|too many received|mail loop|loops back to|loop back to|forwarding loop|routing loop|"
     "hop count|looping|mail is looping", "common wording"},
    {"attachment.words", BOUNCE_CAUSE_BLOCKED_ATTACHMENT, "",
     "~virus|malware|infected|trojan|banned attachment|forbidden attachment|prohibited attachment|"
     "disallowed attachment|dangerous attachment|blocked attachment|banned file|attachment type|"
     "attachment extension|attachments are not|executable", "common wording"},
    {"size.words", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "",
     "message too big|message too large|message*too large|message*too big|mail*too large|mail*too big|"
     "message size exceeds|message exceeds*size|message exceeds*maximum|message exceeds*limit|exceeds size limit|"
     "mail size limit|exceeds*message size|message is too long|size limit|maximum message size|"
     "exceeds fixed|message size|5.3.4 |zu gross|zu gro\xc3\x9f|trop volumineux|header size exceeds|"
     "maximum allowed size|too much data|length exceeds", "common wording"},
    {"pace.recipient", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "",
     "recipient*too many messages|too many messages for this recipient|recipient*rate limit", "common wording"},
    {"limit.account", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "sending limit|sending quota|hourly limit*exceed|daily limit*exceed|exceeded*messages per hour|"
     "max emails per hour|max defers and failures per hour|exceeded the max emails|you have exceeded*quota", "common wording"},
    {"full.words", BOUNCE_CAUSE_MAILBOX_FULL, "",
     "over quota|overquota|over-quota|quota exceed|quota is exceed|quota full|quota violation|exceed*quota|"
     "exceed*storage|exceed*disk space|exceed*allocation|mailbox full|mailbox is full|mailbox*full|mail box*full|"
     "inbox is full|mailbox*exceeds|mailbox*exceeded|mailbox size limit|exceeded storage|"
     "out of storage|out of space|out of disk|insufficient disk|insufficient storage|insufficient space|"
     "no space left|no room left|not enough disk|not enough storage|not enough space|disk quota|"
     "number of messages in recipient|postfach*voll|speicherplatz|bo{i\xc3}*te*pleine|lleno|casella*piena|"
     "mailfolder is full|too many messages in|quota reached|account is full|user*full|disk full|mail quota", "common wording"},
    {"moved.words", BOUNCE_CAUSE_MOVED, "",
     "has been replaced by|has moved|no longer on this server|no longer at this|no longer works|new email address is|"
     "new e-mail address is|new address is|user not local; please try|address has changed|changed address|"
     "no longer employed|has left the", "common wording"},
    {"disabled.words", BOUNCE_CAUSE_MAILBOX_DISABLED, "",
     "mailbox*disabled|account*disabled|user*disabled|recipient*disabled|address*disabled|mailbox*suspend|"
     "account*suspend|user*suspend|recipient*suspend|account*deactivat|mailbox*deactivat|account*inactive|user*inactive|"
     "mailbox*inactive|recipient*inactive|mailbox*locked|account*locked|mailbox*frozen|account has expired|account expired|"
     "mailbox has expired|mailbox expired|expired account|disabled mailbox|inactive account|inactive mailbox|inactive user|"
     "no longer active|user not activated|no longer accepting mail|discontinued|terminated|disabled account|disabled user", "common wording"},
    {"nomail.words", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, "",
     "null mx|nullmx|does not accept mail|does not accept email|does not accept e-mail|accepts no mail|"
     "host does not accept|~556 |~521 ", "common wording"},
    {"login.words", BOUNCE_CAUSE_SUBMISSION_AUTH, "",
     "authentication required|authentication is required|authentication credentials|authentication failed|"
     "smtp authentication|must authenticate|must log in|must login|login failed|login denied|auth required|"
     "~535 |~534 |~530 ", "common wording"},
    {"relay.words", BOUNCE_CAUSE_RELAY_DENIED, "",
     "relaying denied|relay denied|relay access denied|relaying not permitted|relay not permitted|"
     "relaying not allowed|relay not allowed|not permitted to relay|not allowed to relay|isn't allowed to relay|"
     "unable to relay|configured to relay|list of allowed rcpthosts|rcpthosts|no relay|do not relay|relaying prohibited|"
     "relaying disallowed|mail relay|not a gateway|relaying is prohibited|relay is not|relaying is not|won't relay|"
     "unauthenticated relay|relay prohibited|relaying", "common wording"},
    {"sender.code", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "{45}.1.7~|{45}.1.8~|~ib506~", "common wording"},
    {"domain.words", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "",
     "host unknown|unknown host|host not found|domain not found|domain unknown|unknown domain|no such domain|no such host|"
     "domain does not exist|domain doesn't exist|host does not exist|nonexistent domain|non-existent domain|nonexistent host|"
     "name or service not known|nxdomain|domain is not reachable|unrouteable mail domain|unroutable mail domain|unrouteable domain|"
     "unroutable domain|name service error*not found|bad destination system|bad destination host|illegal host|point to non-existent hosts|"
     "no mx record|no a record|couldn't find any host|could not find a mail exchanger|domain invalid|invalid domain|"
     "hostname not found|host or domain name not found|no mail hosts for domain|domain * does not exist|unable to find mx", "common wording"},
    {"sender.refused", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "not member|not a member|members only|member of this mailing list|only accepts mail from|only accept mail from|"
     "blocked by the recipient|blocked by recipient|blacklisted by recipient|not on*whitelist|not in*whitelist|"
     "sender rejected|sender denied|sender blocked|sender not allowed|sender is not allowed|sender address rejected|"
     "not allowed to send to|permission to send to|not authorized to send to|not accepting mail from|"
     "not accepting mail with|mail from you|email from you|your address*rejected|recipient has refused|moderat|sender is not authorized", "common wording"},
    {"user.words", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "user unknown|unknown user|user not found|user*not found|user*unknown|user*does not exist|user*doesn't exist|"
     "user not exist|no such user|no such recipient|no such mailbox|no such address|no such person|no such account|no such local|no such customer|"
     "no such id|no such alias|recipient unknown|unknown recipient|recipient not found|recipient*not found|recipient*does not exist|"
     "recipient*doesn't exist|recipient*unknown|mailbox not found|mailbox*not found|mailbox*does not exist|mailbox unknown|unknown mailbox|"
     "mailbox*doesn't exist|mailbox unavailable|address unknown|unknown address|address not found|address*does not exist|"
     "address*doesn't exist|address*unknown|address*not found|account unknown|unknown account|account not found|account*does not exist|"
     "account*doesn't exist|account*not found|invalid recipient|invalid user|invalid mailbox|invalid address|"
     "invalid final delivery|recipient*invalid|mailbox*invalid|user*invalid|address*invalid|bad destination mailbox|"
     "not a valid mailbox|not a valid user|not a valid recipient|not a valid address|not listed in|"
     "not in my directory|not in our directory|not in directory|not our user|not our customer|not a known user|not known here|"
     "no mailbox here|no mailbox*by that name|no user*by that name|there is no one at this address|unrouteable address|unroutable address|"
     "badrcptto|can't verify recipient|cannot verify recipient|can't find user|wasn't found at|couldn't be found|no valid recipients|"
     "recipient address rejected: user|recipient address rejected: undeliverable|recipient address rejected: unverified|recipient address rejected: invalid|"
     "recipient name is not recognized|undeliverable address|user*not listed|user not known|recipient*not listed|unknown local part|"
     "unknown local-part|does not like recipient|no account by that name|not known at this site|"
     "not exist in|no recipient|nonexistent user|non-existent user|unknown or illegal|unallocated|"
     "adresse*inconnu|destinataire*inconnu|utilisateur inconnu|empf\xc3\xa4nger*unbekannt|benutzer*unbekannt|unbekannter|"
     "usuario desconocido|usuario*no existe|utente sconosciuto|utente*inesistente|no existe|not a user|name not found|not accept mail for|"
     "does not have an account|doesn't have an account|no one by that|mailbox*unavailable|unknown e-mail|unknown email", "common wording"},
    {"rate.hour", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "recipients this hour|messages this hour|recipients per hour", "common wording"},
    {"many.words", BOUNCE_CAUSE_TOO_MANY_RECIPIENTS, "", "too many recipients|recipient limit|recipients limit|{45}.5.3~", "common wording"},
    {"utf8.words", BOUNCE_CAUSE_NEEDS_UTF8, "", "smtputf8|non-ascii|internationalized|internationalised|5.6.{789}~", "common wording"},
    {"spam.words", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "~spam|unsolicited|~junk|bulk mail|bulk email|content rejected|content filter|content denied|content refused|content policy|"
     "message refused|message filtered|rejected by content|banned word|phish|classified as|blocked by filter|suspicious|"
     "blacklisted url|blocked url|bad url|message content|message looks like|advertis|contains*link", "common wording"},
    {"tls.words", BOUNCE_CAUSE_TLS_PROBLEM, "",
     "starttls|~tls~|certificate|ssl error|ssl handshake|encryption required|encryption needed", "common wording"},
    {"rate.words", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "too many connections|too many sessions|too many messages|too many emails|too many concurrent|rate limit|rate exceed|rate control|"
     "throttl|temporarily deferred|temporarily rate|too fast|too quickly|too much mail|slow down|excessive", "common wording"},
    {"net.refused", BOUNCE_CAUSE_CONNECTION_REFUSED, "",
     "connection refused|econnrefused|actively refused|refused to talk|refused the connection|connection was refused|"
     "not accepting connections|connect*refused", "common wording"},
    {"net.timeout", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "",
     "connection timed out|conversation*timed out|connect*timed out|connect*timeout|connection timeout|operation timed out|session timeout|"
     "delivery timed out|smtp timeout|read timeout|command timeout|~timed out|~timeout|no answer from host|no route to host|network unreachable|"
     "network is unreachable|host unreachable|host is unreachable|host is down|host down|unable to connect|unable to contact|could not connect|couldn't connect|"
     "cannot connect|can't connect|could not contact|failed to connect|no smtp connection|establish an smtp connection|did not accept our requests|not responding|"
     "server did not|took too long|could not be reached|network error", "common wording"},
    {"net.dropped", BOUNCE_CAUSE_CONNECTION_DROPPED, "",
     "lost connection|connection lost|connection reset|connection was reset|connection closed|connection was closed|connection dropped|"
     "connection aborted|connection was dropped|connection broken|connection*died|broken pipe|closed connection|closed the connection|server closed|server dropped|"
     "unexpectedly closed|unexpected disconnect|unexpectedly disconnect|disconnected|premature|remote server closed", "common wording"},
    {"net.dns", BOUNCE_CAUSE_DNS_FAILURE, "",
     "dns error|dns failure|dns lookup|dns server|dns timeout|name server|nameserver|name service error|servfail|"
     "host not found, try again|temporary lookup|temporary dns|mx lookup|lookup failed|lookup failure|lookup error|"
     "host name lookup failure|lowest numbered mx record points to local host", "common wording"},
    {"format.words", BOUNCE_CAUSE_MALFORMED_MESSAGE, "",
     "malformed|~rfc 5322|~rfc5322|~rfc 2822|~rfc2822|~rfc 822|missing header|invalid header|duplicate header|bad header|illegal header|header error|"
     "bare lf|bare cr|line too long|lines too long|8-bit data|8bit data|mime error|mime conversion|conversion failed|conversion required|"
     "not compliant|missing from|missing date|missing message-id", "common wording"},
    {"syntax.words", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, "",
     "bad address syntax|bad recipient syntax|syntax error in|address syntax|illegal address|illegal alias|not a valid rfc|invalid syntax|"
     "malformed address|unqualified|fully qualified|fully-qualified|syntax*address", "common wording"},
};

/* Words that name nothing: only where the code says nothing either. */
static const struct bounce_rule weak[] = {
    {"policy.text", BOUNCE_CAUSE_POLICY_REJECTED, "",
     "rejected for policy|policy rejection|policy violation|policy restriction|policy reasons|local policy|security polic|understanding-email-error-codes", "common wording"},
    {"broken.words", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "",
     "~helo~|~ehlo~|protocol error|protocol violation|bad sequence|command not|command rejected|unrecognized command|"
     "configuration error|configuration problem|misconfigur|mailer error|local configuration|exit status|exited with|cannot open|"
     "command died|can't create|lost message|internal error|system error|input/output|cannot execute|unable to open|child crashed|directory", "common wording"},
    {"busy.words", BOUNCE_CAUSE_SERVER_BUSY, "",
     "try again later|try later|try again|temporar|~busy|resources|overload|service unavailable|service not available|not available|"
     "maintenance|shutting down|transient|unavailable|load average", "common wording"},
    {"spam.rejected", BOUNCE_CAUSE_CONTENT_SPAM, "", "message rejected", "common wording"},
    {"policy.words", BOUNCE_CAUSE_POLICY_REJECTED, "",
     "access denied|~denied|~blocked|~refused|not allowed|~policy|prohibited|go away|forbidden|~security|not permitted|~restricted", "common wording"},
    {"user.rejected", BOUNCE_CAUSE_NO_SUCH_USER, "", "address rejected|5.1.1", "common wording"},
    {"policy.rejected", BOUNCE_CAUSE_POLICY_REJECTED, "", "~reject", "common wording"},
};

/* Enhanced codes (RFC 3463, 5248, the IANA registry, Microsoft's 300s). 5.0.0, 5.1.0,
 * 5.4.1, 5.5.0 and 5.7.1 are everybody's favourites and never decide alone. */
static const struct bounce_rule codes[] = {
    {"code.1.1", BOUNCE_CAUSE_NO_SUCH_USER, "", "x.1.1", "RFC 3463"},
    {"code.1.2", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "x.1.2", "RFC 3463"},
    {"code.1.3", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, "", "x.1.3", "RFC 3463"},
    {"code.1.4", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "", "x.1.4", "RFC 3463"},
    {"code.1.6", BOUNCE_CAUSE_MOVED, "", "x.1.6", "RFC 3463"},
    {"code.1.7", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "x.1.7", "RFC 3463"},
    {"code.1.8", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "x.1.8", "RFC 3463"},
    {"code.1.10", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, "", "x.1.10", "RFC 3463"},
    {"code.2.1", BOUNCE_CAUSE_MAILBOX_DISABLED, "", "x.2.1", "RFC 3463"},
    {"code.2.2", BOUNCE_CAUSE_MAILBOX_FULL, "", "x.2.2", "RFC 3463"},
    {"code.2.3", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "x.2.3", "RFC 3463"},
    {"code.2.4", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "", "x.2.4", "RFC 3463"},
    {"code.3.1", BOUNCE_CAUSE_SERVER_BUSY, "", "x.3.1", "RFC 3463"},
    {"code.3.2", BOUNCE_CAUSE_SERVER_BUSY, "", "x.3.2", "RFC 3463"},
    {"code.3.3", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.3.3", "RFC 3463"},
    {"code.3.4", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "x.3.4", "RFC 3463"},
    {"code.3.5", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.3.5", "RFC 3463"},
    {"code.4.2", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "x.4.2", "RFC 3463"},
    {"code.4.3", BOUNCE_CAUSE_DNS_FAILURE, "", "x.4.3", "RFC 3463"},
    {"code.4.4", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "x.4.4", "RFC 3463"},
    {"code.4.5", BOUNCE_CAUSE_SERVER_BUSY, "", "x.4.5", "RFC 3463"},
    {"code.4.6", BOUNCE_CAUSE_MAIL_LOOP, "", "x.4.6", "RFC 3463"},
    {"code.4.7", BOUNCE_CAUSE_EXPIRED_UNKNOWN, "", "x.4.7", "RFC 3463"},
    {"code.4.300", BOUNCE_CAUSE_EXPIRED_UNKNOWN, "", "x.4.300", "Microsoft, NDR error codes"},
    {"code.4.310", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "x.4.310", "Microsoft, NDR error codes"},
    {"code.4.312", BOUNCE_CAUSE_DNS_FAILURE, "", "x.4.312", "Microsoft, NDR error codes"},
    {"code.4.315", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "", "x.4.315", "Microsoft, NDR error codes"},
    {"code.4.316", BOUNCE_CAUSE_CONNECTION_REFUSED, "", "x.4.316", "Microsoft, NDR error codes"},
    {"code.4.317", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "x.4.317", "Microsoft, NDR error codes"},
    {"code.4.318", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "x.4.318", "Microsoft, NDR error codes"},
    {"code.5.1", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.5.1", "RFC 3463"},
    {"code.5.2", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.5.2", "RFC 3463"},
    {"code.5.3", BOUNCE_CAUSE_TOO_MANY_RECIPIENTS, "", "x.5.3", "RFC 3463"},
    {"code.5.4", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.5.4", "RFC 3463"},
    {"code.6.0", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.0", "RFC 3463"},
    {"code.6.1", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.1", "RFC 3463"},
    {"code.6.3", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.3", "RFC 3463"},
    {"code.6.5", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.5", "RFC 3463"},
    {"code.6.7", BOUNCE_CAUSE_NEEDS_UTF8, "", "x.6.7", "RFC 3463"},
    {"code.6.8", BOUNCE_CAUSE_NEEDS_UTF8, "", "x.6.8", "RFC 3463"},
    {"code.6.9", BOUNCE_CAUSE_NEEDS_UTF8, "", "x.6.9", "RFC 3463"},
    {"code.7.2", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "", "x.7.2", "RFC 3463"},
    {"code.7.3", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.3", "RFC 3463"},
    {"code.7.5", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.5", "RFC 3463"},
    {"code.7.8", BOUNCE_CAUSE_SUBMISSION_AUTH, "", "x.7.8", "RFC 3463"},
    {"code.7.10", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.10", "RFC 3463"},
    {"code.7.17", BOUNCE_CAUSE_MOVED, "", "x.7.17", "RFC 3463"},
    {"code.7.20", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.20", "RFC 3463"},
    {"code.7.21", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.21", "RFC 3463"},
    {"code.7.22", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.22", "RFC 3463"},
    {"code.7.23", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.23", "RFC 3463"},
    {"code.7.24", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.24", "RFC 3463"},
    {"code.7.25", BOUNCE_CAUSE_RDNS_MISSING, "", "x.7.25", "RFC 3463"},
    {"code.7.26", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.26", "RFC 3463"},
    {"code.7.28", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "x.7.28", "RFC 3463"},
};

/* Reply codes that mean one thing, and a few whose likeliest meaning beats none. */
static const struct bounce_rule replies[] = {
    {"reply.421", BOUNCE_CAUSE_SERVER_BUSY, "", "421", "RFC 5321 4.2"},
    {"reply.441", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "", "441", "RFC 5321 4.2"},
    {"reply.442", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "442", "RFC 5321 4.2"},
    {"reply.446", BOUNCE_CAUSE_MAIL_LOOP, "", "446", "RFC 5321 4.2"},
    {"reply.447", BOUNCE_CAUSE_EXPIRED_UNKNOWN, "", "447", "RFC 5321 4.2"},
    {"reply.450", BOUNCE_CAUSE_SERVER_BUSY, "", "450", "RFC 5321 4.2"},
    {"reply.451", BOUNCE_CAUSE_SERVER_BUSY, "", "451", "RFC 5321 4.2"},
    {"reply.512", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "512", "RFC 5321 4.2"},
    {"reply.521", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, "", "521", "RFC 5321 4.2"},
    {"reply.552", BOUNCE_CAUSE_MAILBOX_FULL, "", "552", "RFC 5321 4.2"},
    {"reply.556", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, "", "556", "RFC 5321 4.2"},
};
// clang-format on

#define ROWS(rows)                                                                     \
    {                                                                                  \
        rows, sizeof rows / sizeof rows[0]                                             \
    }

/* In the order in which a diagnosis asks them. */
static const struct table {
    const struct bounce_rule *rows;
    size_t count;
} tables[] = {ROWS(strong), ROWS(codes), ROWS(weak), ROWS(expired), ROWS(replies)};

const struct bounce_rule *
bounce_rule(size_t index)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (index < tables[i].count)
            return &tables[i].rows[index];
        index -= tables[i].count;
    }
    return NULL;
}

static bool
has_part(struct slice host, struct slice part)
{
    for (; host.length >= part.length; host = slice_from(host, 1))
        if (slice_same(slice_to(host, part.length), part))
            return true;
    return false;
}

/* Is one of the names, parted by "|", part of the host's? No name at all is any host's. */
static bool
speaks(const char *host, const char *names)
{
    struct slice rest = slice_of(names);
    do
        if (has_part(slice_of(host), slice_cut(&rest, '|')))
            return true;
    while (rest.length > 0);
    return false;
}

/* The rows whose phrases are looked for, in the order of phrase_rules. */
enum {
    EXPIRED = sizeof expired / sizeof expired[0],
    STRONG = EXPIRED + sizeof strong / sizeof strong[0],
    WEAK = STRONG + sizeof weak / sizeof weak[0],
};

/* The row-th of them, below WEAK. */
static const struct bounce_rule *
rule_at(size_t row)
{
    if (row < EXPIRED)
        return &expired[row];
    if (row < STRONG)
        return &strong[row - EXPIRED];
    return &weak[row - STRONG];
}

const char *
rules_pattern(size_t row)
{
    return row < WEAK ? rule_at(row)->phrases : NULL;
}

/* The first rows of each table that fit; where none does, what stands behind its last. */
struct fits {
    size_t expired, strong, weak;
};

static struct fits
look(const struct phrase_text *text, const char *host)
{
    struct phrase_scan scan = phrase_begin(&phrase_rules, text);
    struct phrase_found found;
    struct fits first = {EXPIRED, STRONG, WEAK};
    while (phrase_next(&scan, &found)) {
        size_t row = found.phrase->row;
        size_t *best = row >= STRONG    ? &first.weak
                       : row >= EXPIRED ? &first.strong
                                        : &first.expired;
        if (row < *best && phrase_fits(&scan, &found) &&
            speaks(host, rule_at(row)->hosts))
            *best = row;
    }
    return first;
}

/* Takes out all that rows of expired[] fit. */
static void
fold(struct phrase_text *text)
{
    struct phrase_scan scan = phrase_begin(&phrase_rules, text);
    struct phrase_found found;
    bool folded[sizeof text->at] = {false};
    size_t length = 0;
    while (phrase_next(&scan, &found)) {
        if (found.phrase->row < EXPIRED && phrase_fits(&scan, &found))
            memset(folded + found.start, true, found.end - found.start);
    }
    for (size_t i = 0; i < text->length; i++) {
        text->at[length] = text->at[i];
        length += !folded[i];
    }
    text->length = length;
}

/* The row that looks for exactly this code. */
static const struct bounce_rule *
look_for(const struct bounce_rule *rules, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rules[i].phrases, code) == 0)
            return &rules[i];
    return NULL;
}

struct rules_heard
rules_hear(struct slice words, const char *host)
{
    struct phrase_text text;
    phrase_prepare(&text, words);
    struct fits first = look(&text, host);
    struct rules_heard heard = {
        .expired = first.expired < EXPIRED ? rule_at(first.expired) : NULL};
    for (int folds = 0; first.expired < EXPIRED && folds < FOLDS_MAX; folds++) {
        fold(&text);
        first = look(&text, host);
    }
    heard.words = first.strong < STRONG ? rule_at(first.strong) : NULL;
    heard.weak = first.weak < WEAK ? rule_at(first.weak) : NULL;
    return heard;
}

const struct bounce_rule *
rules_words(struct slice words, const char *host)
{
    return rules_hear(words, host).words;
}

const struct bounce_rule *
rules_code(struct bounce_code code)
{
    char wanted[sizeof "x.65535.65535"];
    struct pen pen = {.out = wanted, .size = sizeof wanted};
    if (code.group != 4 && code.group != 5)
        return NULL;
    pen_text(&pen, "x.");
    pen_number(&pen, code.subject);
    pen_text(&pen, ".");
    pen_number(&pen, code.detail);
    pen_end(&pen);
    return look_for(codes, sizeof codes / sizeof codes[0], wanted);
}

const struct bounce_rule *
rules_reply(struct bounce_code code)
{
    char wanted[sizeof "65535"];
    struct pen pen = {.out = wanted, .size = sizeof wanted};
    pen_number(&pen, code.reply);
    pen_end(&pen);
    return look_for(replies, sizeof replies / sizeof replies[0], wanted);
}

const struct bounce_rule *
rules_expired(struct slice words)
{
    struct phrase_text text;
    phrase_prepare(&text, words);
    size_t row = look(&text, "").expired;
    return row < EXPIRED ? rule_at(row) : NULL;
}

bool
rules_know(struct slice words)
{
    struct phrase_text text;
    phrase_prepare(&text, words);
    struct fits first = look(&text, "");
    return first.strong < STRONG || first.expired < EXPIRED;
}
