/* lesson: what the past teaches about a report: the history rules H01 to H20. */
#include "agent/lesson.h"

#include <stdio.h>
#include <string.h>

#include "agent/journal.h"

enum {
    HOUR = COURSE_HOUR,
    DAY = COURSE_DAY,
    WEEK = 7 * DAY,
    LASTING_DAYS = 2, /* the same way fails on so many days: it does not mend itself */
    DOMAINS = 3,      /* so many at once are no coincidence */
    ABANDONED = 14 * DAY,
    RESENT = 3,         /* times in a day */
    QUEUE_SHORT = HOUR, /* gives up sooner than anybody mends anything */
};

/* ---- helpers ---- */

static bool
is_failure(const struct history_row *row)
{
    return row->kind == BOUNCE_FAILED && history_counts(row);
}

static bool
failed(const struct history *history)
{
    return is_failure(&history->self);
}

/* Within so many seconds before the report, itself included. */
static bool
is_within(const struct history *history, const struct history_row *row, int64_t span)
{
    return row->at <= history->self.at && row->at > history->self.at - span &&
           row->event <= history->self.event;
}

static bool
is_self(const struct history *history, const struct history_row *row)
{
    return row->event == history->self.event;
}

static bool
is_same_mail(const struct history_row *one, const struct history_row *other)
{
    return one->event == other->event ||
           (one->original != 0 && one->original == other->original);
}

/* Different texts, the first HISTORY_ROWS_MAX of them. */
struct set {
    const char *texts[HISTORY_ROWS_MAX];
    size_t count;
};

/* False: it was in it already. */
static bool
set_add(struct set *set, const char *text)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->texts[i], text) == 0)
            return false;
    if (set->count == HISTORY_ROWS_MAX)
        return false;
    set->texts[set->count++] = text;
    return true;
}

/* "a@example.com, b@example.com and 3 more": the first that came back first, as rows lie the
 * other way round. */
static void
list(const struct set *set, struct lesson_said *said)
{
    size_t length = 0, shown = 0;
    for (; shown < set->count && shown < HISTORY_LISTED_MAX; shown++) {
        const char *text = set->texts[set->count - 1 - shown];
        if (length + strlen(text) + 32 > sizeof said->listed)
            break;
        length += (size_t)snprintf(said->listed + length, sizeof said->listed - length,
                                   "%s%s",
                                   shown == 0                ? ""
                                   : shown + 1 == set->count ? " and "
                                                             : ", ",
                                   text);
    }
    if (shown < set->count)
        snprintf(said->listed + length, sizeof said->listed - length, " and %zu more",
                 set->count - shown);
}

/* An earlier event whose bubble this one replaces, once. */
static void
fold(struct lesson_said *said, int64_t event)
{
    for (size_t i = 0; i < said->folded_count; i++)
        if (said->folded[i] == event)
            return;
    if (said->folded_count < HISTORY_LISTED_MAX)
        said->folded[said->folded_count++] = event;
}

/* ---- what the person said ---- */

static bool
is_solved(const struct history *history, struct lesson_said *said)
{
    (void)said;
    return history->solved;
}

/* ---- H13: the account (H16 is told by the verdict: verdict.c) ---- */

/* Whoever wants the person to act in fright sends such a report: one of which nobody knows
 * whether it is real and theirs makes no alarm. */
static bool
says_blocked(const struct history_row *row)
{
    return row->cause == BOUNCE_CAUSE_ACCOUNT_BLOCKED && is_failure(row) &&
           row->verdict != HISTORY_UNSURE;
}

static bool
account_is_blocked(const struct history *history, struct lesson_said *said)
{
    (void)said;
    return says_blocked(&history->self);
}

static bool
account_was_blocked(const struct history *history, struct lesson_said *said)
{
    (void)said;
    for (size_t i = 0; i < history->recent.count; i++) {
        const struct history_row *row = &history->recent.rows[i];
        if (!is_self(history, row) && is_within(history, row, DAY) && !row->handled &&
            says_blocked(row))
            return true;
    }
    return history->alarmed && !says_blocked(&history->self);
}

/* ---- H07, H08: many at once ---- */

struct spread {
    struct set domains, companies;
};

