/* fact: what a placeholder or a condition of a template stands for, said in words. advise.h
 * lists them. */
#include "classify/fact.h"

#include <stdint.h>
#include <string.h>

#include "classify/code.h"
#include "classify/provider.h"
#include "classify/software.h"
#include "classify/when.h"

enum {
    HOUR = 3600,
    HOURS_MAX = 999,             /* what a template may say: six weeks */
    ZONE_MAX = 24 * 60,          /* minutes: no clock on Earth is further off */
    WINDOW_SHORT = 10 * 60,      /* nobody "kept trying" for less */
    WINDOW_LONG = 60 * 24 * HOUR /* no server tries longer: a clock was wrong */
};

/* One question to the facts: a name and, for some, hours behind it. */
struct question {
    const struct facts *facts;
    unsigned hours;
    bool starts; /* the answer begins a sentence */
};

/* Is it of this recipient? */
static bool
is_of(const struct bounce_past *past, const struct bounce_failure *failure)
{
    return !past->recipient || strcmp(past->recipient, failure->recipient) == 0;
}

struct facts
fact_gather(const struct bounce *bounce, const struct bounce_failure *failure,
            const struct bounce_moment *moment)
{
    static const struct bounce_past no_past;
    static const struct bounce_person no_person;
    bool knows = moment && moment->size >= sizeof *moment;
    const struct bounce_past *past = knows ? moment->past : NULL;
    const struct bounce_person *person = knows ? moment->person : NULL;
    return (struct facts){
        .bounce = bounce,
        .failure = failure,
        .moment = moment,
        .past = past && past->size >= sizeof *past && is_of(past, failure) ? past
                                                                           : &no_past,
        .person = person && person->size >= sizeof *person ? person : &no_person,
    };
}

static bool
say(struct pen *pen, const char *text)
{
    pen_text(pen, text);
    return *text != '\0';
}

static bool
say_clipped(struct pen *pen, const char *text)
{
    pen_clipped(pen, text, FACT_CLIP);
    return *text != '\0';
}

static const char *
either(const char *first, const char *second)
{
    return *first ? first : second;
}

/* What follows the last @; "" where there is none. */
static const char *
domain_of(const char *address)
{
    const char *domain = "";
    for (const char *at = strchr(address, '@'); at; at = strchr(at + 1, '@'))
        domain = at + 1;
    return domain;
}

static const char *
recipient(const struct facts *facts)
{
    return either(facts->failure->recipient, facts->failure->original_recipient);
}

static const char *
remote_host(const struct facts *facts)
{
    const struct bounce_failure *failure = facts->failure;
    return either(failure->tried_host, either(failure->said_by, failure->remote_mta));
}

static const char *
name_of(const char *host)
{
    const struct provider *provider = provider_find(host);
    return provider ? provider->name : "";
}

/* "" where neither the address nor the host that answered tells. */
static const char *
their_provider(const struct facts *facts)
{
    const char *domain = domain_of(recipient(facts));
    /* Microsoft 365 or Google hold the mail of many domains: people know the domain. */
    return *domain ? either(name_of(domain), domain) : name_of(remote_host(facts));
}

static const struct provider *
my_known_provider(const struct facts *facts)
{
    const struct bounce *bounce = facts->bounce;
    const struct provider *own = provider_find(
        either(bounce->own_provider, domain_of(bounce->original->from)));
    if (own)
        return own;
    /* Their server may have written the report itself. */
    const struct provider *reporter = provider_find(bounce->reporter);
    return reporter && strcmp(reporter->name, their_provider(facts)) != 0 ? reporter
                                                                          : NULL;
}

static const char *
my_provider(const struct facts *facts)
{
    const struct provider *known = my_known_provider(facts);
    return known ? known->name : facts->bounce->own_provider;
}

static int64_t
now(const struct facts *facts)
{
    return facts->moment && facts->moment->now ? facts->moment->now
                                               : facts->bounce->reported;
}

/* When the report was written. Nobody reads it before that: one that is dated ahead of the reader's
 * clock has a wrong one, and counts from now. */
static int64_t
reported(const struct facts *facts)
{
    int64_t time = facts->bounce->reported;
    return when_known(time) && time > now(facts) ? now(facts) : time;
}

