/* clock: the two times the agent knows, one to measure by and one to show. */
#include "agent/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int64_t
clock_boot(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_awake(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 1;
}

int64_t
clock_now(void)
{
    return (int64_t)time(NULL);
}

int
clock_zone(void *context, int64_t when)
{
    (void)context;
    time_t seconds = (time_t)when;
    struct tm parts;
    if (!localtime_r(&seconds, &parts))
        return 0;
    return (int)(parts.tm_gmtoff / 60);
}

void
clock_stamp(int64_t when, char ret[CLOCK_TEXT_MAX])
{
    time_t seconds = (time_t)when;
    struct tm parts;
    ret[0] = '\0';
    if (when == 0 || !localtime_r(&seconds, &parts))
        return;
    char day[32];
    if (strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &parts) == 0)
        return;
    int minutes = (int)(parts.tm_gmtoff / 60);
    snprintf(ret, CLOCK_TEXT_MAX, "%s%c%02d:%02d", day, minutes < 0 ? '-' : '+',
             abs(minutes) / 60, abs(minutes) % 60);
}

void
clock_words(int64_t when, char ret[CLOCK_TEXT_MAX])
{
    time_t seconds = (time_t)when;
    struct tm parts;
    ret[0] = '\0';
    if (when == 0 || !localtime_r(&seconds, &parts))
        return;
    if (strftime(ret, CLOCK_TEXT_MAX, "%a %e %b %H:%M", &parts) == 0)
        ret[0] = '\0';
}
