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
    "was considered too old by the rejecting system|been in the queue too long|i'm not going to try again|"
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
    /* Microsoft: Exchange Online, Exchange Server, Outlook.com. "Message expired" is gone already,
     * and what the other server said has been looked at before the words around it. */
    {"ms.reputation", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "senderscore*low|{45}.4.317*banned|{45}.4.317*reputation|{45}.4.317*block list", "Microsoft 4.4.317, seed 003"},
    {"ms.tls", BOUNCE_CAUSE_TLS_PROBLEM, "",
     "{45}.4.31{67}*starttls|{45}.4.31{67}*certificate|untrustedroot|subjectmismatch|subject mismatch|"
     "starttls is required|mta-sts validation|tlsa-invalid|dnssec-invalid|certificate-expired|"
     "certificate-host-mismatch|starttls-not-supported|{45}.7.32{1-5}~|cannot achieve exchange server",
     "Microsoft 4.4.317, 5.4.8, 5.7.321-325"},
    {"ms.dropped", BOUNCE_CAUSE_CONNECTION_DROPPED, "",
     "{45}.4.318~|suspiciousremoteservererror|winsock error code: 995|winsock error code: 10054|"
     "socket error code 10054|connection dropped due to socketerror", "Microsoft 5.4.318, 4.4.2"},
    {"ms.refused", BOUNCE_CAUSE_CONNECTION_REFUSED, "",
     "{45}.4.316~|socket error code 10061|winsock error code: 10061|connection refulsed", "Microsoft 5.4.316, seed 000"},
    {"ms.timeout", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "",
     "{45}.4.315~|socket error code 10060|winsock error code: 10060", "Microsoft 4.4.315"},
    {"ms.nodomain", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "",
     "{45}.4.310~|infodomainnonexistent|smtpsend.dns.nonexistentdomain|reserved by rfc 2606", "Microsoft 5.4.310, 5.4.4, 5.1.4"},
    {"ms.dns", BOUNCE_CAUSE_DNS_FAILURE, "", "{45}.4.312~|infonorecords|dns query failed", "Microsoft 5.4.312"},
    {"ms.session", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "{45}.4.317~", "Microsoft 4.4.317"},
    {"ms.ambiguous", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "", "ambiguousrecipienttransientexception", "Microsoft 4.4.7"},
    {"ms.relaypool", BOUNCE_CAUSE_RELAY_DENIED, "", "5.7.367~", "Microsoft 5.7.367"},
    {"ms.forward", BOUNCE_CAUSE_FORWARD_FAILED, "", "misconfigured forwarding address|{45}.2.14~", "Microsoft 5.2.14"},
    {"ms.noforwarding", BOUNCE_CAUSE_FORWARDING_BLOCKED, "",
     "5.7.520~|does not allow external forwarding|as(7555)", "Microsoft 5.7.520"},
    {"ms.daylimit", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "reached your daily limit for message recipients|submission quota*exceeded|submissionquotaexceeded|"
     "5.1.90~|5.7.23{236}~",
     "Microsoft 5.1.90, 5.2.2, 5.7.233"},
    {"ms.hacked", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "",
     "bad outbound sender|5.7.50{123}~|access denied, spam abuse detected", "Microsoft 5.1.8, 5.7.501"},
    {"ms.hackedcode", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "outlook|office365|exchange", "5.1.8~", "Microsoft 5.1.8"},
    {"ms.tenantlist", BOUNCE_CAUSE_POLICY_REJECTED, "", "5.7.703~|tenant allow/block list", "Microsoft 5.7.703"},
    /* The organisation, never the person. */
    {"ms.tenant", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "tenant has exceeded threshold|5.7.7{0-4}%~|5.7.750~|traffic not accepted from this ip|"
     "unregistered domain", "Microsoft 5.7.700-750"},
    {"ms.network", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "~s31{456}0~|~as31{456}0~|part of their network is on our block list|weren't sent. please contact",
     "Outlook.com postmaster page"},
    {"ms.policy", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "~sc-00{1-4}~|~ou-002~|~dy-002~", "Outlook.com postmaster page"},
    {"ms.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "~ou-001~|(s800{12})|as16012611", "Outlook.com postmaster page"},
    {"ms.dynamic", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "", "~dy-001~", "Outlook.com postmaster page"},
    {"ms.pfa", BOUNCE_CAUSE_SERVER_BUSY, "",
     "temporary server error. please try again|failed to be replicated|organization queue quota|"
     "pfa agent busy|4.7.700~|(attr1{478})|attr35~|insufficient system resources", "Microsoft 4.3.1, ATTR35"},
    {"ms.slow", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "~rp-00{123}~|4.7.{56}%%~|4.7.8{5-9}%~|(as7{67}|(as84{34})|rate limited due to ip reputation|"
     "server busy. please try again later from|5.7.508~|exceeded permitted limits within",
     "Microsoft 4.7.500-699, Outlook.com postmaster page"},
    {"ms.badrecipient", BOUNCE_CAUSE_MAILBOX_DISABLED, "", "5.7.505~|banned recipient", "Microsoft 5.7.505"},
    {"ms.helo", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "",
     "5.7.506~|5.7.510~|does not accept email over ipv6|send hello first|{45}.3.190~", "Microsoft 5.7.506, 5.7.510, 5.3.190"},
    {"ms.banned", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "5.7.60{6-9}~|5.7.6{1-4}%~|banned sending ip|5.7.511~|banned sender[|"
     "delist.messaging.microsoft|sender.office.com", "Microsoft 5.7.606-649, 5.7.511"},
    {"ms.customer", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "5.7.513~|customer block list|5.7.507~", "Microsoft 5.7.507, 5.7.513"},
    {"ms.auth", BOUNCE_CAUSE_AUTH_FAILED, "",
     "5.7.515~|required authentication level|5.7.509~|does not pass dmarc|spf permanent error",
     "Microsoft 5.7.509, 5.7.515, 5.1.0"},
    {"ms.format", BOUNCE_CAUSE_MALFORMED_MESSAGE, "",
     "5.7.512~|rfc 5322 section 3.6.2|x-dg-ref header is too long|as345~|5.6.11~|bare line feed|"
     "bare linefeed|5.1.20~|multiple from addresses|too many related errors|corrupt message content|"
     "invalid message content", "Microsoft 5.0.350, 5.1.20, 5.3.0, 5.6.11"},
    {"ms.full", BOUNCE_CAUSE_MAILBOX_FULL, "",
     "storedrv*mailbox full|mailbox full*storedrv|quotaexceededexception|shutoffquotaexceeded|aggregategroupmailbox", "Microsoft 5.2.2"},
    {"ms.syntax", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, "",
     "storedrv.submit*invalid recipient|single label domain|single-label domain|invalid x.400", "Microsoft 5.1.3, 5.1.6"},
    {"ms.recipient", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "resolver.adr.recip|resolver.adr.exrecip|resolver.adr.invalidinternal|not found by smtp address lookup|"
     "5.5.0 requested action not taken: mailbox unavailable|recipient address rejected: access denied|"
     "addresses rejected: access denied|rejected : access denied|5.1.35{01}~|5.7.504~",
     "Microsoft 5.1.1, 5.1.10, 5.4.1, 5.5.0"},
    {"ms.recipientcode", BOUNCE_CAUSE_NO_SUCH_USER, "outlook|office365|exchange", "5.1.10~", "Microsoft 5.1.10"},
    {"ms.restricted", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "resolver.rst.notauth|resolver.rst.auth|resolver.rst.restricted|resolver.rst.sendernot|"
     "unifiedgroupagent|transport.rules.rejectmessage|5.7.13{3-6}~|5.7.124~|5.7.129~|5.7.193~|5.7.9%%~|"
     "senderfilterconfig|sender was not authenticated|5.1.0 sender denied|5.7.1 client was not authenticated|"
     "isn't a group member", "Microsoft 5.7.1, 5.7.12, 5.7.124-193, 5.1.0"},
    {"ms.restrictedcode", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "outlook|office365|exchange",
     "5.7.12~|5.7.13~|5.7.105~", "Microsoft 5.7.12, 5.7.13, 5.7.105"},
    {"ms.size", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "recipsizelimit|message size exceeds fixed", "Microsoft 5.2.3, 5.3.4"},
    {"ms.pace", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "",
     "5.2.12{12}~|per hour message receive limit|recipient thread limit|{45}.3.2 mailbox busy|"
     "exceeded the limit for the number of messages|exceeded their limit for the number of messages",
     "Microsoft 5.2.121, 4.3.2"},
    {"ms.store", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "",
     "resolver.adr.badprimary|storedrv.deliver|approval.invalidexpiry|mapiexception|storedriver mdb",
     "Microsoft 5.2.0, 5.3.2, 5.6.0"},
    {"ms.login", BOUNCE_CAUSE_SUBMISSION_AUTH, "", "5.7.57~|not authenticated to send anonymous mail", "Microsoft 5.7.57"},
    {"ms.sendas", BOUNCE_CAUSE_FROM_NOT_ALLOWED, "",
     "5.7.60~|does not have permissions to send as|sendasdenied|5.2.252~", "Microsoft 5.7.60, 5.2.252"},
    {"ms.connector", BOUNCE_CAUSE_RELAY_DENIED, "", "tenantattribution|5.7.64~", "Microsoft 5.7.64"},
    {"ms.loop", BOUNCE_CAUSE_MAIL_LOOP, "",
     "{45}.4.14~|hop count exceeded|generated message depth|{45}.4.11~", "Microsoft 5.4.6, 5.4.14"},

    /* Spectrum (Charter): the letter after "#" tells mail to them (in, i) from mail of their own
     * customers (out, o), and the same number means opposite things. */
    {"spectrum.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "aup#in-10{0-8}%|aup#i-10{0-8}%|aup#1000", "Spectrum, email error codes"},
    {"spectrum.account", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "", "aup#out-10{0-8}%|aup#o-10{0-8}%", "Spectrum, email error codes"},
    {"spectrum.later", BOUNCE_CAUSE_SERVER_BUSY, "", "aup#*1090", "Spectrum, email error codes"},
    {"spectrum.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "aup#*11{0-5}%", "Spectrum, email error codes"},
    {"spectrum.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "aup#*11{6-9}%", "Spectrum, email error codes"},
    {"spectrum.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "aup#*12{0-5}%", "Spectrum, email error codes"},
    {"spectrum.ipv6", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "aup#*1260", "Spectrum, email error codes"},
    {"spectrum.limit", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "aup#out-1{34}%%|aup#o-1{34}%%|aup#out-15{48}0|aup#o-15{48}0", "Spectrum, email error codes"},
    {"spectrum.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "aup#*1{34}%%|aup#*15{48}0", "Spectrum, email error codes"},
    {"spectrum.from", BOUNCE_CAUSE_FROM_NOT_ALLOWED, "", "aup#*15{02}0", "Spectrum, email error codes"},
    {"spectrum.size", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "aup#*1530", "Spectrum, email error codes"},
    {"spectrum.many", BOUNCE_CAUSE_TOO_MANY_RECIPIENTS, "", "aup#*15{56}0", "Spectrum, email error codes"},
    {"spectrum.gate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "~cmsmtp *blocked|cmsmtp connection rejected|esmtp server not available", "seen with Spectrum"},

    /* Cox */
    {"cox.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "~cxbl~|~cdrbl~|cox too many bad commands", "Cox, email error codes"},
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
    {"comcast.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "~bl0{10}{10}{10}{10}{10}", "Comcast, postmaster page"},
    {"comcast.oldlist", BOUNCE_CAUSE_IP_BLOCKLISTED, "comcast", "~bl00%~|~bl0%%~", "Comcast, postmaster page"},
    {"comcast.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "~rl0000%%~", "Comcast, postmaster page"},
    {"comcast.oldrate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "comcast", "~rl00%~", "Comcast, postmaster page"},
    {"comcast.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "~dm000001~", "Comcast, postmaster page"},
    {"comcast.user", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "not our customer|recipient mailbox unallocated|account closed, please remove", "seen with Comcast"},
    {"comcast.full", BOUNCE_CAUSE_MAILBOX_FULL, "", "extended quota violation", "seen with Comcast"},
    {"att.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "dnsbl:attrbl|dnsbl:rbl|>_is_blocked|@abuse-att.net", "seen with AT&T"},
    {"att.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "fix reverse dns for", "seen with AT&T"},
    {"att.user", BOUNCE_CAUSE_NO_SUCH_USER, "", "addressee unknown|blank mailhost", "seen with AT&T"},

    /* Yahoo, AOL */
    {"yahoo.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "[bl2%]|[tss07]|ip is in spamhaus", "Yahoo, SMTP error codes"},
    {"yahoo.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "[tss09]|[tss1{01}]|[ts03]|will be permanently deferred", "Yahoo, SMTP error codes"},
    {"yahoo.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "[ts0{0-8}]|[tss0{0-8}]|[ipts04]|temporarily deferred due to|deferred due to unexpected volume", "Yahoo, SMTP error codes"},
    {"yahoo.auth", BOUNCE_CAUSE_AUTH_FAILED, "",
     "(au01)|requires all senders to authenticate|5.7.9*unauthenticated|5.7.9*dmarc|"
     "5.7.9 message not accepted for policy", "Yahoo, SMTP error codes"},
    {"yahoo.authcode", BOUNCE_CAUSE_AUTH_FAILED, "yahoo|aol", "{45}.7.9~", "Yahoo, SMTP error codes"},
    {"yahoo.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "[ph0%]|[ph1%]|not accepted for policy reasons", "Yahoo, SMTP error codes"},
    {"yahoo.user", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "this user doesn't have a|doesn't have a yahoo|dd not a valid recipient|dd this user|"
     "dd requested mail action aborted, mailbox not found|account * no longer valid", "Yahoo, SMTP error codes"},
    {"yahoo.disabled", BOUNCE_CAUSE_MAILBOX_DISABLED, "", "mailbox is disabled|(554.30)", "seen with Yahoo"},
    {"yahoo.ip", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "~vs1-ip|~vs1-mf", "seen with Yahoo"},
    {"aol.home", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "", "rtr:bb~|rtr:du~|rly:ir~", "AOL, SMTP error codes"},
    {"aol.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "rtr:sc~|rtr:bl~|con:b1~|rly:b2~|rly:bl~", "AOL, SMTP error codes"},
    {"aol.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "dyn:t%|rly:b1~", "AOL, SMTP error codes"},
    {"aol.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "hvu:b|rly:bd~", "AOL, SMTP error codes"},
    {"yahoo.sender", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "unresolvable rfc", "Yahoo, SMTP error codes"},
    {"yahoo.headers", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "headers are not rfc compliant", "Yahoo, SMTP error codes"},
    {"yahoo.pace", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "", "user is receiving mail too quickly", "Yahoo, SMTP error codes"},

    /* Google */
    {"google.group", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "groups.google.com/support|may not have permission to post|google groups", "seen with Google"},
    {"google.user", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "the email account that you tried to reach does not exist|p=nosuchuser|answer.py?answer=6596", "Google, SMTP errors"},
    {"google.disabled", BOUNCE_CAUSE_MAILBOX_DISABLED, "",
     "p=disableduser|account that you tried to reach is disabled|account that you tried to reach is inactive", "Google, SMTP errors"},
    {"google.full", BOUNCE_CAUSE_MAILBOX_FULL, "",
     "p=overquota|inbox is out of storage|tried to reach is over quota|tried to reach is overquota", "Google, SMTP errors"},
    {"google.pace", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "",
     "p=receivingrate|receiving mail too quickly|receiving mail at a rate|receiving email at a rate", "Google, SMTP errors"},
    {"google.domain", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "",
     "p=badrcptdomain|able to find the recipient domain|dns error: *nxdomain|"
     "responded with code nxdomain|domain * couldn't be found|because the domain|"
     "dns error: *lookup of *responded with code noerror", "Google, SMTP errors"},
    {"google.size", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "",
     "p=maxsizeerror|exceeded google's message size|exceeds google's message size", "Google, SMTP errors"},
    {"google.attachment", BOUNCE_CAUSE_BLOCKED_ATTACHMENT, "",
     "p=blockedmessage|potential security issue|illegal attachment|because its content presents a potential", "Google, SMTP errors"},
    {"google.auth", BOUNCE_CAUSE_AUTH_FAILED, "",
     "p=dmarcrejection|due to domain's dmarc policy|spf record of the sending domain|p=wantautherror|p=ipv6autherror|"
     "does not have authentication information|fails to pass authentication|sender is unauthenticated", "Google, SMTP errors"},
    /* Numbers that mean something else in the registry. */
    {"google.authcode", BOUNCE_CAUSE_AUTH_FAILED, "google|gmail",
     "{45}.7.32~|{45}.7.26~|{45}.7.27~|{45}.7.30~|{45}.7.40~", "Google, SMTP errors"},
    {"google.rdnscode", BOUNCE_CAUSE_RDNS_MISSING, "google|gmail", "{45}.7.25~|{45}.7.23~", "Google, SMTP errors"},
    {"google.tlscode", BOUNCE_CAUSE_TLS_PROBLEM, "google|gmail", "{45}.7.29~", "Google, SMTP errors"},
    {"google.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "detected an unusual rate of|unusual rate of*mail", "Google, SMTP errors"},
    {"google.spam", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "very low reputation|p=unsolicitedmessage|spam classification|likely unsolicited|likely suspicious|"
     "nature of the content or the links", "Google, SMTP errors"},
    {"google.home", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "",
     "p=unsolicitedip|not authorized to send email directly|p=notauthorized", "Google, SMTP errors"},
    {"google.limit", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "daily sending limit|daily user sending|daily sending quota exceeded|p=sendinglimit|p=dailylimit|"
     "too many recipients for this sender|you have reached a limit for sending", "Google, SMTP errors"},
    {"google.policy", BOUNCE_CAUSE_POLICY_REJECTED, "", "- gcdp|from) has a policy|violates * email policy", "Google, SMTP errors"},
    {"google.login", BOUNCE_CAUSE_SUBMISSION_AUTH, "",
     "application-specific password|p=invalidsecondfactor|p=badcredentials|via your web browser|"
     "username and password not accepted|p=webloginrequired", "Google, SMTP errors"},
    {"google.loop", BOUNCE_CAUSE_MAIL_LOOP, "", "message exceeded 50 hops|p=mailloop", "Google, SMTP errors"},
    {"google.format", BOUNCE_CAUSE_MALFORMED_MESSAGE, "",
     "p=rfcmessagenoncompliant|addresses in from|not rfc 5322 compliant|missing a valid message-id|"
     "missing a valid address in the from|mail message is malformed", "Google, SMTP errors"},
    {"google.busy", BOUNCE_CAUSE_SERVER_BUSY, "", "mail server temporarily rejected message", "Google, SMTP errors"},

    /* Apple, United Internet, Telekom, France */
    {"apple.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "[hme1]|failing both spf and dkim", "Apple, postmaster page"},
    {"apple.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "[cs0%]|[cl0%]|[hm0%]|rejected due to local policy", "Apple, postmaster page"},
    {"apple.moved", BOUNCE_CAUSE_MOVED, "", "recipient no longer on server", "Apple, postmaster page"},
    {"apple.user", BOUNCE_CAUSE_NO_SUCH_USER, "", "inactive email address|unknown or illegal alias", "Apple, postmaster page"},
    {"apple.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "deferred due to excessive volume", "Apple, postmaster page"},
    {"apple.closed", BOUNCE_CAUSE_PROVIDER_BLOCK, "icloud.com|me.com|mac.com|apple.com", "not accepting connections", "seen with Apple"},
    {"gmx.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "case?c=rdns|bad dns ptr", "GMX, postmaster page"},
    {"gmx.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "nemesis esmtp service not available|case?c=r0201|case?c=bl|ip address is block listed|ip address is black listed",
     "GMX, postmaster page"},
    {"gmx.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "reject due to spf policy", "GMX, postmaster page"},
    {"gmx.policy", BOUNCE_CAUSE_POLICY_REJECTED, "", "reject due to policy", "GMX, postmaster page"},
    {"gmx.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "rate limit reached. please try again", "GMX, postmaster page"},
    {"telekom.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "@rx.t-online.de|a problem occurred. (ask your postmaster", "seen with T-Online"},
    {"telekom.spam", BOUNCE_CAUSE_CONTENT_SPAM, "", "fcrdns presumably not set|spam or virus classification", "seen with T-Online"},
    {"orange.user", BOUNCE_CAUSE_NO_SUCH_USER, "", "~ofr*_416|~lpn*_416", "Orange, La Poste, postmaster codes"},
    {"orange.full", BOUNCE_CAUSE_MAILBOX_FULL, "", "~ofr*_417|~lpn*_417", "Orange, La Poste, postmaster codes"},
    {"orange.disabled", BOUNCE_CAUSE_MAILBOX_DISABLED, "",
     "~ofr*_420|~ofr*_426|~lpn*_420|~lpn*_426|destinataire archivee|compte du destinataire est bloque",
     "Orange, La Poste, postmaster codes"},
    {"orange.auth", BOUNCE_CAUSE_AUTH_FAILED, "",
     "~ofr*_401|~ofr*_517|~lpn*_401|~lpn*_517|verifier la configuration spf|dmarc en echec|dmarc check failed",
     "Orange, La Poste, postmaster codes"},
    {"orange.sender", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "",
     "~ofr*_40{35}|~ofr*_415|~ofr*_421|~lpn*_40{35}|~lpn*_415|emetteur invalide", "Orange, La Poste, postmaster codes"},
    {"orange.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "~ofr*_104|~lpn*_104", "Orange, La Poste, postmaster codes"},
    {"orange.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "~ofr*_10{123}|~ofr*_510|~ofr*_630|~ofr*_999|~lpn*_10{123}|~lpn*_510|~ouk*_10{123}", "Orange, La Poste, postmaster codes"},
    {"orange.content", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "~ofr*_506|~ofr*_513|~ouk*_506|~ouk*_513|mail rejete", "Orange, La Poste, postmaster codes"},
    {"orange.busy", BOUNCE_CAUSE_SERVER_BUSY, "",
     "~ofr*_505|~ofr*_10{5789}|~ofr*_201|~ofr*_42{34}|~lpn*_10{5789}", "Orange, La Poste, postmaster codes"},
    {"orange.size", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "~ofr*_514|~lpn*_514", "Orange, La Poste, postmaster codes"},
    {"free.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "too many spams from your ip", "seen with Free"},
    {"sfr.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "abus detecte gu_eib_0{24}", "seen with SFR"},
    {"ovh.account", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "", "account*locked for spam|blocked for spam", "OVH, blocked for spam"},

    /* Russia, China */
    {"mailru.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "access from ip address*blocked", "seen with Mail.ru"},
    {"mailru.account", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "", "message sending for this account is disabled", "seen with Mail.ru"},
    {"mailru.spam", BOUNCE_CAUSE_CONTENT_SPAM, "", "notspam-support|mail.ru/notspam", "seen with Mail.ru"},
    {"yandex.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "blocked by spam statistics", "Yandex, bounce pages"},
    {"yandex.spam", BOUNCE_CAUSE_CONTENT_SPAM, "", "under suspicion of spam", "Yandex, bounce pages"},
    {"yandex.pace", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "", "has exceeded their message rate limit", "seen with Yandex"},
    {"qq.pace", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "", "mailbox unavailable or access denied", "QQ, bounce codes"},
    {"qq.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "frequency limited", "QQ, bounce codes"},
    {"qq.spam", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "mail content denied|suspected spam|suspected bounce attack|reject by behaviour spam", "QQ, bounce codes"},
    {"qq.refused", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "", "mail is rejected by recipients", "QQ, bounce codes"},
    {"qq.from", BOUNCE_CAUSE_FROM_NOT_ALLOWED, "", "mail from address must be same as", "QQ, bounce codes"},
    {"netease.spam", BOUNCE_CAUSE_CONTENT_SPAM, "", "~dt:spm~", "NetEase, bounce codes"},
    {"netease.from", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "~dt:sum~", "NetEase, bounce codes"},
    {"netease.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "~dt:rbl~", "NetEase, bounce codes"},
    {"netease.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "~mi:spf~", "NetEase, bounce codes"},
    {"netease.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "~mi:spb~|~wm:bli~|~wm:blu~|~hl:ihu~|~hl:ipb~|~hl:rep~", "NetEase, bounce codes"},
    {"netease.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "~hl:icc~|~hl:ifc~|~hl:ifq~|~hl:mep~|~mi:cel~|~mi:dmc~|~mi:ccl~|~mi:stc~|~mi:sfq~|~mi:qrc~|"
     "~rp:drc~|~rp:ccl~|~rp:trc~|~rp:qrc~|~rp:cel~", "NetEase, bounce codes"},

    /* Filters in front of many domains */
    {"proofpoint.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "ipcheck.proofpoint.com|dnsbl-lookup.cgi|prs.proofpoint.com|support.proofpoint.com/dnsbl", "Proofpoint, dynamic reputation FAQ"},
    {"proofpoint.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "554 5.7.0 reject, id=", "seen with Proofpoint"},
    {"cloudmark.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "csi.cloudmark.com|cloudmark sender intelligence", "Cloudmark, CSI page"},
    {"barracuda.content", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "permanent failure for one or more recipients (*:blocked|rejecting banned content|spam url in content", "seen with Barracuda"},
    {"barracuda.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "b.barracudacentral.org|barracudanetworks.com/reputation|barracuda reputation", "Barracuda, reputation page"},
    {"barracuda.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "rejecting spoofed message", "seen with Barracuda"},
    {"barracuda.user", BOUNCE_CAUSE_NO_SUCH_USER, "", "cuda_nsu", "seen with Barracuda"},
    {"barracuda.license", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "license expired|license has expired", "seen with Barracuda"},
    {"mimecast.auth", BOUNCE_CAUSE_AUTH_FAILED, "",
     "anti-spoofing policy|~spf sender invalid|dkim sender invalid|dmarc sender invalid", "Mimecast, SMTP error codes"},
    {"mimecast.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "csi.mimecast|local ct ip reputation", "Mimecast, SMTP error codes"},
    {"mimecast.user", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "envelope blocked|administrative prohibition|manually blocked senders|rejected by header-based|"
     "rejected by header based", "Mimecast, SMTP error codes"},
    {"mimecast.grey", BOUNCE_CAUSE_GREYLISTED, "", "internal resources are temporarily unavailable", "Mimecast, SMTP error codes"},
    {"mimecast.content", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "email rejected due to security policies|content examination policy", "Mimecast, SMTP error codes"},
    {"mimecast.policy", BOUNCE_CAUSE_POLICY_REJECTED, "", "host network not allowed|host network, not allowed", "Mimecast, SMTP error codes"},
    {"godaddy.blocked", BOUNCE_CAUSE_PROVIDER_BLOCK, "", "~ib10{3-6}~|~ib11{0-6}~|~ib504~|~ib51{0-3}~", "GoDaddy, bounceback codes"},
    {"godaddy.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "~ib212~", "GoDaddy, bounceback codes"},
    {"godaddy.virus", BOUNCE_CAUSE_BLOCKED_ATTACHMENT, "", "~ib705~", "GoDaddy, bounceback codes"},
    {"godaddy.auth", BOUNCE_CAUSE_AUTH_FAILED, "", "~ib508~", "GoDaddy, bounceback codes"},
    {"godaddy.sender", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "~ib506~", "GoDaddy, bounceback codes"},
    {"godaddy.rdns", BOUNCE_CAUSE_RDNS_MISSING, "", "~ib108~", "GoDaddy, bounceback codes"},
    {"godaddy.rate", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "~ib007~|~ib101~|~ib605~", "GoDaddy, bounceback codes"},
    {"symantec.content", BOUNCE_CAUSE_CONTENT_SPAM, "", "symanteccloud.com/troubleshooting|symantec zodiac", "seen with Symantec"},
    {"trendmicro.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "mail-abuse.com|trend micro rbl|trend micro email reputation|ers-rbl|ers-qil|ers-dul", "seen with Trend Micro"},
    {"cisco.listed", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "sending mta's poor reputation|mail system has been rejected", "seen with Cisco"},

    /* Senders' own services */
    {"ses.unverified", BOUNCE_CAUSE_FROM_NOT_ALLOWED, "", "email address is not verified", "Amazon SES, SMTP replies"},
    {"ses.suppressed", BOUNCE_CAUSE_NO_SUCH_USER, "", "suppression list", "Amazon SES, SMTP replies"},
    {"ses.limit", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "daily message quota exceeded|maximum sending rate exceeded", "Amazon SES, SMTP replies"},
    {"ses.account", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "",
     "sending paused for this account|sending suspended for this account", "Amazon SES, SMTP replies"},
    {"zoho.account", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "", "unusual sending activity detected", "seen with Zoho"},
    {"zoho.policy", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "mailbox delivery restricted*policy|mailbox delivery failure*policy", "seen with Zoho"},
    {"cpanel.limit", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "max emails per hour|max defers and failures per hour", "seen with cPanel"},
    {"cpanel.account", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "", "outgoing mail suspension|outgoing mail hold", "seen with cPanel"},
    {"cpanel.domain", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "account or domain may not exist, they may be blacklisted", "seen with cPanel"},

    /* Everybody's words. Lists and identity before content, content before the address:
     * a refusal that names its reason also names the recipient. */
    {"list.ip", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "ip address*blacklisted|~ip*is blacklisted|~ip*has been blacklisted", "common wording"},
    {"sender.listed", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "from an address that has been blacklisted|blacklisted by recipient|blacklisted by the recipient|"
     "recipient's blacklist|recipient's black list|recipient's block list|user's blacklist|personal blacklist|"
     "user in blacklist|recipient's blocklist|recipient's allowed list|recipient's allow list|user has blocked you|blocked senders|blocked sender list|recipient has blocked|"
     "user has blocked your|blocked by this user|blocked by the user|blocked by that user|have been blocked by recipient", "common wording"},
    {"list.spamhaus", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "spamhaus", "Spamhaus"},
    {"list.spamcop", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "spamcop.net", "SpamCop"},
    {"spam.url", BOUNCE_CAUSE_CONTENT_SPAM, "", "blacklisted url|url*blacklist|link*blacklist|~surbl|~uribl", "SURBL, URIBL"},
    {"list.named", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "blocked using|~rejected using|% listed |%] listed |%) listed |% is listed |%] is listed |%) is listed |"
     "~your host*is listed|~ip*is listed|% found in *.|%] found in *.|blocked*/query/|blocked*lookup?|blocked*?ip=%|"
     "~dnsbl~|~dnsbls~|~rbl~|~rbls~|"
     "black list|blacklist|black-list|block list|blocklist|blocking list|denylist|realtime block|real-time block|poor reputation|"
     "bad reputation|low reputation|reputation is too low|due to ip reputation|because of ip reputation|are listed at|reputation of your|sorbs.net|uceprotect|backscatterer|"
     "surriel|abuseat.org|invaluement|hostkarma", "common wording"},
    {"list.foreign", BOUNCE_CAUSE_IP_BLOCKLISTED, "",
     "liste noire|lista negra|lista nera|schwarze liste|schwarzen liste|czarnej li|черн*спис|чёрн*спис|黑名单|"
     "ブラックリスト", "common wording"},
    {"block.words", BOUNCE_CAUSE_PROVIDER_BLOCK, "",
     "client [*blocked|client host*blocked|client host rejected: access denied|"
     "~your ip*blocked|sending ip*blocked|connecting ip*blocked|~ip address*blocked|~ip * is blocked|"
     "~ip * has been blocked|your mail server*blocked|your server*blocked|your host*blocked|"
     "~your ip*rejected|~your ip*banned|ip address*banned|connection*blocked by|your network*blocked|your network*banned|your host*banned|your server*banned|ip blocked by|host blocked by|"
     "from your country|from your region|mail server is banned|mail from your provider|mail from your isp|"
     "your isp*blocked|your domain*blocked|your mailserver*rejected|your mail server*rejected", "common wording"},
    {"grey.words", BOUNCE_CAUSE_GREYLISTED, "",
     "greylist|grey list|grey-list|graylist|gray list|gray-list|greymail delay|please retry later|please retry in|"
     "come back later|unknown triplet", "RFC 6647"},
    /* Who may write in whose name: to the account's own server, then to others. */
    {"from.words", BOUNCE_CAUSE_FROM_NOT_ALLOWED, "",
     "not owned by user|not owned by auth|not owned by the auth|address not owned|not allowed to send as|"
     "not permitted to send as|not authorized to send as|not allowed to send mail as|not allowed to send from|"
     "not authorized to send from this|not allowed to use the address|not allowed to use this sender|"
     "sender address is not allowed|from address is not allowed|from address not allowed|"
     "sender does not match|sender must match|must match*login|must be the same as the auth|"
     "authentication user*not match|authenticated user*not match|not allowed to use this from|to use this from address|"
     "only send mail from your own|only send from your own|relaying disallowed as|not match*authenticated user|not match*authenticated sender|sender differs from", "common wording"},
    {"sender.address", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "",
     "required for sender|sender domain has no|sender address has null|sender address unknown|mail from domain not|"
     "verification failed for sender|55% verification failed for|55%-verification failed for|callback setup failed|from address does not accept|"
     "sender verify failed|sender address rejected: domain not found|sender address rejected: undeliverable|"
     "sender address rejected: unverified|sender address rejected: need|sender address rejected: malformed|"
     "domain of sender|sender domain does not|sender domain must|sender domain not|sender domain*reject|"
     "invalid sender|unrouteable sender|unroutable sender|bad sender|unknown sender|nonexistent sender|"
     "could not verify sender|cannot verify sender|can't verify sender|unable to verify sender|not verify the sender|"
     "sender address is invalid|sender is invalid|sender invalid|sender unknown|sender verification failed|"
     "sender*does not exist|sender*doesn't exist|sender*does not resolve|sender*doesn't resolve|sender*not found|"
     "from domain*not exist|from address*not exist|mail from*not exist|mail from*not resolve|mail from*invalid|"
     "badmailfrom|return address*not|return-path*not|envelope sender*not exist|callout verification*sender|"
     "sender callout|sender's domain|from domain is invalid|from address is invalid|"
     "{45}.1.7~|{45}.1.8~", "RFC 3463 X.1.7, X.1.8, common wording"},
    {"auth.words", BOUNCE_CAUSE_AUTH_FAILED, "",
     "~dmarc~|~dkim~|~spf~|sender policy framework|~sender id~|senderid|authentication checks|spoof|"
     "domainkeys|message authentication|forged|not permitted to send for|not allowed to send for|"
     "not authorized to send mail from|not authorized to send for|not authorised to send for|not authorised to send mail from|~arc seal|domain*does not authorise|domain*does not authorize|designated by|permitted by the domain|"
     "authorized by the domain|authorised by the domain", "RFC 7208, 6376, 7489"},
    {"sender.foreign", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "",
     "expéditeur inconnu|expediteur inconnu|expéditeur est inconnu|expéditeur invalide|expediteur invalide|expéditeur incorrect|"
     "domaine de l'expéditeur|domaine de l'expediteur|domaine expéditeur|domaine expediteur|absender unbekannt|absenderadresse*unbekannt|"
     "absender ist unbekannt|unbekannter absender|unbekannte absender|absender ungültig|absenderadresse*ungültig|absenderadresse*existiert nicht|"
     "ungültiger absender|ungültige absender|absenderdomain|absender-domain|remitente desconocid|remitente no existe|"
     "remitente inválid|remitente invalid|remitente no válid|remitente inexistente|dominio del remitente|remetente desconhecid|remetente inexistente|"
     "remetente inválid|remetente invalid|remetente não existe|domínio do remetente|dominio do remetente|mittente sconosciut|"
     "mittente inesistente|mittente non valid|mittente non esiste|dominio del mittente|onbekende afzender|afzender onbekend|"
     "afzender is onbekend|afzender ongeldig|afzender bestaat niet|nieznany nadawca|nadawca nieznany|nadawca nie istnieje|"
     "тправитель не существует|тправитель не найден|тправителя не существует|еизвестный отправитель|"
     "верный адрес отправителя|okänd avsändare|ukendt afsender|tuntematon lähettäjä|发件人不存在|发件人地址不存在|"
     "发件人域名|送信者が存在し|送信元アドレスが|送信元ドメイン|差出人アドレスが", "common wording"},
    {"rdns.words", BOUNCE_CAUSE_RDNS_MISSING, "",
     "reverse dns|reverse hostname|reverse host name|reverse lookup|reverse-dns|reverse address|reverse mapping|~ptr~|~rdns~|~fcrdns~|"
     "cannot find your hostname|cannot find your host name|cannot find your reverse|cannot resolve your|ip name lookup failed|mismatches client ip|"
     "unverif{iy}able sending ip|client host rejected: cannot find|no dns record for your|your hostname*not found|"
     "hostname*does not match|host name*does not match|ip*does not resolve to a|no hostname|missing hostname|"
     "does not have a valid hostname|no reverse name|reverse name missing|no reverse entry|forward-confirmed|dns*generic|generic*hostname|generic*rdns", "common wording"},
    {"helo.words", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "",
     "helo command rejected|ehlo command rejected|helo hostname|ehlo hostname|helo host name|helo name|ehlo name|helo domain|ehlo domain|"
     "helo argument|ehlo argument|helo string|invalid helo|invalid ehlo|bad helo|bad ehlo|helo is not|helo must|"
     "helo*fully|ehlo*fully|helo*invalid|ehlo*invalid|helo*not resolve|ehlo*not resolve|helo*unresolvable|helo*impersonat|"
     "helo/ehlo*invalid", "RFC 5321 4.1.1.1"},
    {"home.words", BOUNCE_CAUSE_DIRECT_FROM_HOME_IP, "",
     "dynamic ip|dynamic pool|dynamic address|dynamic host|dynamically assigned|smtp server of your isp|residential|"
     "use your isp|use your provider|use the smtp server|use your internet provider|through your isp|through their isp|home users|via your isp|your isp's|"
     "dialup|dial-up|~dul~|dynamic/|direct-to-mx|direct to mx", "common wording"},
    {"loop.words", BOUNCE_CAUSE_MAIL_LOOP, "",
     "has looped|too many hops|too many received|mail loop|loops back to|loop back to|forwarding loop|routing loop|message loop|"
     "hop count|looping|loop detected|hops exceeded|maximum hops|too many 'received'|received headers|"
     "mail for * loops back|endlosschleife|mailschleife|boucle|bucle", "RFC 5321 6.3, common wording"},
    {"attachment.words", BOUNCE_CAUSE_BLOCKED_ATTACHMENT, "",
     "~virus|malware|infected|trojan|ransomware|banned attachment|forbidden attachment|prohibited attachment|"
     "disallowed attachment|dangerous attachment|blocked attachment|attachment blocked|attachment*not allowed|"
     "attachment*rejected|attachment*prohibited|attachment*forbidden|attachment*not accepted|attachments not|banned file|"
     "attachment type|attachment extension|attachments are not|executable|file type*not|prohibited file|forbidden file|blocked file|file type*blocked|file types*blocked|forbidden extension|blocked extension|"
     "prohibited extension|clamav*found|clamd*found|file extension|"
     "encrypted zip|encrypted archive|encrypted file|encrypted attachment|encrypted compressed|password protected|password-protected|passworded|"
     "macro*not allowed|with macro|containing macro|contains macro|banned: .|banned: multipart|banned: application|banned: '|banned (|banned name|banned content|banned extension|dangerous file|dangerous content|"
     "file with extension|files with extension|file with the extension|attachments of type|attachments of this type|attachment filtered|attachment removed|"
     "attachment*not permitted|attachment*disallowed|unacceptable attachment|unwanted attachment|"
     ".exe file|.scr file|.zip file|.rar file|.js file|.exe attach|.zip attach|accept .|eicar-|eicar test|suspicious file|suspicious attachment|"
     "infizierte|вирус|病毒|ウイルス|ウィルス", "common wording"},
    {"attachment.foreign", BOUNCE_CAUSE_BLOCKED_ATTACHMENT, "",
     "anhang*nicht erlaubt|anhang*nicht zulässig|anhang*verboten|anhang*blockiert|anhang*abgelehnt|anhänge*nicht erlaubt|anhänge*verboten|zulässiger dateianhang|"
     "zulässiger anhang|verbotener anhang|verbotener dateianhang|gefährlicher anhang|dateityp*nicht|pièce jointe*interdit|pièce jointe*refus|pièce jointe*non autoris|pièce jointe*bloqu|"
     "pièces jointes*interdit|piece jointe*interdit|adjunto no permitid|adjunto no está permitid|adjunto*bloquead|adjunto*prohibid|adjuntos no permitid|allegato non consentit|"
     "allegato non ammess|allegato*bloccat|allegati non consentit|anexo não permitid|anexo nao permitid|anexo*bloquead|anexo*proibid|bijlage niet toegestaan|"
     "bijlage*geblokkeerd|ложение запрещ|ложения запрещ|附件类型|附件被|添付ファイルは|添付ファイルが", "common wording"},
    {"format.headers", BOUNCE_CAUSE_MALFORMED_MESSAGE, "",
     "headers too|header*too large|header*too big|header size exceeds|too many header|in from: header|'from' header|from:' header|from: header is|from header is|no from header|no from:|"
     "no valid from|more than one from|multiple 'from'|message-id header|no message-id|date: header|date header|no date:|"
     "without to|without date|without a date|without from|without a from|without subject|without a subject|without message-id|lacks*header|header syntax|header*is missing|missing*header|duplicate*header", "RFC 5322 3.6, common wording"},
    {"full.left", BOUNCE_CAUSE_MAILBOX_FULL, "",
     "exceeds quota|exceeds the quota|quota left|space left in|remaining space|remaining quota|left in the mailbox|left in mailbox|available space in", "common wording"},
    {"size.words", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "",
     "message*too large|message*too big|mail*too large|mail*too big|size*too large|size*too big|attachment*too large|attachments*too big|"
     "message exceeds*size|message exceeds*maximum|message exceeds*limit|"
     "message*exceeded*size|exceeds*message size|exceeds size limit|exceeded size|"
     "message is too long|message too long|size limit|maximum message size|maximum size|max message size|"
     "exceeds fixed|message size|mail size|mailsize|maximum allowed size|too much data|length exceeds|length exceeded|"
     "data size exceeds|larger than the|larger than allowed|greater than the maximum|"
     "message exceeds %|mail exceeds %|message is bigger|mail is bigger|bigger than allowed|bigger than the allowed|oversized|oversize message|attachments exceed|attachment exceeds|mail exceeds*size|mail exceeds*limit|larger than % mb|line limit exceeded|maximum line|exceeded maximum", "RFC 1870, common wording"},
    {"size.foreign", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "",
     "příliš velk|för stort|for stor |for stort|túl nagy|çok büyük|liian suuri|zu gross|zu groß|trop volumineux|trop gros|demasiado grande|tamaño máximo|tamaño*excede|muito grande|"
     "tamanho máximo|tamanho*excede|troppo grande|dimensione massima|te groot|zbyt duż|слишком больш|ревышает*размер|"
     "азмер*превышает|邮件过大|邮件太大|大小限制|サイズ", "common wording"},
    {"pace.recipient", BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED, "",
     "receiving rate|recipient*too many messages|too many messages for this recipient|recipient*rate limit|recipient is receiving|"
     "user is receiving|mailbox is receiving|recipient*mail too quickly|too much mail for this", "common wording"},
    {"limit.account", BOUNCE_CAUSE_ACCOUNT_LIMIT, "",
     "sending limit|sending quota|sending rate limit|hourly limit|daily limit|hourly quota|daily quota|"
     "exceeded*messages per hour|exceeded*emails per|exceeded*recipients per|exceeded the max emails|"
     "recipients per day|messages per day|emails per day|too many messages today|too many emails today|exceeded your*quota|you have exceeded*quota|you have exceeded*limit|you have reached*limit|"
     "sender*exceeded*quota|outgoing*limit|outbound*limit|message submission rate", "common wording"},
    {"account.words", BOUNCE_CAUSE_ACCOUNT_BLOCKED, "",
     "your account has been|your account is|sending account*blocked|sending account*suspended|"
     "account*compromised|account*has been hacked|sender account*suspended|sender's account*suspended|"
     "sender*has been suspended|sender*is suspended|sender*has been disabled|sending*has been disabled|"
     "sending from this account|sender account*blocked|sender account*locked|blocked for outgoing|locked for outgoing|outgoing mail*disabled|outgoing mail*suspended|outbound*suspended|not allowed to send messages|"
     "account is not allowed to send", "common wording"},
    {"full.system", BOUNCE_CAUSE_SERVER_BUSY, "",
     "{45}.3.1 *storage|{45}.3.1 *space|{45}.3.1 *disk|~452 insufficient|mail system full|mail system is full|disk space on the server|"
     "queue file write error|file system full|file system is full|filesystem full|spool*full~|server is out of space|server is out of disk",
     "RFC 3463 X.3.1"},
    {"full.words", BOUNCE_CAUSE_MAILBOX_FULL, "",
     "over quota|overquota|over-quota|~quota~|~quotas~|quotaexceeded|out of quota|exceed*storage|exceed*disk space|exceed*allocation|"
     "mailbox*full~|mail box*full~|inbox*full~|mailfolder*full~|folder is full|account*full~|user*full~|maildrop*full~|mailstore full|recipient*full~|"
     "mailbox*exceeds|mailbox*exceeded|mailbox*exceeding|mailbox size|mailbox limit|mailbox*over the|mailbox*limit|"
     "exceeded storage|exceeds*storage|account storage exceeded|storage limit|storage quota|storage is full|storage space|"
     "out of storage|out of space|out of disk|insufficient disk|insufficient storage|insufficient space|insufficient system storage|"
     "no space left|no room left|not enough disk|not enough storage|not enough space|not enough room|no more space|"
     "space not enough|space has been used up|disk full|disk space|disk is full|no storage|number of messages in recipient|"
     "too many messages in the mailbox|too many messages in mailbox|too many messages on|too much mail data|message storage|"
     "maximum number of messages|allotted space|allocated space|has no space|lacks space", "common wording"},
    {"full.foreign", BOUNCE_CAUSE_MAILBOX_FULL, "",
     "schránka*plná|schránky*plná|postafiók*megtelt|postlåd*full|postkasse*full|postkassen*fuld|postilaatikko*täynnä|kutusu*dolu|kutusu dolu|가득|용량 초과|용량이 초과|"
     "postfach*voll|speicherplatz|kontingent|überfüllt|boîte*pleine|boite*pleine|boîte*satur|boite*satur|espace insuffisant|"
     "buzón*llen|buzon*llen|casilla*llena|sin espacio|espacio insuficiente|cuota*excedid|cuota*superad|almacenamiento|"
     "caixa*cheia|caixa*lotada|cota*excedida|sem espaço|espaço insuficiente|armazenamento|"
     "casella*piena|spazio insufficiente|spazio esaurito|mailbox vol|postvak vol|postbus vol|przepełnion|skrzynka*pełna|"
     "переполнен|квот|Квот|едостаточно места|邮箱已满|邮箱空间|空间不足|空间已满|容量已满|容量不足|容量を超|容量オーバー|容量超過|いっぱい|信箱已滿|空間不足",
     "common wording"},
    {"moved.words", BOUNCE_CAUSE_MOVED, "",
     "has been replaced by|has moved|no longer on this server|no longer on server|no longer at this|no longer works|no longer with|"
     "new email address is|new e-mail address is|new address is|new email address:|new address:|"
     "user not local; please try|address has changed|address*has been changed|changed address|changed his|changed her|"
     "changed their|no longer employed|no longer employ|has left the|left the company|has been migrated|moved to <|"
     "please use the new|please update your address|forwarding address unknown|moved, no forwarding|umgezogen|no longer use this|no longer using this|"
     ""
     "neue adresse|nouvelle adresse|nueva dirección|novo endereço|nuovo indirizzo", "RFC 5321 3.4, common wording"},
    {"store.words", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "",
     "mailbox temporarily locked|mailbox store error|mailbox is corrupt|mailbox corrupt|corrupt mailbox|mailbox*locked by another|cannot lock mailbox|can't lock mailbox|unable to lock|"
     "writing message to mailbox|writing to mailbox|error writing mailbox|cannot open mailbox|unable to open mailbox|can't open mailbox|"
     "mailbox is damaged|mailbox damaged|address_pipe|local_delivery transport|address_file|address_reply|delivery to maildir|"
     "mailbox file|mail file is corrupt|database is corrupt|database has been corrupted", "common wording"},
    {"disabled.words", BOUNCE_CAUSE_MAILBOX_DISABLED, "",
     "mailbox*disabled|account*disabled|user*disabled|recipient*disabled|address*disabled|mailbox*suspend|"
     "account*suspend|user*suspend|recipient*suspend|address*suspend|account*deactivat|mailbox*deactivat|user*deactivat|address*deactivat|"
     "account*inactiv|user*inactiv|mailbox*inactiv|recipient*inactiv|address*inactiv|mailbox*locked|account*locked|user*locked|mailbox*frozen|"
     "account*frozen|mailbox*blocked|account*blocked|account has expired|account expired|account*closed|mailbox*closed|"
     "mailbox has expired|mailbox expired|expired account|expired mailbox|disabled mailbox|inactive account|inactive mailbox|inactive user|"
     "inactive recipient|no longer active|not active|not activated|no longer accepting|no longer accepts|no longer in use|no longer valid|"
     "no longer available|no longer receives|not accepting mail for|not accepting messages|no mail is accepted|"
     "account has been removed|account has been deleted|mailbox has been deleted|mailbox*deleted|user hangup|"
     "discontinued|account*terminated|user*terminated|mailbox*terminated|disabled account|disabled user|disabled recipient|"
     "currently on hold|user is on hold|account is on hold|not allowed to receive mail|not allowed to receive email|cancelled this mailbox|"
     "cancelled account|mailbox*cancelled|account*cancelled|mailbox temporarily|mailbox*not available|account*not available|mailbox*unreachable|mailbox is not accepting", "common wording"},
    {"disabled.foreign", BOUNCE_CAUSE_MAILBOX_DISABLED, "",
     "postfach*stillgelegt|postfach*geschlossen|konto*geschlossen|compte*fermé|cuenta*cerrada|conta*encerrada|kapatılmış|"
     "postfach*gesperrt|konto*gesperrt|deaktiviert|compte*désactivé|compte*suspendu|compte*bloqu|cuenta*suspendida|"
     "cuenta*desactivada|cuenta*bloqueada|conta*suspensa|conta*desativada|conta*bloqueada|conta*inativa|casella*disabilitata|casella*sospesa|"
     "account*disabilitato|ящик*заблокирован|ящик*отключ|четная запись*заблок|已停用|已被禁用|已冻结|被冻结|已注销|停止されて|無効",
     "common wording"},
    {"sender.outside", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "restricted to members|restricted address|restricted recipient|restricted mailbox|permission to post|allowed to post|permitted to post|authorized to post|authorised to post|~can post|~may post|"
     "post to this list|post to the list|post to this group|post to the group|posting to|post messages to|"
     "subscribers only|only subscribers|only members|members can|non-member|nonmember|private list|closed list|private group|closed group|"
     "approved poster|awaits moderat|held for moderat|to this distribution|to the distribution|permission to email|"
     "permitted to email|allowed to email|internal mail only|internal email only|internal messages only|mail*from outside|"
     "message*from outside|external sender|outside sender|authorized senders|authorised senders|"
     "trusted senders|~known senders|in recipient's contacts|in the recipient's contacts|recipient's address book|"
     "only from members", "common wording"},
    {"nomail.words", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, "",
     "null mx|nullmx|does not accept mail|does not accept email|does not accept e-mail|doesn't accept mail|doesn't accept email|"
     "does not accept any|accepts no mail|does not receive mail|host does not accept|not accept mail at all|"
     "not receiving mail|does not handle mail|mail is not accepted here|no smtp service here|not configured to receive mail|not configured to receive email|"
     "not set up to receive|~556 |~521 ", "RFC 7504, 7505"},
    {"tls.first", BOUNCE_CAUSE_TLS_PROBLEM, "",
     "encrypted connection|issue*starttls|starttls first|starttls required|use starttls|tls required|tls is required|tls encryption|requires tls|require tls|"
     "requires encryption|encryption required|encryption is required|encryption needed|requires starttls|must use tls", "RFC 3207 4"},
    {"relay.login", BOUNCE_CAUSE_RELAY_DENIED, "", "permitted to relay through this|required to relay|relay*authentication required", "Microsoft 5.7.368"},
    {"login.words", BOUNCE_CAUSE_SUBMISSION_AUTH, "",
     "log in to your mailbox|log in before sending|login before sending|authentication required|authentication is required|authentication credentials|authentication failed|"
     "authentication needed|requires authentication|requires smtp auth|smtp authentication|smtp auth|not authenticated|"
     "must authenticate|must first authenticate|need to authenticate|must log in|must login|log in first|login failed|login denied|auth required|"
     "invalid credentials|password incorrect|incorrect password|fail authentication|check your mail before|pop before smtp|"
     "~535 |~534 |~530 ", "RFC 4954, common wording"},
    {"relay.words", BOUNCE_CAUSE_RELAY_DENIED, "",
     "relaying|relay denied|relay access denied|relay not|relay is not|not permitted to relay|not allowed to relay|"
     "allowed to relay|unable to relay|cannot relay|can't relay|configured to relay|rcpthosts|allowed hosts|no relay|do not relay|"
     "does not relay|mail relay|not a gateway|won't relay|unauthenticated relay|"
     "relay prohibited|relay rejected|relay forbidden|open relay|not an mx for|not a local domain|not local domain|"
     "not our domain|not a hosted domain|domain not hosted|domain is not hosted|we don't handle|we do not handle|"
     "don't accept mail for|do not accept mail for|not responsible for|not accept mail for this domain|"
     "domain isn't in my list|domain is not in my list|local user only|not hosted here|is not handled here|not handled by this|not accept mail for that domain", "common wording"},
    {"dns.again", BOUNCE_CAUSE_DNS_FAILURE, "",
     "host not found, try again|name service error*try again|temporary lookup|temporary failure in name", "seen with Postfix"},
    {"domain.words", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "",
     "host unknown|unknown host|host not found|domain not found|domain name not found|domain unknown|domain is unknown|unknown domain|no such domain|no such host|"
     "domain does not exist|domain doesn't exist|host does not exist|host doesn't exist|nonexistent domain|non-existent domain|"
     "non existent domain|nonexistent host|non-existent host|name or service not known|nxdomain|domain is not reachable|"
     "unrouteable mail domain|unroutable mail domain|unrouteable domain|unroutable domain|name service error*not found|"
     "bad destination system|bad destination host|illegal host|point to non-existent|couldn't find any host|"
     "no mx record|has no mx|have no mx|no mx or|no mx found|no mx host|no mx for|no valid mx|no a record|no mail exchanger|find a mail exchanger|"
     "domain invalid|invalid domain|domain*is invalid|domain*is not valid|hostname not found|no mail hosts for domain|"
     "domain * does not exist|domain * doesn't exist|unable to find mx|all relevant mx records|mx records point|"
     "no mail server|can't find mail server|cannot find mail server|no dns entry|no dns record|no address associated|"
     "nodename nor servname|not a registered domain|domain has expired|domain expired|unknown site|unknown mail system|"
     "invalid host|bad host|host*couldn't be found|host*could not be found|recipient's domain*not", "RFC 5321 5.1, common wording"},
    {"domain.foreign", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "",
     "domain*existiert nicht|domäne*existiert nicht|domäne*nicht gefunden|domaine*inexistant|domaine*n'existe pas|domaine*inconnu|"
     "dominio no existe|dominio*no encontrado|domínio*não existe|domínio*inexistente|dominio*inesistente|dominio*non esiste|"
     "омен*не существует|омен*не найден|域名不存在|域名无法解析|域名解析|ドメインが存在|ドメインが見つか|ホストが見つか|ドメイン*不明",
     "common wording"},
    {"sender.refused", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "",
     "not member|not a member|members only|member-only|member of this mailing list|only accepts mail from|only accept mail from|"
     "accepts mail only|only accepts messages|only internal|internal use only|internal senders only|not accept external|"
     "blocked by the recipient|blocked by recipient|rejected by recipient|refused by recipient|refused by the recipient|"
     "recipient has refused|recipient refused|recipient rejected your|recipient*does not want|"
     "not on*whitelist|not in*whitelist|not on*allow list|not in*allow list|not on the list of|approved senders|allowed senders|"
     "sender rejected|sender denied|sender blocked|sender is blocked|sender not allowed|sender is not allowed|sender address rejected|"
     "sender address blocked|sender not authorized|sender is not authorized|sender not permitted|sender refused|sender is rejected|"
     "not allowed to send to|permission to send to|not authorized to send to|not authorised to send to|not permitted to send to|not accepting mail from|"
     "not accepting mail with|not accept mail from|mail from you|email from you|messages from you|your address*rejected|your address*blocked|"
     "your email address*blocked|your messages*blocked|address rejected by|moderat|受信拒否|受信を拒否|被收件人拒", "common wording"},
    {"syntax.address", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, "",
     "domain name required|bad address syntax|bad recipient syntax|malformed address|illegal address|address syntax|syntax*address|"
     "address*syntax|illegal alias|unqualified|fully qualified|fully-qualified|malformed local part|"
     "invalid syntax|not a valid rfc", "RFC 5321 4.1.2"},
    {"user.words", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "user*unknown|unknown*user|user*not found|user*does not exist|user*doesn't exist|user*doesnt exist|user*not exist|user*invalid|user*not listed|"
     "user not known|user not local|user rejected|user is not|user account*not|"
     "not in our recipient|not in recipient list|not present in directory|not present in the directory|user name not known|is not a customer|account unavailable|invalid rcpt|bad rcpt|unknown rcpt|no such user|no such recipient|no such mailbox|no such address|no such person|no such account|no such local|no such customer|"
     "no such id|no such alias|no such email|no such e-mail|no such name|no such member|no such entry|"
     "recipient*unknown|unknown*recipient|recipient*not found|recipient*does not exist|recipient*doesn't exist|recipient*not exist|"
     "recipient*invalid|recipient*not listed|recipient*not recogni|recipient not accepted|recipient is not accepted|recipient*not valid|"
     "recipient*not local|recipient*not known|recipient not ok|recipient address rejected: undeliverable|recipient address rejected: unverified|"
     "no such recipients|no recipient|no valid recipient|invalid recipient|incorrect recipient|bad recipient|illegal recipient|nonexistent recipient|"
     "mailbox*unknown|unknown mailbox|mailbox*not found|mailbox*does not exist|mailbox*doesn't exist|mailbox*not exist|mailbox*invalid|"
     "mailbox*unavailable|mailbox*not valid|mailbox*not local|invalid mailbox|bad destination mailbox|no mailbox|missing mailbox|not have a mailbox|"
     "address*unknown|unknown*address|address*not found|address*does not exist|address*doesn't exist|address*not exist|address*invalid|"
     "address*not valid|address*not known|address*is wrong|address*not listed|invalid address|invalid e-mail|invalid email|incorrect address|bad address|"
     "wrong address|undeliverable address|unrouteable address|unroutable address|cannot route to address|"
     "account*unknown|unknown*account|account*not found|account*does not exist|account*doesn't exist|account*not exist|account*invalid|no account|"
     "does not have an account|doesn't have an account|account*not valid|invalid account|invalid user|invalid final delivery|invalid local|"
     "not a valid mailbox|not a valid user|not a valid recipient|not a valid address|not a valid e-mail|not a valid email|not a valid account|"
     "not listed in|not in my directory|not in our directory|not in directory|not in the directory|not found in directory|not in database|"
     "not our user|not a known user|not known here|not known at|not known to|no user|no local user|not a local|not a user|not an account|"
     "there is no one at this|there is no such|nobody by that|no one by that|no person|not at this host|not at this domain|not at this site|"
     "badrcptto|not verify recipient|can't verify recipient|cannot verify recipient|could not verify recipient|verify address|can't find user|cannot find user|"
     "find recipient|find the recipient|wasn't found at|couldn't be found|could not be found|"
     "unknown local part|unknown local-part|unknown local|does not like recipient|not exist in|does not exist here|"
     "nonexistent user|non-existent user|non existent user|nonexistent address|non-existent address|nonexistent mailbox|"
     "non-existent mailbox|unallocated|unknown alias|unknown e-mail|unknown email|unknown person|unknown customer|unknown destination|"
     "name not found|no match for|is unknown|was unknown|were unknown|not delivered to any mailbox|"
     "not a subscriber|no such subscriber|alias*not found|alias*does not exist|alias unknown|directory lookup failed|"
     "access denied for recipient|destination*unknown|destination*does not exist|rcpt*unknown|rcpt*not exist|user missing home", "common wording"},
    {"user.german", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "empfänger*unbekannt|unbekannter*empfänger|empfaenger*unbekannt|benutzer*unbekannt|unbekannter benutzer|adresse*unbekannt|"
     "postfach*unbekannt|existiert nicht|nicht gefunden|empfänger*ungültig|adresse*ungültig|adresse*ungueltig|kein solcher benutzer|"
     "kein*postfach|nicht bekannt", "common wording"},
    {"user.romance", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "adresse*inconnu|destinataire*inconnu|utilisateur*inconnu|destinataire*invalide|destinataire*introuvable|adresse*invalide|adresse*introuvable|"
     "n'existe pas|boîte*inexistante|boite*inexistante|usuario*desconocido|destinatario*desconocido|usuario*inexistente|usuario inválido|"
     "usuario*no encontrado|no existe|dirección*no válida|destinatario*no válido|cuenta inexistente|"
     "usuário*desconhecido|destinatário*desconhecido|usuário*inexistente|destinatário*inexistente|usuário*inválido|conta inexistente|caixa*inexistente|"
     "não existe|nao existe|usuario nao|usuário não|não encontrado|não localizado|endereço*inválido|"
     "utente*sconosciuto|destinatario*sconosciuto|utente*inesistente|casella*inesistente|indirizzo*inesistente|"
     "destinatario*inesistente|non esiste|utente non trovato|non trovato|indirizzo non valido", "common wording"},
    {"user.others", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "mottaker ukjent|ukjent mottaker|ukjent bruker|modtager findes ikke|modtageren findes ikke|adressen findes ikke|brugeren findes ikke|adresa neexistuje|"
     "příjemce neexistuje|uživatel neexistuje|schránka neexistuje|neznámý uživatel|neznámý příjemce|címzett nem létezik|felhasználó nem létezik|postafiók nem létezik|ismeretlen címzett|"
     "alıcı bulunamadı|kullanıcı bulunamadı|adres bulunamadı|χρήστης δεν υπάρχει|παραλήπτης δεν υπάρχει|διεύθυνση δεν υπάρχει|"
     "άγνωστος παραλήπτης|존재하지 않는 사용자|존재하지 않는 메일|존재하지 않는 수신|알 수 없는 사용자|없는 사용자|没有此用户|没有该用户|沒有此|不存在此|"
     "onbekende gebruiker|gebruiker*onbekend|bestaat niet|onbekende ontvanger|ontvanger*onbekend|nie istnieje|nieznany użytkownik|nieznany odbiorca|"
     "okänd mottagare|okänd användare|finns inte|ukendt modtager|ukendt bruger|tuntematon|"
     "не существует|не найден|еизвестный*получатель|еизвестный*пользователь|ет такого|не зарегистрирован|еверный адрес|"
     "用户不存在|收件人不存在|邮箱不存在|地址不存在|帐号不存在|账号不存在|帐户不存在|账户不存在|用户名不存在|找不到收件人|"
     "存在しません|存在しない|見つかりません|宛先不明|宛先が不明|あて先不明|不明なユーザ|使われておりません|使用されていません",
     "common wording"},
    {"rate.hour", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "recipients this hour|messages this hour|recipients per hour|messages per hour", "common wording"},
    {"many.words", BOUNCE_CAUSE_TOO_MANY_RECIPIENTS, "",
     "recipients per message allowed|recipients per message|too many recipients|too many rcpt|too many addresses|recipient limit|recipients limit|"
     "maximum number of recipients|number of recipients|recipient count|exceeds*recipients", "RFC 5321 4.5.3.1.8"},
    {"utf8.words", BOUNCE_CAUSE_NEEDS_UTF8, "",
     "smtputf8|non-ascii|nonascii|internationalized|internationalised|utf8 address|utf-8 address|5.6.{789}~|"
     "international address|eai not|utf8smtp", "RFC 6531"},
    {"spam.words", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "~spam|unsolicited|~junk|~uce~|~ube~|bulk mail|bulk email|bulk message|content rejected|content reject|content filter|content denied|content refused|"
     "content policy|content not|content scan|message refused|message filtered|message was filtered|message blocked|message has been blocked|"
     "message was blocked|message was rejected|rejected by content|rejected by filter|rejected by the filter|filtered by|blocked by filter|blocked by the filter|"
     "blocked by content|banned word|forbidden word|prohibited word|phish|classified as|identified as|considered as|scored too|"
     "suspicious|blocked url|bad url|malicious|message content|message looks like|looks like|"
     "advertis|contains*link|contains*url|objectionable|profanity|rejected by rule|reject by rule|"
     "bayes filter|contenu refusé|mail rejected by|matched a filter|spammy|header check|body check|gtube", "common wording"},
    {"spam.foreign", BOUNCE_CAUSE_CONTENT_SPAM, "",
     "спам|Спам|垃圾邮件|垃圾郵件|迷惑メール|スパム|unerwünscht|indésirable|correo no deseado|pourriel|内容被拒", "common wording"},
    {"tls.words", BOUNCE_CAUSE_TLS_PROBLEM, "",
     "starttls|~tls~|certificate|~ssl~|ssl handshake|"
     "unencrypted|must be encrypted|secure connection|secure channel|~dane~|mta-sts|requiretls|cipher", "RFC 3207, common wording"},
    {"rate.words", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "",
     "maximum connections|messages per minute|messages in this session|messages per session|messages per connection|too many connections|too many concurrent|too many simultaneous|too many sessions|too many messages|too many emails|too many mails|too many errors|"
     "too many failures|too many failed|too many bad|too many unknown|too many invalid|rate limit|ratelimit|rate-limit|rate exceed|rate control|rate too high|"
     "throttl|temporarily deferred|temporarily rate|too fast|too quickly|too often|too much mail|too frequent|slow down|excessive|connection limit|"
     "connections limit|connection rate|exceeded*rate|exceeded*connections|limit on number|volume of mail|"
     "maximum number of connections|number of connections|message limit", "common wording"},
    {"grey.retry", BOUNCE_CAUSE_GREYLISTED, "",
     "try again in * seconds|try again in * minutes|retry in * seconds|retry in * minutes|retry after * seconds|retry in %%%s|deferred for * seconds|first contact|postgrey",
     "RFC 6647"},
    {"net.refused", BOUNCE_CAUSE_CONNECTION_REFUSED, "",
     "connection refused|econnrefused|actively refused|refused to talk|refused the connection|connection was refused|connection is refused|refused connection|"
     "refuse connection|not accepting connections|connect*refused|refused to accept|verbindung abgelehnt|connexion refusée|conexión rechazada|"
     "conexão recusada|connessione rifiutata|тказано в соединении", "common wording"},
    {"net.silent", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "",
     "connection timed out|connect*timed out|connection timeout|operation timed out|conversation*timed out", "common wording"},
    {"net.dns", BOUNCE_CAUSE_DNS_FAILURE, "",
     "dns error|dns failure|dns fail|dns lookup|dns server|dns timeout|dns query|dns problem|dns soft|dns temporary|name server|nameserver|name service error|servfail|"
     "temporary dns|temporarily unable to resolve|mx lookup|lookup failed|lookup failure|lookup error|"
     "host name lookup failure|name lookup failure|cname_lookup|name resolution|unable to resolve|cannot resolve|could not resolve|couldn't resolve|"
     "can't resolve|failed to resolve|lowest numbered mx record points to local host|best-preference mx|mx record points to local", "common wording"},
    {"net.timeout", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "",
     "~timed out|~timeout|time out|~timed-out|time-out|no answer from host|no response from|no route to host|network unreachable|network is unreachable|"
     "host unreachable|host is unreachable|host not reachable|not reachable|unreachable|host is down|host down|etimedout|ehostunreach|"
     "unable to connect|unable to contact|unable to reach|unable to establish|could not connect|couldn't connect|cannot connect|can't connect|cannot establish|"
     "could not contact|couldn't contact|couldn't establish|could not establish|could not reach|couldn't reach|cannot reach|can't reach|failed to connect|connect failed|connection failed|"
     "connection failure|connection error|no smtp connection|establish an smtp connection|establish a connection|did not accept our requests|"
     "not responding|did not respond|doesn't respond|does not respond|no response|server did not|took too long|"
     "could not be reached|couldn't be reached|cannot be reached|network error|network problem|zeitüberschreitung|délai*dépassé|délai d'attente|tiempo de espera|"
     "tempo esgotado|tempo limite|tempo scaduto|ремя ожидания|タイムアウト|超时|接続できません|无法连接", "common wording"},
    {"net.dropped", BOUNCE_CAUSE_CONNECTION_DROPPED, "",
     "lost connection|connection lost|connection*reset|connection*closed|connection*dropped|connection*aborted|connection*broken|connection*died|connection*terminated|"
     "broken pipe|closed connection|closed the connection|close the connection|closing connection|server closed|server dropped|"
     "unexpectedly closed|unexpected disconnect|unexpectedly disconnect|disconnected|dropped connection|dropped the connection|"
     "econnreset|premature|bad connection|lost input channel|unexpected eof|end of file|read error|write error", "common wording"},
    {"forward.words", BOUNCE_CAUSE_FORWARD_FAILED, "",
     "forwarding failed|unable to forward|could not forward|cannot forward|forward failed|alias expansion|error in alias|"
     "delivery to the following forward|forwarding address*fail|to the forwarding address|in forward file|aliasing error|"
     "mail could not be forwarded|forwarding error|forwarded mail*fail", "common wording"},
    {"format.words", BOUNCE_CAUSE_MALFORMED_MESSAGE, "",
     "malformed|~rfc 5322|~rfc5322|~rfc 2822|~rfc2822|~rfc 822|~rfc822|invalid header|bad header|"
     "illegal header|header error|header is|headers are|header line|improper use of|bare lf|bare cr|~bare |line too long|lines too long|line length|8-bit data|8bit|8-bit|"
     "mime error|mime conversion|mime structure|invalid mime|bad mime|conversion failed|conversion required|conversion error|"
     "not compliant|non-compliant|noncompliant|missing from|missing date|missing message-id|missing subject|missing to|multiple from|"
     "null character|null byte|illegal character|invalid character|unsupported charset|nested too|bad message|invalid message|corrupt", "RFC 5322, common wording"},
    {"syntax.words", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, "",
     "syntax error in|colon expected|unbalanced|domain missing|missing domain|not a full|must be a full|"
     "local part*missing|mailbox name not allowed|unexpected characters", "RFC 5321 4.1.2"},
};

/* Words that name nothing: only where the code says nothing either. */
static const struct bounce_rule weak[] = {
    {"syntax.error", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, "", "~501*syntax error|~553*syntax error|syntax error*rcpt", "RFC 5321 4.2.2"},
    {"policy.text", BOUNCE_CAUSE_POLICY_REJECTED, "",
     "company policy|corporate policy|rejected for policy|policy rejection|policy violation|policy restriction|policy reasons|local policy|security polic|site policy|"
     "understanding-email-error-codes", "common wording"},
    {"pipe.words", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "",
     "exit status|exited with|command died|cannot execute|child crashed|child process|return code|returned status|pipe to|"
     "local delivery failed|local delivery agent|mailer error|~script~|.forward|procmail|maildrop|maildir|vacation|deliver program|"
     "command output|failed with|command failed|died with|cannot open|unable to open|can't create|cannot create|can't open|"
     "permission denied|input/output|out of memory|cannot write|can't write|read-only", "common wording"},
    {"broken.words", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "",
     "~helo~|~ehlo~|protocol error|protocol violation|bad sequence|command not|command rejected|unrecognized command|"
     "unknown command|configuration error|configuration problem|configuration is|misconfigur|not configured|local configuration|"
     "lost message|internal error|system error|internal server|server error|directory|database|backend|syntax error|ldap|milter|software error|unexpected response|"
     "local error in processing|requested action aborted: local error", "common wording"},
    {"busy.words", BOUNCE_CAUSE_SERVER_BUSY, "",
     "try again later|try later|try again|temporar|~busy|resources|overload|service unavailable|service not available|not available|"
     "maintenance|shutting down|transient|unavailable|load average|high load|too busy|at this time|currently|later|congest", "common wording"},
    {"spam.rejected", BOUNCE_CAUSE_CONTENT_SPAM, "", "message rejected|mail rejected|message not accepted|not accept the message", "common wording"},
    {"policy.words", BOUNCE_CAUSE_POLICY_REJECTED, "",
     "access denied|~denied|~blocked|~block~|~refused|not allowed|~policy|prohibited|go away|forbidden|~security|not permitted|~restricted|"
     "not authorized|not authorised|unauthorized|not welcome|disallowed|unacceptable|restriction|delivery not|abgelehnt|verweigert|refusé|rechazado|"
     "recusado|rifiutato|апрещ|тклонен|тказано|拒绝|拒否|拒收", "common wording"},
    {"user.rejected", BOUNCE_CAUSE_NO_SUCH_USER, "",
     "address rejected|does not exist|doesn't exist|not exist|unknown|not found|undeliverable|recipient*reject|not deliverable", "common wording"},
    {"policy.rejected", BOUNCE_CAUSE_POLICY_REJECTED, "", "~reject|not accepted|not acceptable|declined", "common wording"},
    {"exim.generated", BOUNCE_CAUSE_FORWARD_FAILED, "", "generated by ", "Exim, of redirected addresses"},
    {"ms.page", BOUNCE_CAUSE_EXPIRED_UNKNOWN, "", "fwlink/?linkid=389361", "Microsoft, the page of 4.4.7"},
};

/* Enhanced codes: RFC 3463, 5248 and the IANA registry, then Microsoft's own. 5.0.0, 5.1.0,
 * 5.4.1, 5.5.0 and 5.7.1 are everybody's favourites and never decide alone. */
static const struct bounce_rule codes[] = {
    {"code.1.1", BOUNCE_CAUSE_NO_SUCH_USER, "", "x.1.1", "RFC 3463"},
    {"code.1.2", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "x.1.2", "RFC 3463"},
    {"code.1.3", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, "", "x.1.3", "RFC 3463"},
    {"code.1.4", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "", "x.1.4", "RFC 3463"},
    {"code.1.6", BOUNCE_CAUSE_MOVED, "", "x.1.6", "RFC 3463"},
    {"code.1.7", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "x.1.7", "RFC 3463"},
    {"code.1.8", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "x.1.8", "RFC 3463"},
    {"code.1.10", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, "", "x.1.10", "RFC 7505"},
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
    {"code.5.1", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.5.1", "RFC 3463"},
    {"code.5.2", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.5.2", "RFC 3463"},
    {"code.5.3", BOUNCE_CAUSE_TOO_MANY_RECIPIENTS, "", "x.5.3", "RFC 3463"},
    {"code.5.4", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.5.4", "RFC 3463"},
    {"code.5.5", BOUNCE_CAUSE_SERVER_MISCONFIGURED, "", "x.5.5", "RFC 3463"},
    {"code.5.6", BOUNCE_CAUSE_SUBMISSION_AUTH, "", "x.5.6", "RFC 4954"},
    {"code.6.1", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.1", "RFC 3463"},
    {"code.6.2", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.2", "RFC 3463"},
    {"code.6.3", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.3", "RFC 3463"},
    {"code.6.5", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.5", "RFC 3463"},
    {"code.6.6", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.6", "RFC 4468"},
    {"code.6.7", BOUNCE_CAUSE_NEEDS_UTF8, "", "x.6.7", "RFC 6531"},
    {"code.6.8", BOUNCE_CAUSE_NEEDS_UTF8, "", "x.6.8", "RFC 6531"},
    {"code.6.9", BOUNCE_CAUSE_NEEDS_UTF8, "", "x.6.9", "RFC 6531"},
    {"code.6.10", BOUNCE_CAUSE_NEEDS_UTF8, "", "x.6.10", "RFC 6531"},
    {"code.7.2", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "", "x.7.2", "RFC 3463"},
    {"code.7.3", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.3", "RFC 3463"},
    {"code.7.4", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.4", "RFC 3463"},
    {"code.7.5", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.5", "RFC 3463"},
    {"code.7.6", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.6", "RFC 3463"},
    {"code.7.7", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.7.7", "RFC 3463"},
    {"code.7.8", BOUNCE_CAUSE_SUBMISSION_AUTH, "", "x.7.8", "RFC 4954"},
    {"code.7.9", BOUNCE_CAUSE_SUBMISSION_AUTH, "", "x.7.9", "RFC 4954"},
    {"code.7.10", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.10", "RFC 5248"},
    {"code.7.11", BOUNCE_CAUSE_SUBMISSION_AUTH, "", "x.7.11", "RFC 4954"},
    {"code.7.12", BOUNCE_CAUSE_RESTRICTED_RECIPIENT, "", "x.7.12", "Microsoft 5.7.12"},
    {"code.7.13", BOUNCE_CAUSE_MAILBOX_DISABLED, "", "x.7.13", "RFC 5248"},
    {"code.7.14", BOUNCE_CAUSE_SUBMISSION_AUTH, "", "x.7.14", "RFC 4468"},
    {"code.7.15", BOUNCE_CAUSE_SERVER_BUSY, "", "x.7.15", "RFC 6710"},
    {"code.7.16", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, "", "x.7.16", "RFC 6710"},
    {"code.7.17", BOUNCE_CAUSE_MOVED, "", "x.7.17", "RFC 7293"},
    {"code.7.18", BOUNCE_CAUSE_MOVED, "", "x.7.18", "RFC 7293"},
    {"code.7.19", BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR, "", "x.7.19", "RFC 7293"},
    {"code.7.20", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.20", "RFC 7372"},
    {"code.7.21", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.21", "RFC 7372"},
    {"code.7.22", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.22", "RFC 7372"},
    {"code.7.23", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.23", "RFC 7372"},
    {"code.7.24", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.24", "RFC 7372"},
    {"code.7.25", BOUNCE_CAUSE_RDNS_MISSING, "", "x.7.25", "RFC 7372"},
    {"code.7.26", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.26", "RFC 7372"},
    {"code.7.27", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "x.7.27", "RFC 7505"},
    {"code.7.28", BOUNCE_CAUSE_SENDER_RATE_LIMITED, "", "x.7.28", "IANA registry"},
    {"code.7.29", BOUNCE_CAUSE_AUTH_FAILED, "", "x.7.29", "RFC 8617"},
    {"code.7.30", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.7.30", "RFC 8689"},
    {"code.0.350", BOUNCE_CAUSE_POLICY_REJECTED, "", "x.0.350", "Microsoft 5.0.350"},
    {"code.4.8", BOUNCE_CAUSE_TLS_PROBLEM, "", "x.4.8", "Microsoft 5.4.8"},
    {"code.4.300", BOUNCE_CAUSE_EXPIRED_UNKNOWN, "", "x.4.300", "Microsoft 5.4.300"},
    {"code.4.310", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "x.4.310", "Microsoft 5.4.310"},
    {"code.4.312", BOUNCE_CAUSE_DNS_FAILURE, "", "x.4.312", "Microsoft 5.4.312"},
    {"code.4.315", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "", "x.4.315", "Microsoft 4.4.315"},
    {"code.4.316", BOUNCE_CAUSE_CONNECTION_REFUSED, "", "x.4.316", "Microsoft 5.4.316, seed 000"},
    {"code.4.317", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "x.4.317", "Microsoft 4.4.317"},
    {"code.4.318", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "x.4.318", "Microsoft 5.4.318"},
    {"code.7.350", BOUNCE_CAUSE_CONTENT_SPAM, "", "x.7.350", "Microsoft 5.7.350"},
    {"code.7.363", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "x.7.363", "Microsoft 5.7.363"},
    {"code.7.364", BOUNCE_CAUSE_RDNS_MISSING, "", "x.7.364", "Microsoft 5.7.364"},
    {"code.7.368", BOUNCE_CAUSE_RELAY_DENIED, "", "x.7.368", "Microsoft 5.7.368"},
};

/* Codes that name a subject alone: where no words say more. */
static const struct bounce_rule subjects[] = {
    {"code.2.0", BOUNCE_CAUSE_MAILBOX_DISABLED, "", "x.2.0", "RFC 3463"},
    {"code.3.0", BOUNCE_CAUSE_SERVER_BUSY, "", "x.3.0", "RFC 3463"},
    {"code.4.0", BOUNCE_CAUSE_EXPIRED_UNKNOWN, "", "x.4.0", "RFC 3463"},
    {"code.6.0", BOUNCE_CAUSE_MALFORMED_MESSAGE, "", "x.6.0", "RFC 3463"},
    {"code.7.0", BOUNCE_CAUSE_POLICY_REJECTED, "", "x.7.0", "RFC 3463"},
};

/* Reply codes that mean one thing, and a few whose likeliest meaning beats none. */
static const struct bounce_rule replies[] = {
    {"reply.421", BOUNCE_CAUSE_SERVER_BUSY, "", "421", "RFC 5321 4.2"},
    {"reply.432", BOUNCE_CAUSE_SERVER_BUSY, "", "432", "seen with Exchange"},
    {"reply.441", BOUNCE_CAUSE_CONNECTION_TIMEOUT, "", "441", "seen with Exchange"},
    {"reply.442", BOUNCE_CAUSE_CONNECTION_DROPPED, "", "442", "seen with Exchange"},
    {"reply.446", BOUNCE_CAUSE_MAIL_LOOP, "", "446", "seen with Exchange"},
    {"reply.447", BOUNCE_CAUSE_EXPIRED_UNKNOWN, "", "447", "seen with Exchange"},
    {"reply.450", BOUNCE_CAUSE_SERVER_BUSY, "", "450", "RFC 5321 4.2"},
    {"reply.451", BOUNCE_CAUSE_SERVER_BUSY, "", "451", "RFC 5321 4.2"},
    {"reply.452", BOUNCE_CAUSE_SERVER_BUSY, "", "452", "RFC 5321 4.2"},
    {"reply.501", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, "", "501", "RFC 5321 4.2"},
    {"reply.510", BOUNCE_CAUSE_NO_SUCH_USER, "", "510", "no RFC, seen"},
    {"reply.511", BOUNCE_CAUSE_NO_SUCH_USER, "", "511", "no RFC, seen"},
    {"reply.512", BOUNCE_CAUSE_NO_SUCH_DOMAIN, "", "512", "no RFC, seen"},
    {"reply.517", BOUNCE_CAUSE_SENDER_ADDRESS_BAD, "", "517", "no RFC, seen"},
    {"reply.521", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, "", "521", "RFC 7504"},
    {"reply.523", BOUNCE_CAUSE_TLS_PROBLEM, "", "523", "RFC 5248"},
    {"reply.541", BOUNCE_CAUSE_CONTENT_SPAM, "", "541", "no RFC, seen"},
    {"reply.551", BOUNCE_CAUSE_MOVED, "", "551", "RFC 5321 3.4"},
    {"reply.552", BOUNCE_CAUSE_MAILBOX_FULL, "", "552", "RFC 5321 4.2"},
    {"reply.556", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, "", "556", "RFC 7504"},
    {"reply.571", BOUNCE_CAUSE_POLICY_REJECTED, "", "571", "no RFC, seen"},
    {"reply.585", BOUNCE_CAUSE_NO_SUCH_USER, "", "585", "no RFC, seen"},
    {"reply.591", BOUNCE_CAUSE_IP_BLOCKLISTED, "", "591", "no RFC, seen"},
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
} tables[] = {ROWS(strong),  ROWS(codes),    ROWS(weak),
              ROWS(expired), ROWS(subjects), ROWS(replies)};

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
    struct phrase_scan scan SLICE_RAW;
    phrase_begin(&scan, &phrase_rules, text);
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
    struct phrase_scan scan SLICE_RAW;
    phrase_begin(&scan, &phrase_rules, text);
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

/* The row that looks for exactly this code: "x.4.316", "452". Most differ in their third
 * byte already. */
static const struct bounce_rule *
look_for(const struct bounce_rule *rules, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (rules[i].phrases[2] == code[2] && strcmp(rules[i].phrases, code) == 0)
            return &rules[i];
    return NULL;
}

struct rules_heard
rules_hear(struct slice words, const char *host)
{
    struct phrase_text text SLICE_RAW;
    phrase_prepare(&text, words);
    phrase_hide_names(&text);
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

/* "x.4.316": the row of an enhanced code. */
static const struct bounce_rule *
look_for_status(const struct bounce_rule *rules, size_t count, struct bounce_code code)
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
    return look_for(rules, count, wanted);
}

const struct bounce_rule *
rules_code(struct bounce_code code)
{
    return look_for_status(codes, sizeof codes / sizeof codes[0], code);
}

const struct bounce_rule *
rules_subject(struct bounce_code code)
{
    return look_for_status(subjects, sizeof subjects / sizeof subjects[0], code);
}

const struct bounce_rule *
rules_reply(struct bounce_code code)
{
    char wanted[sizeof "65535"];
    struct pen pen = {.out = wanted, .size = sizeof wanted};
    if (code.reply == 0)
        return NULL;
    pen_number(&pen, code.reply);
    pen_end(&pen);
    return look_for(replies, sizeof replies / sizeof replies[0], wanted);
}

const struct bounce_rule *
rules_expired(struct slice words)
{
    struct phrase_text text SLICE_RAW;
    phrase_prepare(&text, words);
    phrase_hide_names(&text);
    size_t row = look(&text, "").expired;
    return row < EXPIRED ? rule_at(row) : NULL;
}

bool
rules_know(struct slice words)
{
    struct phrase_text text SLICE_RAW;
    struct phrase_scan scan SLICE_RAW;
    struct phrase_found found;
    phrase_prepare(&text, words);
    phrase_hide_names(&text);
    phrase_begin(&scan, &phrase_rules, &text);
    while (phrase_next(&scan, &found))
        if (found.phrase->row < STRONG && phrase_fits(&scan, &found) &&
            speaks("", rule_at(found.phrase->row)->hosts))
            return true;
    return false;
}
