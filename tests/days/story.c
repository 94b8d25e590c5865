/* story: a file that tells what came back on which day, and what a person must hear of it. */
#include "tests/days/story.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
    COLUMNS_MAX = 12,
    YEAR = 2026,
};

struct word {
    const char *name;
    int value;
};

// clang-format off
static const struct word verbs[] = {
    {"returned", STORY_RETURNED},
    {"delayed", STORY_DELAYED},
    {"delivered", STORY_DELIVERED},
    {"relayed", STORY_RELAYED},
    {"expanded", STORY_EXPANDED},
    {"sent", STORY_SENT},
    {"answered", STORY_ANSWERED},
    {"noted", STORY_NOTED},
    {"opened", STORY_OPENED},
    {"handled", STORY_HANDLED},
    {"lured", STORY_LURED},
    {"nothing", STORY_NOTHING},
};

/* What is said of a happening in brackets. */
enum detail { TRIED, UNTIMED, FROM_ELSEWHERE, DATED, AT, TO, WRITTEN_TO, BY };
static const struct word details[] = {
    {"tried", TRIED},
    {"untimed", UNTIMED},
    {"from elsewhere", FROM_ELSEWHERE},
    {"dated", DATED},
    {"at", AT},
    {"to", TO},
    {"written to", WRITTEN_TO},
    {"by", BY},
};

static const struct word shapes[] = {
    {"exchange", STORY_BY_EXCHANGE},
    {"postfix", STORY_BY_POSTFIX},
    {"gmail", STORY_BY_GMAIL},
    {"qmail", STORY_BY_QMAIL},
};

/* The longer names first. */
static const struct word wants[] = {
    {"told", STORY_TOLD},
    {"bubble", STORY_BUBBLE},
    {"says", STORY_SAYS},
    {"never", STORY_NEVER},
    {"steps include", STORY_STEPS_INCLUDE},
    {"steps never", STORY_STEPS_NEVER},
    {"first step", STORY_FIRST_STEP},
    {"copy includes", STORY_COPY_INCLUDES},
    {"postmaster reads", STORY_POSTMASTER_READS},
    {"who", STORY_WHO},
    {"cause", STORY_CAUSE},
    {"urgency", STORY_URGENCY},
    {"verdict", STORY_VERDICT},
    {"case", STORY_CASE},
    {"withdrawn", STORY_WITHDRAWN},
    {"rules", STORY_RULES},
    {"no rules", STORY_NO_RULES},
    {"text for the recipient", STORY_TEXT_FOR_RECIPIENT},
    {"text for your provider", STORY_TEXT_FOR_PROVIDER},
    {"text for their provider", STORY_TEXT_FOR_THEIRS},
    {"text for a forum", STORY_TEXT_FOR_FORUM},
};

static const struct word units[] = {
    {"min", 60},
    {"h", 3600},
    {"days", 24 * 3600},
};
// clang-format on

/* A file that is being read. */
struct reader {
    struct story *story;
    const char *path;
    char *fault;
    int line;
    int year; /* grows where a month lies before the last one */
    int64_t last;
};

static bool __attribute__((format(printf, 2, 3)))
wrong(struct reader *in, const char *format, ...)
{
    va_list values;
    int length = snprintf(in->fault, STORY_FAULT_MAX, "%s:%d: ", in->path, in->line);
    va_start(values, format);
    vsnprintf(in->fault + length, STORY_FAULT_MAX - (size_t)length, format, values);
    va_end(values);
    return false;
}

/* ---- words ---- */

static char *
skip(char *text)
{
    while (*text == ' ')
        text++;
    return text;
}

/* The row whose name the text begins with, up to a word's end; *rest is what follows. */
static const struct word *
find(const struct word *words, size_t count, char *text, char **rest)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(words[i].name);
        if (strncmp(text, words[i].name, length) != 0 ||
            (text[length] != ' ' && text[length] != '\0'))
            continue;
        *rest = skip(text + length);
        return &words[i];
    }
    return NULL;
}

