/* date: the dates of mails (RFC 5322, section 3.3). */
#include "classify/date.h"

static void
skip_blanks(struct slice *rest)
{
    while (rest->length > 0 && (slice_blank(rest->at[0]) || rest->at[0] == ','))
        *rest = slice_from(*rest, 1);
}

static bool
take_number(struct slice *rest, size_t most, int *number)
{
    size_t i = 0;
    *number = 0;
    while (i < rest->length && i < most && slice_digit(rest->at[i]))
        *number = *number * 10 + (rest->at[i++] - '0');
    *rest = slice_from(*rest, i);
    return i > 0;
}

static struct slice
take_word(struct slice *rest)
{
    size_t i = 0;
    while (i < rest->length && slice_alnum(rest->at[i]))
        i++;
    struct slice word = slice_to(*rest, i);
    *rest = slice_from(*rest, i);
    return word;
}

/* Three letters, told from others in lower case by one comparison. */
#define LETTERS(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

/* All twelve are compared: which one it is cannot be guessed. */
static int
month_number(struct slice word)
{
    // clang-format off
    static const uint32_t names[] = {
        LETTERS('j', 'a', 'n'), LETTERS('f', 'e', 'b'), LETTERS('m', 'a', 'r'), LETTERS('a', 'p', 'r'),
        LETTERS('m', 'a', 'y'), LETTERS('j', 'u', 'n'), LETTERS('j', 'u', 'l'), LETTERS('a', 'u', 'g'),
        LETTERS('s', 'e', 'p'), LETTERS('o', 'c', 't'), LETTERS('n', 'o', 'v'), LETTERS('d', 'e', 'c'),
    };
    // clang-format on
    if (word.length < 3)
        return 0;
    uint32_t name = LETTERS(slice_lower(word.at[0]), slice_lower(word.at[1]),
                            slice_lower(word.at[2]));
    int month = 0;
    for (int i = 0; i < 12; i++)
        month |= name == names[i] ? i + 1 : 0;
    return month;
}

static bool
take_colon(struct slice *rest, int *number)
{
    if (rest->length == 0 || (rest->at[0] != ':' && rest->at[0] != '.'))
        return false;
    *rest = slice_from(*rest, 1);
    return take_number(rest, 2, number);
}

/* "+0100", "GMT", "EDT" or nothing: minutes east of UTC. */
static int
take_zone(struct slice rest)
{
    // clang-format off
    static const struct { const char *name; int minutes; } names[] = {
        {"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300},
        {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420},
        {"cet", 60}, {"cest", 120}, {"bst", 60}, {"jst", 540},
    };
    // clang-format on
    skip_blanks(&rest);
    if (rest.length > 0 && (rest.at[0] == '+' || rest.at[0] == '-')) {
        int sign = rest.at[0] == '-' ? -1 : 1, hours, minutes = 0;
        rest = slice_from(rest, 1);
        if (!take_number(&rest, 2, &hours))
            return 0;
        if (rest.length > 0 && rest.at[0] == ':')
            rest = slice_from(rest, 1);
        take_number(&rest, 2, &minutes);
        return hours <= 14 && minutes < 60 ? sign * (hours * 60 + minutes) : 0;
    }
    struct slice word = take_word(&rest);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_is(word, names[i].name))
            return names[i].minutes;
    return 0;
}

/* Days from 1970-01-01 in the Gregorian calendar; years begin in March here, so that
 * the leap day comes last. */
static int64_t
day_number(int year, int month, int day)
{
    if (month <= 2)
        year--;
    int64_t months = (month + 9) % 12;
    int64_t days = (153 * months + 2) / 5 + day - 1;
    return (int64_t)year * 365 + year / 4 - year / 100 + year / 400 + days - 719468;
}

/* A date as it is written. */
struct written {
    int year, month, day;
    int hour, minute, second;
    int east; /* minutes */
};