static struct when
when(const struct facts *facts, int64_t time)
{
    const struct bounce_moment *moment = facts->moment;
    int zone = moment && moment->zone ? moment->zone(moment->context, time)
                                      : facts->bounce->zone;
    if (zone > ZONE_MAX || zone < -ZONE_MAX)
        zone = 0;
    return (struct when){.time = time, .zone = zone};
}

static bool
say_point(const struct facts *facts, int64_t time, struct pen *pen)
{
    int64_t near = when_known(now(facts)) ? now(facts) : time;
    if (!when_known(time))
        return false;
    bool today = facts->moment && facts->moment->now;
    when_point(pen, when(facts, time), when(facts, near), today);
    return true;
}

/* Seconds the reporter had the mail before it wrote; 0: not known, or hardly any. */
static int64_t
measured_window(const struct facts *facts)
{
    const struct bounce *bounce = facts->bounce;
    if (!when_known(bounce->arrived) || !when_known(bounce->reported))
        return 0;
    int64_t window = bounce->reported - bounce->arrived;
    return window >= WINDOW_SHORT && window <= WINDOW_LONG ? window : 0;
}

static bool
plausible_patience(int64_t patience)
{
    return patience >= WINDOW_SHORT && patience <= WINDOW_LONG;
}

/* What the provider is known to do, else what the reporter's software does unless it is told
 * otherwise; 0: not known. */
static int64_t
documented_window(const struct facts *facts)
{
    const struct provider *known = my_known_provider(facts);
    unsigned hours = known ? known->patience : 0;
    return (int64_t)(hours ? hours : software_patience(facts->bounce->software)) * HOUR;
}

/* Measured first, then announced; what is known of the provider comes last, and only for
 * a mail that was given up and whose measure is missing, not for one sent back at once. */
static struct bounce_window
failed_window(const struct facts *facts)
{
    const struct bounce *bounce = facts->bounce;
    int64_t window = measured_window(facts);
    if (window > 0)
        return (struct bounce_window){window, bounce->reported, BOUNCE_GROUND_MEASURED};
    if (when_known(bounce->arrived) && when_known(bounce->reported))
        return (struct bounce_window){0};
    if (plausible_patience(bounce->patience))
        return (struct bounce_window){bounce->patience, bounce->reported,
                                      BOUNCE_GROUND_MEASURED};
    int64_t known_window = documented_window(facts);
    return known_window > 0 ? (struct bounce_window){known_window, bounce->reported,
                                                     BOUNCE_GROUND_DOCUMENTED}
                            : (struct bounce_window){0};
}

/* Of a mail that is still being tried: how long it will have been. */
static struct bounce_window
trying_window(const struct facts *facts)
{
    const struct bounce *bounce = facts->bounce;
    int64_t arrived = bounce->arrived, until = facts->failure->tries_until;
    if (when_known(until))
        return (struct bounce_window){
            when_known(arrived) && until > arrived ? until - arrived : 0, until,
            BOUNCE_GROUND_MEASURED};
    if (plausible_patience(bounce->patience))
        return (struct bounce_window){
            bounce->patience, when_known(arrived) ? arrived + bounce->patience : 0,
            BOUNCE_GROUND_MEASURED};
    int64_t window = documented_window(facts);
    if (window == 0)
        return (struct bounce_window){0};
    return (struct bounce_window){window, when_known(arrived) ? arrived + window : 0,
                                  BOUNCE_GROUND_DOCUMENTED};
}

struct bounce_window
bounce_window(const struct bounce *bounce, const struct bounce_failure *failure)
{
    struct facts facts = fact_gather(bounce, failure, NULL);
    return failure->kind == BOUNCE_FAILED ? failed_window(&facts)
                                          : trying_window(&facts);
}

/* How long it was tried; of one that is still being tried, how long so far. */
static bool
put_window(struct question ask, struct pen *pen)
{
    struct bounce_window window = ask.facts->failure->kind == BOUNCE_FAILED
                                      ? failed_window(ask.facts)
                                      : (struct bounce_window){
                                            .seconds = measured_window(ask.facts)};
    if (window.ground == BOUNCE_GROUND_DOCUMENTED)
        pen_text(pen, "about ");
    if (window.seconds > 0)
        when_span(pen, window.seconds);
    return window.seconds > 0;
}