/* Cuts a line where two blanks or more stand, outside quotes. */
static size_t
columns(char *line, char *ret[COLUMNS_MAX])
{
    size_t count = 0;
    bool quoted = false;
    for (char *at = skip(line); *at && count < COLUMNS_MAX; count++) {
        ret[count] = at;
        for (; *at && (quoted || strncmp(at, "  ", 2) != 0); at++)
            quoted ^= *at == '"';
        char *end = at;
        at = skip(at);
        *end = '\0';
        while (end > ret[count] && end[-1] == ' ')
            *--end = '\0';
    }
    return count;
}

/* "a", "b" or a, b: cut at commas outside quotes, the quotes taken away. */
static bool
list(struct reader *in, char *text, struct story_wish *wish)
{
    for (char *at = skip(text); *at;) {
        if (wish->count == STORY_TEXTS_MAX)
            return wrong(in, "more than %d texts", STORY_TEXTS_MAX);
        char *end = *at == '"' ? strchr(at + 1, '"') : at + strcspn(at, ",");
        if (!end)
            return wrong(in, "a quotation mark is not closed: %s", at);
        char *next = skip(end + (*at == '"'));
        if (*next != ',' && *next != '\0')
            return wrong(in, "a comma is missing before: %s", next);
        bool more = *next == ',';
        wish->texts[wish->count++] = at + (*at == '"');
        *end = '\0';
        at = more ? skip(next + 1) : next;
    }
    if (wish->count == 0)
        return wrong(in, "it does not say what is expected");
    return true;
}

/* ---- time ---- */

/* "7 Apr 13:11" of a year; -1: it is none. */
static int64_t
moment(const char *text, int year, struct tm *ret)
{
    struct tm parts = {.tm_year = year - 1900, .tm_isdst = -1};
    const char *end = strptime(text, "%d %b %H:%M", &parts);
    if (!end || *end != '\0')
        return -1;
    int day = parts.tm_mday;
    int64_t when = mktime(&parts);
    *ret = parts;
    return parts.tm_mday == day ? when : -1;
}

/* "Tue 7 Apr 13:11" in front of what happens; *rest is that. The year is the one in which the
 * days of a story follow each other. */
static bool
read_time(struct reader *in, char *line, int64_t *when, char **rest)
{
    char weekday[4] = "", date[16], real[4];
    int length = 0, day;
    char month[4], clock[6];
    struct tm parts;
    if (sscanf(line, "%3s %2d %3s %5s %n", weekday, &day, month, clock, &length) != 4)
        return wrong(in, "it begins with no time, as in: Tue 7 Apr 13:11");
    snprintf(date, sizeof date, "%d %s %s", day, month, clock);
    int64_t at = moment(date, in->year, &parts);
    if (at >= 0 && at < in->last)
        at = moment(date, in->year + 1, &parts);
    if (at < 0)
        return wrong(in, "'%s' is no time, as in: Tue 7 Apr 13:11", date);
    strftime(real, sizeof real, "%a", &parts);
    if (strcmp(real, weekday) != 0)
        return wrong(in, "%d %s %d is a %s", day, month, parts.tm_year + 1900, real);
    in->year = parts.tm_year + 1900;
    in->last = *when = at;
    *rest = line + length;
    return true;
}

/* "24 h", "20 min", "3 days" */
static bool
read_span(struct reader *in, char *text, int64_t *ret)
{
    char *rest;
    long number = strtol(text, &rest, 10);
    const struct word *unit = find(units, COUNT(units), skip(rest), &rest);
    if (number <= 0 || !unit || *rest)
        return wrong(in, "'%s' is no span, as in: 24 h, 20 min, 3 days", text);
    *ret = number * unit->value;
    return true;
}

/* "1 Jan 2031" */
static bool
read_date(struct reader *in, const char *text, int64_t *ret)
{
    struct tm parts = {.tm_isdst = -1};
    const char *end = strptime(text, "%d %b %Y", &parts);
    if (!end || *end != '\0')
        return wrong(in, "'%s' is no date, as in: 1 Jan 2031", text);
    *ret = mktime(&parts);
    return true;
}

/* ---- what happens ---- */