/* Domains that failed within a day by what is between the providers; `self`: with the report
 * itself. */
static void
spread(const struct history *history, bool self, struct spread *ret)
{
    *ret = (struct spread){0};
    for (size_t i = 0; i < history->recent.count; i++) {
        const struct history_row *row = &history->recent.rows[i];
        if ((!self && is_self(history, row)) || !is_failure(row) ||
            !is_within(history, row, DAY) ||
            (!history_is_network(row->cause) && !history_is_reputation(row->cause)))
            continue;
        set_add(&ret->domains, row->domain);
        set_add(&ret->companies, row->company);
    }
}

static void
fold_spread(const struct history *history, struct lesson_said *said)
{
    for (size_t i = 0; i < history->recent.count; i++) {
        const struct history_row *row = &history->recent.rows[i];
        if (!is_self(history, row) && is_failure(row) && is_within(history, row, DAY) &&
            (history_is_network(row->cause) || history_is_reputation(row->cause)))
            fold(said, row->event);
    }
}

static bool
many_domains(const struct history *history, struct lesson_said *said, bool one_company)
{
    struct spread with, without;
    enum bounce_cause cause = history->self.cause;
    if (!failed(history) ||
        (!history_is_network(cause) && !history_is_reputation(cause)))
        return false;
    spread(history, true, &with);
    if (with.domains.count < DOMAINS || (with.companies.count == 1) != one_company)
        return false;
    spread(history, false, &without);
    said->silent = without.domains.count >= DOMAINS &&
                   (without.companies.count == 1) == one_company;
    said->times = (uint32_t)with.domains.count;
    said->company = with.companies.texts[0];
    if (!said->silent)
        fold_spread(history, said);
    return true;
}

static bool
many_companies(const struct history *history, struct lesson_said *said)
{
    return many_domains(history, said, false);
}

static bool
one_company(const struct history *history, struct lesson_said *said)
{
    return many_domains(history, said, true);
}

/* ---- H01 to H06, H20: one way ---- */

static bool
works_again(const struct history *history, struct lesson_said *said)
{
    struct set names = {0};
    char texts[HISTORY_LISTED_MAX][JOURNAL_ID_MAX];
    if (history->course.state != COURSE_WORKS || !failed(history) ||
        history->course.worked < history->self.at)
        return false;
    for (size_t i = 0; i < history->recipient.count; i++) {
        const struct history_row *row = &history->recipient.rows[i];
        if (names.count < HISTORY_LISTED_MAX && is_failure(row) && !row->handled &&
            row->at <= history->course.worked && row->at >= history->course.opened) {
            journal_name(row->event, texts[names.count]);
            set_add(&names, texts[names.count]);
        }
    }
    list(&names, said);
    said->since = history->course.worked;
    return true;
}

/* A single failure, and the next mail passed. */
static bool
was_one_off(const struct history *history, struct lesson_said *said)
{
    (void)said;
    return history->course.state == COURSE_WORKS && history->course.count == 1 &&
           failed(history) && history_is_network(history->self.cause) &&
           history->course.worked >= history->self.at;
}

static bool
closed_quietly(const struct history *history, struct lesson_said *said)
{
    (void)said;
    return history->self.kind == BOUNCE_DELAYED &&
           history->course.state == COURSE_CLOSED &&
           history->course.worked >= history->self.at;
}

static bool
fails_on_several_days(const struct history *history, struct lesson_said *said)
{
    (void)said;
    if (!history_is_network(history->self.cause) || !history_counts(&history->self))
        return false;
    return history_returned(history).days >= LASTING_DAYS;
}

static bool
was_delayed_before(const struct history *history, struct lesson_said *said)
{
    if (!failed(history))
        return false;
    said->cause = history->self.cause;
    for (size_t i = 0; i < history->mail.count; i++) {
        const struct history_row *row = &history->mail.rows[i];
        if (row->kind != BOUNCE_DELAYED || row->event >= history->self.event ||
            strcmp(row->recipient, history->self.recipient) != 0)
            continue;
        bool blank = said->cause == BOUNCE_CAUSE_UNKNOWN ||
                     said->cause == BOUNCE_CAUSE_EXPIRED_UNKNOWN;
        if (blank && row->cause != BOUNCE_CAUSE_UNKNOWN)
            said->cause = row->cause;
        said->times++;
        fold(said, row->event);
    }
    return said->times > 0;
}