/* By the reporter's clock. 0: not known. */
static int64_t
said_until(const struct facts *facts)
{
    return trying_window(facts).until;
}

/* By the reader's. 0: not known. */
static int64_t
retry_until(const struct facts *facts)
{
    int64_t until = said_until(facts),
            ahead = facts->bounce->reported - reported(facts);
    return until > ahead ? until - ahead : 0;
}

/* When it is time to try again: so many hours after the report. 0: not known. */
static int64_t
again_at(struct question ask)
{
    int64_t from = reported(ask.facts);
    return when_known(from) ? from + (int64_t)ask.hours * HOUR : 0;
}

static bool
put_rcpt(struct question ask, struct pen *pen)
{
    const char *address = recipient(ask.facts), *domain = domain_of(address);
    size_t room = ask.facts->rcpt_room;
    size_t length = strlen(address), kept = strlen(domain) + 1; /* "@charter.net" */
    if (room == 0 || !*domain || pen_characters(address, length) <= room)
        return say(pen, address);
    /* The domain stays; of the local part its beginning and an ellipsis. */
    size_t tail = pen_characters(domain, kept - 1) + 2;
    if (room < tail + 1)
        return false;
    size_t local = 0;
    for (size_t characters = 0; local < length; local++)
        if (((unsigned char)address[local] & 0xc0) != 0x80 &&
            characters++ == room - tail)
            break;
    pen_bytes(pen, address, local);
    pen_text(pen, "…");
    return say(pen, address + length - kept);
}

static bool
put_rcpt_domain(struct question ask, struct pen *pen)
{
    return say(pen, domain_of(recipient(ask.facts)));
}

static bool
put_orig_rcpt(struct question ask, struct pen *pen)
{
    return say(pen, ask.facts->failure->original_recipient);
}

static bool
put_their_provider(struct question ask, struct pen *pen)
{
    const char *nameless = ask.starts ? "The other provider" : "the other provider";
    return say(pen, either(their_provider(ask.facts), nameless));
}

static bool
put_my_provider(struct question ask, struct pen *pen)
{
    const char *nameless = ask.starts ? "Your mail provider" : "your mail provider";
    return say(pen, either(my_provider(ask.facts), nameless));
}

static bool
put_retry_until(struct question ask, struct pen *pen)
{
    int64_t until = retry_until(ask.facts);
    return until > now(ask.facts) && say_point(ask.facts, until, pen);
}

static bool
put_again_at(struct question ask, struct pen *pen)
{
    return say_point(ask.facts, again_at(ask), pen);
}

static bool
put_reported_at(struct question ask, struct pen *pen)
{
    return say_point(ask.facts, reported(ask.facts), pen);
}

/* For who reads it on another day: no "today", no weekday alone. */
static bool
put_reported_on(struct question ask, struct pen *pen)
{
    static const struct when long_ago = {0};
    int64_t time = reported(ask.facts);
    if (!when_known(time))
        return false;
    when_point(pen, when(ask.facts, time), long_ago, false);
    return true;
}

static bool
put_reported_utc(struct question ask, struct pen *pen)
{
    int64_t time = reported(ask.facts);
    if (!when_known(time))
        return false;
    when_utc(pen, time);
    return true;
}

static bool
put_code(struct question ask, struct pen *pen)
{
    const struct bounce_failure *failure = ask.facts->failure;
    struct bounce_code code = failure->code;
    if (code.reply)
        pen_number(pen, code.reply);
    if (code.reply && (code.group || *failure->status))
        pen_text(pen, " ");
    if (code.group)
        code_put_status(code, pen);
    else
        pen_clipped(pen, failure->status, FACT_CLIP);
    return code.reply || code.group || *failure->status;
}

static bool
put_said(struct question ask, struct pen *pen)
{
    const struct bounce_failure *failure = ask.facts->failure;
    return say_clipped(pen, either(failure->said, failure->diagnostic));
}

static bool
put_diagnostic(struct question ask, struct pen *pen)
{
    const struct bounce_failure *failure = ask.facts->failure;
    return say_clipped(pen, either(failure->diagnostic, failure->said));
}

