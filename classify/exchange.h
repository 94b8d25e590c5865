/* exchange: what Exchange Server, Exchange Online and Outlook.com write for people. */
#ifndef CLASSIFY_EXCHANGE_H
#define CLASSIFY_EXCHANGE_H

#include "classify/draft.h"

/* The words on one recipient in the section for administrators: of several attempts the
 * one another host answered. No bytes where the report has no such section. */
struct slice exchange_words(struct slice report, struct slice recipient);

/* May servers' answers stand in it for administrators, in quotes, between "#" and "##" or with
 * "[LastAttempted..."? A look at all bytes at once: where it says no, neither exchange_words
 * finds the section, nor does exchange_deeper hold of any words of the text. */
bool exchange_quotes(struct slice text);

/* What the newer form reports of all recipients; no bytes where it is not that. */
struct slice exchange_error(struct slice report);

/* Do these words hold more than the report's Diagnostic-Code does? */
bool exchange_deeper(struct slice words);

/* The generating server, and the original as "Original Message Details" tell of it. */
void exchange_mail(struct draft *draft, struct slice report);

#endif