/* From another account it works, or comes back for another reason. */
static bool
differs_elsewhere(const struct history *history, struct lesson_said *said)
{
    (void)said;
    if (!failed(history) || (!history_is_network(history->self.cause) &&
                             !history_is_reputation(history->self.cause)))
        return false;
    if (history->other_account_works || (history->other_way && *history->other_way))
        return true;
    for (size_t i = 0; i < history->elsewhere.count; i++) {
        const struct history_row *row = &history->elsewhere.rows[i];
        if (is_failure(row) && row->cause != history->self.cause &&
            !history_is_network(row->cause) && is_within(history, row, WEEK))
            return true;
    }
    return false;
}

static bool
is_first(const struct history *history, struct lesson_said *said)
{
    (void)said;
    for (size_t i = 0; i < history->domain.count; i++) {
        const struct history_row *row = &history->domain.rows[i];
        if (is_failure(row) && !is_self(history, row) &&
            row->event < history->self.event)
            return false;
    }
    return failed(history);
}

/* ---- H09 to H12: addresses ---- */

/* Different addresses that a server did not know. */
static void
unknown_users(const struct history *history, const struct history_rows *rows,
              int64_t span, struct set *ret, struct lesson_said *said)
{
    *ret = (struct set){0};
    for (size_t i = 0; i < rows->count; i++) {
        const struct history_row *row = &rows->rows[i];
        if (row->cause != BOUNCE_CAUSE_NO_SUCH_USER || !is_failure(row) ||
            (!is_within(history, row, span) && !is_same_mail(row, &history->self)) ||
            row->event > history->self.event)
            continue;
        set_add(ret, row->recipient);
        if (said && !is_self(history, row))
            fold(said, row->event);
    }
}

static bool
several_unknown(const struct history *history, struct lesson_said *said)
{
    struct set found;
    if (history->self.cause != BOUNCE_CAUSE_NO_SUCH_USER || !failed(history))
        return false;
    unknown_users(history, &history->recent, HOUR, &found, said);
    said->times = (uint32_t)found.count;
    list(&found, said);
    return found.count >= 2;
}

static bool
worked_lately(const struct history *history, const char *recipient)
{
    int64_t at = history_worked_at(history, recipient);
    return at > 0 && at <= history->self.at && at > history->self.at - 30 * DAY;
}

static bool
worked_before(const struct history *history, struct lesson_said *said)
{
    (void)said;
    return history->self.cause == BOUNCE_CAUSE_NO_SUCH_USER && failed(history) &&
           worked_lately(history, NULL);
}

static bool
directory_is_ill(const struct history *history, struct lesson_said *said)
{
    struct set found;
    if (!worked_before(history, said))
        return false;
    unknown_users(history, &history->domain, DAY, &found, NULL);
    for (size_t i = 0; i < found.count; i++)
        said->times += worked_lately(history, found.texts[i]);
    return said->times >= 3;
}

static bool
is_abandoned(const struct history *history, struct lesson_said *said)
{
    if (history->self.cause != BOUNCE_CAUSE_MAILBOX_FULL || !failed(history))
        return false;
    said->since = history->self.at;
    for (size_t i = 0; i < history->recipient.count; i++) {
        const struct history_row *row = &history->recipient.rows[i];
        bool success = row->kind == BOUNCE_DELIVERED || row->kind == BOUNCE_RELAYED;
        if (success || row->at <= history_worked_at(history, NULL))
            break; /* the newest first */
        if (row->cause == BOUNCE_CAUSE_MAILBOX_FULL && row->at < said->since)
            said->since = row->at;
    }
    return history->self.at - said->since > ABANDONED;
}

/* ---- H14, H15, H17 to H19 ---- */

/* Has this report made a failure of one day one of several? */
static bool
starts_to_last(const struct history *history)
{
    struct lesson_said said = {0};
    return fails_on_several_days(history, &said) &&
           history_network_before(history).days < LASTING_DAYS;
}