static bool
put_remote_host(struct question ask, struct pen *pen)
{
    return say_clipped(pen, remote_host(ask.facts));
}

static bool
put_remote_ip(struct question ask, struct pen *pen)
{
    return say_clipped(pen, ask.facts->failure->tried_address);
}

static bool
put_reporter(struct question ask, struct pen *pen)
{
    return say_clipped(pen, ask.facts->bounce->reporter);
}

static bool
put_message_id(struct question ask, struct pen *pen)
{
    return say_clipped(pen, ask.facts->bounce->original->message_id);
}

static bool
put_my_address(struct question ask, struct pen *pen)
{
    return say_clipped(pen, ask.facts->bounce->original->from);
}

static bool
put_my_domain(struct question ask, struct pen *pen)
{
    return say_clipped(pen, domain_of(ask.facts->bounce->original->from));
}

static bool
put_subject(struct question ask, struct pen *pen)
{
    return say_clipped(pen, ask.facts->bounce->original->subject);
}

static bool
say_number(struct pen *pen, uint32_t number)
{
    pen_number(pen, number);
    return number > 0;
}

static bool
say_date(const struct facts *facts, int64_t time, struct pen *pen)
{
    if (!when_known(time))
        return false;
    int64_t near = when_known(now(facts)) ? now(facts) : time;
    when_date(pen, when(facts, time), when(facts, near));
    return true;
}

/* What a caller lends may be NULL. */
static const char *
lent(const char *text)
{
    return text ? text : "";
}

static bool
is_none(const char *page)
{
    return strcmp(lent(page), "none") == 0;
}

static bool
say_page(struct pen *pen, const char *page)
{
    return !is_none(page) && say(pen, lent(page));
}

static bool
put_count(struct question ask, struct pen *pen)
{
    return say_number(pen, ask.facts->past->count);
}

static bool
put_days(struct question ask, struct pen *pen)
{
    return say_number(pen, ask.facts->past->days);
}

static bool
put_since(struct question ask, struct pen *pen)
{
    return say_date(ask.facts, ask.facts->past->since, pen);
}

static bool
put_worked(struct question ask, struct pen *pen)
{
    return say_date(ask.facts, ask.facts->past->worked, pen);
}

static bool
put_times(struct question ask, struct pen *pen)
{
    return say_number(pen, ask.facts->past->times);
}

static bool
put_listed(struct question ask, struct pen *pen)
{
    return say_clipped(pen, lent(ask.facts->past->listed));
}

static bool
put_company(struct question ask, struct pen *pen)
{
    return say(pen, lent(ask.facts->past->company));
}

static bool
put_written(struct question ask, struct pen *pen)
{
    return say_number(pen, ask.facts->past->written);
}

static bool
put_suggestion(struct question ask, struct pen *pen)
{
    return say(pen, lent(ask.facts->past->suggestion));
}

static bool
put_other_way(struct question ask, struct pen *pen)
{
    return say(pen, lent(ask.facts->past->other_way));
}

static bool
put_support(struct question ask, struct pen *pen)
{
    return say_page(pen, ask.facts->person->support);
}

static bool
put_their_support(struct question ask, struct pen *pen)
{
    return say_page(pen, ask.facts->person->their_support);
}

static bool
put_admin(struct question ask, struct pen *pen)
{
    return say(pen, lent(ask.facts->person->admin));
}

/* Whom one turns to: in an office never the provider's help desk. */
static bool
put_helper(struct question ask, struct pen *pen)
{
    if (!ask.facts->person->office)
        return put_my_provider(ask, pen);
    const char *admin = lent(ask.facts->person->admin);
    pen_text(pen, ask.starts ? "Your IT" : "your IT");
    if (*admin) {
        pen_text(pen, " (");
        pen_text(pen, admin);
        pen_text(pen, ")");
    }
    return true;
}

