#include "tests/support/check.h"

#include <string.h>

#include "classify/bounce.h"
#include "classify/code.h"
#include "classify/rules.h"

/* No rule is unreachable: each one wins for the words that prove it, and each of its phrases,
 * written out as the shortest words it fits, is won by no other. */

enum {
    WORDS_MAX = 200, /* of a phrase written out; the longest has 90 */
};

// clang-format off
/* The rule, the host that speaks ("": nobody we know), what it says. */
static const struct { const char *rule, *host, *words; } proofs[] = {
    {"ms.reputation", "", "550-5.7.0 Connection refused - IB116. 192.0.2.1 Senderscore too low."},
    {"ms.tls", "", "450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot]"},
    {"ms.dropped", "",
     "550 5.4.318 Message expired, connection reset (SuspiciousRemoteServerError)"},
    {"ms.refused", "", "550 5.4.316 Message expired, connection refused(Socket error code 10061)"},
    {"ms.timeout", "", "450 4.4.315 Connection timed out [Message=Socket error code 10060]"},
    {"ms.nodomain", "",
     "550 5.4.310 DNS domain example.test does not exist [Message=InfoDomainNonexistent]"},
    {"ms.dns", "", "550 5.4.312 Message expired, DNS query failed(InfoNoRecords)"},
    {"ms.session", "", "450 4.4.317 Cannot establish session with remote server"},
    {"ms.ambiguous", "", "451 4.4.7 AmbiguousRecipientTransientException"},
    {"ms.relaypool", "", "550 5.7.367 Remote server returned not permitted to relay"},
    {"ms.forward", "", "550 5.2.14 Misconfigured forwarding address"},
    {"ms.noforwarding", "",
     "550 5.7.520 Access denied, Your organization does not allow external forwarding. AS(7555)"},
    {"ms.daylimit", "",
     "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"},
    {"ms.hacked", "", "550 5.1.8 Access denied, bad outbound sender AS(42003)"},
    {"ms.hackedcode", "mail.protection.outlook.com", "550 5.1.8 refused"},
    {"ms.tenantlist", "",
     "550 5.7.703 Your message can't be delivered because messages to XXX are blocked by your organization using Tenant Allow/Block List"},
    {"ms.tenant", "", "550 5.7.705 Access denied, tenant has exceeded threshold"},
    {"ms.tenant", "", "550 5.7.708 Access denied, traffic not accepted from this IP"},
    {"ms.network", "",
     "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140)."},
    {"ms.policy", "",
     "550 SC-001 (COL004-MC2F18) Unfortunately, messages from 192.0.2.1 were refused"},
    {"ms.listed", "",
     "550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus (AS16012611)"},
    {"ms.dynamic", "", "550 DY-001 Unfortunately, messages from 192.0.2.1 were refused"},
    {"ms.pfa", "", "451 4.7.700 PFA agent busy, please try again"},
    {"ms.slow", "",
     "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation"},
    {"ms.badrecipient", "", "550 5.7.505 Access denied, banned recipient"},
    {"ms.helo", "", "550 5.7.506 Access Denied, Bad HELO"},
    {"ms.banned", "", "550 5.7.606 Access denied, banned sending IP [192.0.2.1]"},
    {"ms.customer", "",
     "550 5.7.513 Service unavailable, Client host [192.0.2.1] blocked by example.org using Customer Block list (AS16012607)"},
    {"ms.auth", "",
     "550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification"},
    {"ms.format", "", "550 5.6.11 Invalid characters found in message: bare line feeds"},
    {"ms.full", "",
     "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception: QuotaExceededException; STOREDRV.Deliver: mailbox full"},
    {"ms.syntax", "", "550 5.1.6 Recipient addresses in single label domains not accepted"},
    {"ms.recipient", "",
     "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient user@example.com not found by SMTP address lookup"},
    {"ms.recipientcode", "mail.protection.outlook.com", "550 5.1.10 refused"},
    {"ms.restricted", "",
     "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"},
    {"ms.restrictedcode", "mail.protection.outlook.com", "550 5.7.12 refused"},
    {"ms.size", "", "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient"},
    {"ms.pace", "",
     "554 5.2.121 The recipient has exceeded their limit for the number of messages they can receive per hour"},
    {"ms.store", "",
     "550 5.2.0 RESOLVER.ADR.BadPrimary; recipient primary SMTP address is missing or invalid"},
    {"ms.login", "",
     "530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM"},
    {"ms.sendas", "", "550 5.7.60 SMTP; Client does not have permissions to send as this sender"},
    {"ms.connector", "", "550 5.7.64 TenantAttribution; Relay Access Denied"},
    {"ms.loop", "", "550 5.4.14 Hop count exceeded - possible mail loop"},
    {"spectrum.blocked", "", "554 cmsmtp 192.0.2.1 blocked. AUP#In-1020"},
    {"spectrum.account", "", "550 5.7.1 sender restricted AUP#Out-1020"},
    {"spectrum.later", "", "421 the message cannot be processed now AUP#In-1090"},
    {"spectrum.rdns", "", "554 no full-circle reverse DNS AUP#In-1120"},
    {"spectrum.auth", "", "550 against the policy of the sending domain AUP#In-1170"},
    {"spectrum.listed", "",
     "554 p-impin020.msg.pkvw.co.charter.net cmsmtp Connection Rejected AUP#In-1240"},
    {"spectrum.ipv6", "", "554 AUP#In-1260 IPv6 is not taken here"},
    {"spectrum.limit", "", "452 limit of messages AUP#Out-1370"},
    {"spectrum.rate", "", "550 5.1.0 <a@example.org> sender rejected. AUP#In-1310"},
    {"spectrum.from", "", "550 5.7.1 AUP#Out-1500 sender differs"},
    {"spectrum.size", "", "552 AUP#In-1530"},
    {"spectrum.many", "", "452 AUP#In-1550"},
    {"spectrum.gate", "", "421 cmsmtp 192.0.2.1 blocked"},
    {"cox.blocked", "", "550 5.1.0 <b@example.org> sender rejected. AUP#CDRBL"},
    {"cox.rdns", "", "554 192.0.2.1 rejected AUP#CXDNS"},
    {"cox.auth", "", "550 5.1.0 <b@example.org> sender rejected AUP#CXSNDR"},
    {"cox.rules", "", "550 rejected AUP#CXSMTP"},
    {"cox.connections", "", "421 refused AUP#CXCNCT"},
    {"cox.limit", "", "452 refused AUP#CXMXRT"},
    {"cox.account", "", "552 refused AUP#CXTHRT"},
    {"cox.listed", "", "550 [192.0.2.1] blocked AUP#IPBL1001"},
    {"cox.link", "", "550 refused AUP#URLBL01"},
    {"comcast.home", "", "554 see http://postmaster.comcast.net/smtp-error-codes.php#ES000010"},
    {"comcast.blocked", "", "554 see http://postmaster.comcast.net/smtp-error-codes.php#BL000000"},
    {"comcast.listed", "",
     "554 192.0.2.1 found on a list, see http://postmaster.comcast.net/smtp-error-codes.php#BL000010"},
    {"comcast.oldlist", "mx2.comcast.net", "554 IMTA11 comcast 192.0.2.1 BL001"},
    {"comcast.rate", "", "421 see http://postmaster.comcast.net/smtp-error-codes.php#RL000010"},
    {"comcast.oldrate", "mx2.comcast.net", "421 comcast RL003"},
    {"comcast.auth", "",
     "550 5.2.0 see http://postmaster.comcast.net/smtp-error-codes.php#DM000001"},
    {"comcast.user", "", "550 5.1.1 Not our Customer"},
    {"comcast.full", "", "452 4.1.1 extended quota violation"},
    {"att.blocked", "",
     "521 <192.0.2.1>_is_blocked. For assistance forward this error to abuse_rbl@abuse-att.net"},
    {"att.rdns", "",
     "550 5.7.1 Connections not accepted from servers without a valid sender domain. Fix reverse DNS for 192.0.2.1"},
    {"att.user", "", "550 5.1.1 Addressee unknown, relay=[192.0.2.1]"},
    {"yahoo.listed", "",
     "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list"},
    {"yahoo.blocked", "",
     "553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed."},
    {"yahoo.rate", "",
     "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints"},
    {"yahoo.auth", "",
     "550 5.7.9 This mail has been blocked because the sender is unauthenticated"},
    {"yahoo.authcode", "mta5.am0.yahoodns.net", "554 5.7.9 refused"},
    {"yahoo.content", "",
     "554 Message not allowed - [PH01] Email not accepted for policy reasons."},
    {"yahoo.user", "",
     "554 delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [-5]"},
    {"yahoo.disabled", "",
     "554 30 Sorry, your message to x@aol.com cannot be delivered. This mailbox is disabled (554.30)."},
    {"yahoo.ip", "", "554 5.7.1 [VS1-IP] refused"},
    {"aol.home", "", "554 (RTR:BB) refused"},
    {"aol.blocked", "", "554 (RTR:SC) refused"},
    {"aol.rate", "", "421 (DYN:T1) refused"},
    {"aol.content", "", "554 (HVU:B1) refused"},
    {"yahoo.sender", "",
     "550 unresolvable RFC.5321 from domain"},
    {"yahoo.headers", "", "554 5.6.0 Message not accepted: headers are not RFC compliant"},
    {"yahoo.pace", "", "451 4.2.1 The user is receiving mail too quickly"},
    {"google.group", "",
     "550 5.7.1 Hello, you may not have permission to post messages to the group example. https://support.google.com/a/example.com/bin/topic.py"},
    {"google.user", "",
     "550-5.1.1 The email account that you tried to reach does not exist. https://support.google.com/mail/?p=NoSuchUser - gsmtp"},
    {"google.disabled", "",
     "550 5.2.1 The email account that you tried to reach is disabled. https://support.google.com/mail/?p=DisabledUser - gsmtp"},
    {"google.full", "",
     "452-4.2.2 The recipient's inbox is out of storage space. https://support.google.com/mail/?p=OverQuotaTemp - gsmtp"},
    {"google.pace", "",
     "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered - gsmtp"},
    {"google.domain", "",
     "DNS Error: DNS type 'mx' lookup of example.test responded with code NXDOMAIN"},
    {"google.size", "", "552-5.2.3 Your message exceeded Google's message size limits - gsmtp"},
    {"google.attachment", "",
     "552-5.7.0 This message was blocked because its content presents a potential security issue. ?p=BlockedMessage - gsmtp"},
    {"google.auth", "",
     "550-5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp"},
    {"google.authcode", "gmail-smtp-in.l.google.com", "550 5.7.30 refused - gsmtp"},
    {"google.rdnscode", "gmail-smtp-in.l.google.com", "450 4.7.23 refused - gsmtp"},
    {"google.tlscode", "gmail-smtp-in.l.google.com", "550 5.7.29 refused - gsmtp"},
    {"google.rate", "", "421-4.7.28 Gmail has detected an unusual rate of email - gsmtp"},
    {"google.spam", "",
     "550-5.7.1 Our system has detected that this message is likely unsolicited mail - gsmtp"},
    {"google.home", "",
     "550-5.7.1 The IP you're using to send mail is not authorized to send email directly to our servers - gsmtp"},
    {"google.limit", "", "550-5.4.5 Daily user sending limit exceeded - gsmtp"},
    {"google.policy", "",
     "550 5.7.1 This message violates example.com email policy. - gcdp abc - gsmtp"},
    {"google.login", "", "534-5.7.9 Application-specific password required - gsmtp"},
    {"google.loop", "",
     "554 5.4.6 Message exceeded 50 hops, this may indicate a mail loop - gsmtp"},
    {"google.format", "",
     "550-5.7.1 Messages missing a valid address in the From: header are not accepted - gsmtp"},
    {"google.busy", "", "451 4.3.0 Mail server temporarily rejected message. - gsmtp"},
    {"apple.auth", "", "554 5.7.1 [HME1] refused"},
    {"apple.content", "", "554 5.7.1 [HM08] Message rejected due to local policy."},
    {"apple.moved", "", "550 5.1.6 recipient no longer on server: x@icloud.com"},
    {"apple.user", "", "550 5.1.1 inactive email address"},
    {"apple.rate", "", "450 4.7.1 Message deferred due to excessive volume"},
    {"apple.closed", "mx01.mail.icloud.com",
     "554 mail is not accepting connections from 192.0.2.1"},
    {"gmx.rdns", "",
     "554-gmx.net (mxgmx104) Bad DNS PTR resource record. https://postmaster.gmx.net/en/case?c=rdns"},
    {"gmx.listed", "",
     "554-gmx.net (mxgmx104) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is block listed."},
    {"gmx.auth", "",
     "550-Requested action not taken: mailbox unavailable 550 Reject due to SPF policy."},
    {"gmx.policy", "", "554-Transaction failed 554-Reject due to policy restrictions."},
    {"gmx.rate", "",
     "450-Requested mail action not taken 450 Mail send rate limit reached. Please try again later"},
    {"telekom.blocked", "",
     "554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.) (BL)"},
    {"telekom.spam", "", "550-5.7.0 Message considered as spam or virus classification"},
    {"orange.user", "", "550 5.1.1 Adresse d au moins un destinataire invalide. OFR_416 [416]"},
    {"orange.full", "", "552 5.1.1 Boite du destinataire pleine. OFR_417 [417]"},
    {"orange.disabled", "", "550 5.2.0 Boite du destinataire archivee. OFR_420 [420]"},
    {"orange.auth", "", "550 5.7.1 merci de verifier la configuration SPF OFR_517 [517]"},
    {"orange.sender", "", "550 5.1.8 Adresse emetteur invalide OFR_405 [405]"},
    {"orange.rate", "", "421 4.7.0 Trop de connexions OFR004_104 [104]"},
    {"orange.blocked", "", "550 5.7.1 Service refuse OFR_102 [102]"},
    {"orange.content", "", "550 5.7.1 Mail rejete OFR_506 [506]"},
    {"orange.busy", "", "421 4.3.2 Veuillez essayer plus tard OFR_505 [505]"},
    {"orange.size", "", "552 5.3.4 OFR_514 [514]"},
    {"free.blocked", "", "421 Too many spams from your IP (192.0.2.1)"},
    {"sfr.blocked", "", "550 5.7.1 Abus detecte GU_EIB_02"},
    {"ovh.account", "", "550 5.7.1 this account has been locked for spam"},
    {"mailru.blocked", "",
     "550 Access from ip address 192.0.2.1 blocked. Visit http://mail.ru/notspam/"},
    {"mailru.account", "", "550 message sending for this account is disabled"},
    {"mailru.spam", "", "550 message rejected, see http://help.mail.ru/notspam-support/id?c=abc"},
    {"yandex.blocked", "", "554 5.7.1 Blocked by spam statistics"},
    {"yandex.spam", "", "554 5.7.1 Message rejected under suspicion of SPAM"},
    {"yandex.pace", "",
     "451 4.5.1 The recipient <x@yandex.ru> has exceeded their message rate limit. Try again later."},
    {"qq.pace", "", "550 Mailbox unavailable or access denied"},
    {"qq.rate", "", "550 Ip frequency limited"},
    {"qq.spam", "", "550 Mail content denied"},
    {"qq.refused", "", "550 Mail is rejected by recipients"},
    {"qq.from", "", "501 mail from address must be same as authorization user"},
    {"netease.spam", "", "554 DT:SPM mx1, please see http://mail.163.com/help/help_spam_16.htm"},
    {"netease.from", "", "554 DT:SUM mx1"},
    {"netease.listed", "", "450 DT:RBL mx1"},
    {"netease.auth", "", "550 MI:SPF mx1"},
    {"netease.blocked", "", "550 WM:BLI mx1"},
    {"netease.rate", "", "421 HL:ICC mx1"},
    {"proofpoint.listed", "",
     "550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1"},
    {"proofpoint.content", "", "554 5.7.0 Reject, id=01234-05"},
    {"cloudmark.listed", "", "550 5.7.1 See https://csi.cloudmark.com/en/reset/"},
    {"barracuda.content", "",
     "550 permanent failure for one or more recipients (x@example.com:blocked)"},
    {"barracuda.listed", "", "550 http://www.barracudanetworks.com/reputation/?pr=1&ip=192.0.2.1"},
    {"barracuda.auth", "", "550 Rejecting spoofed message"},
    {"barracuda.user", "", "550 5.1.1 refused (cuda_nsu)"},
    {"barracuda.license", "", "450 service stopped, license expired"},
    {"mimecast.auth", "", "550 Rejected by header based Anti-Spoofing policy: x@example.org"},
    {"mimecast.listed", "", "550 csi.mimecast.org Poor Reputation Sender"},
    {"mimecast.user", "", "550 Envelope blocked - User Entry"},
    {"mimecast.grey", "", "451 Internal resources are temporarily unavailable"},
    {"mimecast.content", "", "554 Email rejected due to security policies"},
    {"mimecast.policy", "", "554 Host network not allowed"},
    {"godaddy.blocked", "", "554 refused. IB103"},
    {"godaddy.content", "", "550 refused. IB212"},
    {"godaddy.virus", "", "552 refused. IB705"},
    {"godaddy.auth", "", "550 refused. IB508"},
    {"godaddy.sender", "", "550 refused. IB506"},
    {"godaddy.rdns", "", "421 refused. IB108"},
    {"godaddy.rate", "", "421 refused. IB101"},
    {"symantec.content", "",
     "553-Message filtered. See http://www.symanteccloud.com/troubleshooting"},
    {"trendmicro.listed", "", "550 5.7.1 Mail from 192.0.2.1 blocked using Trend Micro RBL+"},
    {"cisco.listed", "",
     "554 Your access to submit messages to this e-mail system has been rejected."},
    {"ses.unverified", "", "554 Message rejected: Email address is not verified."},
    {"ses.suppressed", "", "554 Address is on the suppression list for your account"},
    {"ses.limit", "", "454 Throttling failure: Daily message quota exceeded."},
    {"ses.account", "", "554 Sending paused for this account"},
    {"zoho.account", "", "550 5.4.6 Unusual sending activity detected. Please try after sometime"},
    {"zoho.policy", "", "541 5.4.1 Mailbox delivery restricted by policy error"},
    {"cpanel.limit", "",
     "550 Domain example.org has exceeded the max emails per hour (100/100 (100%)) allowed"},
    {"cpanel.account", "",
     "550 Domain example.org has an outgoing mail suspension. Message rejected."},
    {"cpanel.domain", "", "550 This account or domain may not exist, they may be blacklisted"},
    {"list.ip", "", "550 5.7.1 IP address blacklisted by recipient"},
    {"sender.listed", "", "554 you are on the recipient's blacklist"},
    {"list.spamhaus", "", "554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org"},
    {"list.spamcop", "", "554 5.7.1 Client host [192.0.2.1] blocked using bl.spamcop.net"},
    {"spam.url", "", "550 the message names a link found on a blacklist"},
    {"list.named", "", "550 5.7.1 Refused, your host is on our blocklist"},
    {"list.foreign", "", "550 votre serveur est sur liste noire"},
    {"block.words", "",
     "554 5.7.1 <mail.example.com[192.0.2.1]>: Client host rejected: Access denied"},
    {"grey.words", "",
     "451 4.7.1 <x@example.com>: Recipient address rejected: Greylisted for 5 minutes"},
    {"from.words", "",
     "553 5.7.1 <a@example.org>: Sender address rejected: not owned by user b@example.org"},
    {"sender.address", "", "450 4.1.8 <a@example.org>: Sender address rejected: Domain not found"},
    {"auth.words", "", "550 5.7.1 DMARC validation failed"},
    {"rdns.words", "",
     "450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]"},
    {"home.words", "", "554 Mail from dynamic IP addresses is refused, use your ISP's server"},
    {"loop.words", "", "554 5.4.0 Too many hops 26 (25 max)"},
    {"attachment.words", "", "554 5.7.1 The message carries a virus"},
    {"format.headers", "", "552 5.6.0 Headers too large (32768 max)"},
    {"size.words", "", "552 5.3.4 Message too large"},
    {"size.foreign", "", "552 Nachricht ist zu groß"},
    {"pace.recipient", "", "450 4.2.1 this recipient has had too many messages in the last hour"},
    {"limit.account", "", "550 5.4.5 hourly limit reached for this sender"},
    {"account.words", "", "550 your account has been blocked, please contact the help desk"},
    {"full.words", "", "552 5.2.2 <x@example.com>: over quota"},
    {"full.foreign", "", "552 Das Postfach ist voll"},
    {"moved.words", "", "551 5.1.6 the person has moved, please use the new address"},
    {"disabled.words", "", "550 5.2.1 The account is suspended"},
    {"disabled.foreign", "", "550 compte désactivé"},
    {"nomail.words", "", "550 example.com does not accept mail"},
    {"relay.login", "", "550 5.7.368 Remote server returned authentication required to relay"},
    {"login.words", "", "530 5.7.0 Authentication required"},
    {"relay.words", "", "554 5.7.1 <x@example.com>: Relay access denied"},
    {"dns.again", "",
     "450 4.4.3 Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again"},
    {"domain.words", "", "550 5.1.2 Host unknown (Name server: example.test: host not found)"},
    {"domain.foreign", "", "550 Домен example.test не существует"},
    {"sender.refused", "", "550 5.7.1 the list only accepts mail from members"},
    {"syntax.address", "", "501 5.1.3 Bad recipient address syntax"},
    {"user.words", "",
     "550 5.1.1 <x@example.com>: Recipient address rejected: User unknown in virtual mailbox table"},
    {"user.german", "", "550 Empfänger x@example.com ist unbekannt"},
    {"user.romance", "", "550 El usuario x@example.com no existe"},
    {"user.others", "", "550 Почтовый ящик не найден"},
    {"rate.hour", "", "450 too much: 300 messages per hour"},
    {"many.words", "", "452 4.5.3 Too many recipients"},
    {"utf8.words", "", "553 SMTPUTF8 is needed, but the next server does not offer it"},
    {"spam.words", "", "550 High probability of spam"},
    {"spam.foreign", "", "554 邮件被判定为垃圾邮件"},
    {"tls.words", "", "454 4.7.0 TLS not available"},
    {"rate.words", "", "421 4.7.0 too many connections from your host"},
    {"grey.retry", "", "451 4.3.0 Please try again in 300 seconds"},
    {"net.refused", "", "connect to mx.example.com[192.0.2.1]:25: Connection refused"},
    {"net.dns", "", "451 DNS lookup failed"},
    {"net.silent", "", "connect to mx.example.com[192.0.2.1]:25: Connection timed out"},
    {"net.timeout", "", "connect to mx.example.com[192.0.2.1]:25: No route to host"},
    {"net.dropped", "",
     "lost connection with mx.example.com[192.0.2.1] while receiving the initial server greeting"},
    {"forward.words", "", "550 unable to forward the message"},
    {"format.words", "", "550 5.6.0 bare LF is not allowed"},
    {"syntax.words", "", "501 syntax error in parameters"},
    {"syntax.error", "", "501 5.5.0 RCPT syntax error"},
    {"policy.text", "", "554 5.7.0 rejected for policy reasons"},
    {"pipe.words", "", "5.3.0 unknown mailer error 1: exit status 1"},
    {"broken.words", "", "554 internal error"},
    {"busy.words", "", "450 mailbox busy, try again later"},
    {"spam.rejected", "", "554 message rejected"},
    {"policy.words", "", "550 access denied"},
    {"user.rejected", "", "550 #5.1.0 Address rejected."},
    {"policy.rejected", "", "550 rejected"},
    {"exim.generated", "", "/home/pat/box generated by pat@example.net"},
    {"ms.page", "", "Read http://go.microsoft.com/fwlink/?LinkId=389361"},
    {"expired", "", "retry timeout exceeded"},
    {"full.left", "", "552 5.2.2 This message is larger than the current space left in the mailbox"},
    {"full.foreign", "", "550 A postafiók megtelt"},
    {"user.others", "", "550 Alıcı bulunamadı"},
    {"user.words", "", "550 Account Unavailable"},
    {"size.words", "", "552 Error: message is bigger than allowed"},
    {"sender.listed", "", "550 The recipient has blocked your address"},
    {"sender.address", "", "553 5.5.4 sam... Domain name required for sender address sam"},
    {"syntax.address", "", "553 5.5.4 pat... Domain name required"},
    {"from.words", "", "553 authentication user and From address do not match"},
    {"auth.words", "", "550 The sending server is not permitted by the domain owner"},
    {"rdns.words", "", "554 192.0.2.1 has no reverse name"},
    {"block.words", "", "550 Connections from your country are not wanted"},
    {"disabled.words", "", "550 This account is not allowed to receive mail"},
    {"disabled.foreign", "", "550 Das Postfach wurde stillgelegt"},
    {"limit.account", "", "550 maximum number of messages per day for this account"},
    {"account.words", "", "550 sending from this account is disabled"},
    {"many.words", "", "452 Only 10 recipients per message allowed"},
    {"grey.retry", "", "450 4.7.1 Try again later (postgrey)"},
    {"nomail.words", "", "550 This domain is not configured to receive mail"},
    {"sender.address", "", "550-Verification failed for <sam@example.com>"},
    {"sender.address", "", "550 sender domain has no MX record"},
    {"sender.refused", "", "550 5.7.1 not authorised to send to this recipient"},
    {"sender.listed", "", "550 Sender is on the user's blocked senders list"},
    {"sender.outside", "", "550 delivery restricted to members of the organisation"},
    {"list.named", "", "550 5.7.1 Mail rejected due to IP reputation"},
    {"relay.login", "", "550 not permitted to relay through this server without authentication"},
    {"account.words", "", "550 5.7.1 Sender account is blocked due to spam"},
    {"size.words", "", "552 message exceeds 25 MB"},
    {"format.headers", "", "550 5.7.1 message lacks a From header"},
    {"loop.words", "", "550 Message has looped"},
    {"pace.recipient", "", "450 4.2.1 mailbox receiving rate exceeded"},
    {"sender.foreign", "", "550 5.1.0 Adresse d'expéditeur inconnue"},
    {"sender.foreign", "", "550 Die Absenderadresse ist hier unbekannt"},
    {"sender.foreign", "", "553 Dominio del remitente inexistente"},
    {"helo.words", "", "504 5.5.2 <pc>: Helo command rejected: need fully-qualified hostname"},
    {"helo.words", "", "550 <mail.invalid>: Helo command rejected: Host not found"},
    {"helo.words", "", "550 HELO mail.example.com does not resolve"},
    {"sender.outside", "", "550 5.7.1 You do not have permission to post messages to the group"},
    {"sender.outside", "", "550 Posting to this list is restricted to subscribers"},
    {"full.system", "", "452 4.3.1 Insufficient system storage (queue)"},
    {"full.system", "", "451 4.3.1 disk full, try later"},
    {"attachment.words", "", "554 5.7.1 The mail holds an encrypted archive which we do not accept"},
    {"attachment.words", "", "554 5.7.0 Bounce, id=1-01 - BANNED: .exe,invoice.exe"},
    {"attachment.foreign", "", "550 unzulässiger Dateianhang"},
    {"tls.first", "", "530 5.7.0 Must issue a STARTTLS command first"},
    {"store.words", "", "450 4.2.0 mailbox is corrupt"},
    {"store.words", "", "Child process of address_pipe transport returned 255"},
    {"list.named", "", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zone.example.net"},
    {"list.named", "", "550 5.7.1 Blocked - see https://zone.example.net/query/192.0.2.1"},
    {"list.named", "", "550 192.0.2.1 listed at zone.example.net"},
    {"format.headers", "", "550-5.7.1 Messages missing a valid address in From: header are not accepted"},
    {"ms.full", "", "554 5.2.2 mailbox full; STOREDRV.Deliver; QuotaExceededException"},
};

/* Of codes without a word. */
static const struct { const char *rule, *code; } codes[] = {
    {"code.1.1", "5.1.1"},
    {"code.1.2", "5.1.2"},
    {"code.1.3", "5.1.3"},
    {"code.1.4", "5.1.4"},
    {"code.1.6", "5.1.6"},
    {"code.1.7", "5.1.7"},
    {"code.1.8", "5.1.8"},
    {"code.1.10", "5.1.10"},
    {"code.2.1", "5.2.1"},
    {"code.2.2", "5.2.2"},
    {"code.2.3", "5.2.3"},
    {"code.2.4", "5.2.4"},
    {"code.3.1", "5.3.1"},
    {"code.3.2", "5.3.2"},
    {"code.3.3", "5.3.3"},
    {"code.3.4", "5.3.4"},
    {"code.3.5", "5.3.5"},
    {"code.4.2", "5.4.2"},
    {"code.4.3", "5.4.3"},
    {"code.4.4", "5.4.4"},
    {"code.4.5", "5.4.5"},
    {"code.4.6", "5.4.6"},
    {"code.4.7", "5.4.7"},
    {"code.5.1", "5.5.1"},
    {"code.5.2", "5.5.2"},
    {"code.5.3", "5.5.3"},
    {"code.5.4", "5.5.4"},
    {"code.5.5", "5.5.5"},
    {"code.5.6", "5.5.6"},
    {"code.6.1", "5.6.1"},
    {"code.6.2", "5.6.2"},
    {"code.6.3", "5.6.3"},
    {"code.6.5", "5.6.5"},
    {"code.6.6", "5.6.6"},
    {"code.6.7", "5.6.7"},
    {"code.6.8", "5.6.8"},
    {"code.6.9", "5.6.9"},
    {"code.6.10", "5.6.10"},
    {"code.7.2", "5.7.2"},
    {"code.7.3", "5.7.3"},
    {"code.7.4", "5.7.4"},
    {"code.7.5", "5.7.5"},
    {"code.7.6", "5.7.6"},
    {"code.7.7", "5.7.7"},
    {"code.7.8", "5.7.8"},
    {"code.7.9", "5.7.9"},
    {"code.7.10", "5.7.10"},
    {"code.7.11", "5.7.11"},
    {"code.7.12", "5.7.12"},
    {"code.7.13", "5.7.13"},
    {"code.7.14", "5.7.14"},
    {"code.7.15", "5.7.15"},
    {"code.7.16", "5.7.16"},
    {"code.7.17", "5.7.17"},
    {"code.7.18", "5.7.18"},
    {"code.7.19", "5.7.19"},
    {"code.7.20", "5.7.20"},
    {"code.7.21", "5.7.21"},
    {"code.7.22", "5.7.22"},
    {"code.7.23", "5.7.23"},
    {"code.7.24", "5.7.24"},
    {"code.7.25", "5.7.25"},
    {"code.7.26", "5.7.26"},
    {"code.7.27", "5.7.27"},
    {"code.7.28", "5.7.28"},
    {"code.7.29", "5.7.29"},
    {"code.7.30", "5.7.30"},
    {"code.0.350", "5.0.350"},
    {"code.4.8", "5.4.8"},
    {"code.4.300", "5.4.300"},
    {"code.4.310", "5.4.310"},
    {"code.4.312", "5.4.312"},
    {"code.4.315", "5.4.315"},
    {"code.4.316", "5.4.316"},
    {"code.4.317", "5.4.317"},
    {"code.4.318", "5.4.318"},
    {"code.7.350", "5.7.350"},
    {"code.7.363", "5.7.363"},
    {"code.7.364", "5.7.364"},
    {"code.7.368", "5.7.368"},
    {"code.2.0", "5.2.0"},
    {"code.3.0", "5.3.0"},
    {"code.4.0", "5.4.0"},
    {"code.6.0", "5.6.0"},
    {"code.7.0", "5.7.0"},
    {"reply.421", "421"},
    {"reply.432", "432"},
    {"reply.441", "441"},
    {"reply.442", "442"},
    {"reply.446", "446"},
    {"reply.447", "447"},
    {"reply.450", "450"},
    {"reply.451", "451"},
    {"reply.452", "452"},
    {"reply.501", "501"},
    {"reply.510", "510"},
    {"reply.511", "511"},
    {"reply.512", "512"},
    {"reply.517", "517"},
    {"reply.521", "521"},
    {"reply.523", "523"},
    {"reply.541", "541"},
    {"reply.551", "551"},
    {"reply.552", "552"},
    {"reply.556", "556"},
    {"reply.571", "571"},
    {"reply.585", "585"},
    {"reply.591", "591"},
};
// clang-format on

/* "{45}.4.31{67}*~tls" as "4.4.316 tls". */
static void
write_out(struct slice phrase, char out[WORDS_MAX])
{
    size_t length = 0;
    for (size_t i = 0; i < phrase.length; i++) {
        unsigned char c = phrase.at[i];
        if (c == '{') {
            out[length++] = (char)phrase.at[i + 1];
            i += slice_at(slice_from(phrase, i), '}');
        } else if (c == '*') {
            out[length] = length > 0 && out[length - 1] == ' ' ? 'x' : ' ';
            length++;
        } else if (c == '%') {
            out[length++] = '1';
        } else if (c != '~') {
            out[length++] = (char)c;
        }
        assert_true(length < WORDS_MAX);
    }
    out[length] = '\0';
}

static void
first_host(const struct bounce_rule *rule, char out[WORDS_MAX])
{
    struct slice rest = slice_of(rule->hosts);
    write_out(slice_cut(&rest, '|'), out);
}

static bool
is_code(const struct bounce_rule *rule)
{
    return strncmp(rule->id, "code.", 5) == 0 || strncmp(rule->id, "reply.", 6) == 0;
}

/* The rule a diagnosis names where the report holds this and nothing else. */
static const char *
winner(const char *words, const char *status, const char *host)
{
    static const struct bounce_original original = {"", "", "", "", 0};
    struct bounce_failure failure = {.recipient = "",
                                     .original_recipient = "",
                                     .action = "",
                                     .status = status,
                                     .diagnostic = words,
                                     .said = words,
                                     .said_by = host,
                                     .code = code_read(slice_of(status)),
                                     .remote_mta = "",
                                     .tried_host = "",
                                     .tried_address = ""};
    struct bounce bounce = {.reporter = "",
                            .message_id = "",
                            .original = &original,
                            .failures = &failure,
                            .failures_seen = 1,
                            .own_provider = ""};
    return bounce_diagnose(&bounce, &failure).rule;
}

static bool
is_proven(const struct bounce_rule *rule)
{
    for (size_t i = 0; i < COUNT(proofs); i++)
        if (strcmp(proofs[i].rule, rule->id) == 0)
            return true;
    for (size_t i = 0; i < COUNT(codes); i++)
        if (strcmp(codes[i].rule, rule->id) == 0)
            return true;
    return false;
}

static void
each_rule_has_a_proof(void **state)
{
    (void)state;
    for (size_t i = 0; bounce_rule(i); i++) {
        const struct bounce_rule *rule = bounce_rule(i);
        if (!is_proven(rule))
            fail_msg("no words prove %s", rule->id);
        assert_string_not_equal(rule->phrases, "");
        assert_string_not_equal(rule->source, "");
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(bounce_rule(k)->id, rule->id);
    }
}

static void
each_proof_is_won(void **state)
{
    (void)state;
    size_t lost = 0;
    for (size_t i = 0; i < COUNT(proofs); i++) {
        const char *won = winner(proofs[i].words, "", proofs[i].host);
        if (strcmp(won, proofs[i].rule) == 0)
            continue;
        print_error("'%s' is won by %s, not %s\n", proofs[i].words, won,
                    proofs[i].rule);
        lost++;
    }
    assert_int_equal(lost, 0);
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_string_equal(winner("", codes[i].code, ""), codes[i].rule);
}

static void
no_phrase_is_unreachable(void **state)
{
    (void)state;
    size_t lost = 0;
    for (size_t i = 0; bounce_rule(i); i++) {
        const struct bounce_rule *rule = bounce_rule(i);
        struct slice rest = slice_of(rule->phrases);
        char host[WORDS_MAX], words[WORDS_MAX];
        first_host(rule, host);
        while (rest.length > 0 && !is_code(rule)) {
            struct slice phrase = slice_cut(&rest, '|');
            write_out(phrase, words);
            const char *won = winner(words, "", host);
            if (strcmp(won, rule->id) == 0)
                continue;
            print_error("'%s' of %s is won by %s\n", words, rule->id, won);
            lost++;
        }
    }
    assert_int_equal(lost, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_has_a_proof),
        cmocka_unit_test(each_proof_is_won),
        cmocka_unit_test(no_phrase_is_unreachable),
    };
    return cmocka_run_group_tests_name("proofs", tests, NULL, NULL);
}
