/* course: how a delivery problem goes: delayed, then failed, sent again, works again. */
#include "agent/course.h"

#include <string.h>

static const char *const names[] = {
    [COURSE_NONE] = "",       [COURSE_DELAYED] = "delayed", [COURSE_FAILED] = "failed",
    [COURSE_WORKS] = "works", [COURSE_CLOSED] = "closed",
};

const char *
course_name(enum course_state state)
{
    return names[state];
}

enum course_state
course_of(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return (enum course_state)i;
    return COURSE_NONE;
}

bool
course_is_over(const struct course *course, int64_t at)
{
    return course->closed > 0 && at - course->closed > COURSE_REOPEN;
}

/* A report's own date may lie anywhere; what it promises is believed within reason. */
static int64_t
end_of_trying(const struct course_report *report)
{
    if (report->until <= 0)
        return report->at + COURSE_WINDOW;
    if (report->until < report->at)
        return report->at;
    int64_t most = report->at + COURSE_WINDOW_MAX;
    return report->until < most ? report->until : most;
}

static void
works(struct course *course, int64_t at)
{
    course->state = COURSE_WORKS;
    course->worked = course->closed = at;
    course->retry_until = course->due = 0;
}

static void
delayed(struct course *course, const struct course_report *report)
{
    int64_t until = end_of_trying(report);
    course->state = COURSE_DELAYED;
    if (until > course->retry_until) /* of two mails the one that is tried longer */
        course->retry_until = until;
    course->due = course->retry_until + COURSE_MARGIN;
}

static void
failed(struct course *course, const struct course_report *report)
{
    bool same_day = course->count > 0 &&
                    report->at / COURSE_DAY == course->last / COURSE_DAY;
    course->count += !report->known;
    course->days += !report->known && !same_day;
    course->state = COURSE_FAILED;
    course->retry_until = course->tried = 0;
    course->due = report->at + COURSE_FORGOTTEN;
}

/* One that is read late, from before an upgrade say: it counts, and changes nothing that has come
 * since. */
static bool
is_late(struct course *course, const struct course_report *report)
{
    if (course->state == COURSE_NONE || report->at >= course->last)
        return false;
    if (report->at < course->opened)
        course->opened = report->at;
    if (report->kind == BOUNCE_FAILED && !report->known) {
        course->days += course->count == 0 ||
                        report->at / COURSE_DAY != course->last / COURSE_DAY;
        course->count++;
    }
    return true;
}

void
course_report(struct course *course, const struct course_report *report)
{
    if (is_late(course, report))
        return;
    switch (report->kind) {
    case BOUNCE_RELAYED:
    case BOUNCE_DELIVERED:
        if (course->state != COURSE_NONE)
            works(course, report->at);
        break;
    case BOUNCE_EXPANDED:
    case BOUNCE_CHALLENGED:
        break;
    case BOUNCE_DELAYED:
        if (report->known) /* a delay that is told late */
            break;
        course->closed = 0;
        delayed(course, report);
        break;
    case BOUNCE_FAILED:
        course->closed = 0;
        failed(course, report);
        break;
    }
    if (course->state == COURSE_NONE)
        return;
    if (course->opened == 0 || report->at < course->opened)
        course->opened = report->at;
    if (report->at > course->last)
        course->last = report->at;
}

void
course_sent(struct course *course, int64_t at, int64_t window)
{
    if (course->state != COURSE_FAILED || at <= course->last)
        return;
    if (window <= 0)
        window = COURSE_WINDOW;
    if (window > COURSE_WINDOW_MAX)
        window = COURSE_WINDOW_MAX;
    course->tried = at;
    course->due = at + window + COURSE_MARGIN;
}

bool
course_answered(struct course *course, int64_t at)
{
    if (course->state != COURSE_DELAYED && course->state != COURSE_FAILED)
        return false;
    works(course, at);
    return true;
}

bool
course_time(struct course *course, int64_t now)
{
    if (course->due == 0 || now < course->due)
        return false;
    int64_t due = course->due;
    course->due = 0;
    if (course->state == COURSE_FAILED && course->tried > 0) {
        works(course, course->tried);
        course->closed = due;
        return true;
    }
    if (course->state == COURSE_DELAYED)
        course->worked = course->retry_until;
    course->state = COURSE_CLOSED;
    course->closed = due;
    return true;
}