static bool
read_detail(struct reader *in, char *text, struct story_event *event)
{
    char *value;
    const struct word *word = find(details, COUNT(details), text, &value);
    if (!word)
        return wrong(in, "unknown in brackets: %s", text);
    const struct word *shape;
    switch ((enum detail)word->value) {
    case TRIED:
        return read_span(in, value, &event->tried);
    case UNTIMED:
        event->untimed = true;
        return *value == '\0' || wrong(in, "untimed how? %s", value);
    case FROM_ELSEWHERE:
        event->from_elsewhere = true;
        return *value == '\0' || wrong(in, "from elsewhere: %s?", value);
    case DATED:
        return read_date(in, value, &event->dated);
    case AT:
        event->at = value;
        return true;
    case TO:
        event->account = value;
        return story_account(in->story, event) || wrong(in, "no account '%s'", value);
    case WRITTEN_TO:
        event->written = value;
        return true;
    case BY:
        shape = find(shapes, COUNT(shapes), value, &value);
        if (shape)
            event->shape = (enum story_shape)shape->value;
        return shape || wrong(in, "nobody reports like '%s'", value);
    }
    return false;
}

/* "(tried 24 h, by postfix)" without the brackets */
static bool
read_details(struct reader *in, char *text, struct story_event *event)
{
    char *state = NULL;
    for (char *one = strtok_r(text, ",", &state); one;
         one = strtok_r(NULL, ",", &state))
        if (!read_detail(in, skip(one), event))
            return false;
    return true;
}

/* "pat@charter.net "Lunch"" */
static bool
read_who(struct reader *in, char *text, struct story_event *event)
{
    char *quote = strchr(text, '"');
    event->who = text;
    if (!quote)
        return true;
    char *end = strrchr(quote + 1, '"');
    if (!end || end[1] != '\0')
        return wrong(in, "the subject's quotation mark is not closed");
    event->subject = quote + 1;
    *end = '\0';
    for (*quote = '\0'; quote > text && quote[-1] == ' ';)
        *--quote = '\0';
    return true;
}

static bool
read_event(struct reader *in, char *line)
{
    struct story *story = in->story;
    if (story->account_count == 0)
        return wrong(in, "no account yet, as in: account home you@outlook.com");
    if (story->event_count == STORY_EVENTS_MAX)
        return wrong(in, "more than %d happenings", STORY_EVENTS_MAX);
    struct story_event *event = &story->events[story->event_count];
    *event = (struct story_event){.line = in->line,
                                  .who = "",
                                  .subject = "",
                                  .words = "",
                                  .at = "",
                                  .account = "",
                                  .written = ""};
    char *rest, *column[COLUMNS_MAX];
    if (!read_time(in, line, &event->when, &rest))
        return false;
    size_t count = columns(rest, column);
    const struct word *verb = count > 0 ? find(verbs, COUNT(verbs), column[0], &rest)
                                        : NULL;
    if (!verb)
        return wrong(in, "what happens? '%s'", count > 0 ? column[0] : "");
    event->verb = (enum story_verb)verb->value;
    if (!read_who(in, rest, event))
        return false;
    for (size_t i = 1; i < count; i++) {
        size_t length = strlen(column[i]);
        if (column[i][0] == '(' && column[i][length - 1] == ')') {
            column[i][length - 1] = '\0';
            if (!read_details(in, column[i] + 1, event))
                return false;
        } else if (*event->words) {
            return wrong(in, "two texts of a server: %s", column[i]);
        } else {
            event->words = column[i];
        }
    }
    story->event_count++;
    return true;
}

/* ---- what is expected ---- */

static bool
read_wish(struct reader *in, struct story_event *event, char *text)
{
    char *rest;
    const struct word *word = find(wants, COUNT(wants), text, &rest);
    if (!word)
        return wrong(in, "unknown expectation: %s", text);
    if (event->wish_count == STORY_WISHES_MAX)
        return wrong(in, "more than %d expectations at once", STORY_WISHES_MAX);
    struct story_wish *wish = &event->wishes[event->wish_count++];
    *wish = (struct story_wish){.line = in->line,
                                .wanted = (enum story_wanted)word->value};
    return list(in, rest, wish);
}

static bool
read_wishes(struct reader *in, char *line)
{
    char *column[COLUMNS_MAX];
    size_t count = columns(line, column);
    if (in->story->event_count == 0)
        return wrong(in, "expected before anything has happened: %s", column[0]);
    struct story_event *event = &in->story->events[in->story->event_count - 1];
    for (size_t i = 0; i < count; i++)
        if (!read_wish(in, event, column[i]))
            return false;
    return true;
}