#define NAME(name) name, sizeof name - 1
// clang-format off
static const struct placeholder {
    const char *name;
    size_t length;
    bool (*put)(struct question ask, struct pen *pen);
} placeholders[] = {
    { NAME("rcpt"),           put_rcpt },
    { NAME("rcpt_domain"),    put_rcpt_domain },
    { NAME("orig_rcpt"),      put_orig_rcpt },
    { NAME("their_provider"), put_their_provider },
    { NAME("my_provider"),    put_my_provider },
    { NAME("window"),         put_window },
    { NAME("retry_until"),    put_retry_until },
    { NAME("again_at"),       put_again_at },
    { NAME("reported_at"),    put_reported_at },
    { NAME("reported_on"),    put_reported_on },
    { NAME("reported_utc"),   put_reported_utc },
    { NAME("code"),           put_code },
    { NAME("said"),           put_said },
    { NAME("diagnostic"),     put_diagnostic },
    { NAME("remote_host"),    put_remote_host },
    { NAME("remote_ip"),      put_remote_ip },
    { NAME("reporter"),       put_reporter },
    { NAME("message_id"),     put_message_id },
    { NAME("my_address"),     put_my_address },
    { NAME("my_domain"),      put_my_domain },
    { NAME("subject"),        put_subject },
    { NAME("count"),          put_count },
    { NAME("days"),           put_days },
    { NAME("since"),          put_since },
    { NAME("worked"),         put_worked },
    { NAME("times"),          put_times },
    { NAME("listed"),         put_listed },
    { NAME("company"),        put_company },
    { NAME("written"),        put_written },
    { NAME("suggestion"),     put_suggestion },
    { NAME("other_way"),      put_other_way },
    { NAME("helper"),         put_helper },
    { NAME("support"),        put_support },
    { NAME("their_support"),  put_their_support },
    { NAME("admin"),          put_admin },
};
// clang-format on

static bool
is_final(struct question ask)
{
    return ask.facts->failure->kind == BOUNCE_FAILED;
}

static bool
is_delayed(struct question ask)
{
    return ask.facts->failure->kind == BOUNCE_DELAYED;
}

static bool
is_trouble(struct question ask)
{
    return is_final(ask) || is_delayed(ask);
}

static bool
is_past(struct question ask)
{
    int64_t again = again_at(ask);
    return again > 0 && again <= now(ask.facts);
}

/* A report too long to be read whole carries the mail, which then is large itself. */
static bool
is_big(struct question ask)
{
    return ask.facts->bounce->cut;
}

/* "pat"@example.net is pat@example.net: quotes only wrap a local part (RFC 5321, 4.1.2). */
static bool
is_one_address(const char *left, const char *right)
{
    for (;; left++, right++) {
        left += *left == '"';
        right += *right == '"';
        if (slice_lower((unsigned char)*left) != slice_lower((unsigned char)*right))
            return false;
        if (!*left)
            return true;
    }
}

/* An inner name of Exchange, from the suggestions of Outlook: IMCEAEX-_o=..@example.com. */
static bool
is_remembered(struct question ask)
{
    const struct bounce_failure *failure = ask.facts->failure;
    return slice_starts(slice_of(failure->recipient), "imceaex-") ||
           slice_starts(slice_of(failure->original_recipient), "imceaex-");
}

static bool
is_forwarded(struct question ask)
{
    const struct bounce_failure *failure = ask.facts->failure;
    return !is_remembered(ask) && *failure->recipient && *failure->original_recipient &&
           !is_one_address(failure->recipient, failure->original_recipient);
}

static bool
is_named(struct question ask)
{
    return *my_provider(ask.facts) && *their_provider(ask.facts);
}

static bool
is_theirs_known(struct question ask)
{
    return *name_of(domain_of(recipient(ask.facts)));
}

static bool
is_theirs_google(struct question ask)
{
    const char *name = their_provider(ask.facts);
    const char *host = name_of(remote_host(ask.facts));
    return strcmp(name, "Gmail") == 0 || strcmp(host, "Google") == 0;
}

static bool
is_mine_microsoft(struct question ask)
{
    return strcmp(my_provider(ask.facts), "Outlook.com") == 0;
}

/* The reply behind the reply says more than the report's own words. */
static bool
is_nested(struct question ask)
{
    const struct bounce_failure *failure = ask.facts->failure;
    size_t said = strlen(failure->said), room = strlen(failure->diagnostic);
    for (size_t at = 0; at + said <= room; at++)
        if (memcmp(failure->diagnostic + at, failure->said, said) == 0)
            return false;
    return said > 0 && room > 0;
}