static bool
settle(const struct written *date, int64_t *when, int *zone)
{
    if (date->year < 1970 || date->year > 9999 || date->month < 1 || date->month > 12 ||
        date->day < 1 || date->day > 31 || date->hour > 23 || date->minute > 59 ||
        date->second > 60)
        return false;
    int64_t days = day_number(date->year, date->month, date->day);
    int64_t minutes = (days * 24 + date->hour) * 60 + date->minute - date->east;
    *when = minutes * 60 + date->second;
    *zone = date->east;
    return true;
}

/* "2026-11-19T22:00:05.000Z" (RFC 3339), of which only UTC is met. */
static bool
read_iso(struct slice rest, int64_t *when, int *zone)
{
    struct written date = {0};
    const struct {
        int *number;
        unsigned char end;
    } pieces[] = {{&date.year, '-'},
                  {&date.month, '-'},
                  {&date.day, 'T'},
                  {&date.hour, ':'},
                  {&date.minute, ':'}};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        if (!take_number(&rest, 4, pieces[i].number) || rest.length == 0 ||
            rest.at[0] != pieces[i].end)
            return false;
        rest = slice_from(rest, 1);
    }
    return take_number(&rest, 2, &date.second) && settle(&date, when, zone);
}

/* Two digits; where they are none, says so. */
static int
two_digits(const unsigned char *at, unsigned *odd)
{
    unsigned tens = at[0] - (unsigned)'0', ones = at[1] - (unsigned)'0';
    *odd |= (unsigned)(tens > 9) | (unsigned)(ones > 9);
    return (int)(tens * 10 + ones);
}

/* "Sat, 21 Nov 2026 10:00:00 +0100", as nearly all are written. */
static bool
read_usual(struct slice value, int64_t *when, int *zone)
{
    enum {
        LENGTH = sizeof "Sat, 21 Nov 2026 10:00:00 +0100" - 1
    };
    const unsigned char *at = value.at;
    if (value.length < LENGTH || slice_digit(at[0]))
        return false;
    unsigned odd = (at[3] ^ ',') | (at[4] ^ ' ') | (at[7] ^ ' ') | (at[11] ^ ' ') |
                   (at[16] ^ ' ') | (at[19] ^ ':') | (at[22] ^ ':') | (at[25] ^ ' ') |
                   (unsigned)(at[26] != '+' && at[26] != '-');
    for (int i = 0; i < 3; i++)
        odd |= (unsigned)!slice_alnum(at[i]) | (unsigned)!slice_alnum(at[8 + i]);
    struct written date = {
        .year = two_digits(at + 12, &odd) * 100 + two_digits(at + 14, &odd),
        .month = month_number(slice_from(value, 8)),
        .day = two_digits(at + 5, &odd),
        .hour = two_digits(at + 17, &odd),
        .minute = two_digits(at + 20, &odd),
        .second = two_digits(at + 23, &odd),
    };
    int hours = two_digits(at + 27, &odd), minutes = two_digits(at + 29, &odd);
    date.east = (at[26] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return odd == 0 && hours <= 14 && minutes < 60 && settle(&date, when, zone);
}

bool
date_read(struct slice value, int64_t *when, int *zone)
{
    struct slice rest = value;
    struct written date = {0};
    if (read_usual(value, when, zone))
        return true;
    skip_blanks(&rest);
    if (read_iso(rest, when, zone))
        return true;
    if (rest.length > 0 && !slice_digit(rest.at[0]))
        take_word(&rest); /* the day's name */
    skip_blanks(&rest);
    if (!take_number(&rest, 2, &date.day))
        return false;
    while (rest.length > 0 && (slice_blank(rest.at[0]) || rest.at[0] == '-'))
        rest = slice_from(rest, 1);
    date.month = month_number(take_word(&rest));
    while (rest.length > 0 && (slice_blank(rest.at[0]) || rest.at[0] == '-'))
        rest = slice_from(rest, 1);
    if (!take_number(&rest, 4, &date.year))
        return false;
    if (date.year < 100)
        date.year += date.year < 50 ? 2000 : 1900; /* RFC 5322, section 4.3 */
    skip_blanks(&rest);
    if (!take_number(&rest, 2, &date.hour) || !take_colon(&rest, &date.minute))
        return false;
    take_colon(&rest, &date.second);
    date.east = take_zone(rest);
    return settle(&date, when, zone);
}