/* The same reason and recipient within 7 days, of different mails or of one that is told anew. */
static bool
is_the_same_again(const struct history *history, struct lesson_said *said)
{
    bool self = false;
    if (!history_counts(&history->self) ||
        (history->self.kind != BOUNCE_FAILED && history->self.kind != BOUNCE_DELAYED))
        return false;
    if (starts_to_last(history)) /* that is news, and is told in full */
        return false;
    for (size_t i = 0; i < history->recipient.count; i++) {
        const struct history_row *row = &history->recipient.rows[i];
        if (row->kind != history->self.kind || row->cause != history->self.cause ||
            !history_counts(row) || !is_within(history, row, WEEK))
            continue;
        said->times++;
        self |= is_self(history, row);
    }
    said->times += !self;
    return said->times >= 2;
}

static bool
is_sent_too_often(const struct history *history, struct lesson_said *said)
{
    const struct history_row *mails[HISTORY_RECIPIENT_MAX];
    if (!failed(history))
        return false;
    for (size_t i = 0; i < history->recipient.count; i++) {
        const struct history_row *row = &history->recipient.rows[i];
        bool known = !is_failure(row) || !is_within(history, row, DAY);
        for (uint32_t k = 0; k < said->times && !known; k++)
            known = is_same_mail(row, mails[k]);
        if (!known && said->times < HISTORY_RECIPIENT_MAX)
            mails[said->times++] = row;
    }
    return said->times >= RESENT;
}

static bool
is_spam_for_several(const struct history *history, struct lesson_said *said)
{
    struct set companies = {0};
    if (history->self.cause != BOUNCE_CAUSE_CONTENT_SPAM || !failed(history))
        return false;
    for (size_t i = 0; i < history->mail.count; i++) {
        const struct history_row *row = &history->mail.rows[i];
        if (row->cause == BOUNCE_CAUSE_CONTENT_SPAM && is_failure(row))
            set_add(&companies, row->company);
    }
    said->times = (uint32_t)companies.count;
    return companies.count >= 2;
}

static bool
several_servers_listed(const struct history *history, struct lesson_said *said)
{
    struct set servers = {0};
    if (history->self.cause != BOUNCE_CAUSE_IP_BLOCKLISTED || !failed(history))
        return false;
    for (size_t i = 0; i < history->recent.count; i++) {
        const struct history_row *row = &history->recent.rows[i];
        if (row->cause == BOUNCE_CAUSE_IP_BLOCKLISTED && is_failure(row) &&
            *row->blocked && is_within(history, row, 2 * WEEK))
            set_add(&servers, row->blocked);
    }
    said->times = (uint32_t)servers.count;
    list(&servers, said);
    return servers.count >= 2;
}

static bool
gives_up_early(const struct history *history, struct lesson_said *said)
{
    (void)said;
    return failed(history) && history_is_network(history->self.cause) &&
           history->window.ground == BOUNCE_GROUND_MEASURED &&
           history->window.seconds > 0 && history->window.seconds < QUEUE_SHORT;
}

/* ---- the rules ---- */

#define BOTH   (BOUNCE_WHO_YOUR_PROVIDER | BOUNCE_WHO_THEIR_PROVIDER)
#define YOURS  BOUNCE_WHO_YOUR_PROVIDER
#define THEIRS BOUNCE_WHO_THEIR_PROVIDER
#define THEM   BOUNCE_WHO_RECIPIENT
#define YOU    BOUNCE_WHO_YOU