/* ---- the file ---- */

static bool
read_account(struct reader *in, char *line)
{
    struct story *story = in->story;
    char *state = NULL, *name = strtok_r(line, " ", &state);
    char *address = strtok_r(NULL, " ", &state);
    char *office = strtok_r(NULL, " ", &state);
    char *admin = strtok_r(NULL, " ", &state);
    if (!address || !strchr(address, '@') ||
        (office && (!admin || strcmp(office, "office") != 0)))
        return wrong(in, "an account is a name, an address, perhaps: office ADMIN");
    if (story->account_count == STORY_ACCOUNTS_MAX)
        return wrong(in, "more than %d accounts", STORY_ACCOUNTS_MAX);
    story->accounts[story->account_count++] = (struct story_account){
        name, address, admin ? admin : ""};
    return true;
}

/* shows S-001 S-002: tests/shape/seeds.sh reads it. */
static bool
read_shows(struct reader *in, char *line)
{
    char *state = NULL;
    for (char *id = strtok_r(line, " ", &state); id; id = strtok_r(NULL, " ", &state))
        if (!strchr("SHP", id[0]) || strspn(id + 1, "-0123456789") != strlen(id + 1))
            return wrong(in, "'%s' is no fact or rule, as in: S-012 H05 P01", id);
    return true;
}

static bool
read_line(struct reader *in, char *line)
{
    struct story *story = in->story;
    if (*line == '\0' || *line == '#') {
        if (*line && !*story->title)
            story->title = skip(line + 1);
        return true;
    }
    if (*line == ' ')
        return read_wishes(in, line);
    if (strncmp(line, "account ", 8) == 0)
        return read_account(in, line + 8);
    if (strncmp(line, "shows ", 6) == 0)
        return read_shows(in, line + 6);
    if (strcmp(line, "sent folder known") == 0) {
        story->sent_folder = true;
        return true;
    }
    if (strncmp(line, "zone ", 5) == 0) {
        story->zone = skip(line + 5);
        setenv("TZ", story->zone, 1);
        tzset();
        return true;
    }
    return read_event(in, line);
}

static bool
read_lines(struct reader *in)
{
    size_t wishes = 0;
    char *next = in->story->text;
    while (next) {
        char *line = next;
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        in->line++;
        for (size_t end = strlen(line); end > 0 && line[end - 1] == ' '; end--)
            line[end - 1] = '\0';
        if (strchr(line, '\t'))
            return wrong(in, "a tab; blanks are meant");
        if (!read_line(in, line))
            return false;
    }
    for (size_t i = 0; i < in->story->event_count; i++)
        wishes += in->story->events[i].wish_count;
    if (!*in->story->title)
        return wrong(in, "it has no title, as in: # Refused on two days");
    return wishes > 0 || wrong(in, "it expects nothing");
}

bool
story_read(const char *path, struct story **ret, char fault[STORY_FAULT_MAX])
{
    struct story *story = calloc(1, sizeof *story);
    FILE *file = fopen(path, "re");
    struct reader in = {.story = story, .path = path, .fault = fault, .year = YEAR};
    size_t length = story && file ? fread(story->text, 1, sizeof story->text, file) : 0;
    if (file)
        fclose(file);
    if (length == 0 || length == sizeof story->text) {
        story_free(story);
        return wrong(&in, "it cannot be read, is empty or too long");
    }
    story->title = "";
    story->zone = "UTC";
    setenv("TZ", story->zone, 1);
    tzset();
    if (!read_lines(&in)) {
        story_free(story);
        return false;
    }
    *ret = story;
    return true;
}

void
story_free(struct story *story)
{
    free(story);
}

const char *
story_wanted_name(enum story_wanted wanted)
{
    for (size_t i = 0; i < COUNT(wants); i++)
        if (wants[i].value == (int)wanted)
            return wants[i].name;
    return "?";
}

const struct story_account *
story_account(const struct story *story, const struct story_event *event)
{
    if (!*event->account)
        return &story->accounts[0];
    for (size_t i = 0; i < story->account_count; i++)
        if (strcmp(story->accounts[i].name, event->account) == 0)
            return &story->accounts[i];
    return NULL;
}
