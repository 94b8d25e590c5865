/* history: what has come back before a report, and what may be asked of that. */
#include "agent/history.h"

#include <string.h>

bool
history_counts(const struct history_row *row)
{
    return row->verdict == HISTORY_UNJUDGED || row->verdict == HISTORY_MINE ||
           row->verdict == HISTORY_UNSURE;
}

bool
history_is_network(enum bounce_cause cause)
{
    static const enum bounce_cause causes[] = {
        BOUNCE_CAUSE_CONNECTION_REFUSED,  BOUNCE_CAUSE_CONNECTION_TIMEOUT,
        BOUNCE_CAUSE_CONNECTION_DROPPED,  BOUNCE_CAUSE_DNS_FAILURE,
        BOUNCE_CAUSE_TLS_PROBLEM,         BOUNCE_CAUSE_MAIL_LOOP,
        BOUNCE_CAUSE_EXPIRED_UNKNOWN,     BOUNCE_CAUSE_SERVER_BUSY,
        BOUNCE_CAUSE_SERVER_MISCONFIGURED};
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (causes[i] == cause)
            return true;
    return false;
}

bool
history_is_reputation(enum bounce_cause cause)
{
    static const enum bounce_cause causes[] = {
        BOUNCE_CAUSE_IP_BLOCKLISTED, BOUNCE_CAUSE_PROVIDER_BLOCK,
        BOUNCE_CAUSE_SENDER_RATE_LIMITED, BOUNCE_CAUSE_RDNS_MISSING};
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (causes[i] == cause)
            return true;
    return false;
}

/* One mail to several, or told twice, is one. */
static bool
is_same_mail(const struct history_row *one, const struct history_row *other)
{
    return one->event == other->event ||
           (one->original != 0 && one->original == other->original);
}

static int64_t
day_of(const struct history *history, int64_t at)
{
    return (at + (int64_t)history->zone * 60) / COURSE_DAY;
}

struct history_count
history_count(const struct history *history, const struct history_rows *rows,
              bool (*fits)(const struct history *history,
                           const struct history_row *row))
{
    const struct history_row *counted[HISTORY_ROWS_MAX];
    struct history_count count = {0};
    size_t mails = 0;
    for (size_t i = 0; i < rows->count && mails < HISTORY_ROWS_MAX; i++) {
        const struct history_row *row = &rows->rows[i];
        if (row->kind != BOUNCE_FAILED || !history_counts(row) || !fits(history, row))
            continue;
        bool known = false, same_day = false;
        for (size_t k = 0; k < mails && !known; k++) {
            known = is_same_mail(row, counted[k]);
            same_day |= day_of(history, row->at) == day_of(history, counted[k]->at);
        }
        if (known)
            continue;
        counted[mails++] = row;
        count.days += !same_day;
        if (count.since == 0 || row->at < count.since)
            count.since = row->at;
    }
    count.mails = (uint32_t)mails;
    return count;
}

static bool
is_success(const struct history_row *row)
{
    return row->kind == BOUNCE_DELIVERED || row->kind == BOUNCE_RELAYED;
}

/* When a mail to anybody of the domain last seemed to get through: the way is open then. */
static int64_t
open_at(const struct history *history)
{
    int64_t at = 0;
    for (size_t i = 0; i < history->worked_count; i++)
        if (history->worked[i].at > at)
            at = history->worked[i].at;
    for (size_t i = 0; i < history->domain.count; i++)
        if (is_success(&history->domain.rows[i]) && history->domain.rows[i].at > at)
            at = history->domain.rows[i].at;
    return at;
}

static bool
is_network(const struct history *history, const struct history_row *row)
{
    return history_is_network(row->cause) && row->at > open_at(history);
}

static bool
is_reputation(const struct history *history, const struct history_row *row)
{
    return history_is_reputation(row->cause) && row->at > open_at(history);
}

static bool
is_same_cause(const struct history *history, const struct history_row *row)
{
    return row->cause == history->self.cause &&
           row->at > history_worked_at(history, NULL);
}

struct history_count
history_returned(const struct history *history)
{
    enum bounce_cause cause = history->self.cause;
    if (history_is_network(cause))
        return history_count(history, &history->domain, is_network);
    if (history_is_reputation(cause))
        return history_count(history, &history->domain, is_reputation);
    return history_count(history, &history->recipient, is_same_cause);
}

static bool
is_network_before(const struct history *history, const struct history_row *row)
{
    return row->event < history->self.event && is_network(history, row);
}

struct history_count
history_network_before(const struct history *history)
{
    return history_count(history, &history->domain, is_network_before);
}

bool
history_is_only_there(const struct history *history, int64_t since)
{
    const struct history_rows *recent = &history->recent;
    if (since == 0 || since < history->now - HISTORY_SPAN)
        return false;
    if (recent->cut && recent->rows[recent->count - 1].at > since)
        return false;
    for (size_t i = 0; i < recent->count; i++) {
        const struct history_row *row = &recent->rows[i];
        if (row->at >= since && row->kind == BOUNCE_FAILED && history_counts(row) &&
            strcmp(row->domain, history->self.domain) != 0)
            return false;
    }
    return true;
}

int64_t
history_worked_at(const struct history *history, const char *recipient)
{
    int64_t at = 0;
    if (!recipient)
        recipient = history->self.recipient;
    for (size_t i = 0; i < history->worked_count; i++)
        if (strcmp(history->worked[i].recipient, recipient) == 0 &&
            history->worked[i].at > at)
            at = history->worked[i].at;
    for (size_t i = 0; i < history->domain.count; i++) {
        const struct history_row *row = &history->domain.rows[i];
        if (is_success(row) && row->at > at && strcmp(row->recipient, recipient) == 0)
            at = row->at;
    }
    return at;
}