static bool
is_virus(struct question ask)
{
    static const char *const words[] = {"virus", "malware", "trojan", "infected", NULL};
    const struct bounce_failure *failure = ask.facts->failure;
    return slice_has_one(slice_of(failure->diagnostic), words) ||
           slice_has_one(slice_of(failure->said), words);
}

static bool
is_repeated(struct question ask)
{
    return ask.facts->past->count > 1;
}

static bool
is_lasting(struct question ask)
{
    return ask.facts->past->lasting;
}

static bool
is_only_there(struct question ask)
{
    return ask.facts->past->only_there;
}

static bool
is_sent(struct question ask)
{
    return ask.facts->past->sent;
}

static bool
is_watching(struct question ask)
{
    return ask.facts->past->watching;
}

static bool
is_open_to_others(struct question ask)
{
    return ask.facts->past->others_get_through;
}

static bool
is_open_elsewhere(struct question ask)
{
    return ask.facts->past->other_account_works;
}

static bool
is_office(struct question ask)
{
    return ask.facts->person->office;
}

static bool
is_helpless(struct question ask)
{
    return is_none(ask.facts->person->support);
}

static bool
is_theirs_helpless(struct question ask)
{
    return is_none(ask.facts->person->their_support);
}

// clang-format off
static const struct condition {
    const char *name;
    size_t length;
    bool (*holds)(struct question ask);
} conditions[] = {
    { NAME("final"),          is_final },
    { NAME("delayed"),        is_delayed },
    { NAME("trouble"),        is_trouble },
    { NAME("past"),           is_past },
    { NAME("big"),            is_big },
    { NAME("nested"),         is_nested },
    { NAME("forwarded"),      is_forwarded },
    { NAME("named"),          is_named },
    { NAME("remembered"),     is_remembered },
    { NAME("theirs_known"),   is_theirs_known },
    { NAME("google"),         is_theirs_google },
    { NAME("ms_consumer"),    is_mine_microsoft },
    { NAME("virus"),          is_virus },
    { NAME("repeated"),       is_repeated },
    { NAME("lasting"),        is_lasting },
    { NAME("only_there"),     is_only_there },
    { NAME("sent"),           is_sent },
    { NAME("watching"),       is_watching },
    { NAME("others_get_through"),  is_open_to_others },
    { NAME("other_account_works"), is_open_elsewhere },
    { NAME("office"),         is_office },
    { NAME("no_support"),     is_helpless },
    { NAME("no_their_support"), is_theirs_helpless },
};
// clang-format on

/* Splits "again_at 4" into its name and 4. */
static struct slice
split_hours(struct slice name, unsigned *hours)
{
    struct slice word = slice_cut(&name, ' ');
    *hours = 0;
    for (size_t i = 0; i < name.length; i++)
        if (slice_digit(name.at[i]) && *hours <= HOURS_MAX / 10)
            *hours = *hours * 10 + name.at[i] - '0';
    return word;
}

static bool
is_called(struct slice name, const char *word, size_t length)
{
    return name.length == length && memcmp(name.at, word, length) == 0;
}

bool
fact_put(const struct facts *facts, struct slice name, bool starts, struct pen *pen)
{
    struct question ask = {.facts = facts, .starts = starts};
    name = split_hours(name, &ask.hours);
    for (size_t i = 0; i < sizeof placeholders / sizeof placeholders[0]; i++)
        if (is_called(name, placeholders[i].name, placeholders[i].length))
            return placeholders[i].put(ask, pen);
    return false;
}

bool
fact_holds(const struct facts *facts, struct slice name)
{
    bool wanted = true;
    if (slice_starts(name, "not ")) {
        wanted = false;
        name = slice_from(name, strlen("not "));
    }
    struct question ask = {.facts = facts};
    name = split_hours(name, &ask.hours);
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++)
        if (is_called(name, conditions[i].name, conditions[i].length))
            return conditions[i].holds(ask) == wanted;
    struct pen nowhere = {0};
    for (size_t i = 0; i < sizeof placeholders / sizeof placeholders[0]; i++)
        if (is_called(name, placeholders[i].name, placeholders[i].length))
            return placeholders[i].put(ask, &nowhere) == wanted;
    return false;
}