// clang-format off
static const struct lesson lessons[] = {
    {"solved", is_solved, LESSON_WHO | LESSON_ALONE | LESSON_BRIEF, 0, 0,
     "You noted that this is solved.",
     "You noted that this is solved.",
     ""},
    {"H13", account_is_blocked, LESSON_URGENT, 0, 0, "", "", ""},
    {"H13", account_was_blocked, LESSON_SILENT, 0, 0,
     "",
     "",
     "Make your account safe first: another notice of today says how."},
    {"H04", works_again, LESSON_ALONE | LESSON_WHO, YOU, 0,
     "It seems to work again.",
     "{rcpt_domain} seems to work again since {since}.",
     "{if listed}Send what came back once more: {listed}.{/if}"},
    {"H03", closed_quietly, LESSON_WHO | LESSON_ALONE | LESSON_BRIEF, 0, 0,
     "Probably delivered.",
     "Probably delivered: no failure came within the trying time.",
     ""},
    {"H07", many_companies, LESSON_ALONE | LESSON_WHO, YOURS, 0,
     "Your own provider or account may be the problem.",
     "Within 24 hours mails to {times} domains of different providers came back: what they have in common is your side.",
     "Sign in to your account on {my_provider}'s own page and look whether it says anything."},
    {"H08", one_company, LESSON_WHO, THEIRS, 0,
     "One provider turns your mails away, at all its domains.",
     "Mails to {times} domains came back within 24 hours, and {company} runs them all: it is one problem.",
     ""},
    {"H02", was_delayed_before, LESSON_CAUSE, 0, 0,
     "Your provider tried for a while and has given up.",
     "{if window}Your provider gave up after {window}.{/if}",
     ""},
    {"H05", fails_on_several_days, LESSON_WHO | LESSON_LASTS, BOTH, 24,
     "Waiting does not help: both providers must look.",
     "{count} of your messages to {rcpt_domain} came back since {since}{if only_there}, none to others{/if}.",
     ""},
    {"H06", differs_elsewhere, 0, 0, 0,
     "",
     "{if other_way}The way from {my_provider} to {their_provider} is closed; {other_way} gets through.{/if}"
     "{if not other_way}{if other_account_works}The way from {my_provider} to {their_provider} is closed; your other account gets through.{/if}"
     "{if not other_account_works}From another account of yours it came back for another reason.{/if}{/if}",
     "{if final}{if other_way}Write urgent mail from {other_way}.{/if}"
     "{if not other_way}{if other_account_works}Write urgent mail from your other account.{/if}{/if}{/if}"},
    {"H11", directory_is_ill, LESSON_WHO | LESSON_ALONE | LESSON_ALIVE, THEIRS, 24,
     "Their list of addresses is probably ill today.",
     "{times} addresses at {rcpt_domain} that worked before are unknown there today: their list of addresses is probably ill.",
     "Wait a day, then send once more."},
    {"H10", worked_before, LESSON_WHO | LESSON_ALONE | LESSON_ALIVE, THEM | THEIRS, 24,
     "This address worked not long ago.",
     "{rcpt} was in use on {worked}: the mailbox may be closed now, or their list of addresses is ill.",
     "Ask the person whether the address still holds, and try once more tomorrow."},
    {"H09", several_unknown, 0, 0, 0,
     "Several addresses do not exist.",
     "{times} of the addresses you wrote to are not known.",
     "Check {listed} in your address book."},
    {"H12", is_abandoned, LESSON_WHO | LESSON_ALONE, THEM, 0,
     "The mailbox has been full for weeks.",
     "The mailbox has been full since {since}: probably nobody reads it any more.",
     "Ask the person for another address, by phone or text."},
    {"H15", is_sent_too_often, LESSON_ALONE, 0, 24,
     "Let it rest until tomorrow.",
     "{times} of your mails to {rcpt} came back within 24 hours; more of them make your mails look unwanted.",
     "Let it rest until tomorrow; use another way if it is urgent."},
    {"H14", is_the_same_again, LESSON_BRIEF, 0, 0,
     "",
     "The same again: {times} times in 7 days.",
     ""},
    {"H17", is_spam_for_several, LESSON_WHO, YOU, 0,
     "Several providers take this mail for spam.",
     "{times} providers took this same mail for spam: what they have in common is the mail itself.",
     "Look at its links, its attachments and your signature, and send it without them."},
    {"H18", several_servers_listed, LESSON_WHO, YOURS, 0,
     "Several servers of your provider are listed.",
     "{times} servers of {my_provider} are on such a list: {listed}.",
     ""},
    {"H19", gives_up_early, 0, 0, 0,
     "",
     "For who runs the server: {reporter} gave up after only {window}.",
     ""},
    {"H20", was_one_off, 0, 0, 0, "", "It was a single failure, and a later mail passed.", ""},
    {"H01", is_first, 0, 0, 0, "", "", ""},
};
// clang-format on

const struct lesson *
lesson_rule(size_t index)
{
    return index < sizeof lessons / sizeof lessons[0] ? &lessons[index] : NULL;
}
