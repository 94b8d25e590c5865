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

/* "2026-11-19T22:00:05.000Z" (RFC 3339), of which only UTC is met. */
static bool
read_iso(struct slice rest, int64_t *when, int *zone)
{
    int year, month, day, hour, minute, second;
    const struct {
        int *number;
        unsigned char end;
    } pieces[] = {
        {&year, '-'}, {&month, '-'}, {&day, 'T'}, {&hour, ':'}, {&minute, ':'}};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        if (!take_number(&rest, 4, pieces[i].number) || rest.length == 0 ||
            rest.at[0] != pieces[i].end)
            return false;
        rest = slice_from(rest, 1);
    }
    if (!take_number(&rest, 2, &second) || year < 1970 || year > 9999 || month < 1 ||
        month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
        return false;
    *when = ((day_number(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    *zone = 0;
    return true;
}

bool
date_read(struct slice value, int64_t *when, int *zone)
{
    struct slice rest = value;
    int day, year, hour, minute, second = 0;
    skip_blanks(&rest);
    if (read_iso(rest, when, zone))
        return true;
    if (rest.length > 0 && !slice_digit(rest.at[0]))
        take_word(&rest); /* the day's name */
    skip_blanks(&rest);
    if (!take_number(&rest, 2, &day))
        return false;
    while (rest.length > 0 && (slice_blank(rest.at[0]) || rest.at[0] == '-'))
        rest = slice_from(rest, 1);
    int month = month_number(take_word(&rest));
    while (rest.length > 0 && (slice_blank(rest.at[0]) || rest.at[0] == '-'))
        rest = slice_from(rest, 1);
    if (month == 0 || !take_number(&rest, 4, &year))
        return false;
    if (year < 100)
        year += year < 50 ? 2000 : 1900; /* RFC 5322, section 4.3 */
    skip_blanks(&rest);
    if (!take_number(&rest, 2, &hour) || !take_colon(&rest, &minute))
        return false;
    take_colon(&rest, &second);
    if (year < 1970 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
        return false;
    int east = take_zone(rest);
    *when = ((day_number(year, month, day) * 24 + hour) * 60 + minute - east) * 60 +
            second;
    *zone = east;
    return true;
}
