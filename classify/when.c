/* when: times and spans as people say them: "Mon 19:11", "24 hours". */
#include "classify/when.h"

enum {
    MINUTE = 60,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    NEAR_DAYS = 6 /* further off, a weekday's name says two different days */
};

static const int64_t LAST_TIME =
    253402300799; /* 9999-12-31T23:59:59Z: RFC 3339's end */

struct date {
    int64_t year;
    unsigned month, day; /* from 1 */
};

bool
when_known(int64_t time)
{
    return time > 0 && time <= LAST_TIME;
}

/* Days since 1970 to a date of the Gregorian calendar. Years are counted from March on, so
 * that the leap day comes last; 719468 days lie between 0000-03-01 and 1970-01-01. */
static struct date
date_of(int64_t days)
{
    int64_t all = days + 719468;
    int64_t era = all / 146097; /* days in 400 years */
    int64_t in_era = all % 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153; /* 0: March */
    int64_t day = in_year - (153 * month + 2) / 5 + 1;
    return (struct date){
        .year = year + era * 400 + (month >= 10),
        .month = (unsigned)(month < 10 ? month + 3 : month - 9),
        .day = (unsigned)day,
    };
}

static int64_t
local(struct when when)
{
    int64_t shifted = when.time + (int64_t)when.zone * MINUTE;
    return shifted < 0 ? 0 : shifted;
}

static void
put_clock(struct pen *pen, int64_t seconds)
{
    pen_two(pen, (unsigned)(seconds % DAY / HOUR));
    pen_text(pen, ":");
    pen_two(pen, (unsigned)(seconds % HOUR / MINUTE));
}

void
when_date(struct pen *pen, struct when when, struct when near)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December",
    };
    struct date date = date_of(local(when) / DAY), then = date_of(local(near) / DAY);
    pen_number(pen, date.day);
    pen_text(pen, " ");
    pen_text(pen, months[date.month - 1]);
    if (date.year != then.year) {
        pen_text(pen, " ");
        pen_number(pen, (uint64_t)date.year);
    }
}

void
when_point(struct pen *pen, struct when when, struct when near, bool today)
{
    static const char *const weekdays[] = {
        "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed", /* 1970 began on a Thursday */
    };
    int64_t seconds = local(when), days = seconds / DAY;
    int64_t away = days - local(near) / DAY;
    if (away == 0 && today) {
        put_clock(pen, seconds);
        pen_text(pen, " today");
        return;
    }
    if (away >= -NEAR_DAYS && away <= NEAR_DAYS) {
        pen_text(pen, weekdays[days % 7]);
        pen_text(pen, " ");
        put_clock(pen, seconds);
        return;
    }
    when_date(pen, when, near);
    pen_text(pen, ", ");
    put_clock(pen, seconds);
}

void
when_utc(struct pen *pen, int64_t time)
{
    struct date date = date_of(time / DAY);
    pen_number(pen, (uint64_t)date.year);
    pen_text(pen, "-");
    pen_two(pen, date.month);
    pen_text(pen, "-");
    pen_two(pen, date.day);
    pen_text(pen, " ");
    put_clock(pen, time);
    pen_text(pen, " UTC");
}

static void
put_counted(struct pen *pen, int64_t count, const char *unit)
{
    pen_number(pen, (uint64_t)count);
    pen_text(pen, " ");
    pen_text(pen, unit);
    if (count != 1)
        pen_text(pen, "s");
}

void
when_span(struct pen *pen, int64_t seconds)
{
    int64_t minutes = (seconds + MINUTE / 2) / MINUTE;
    int64_t hours = (seconds + HOUR / 2) / HOUR;
    if (minutes < 60)
        put_counted(pen, minutes, "minute");
    else if (hours < 48)
        put_counted(pen, hours, "hour");
    else
        put_counted(pen, (hours + 12) / 24, "day");
}
