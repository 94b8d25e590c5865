/* terms: from terms to a SEARCH command. */
#include "imap/terms.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "imap/messages.h"

/* A quoted string (RFC 3501 section 4.3). false: it is too long, or no printable ASCII. */
static bool
quote(const char *text, char out[2 * MESSAGE_TERM_MAX + 3])
{
    size_t put = 0;
    if (strlen(text) > MESSAGE_TERM_MAX)
        return false;
    out[put++] = '"';
    for (const char *p = text; *p != '\0'; p++) {
        if (*p < ' ' || *p > '~')
            return false;
        if (*p == '"' || *p == '\\')
            out[put++] = '\\';
        out[put++] = *p;
    }
    out[put++] = '"';
    out[put] = '\0';
    return true;
}

/* The longest stretch of what needs no encoding: what a server decodes of a subject is its
 * own affair, and SEARCH finds parts of it. */
static void
plain_stretch(const char *subject, char out[TERMS_SUBJECT + 1])
{
    const char *best = subject;
    size_t most = 0;
    for (const char *p = subject; *p != '\0';) {
        const char *start = p;
        while (*p >= ' ' && *p <= '~' && *p != '"' && *p != '\\')
            p++;
        if ((size_t)(p - start) > most) {
            best = start;
            most = (size_t)(p - start);
        }
        p += *p != '\0' && p == start;
    }
    while (most > 0 && best[most - 1] == ' ')
        most--;
    while (most > 0 && *best == ' ') {
        best++;
        most--;
    }
    if (most > TERMS_SUBJECT)
        most = TERMS_SUBJECT;
    if (most < TERMS_SUBJECT_LEAST)
        most = 0;
    memcpy(out, best, most);
    out[most] = '\0';
}

void
terms_day(const char *key, int64_t seconds, char out[32])
{
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const time_t when = (time_t)seconds;
    struct tm day;
    out[0] = '\0';
    if (seconds > 0 && gmtime_r(&when, &day) && day.tm_year < 8100)
        snprintf(out, 32, " %s %d-%s-%04d", key, day.tm_mday, months[day.tm_mon],
                 day.tm_year + 1900);
}

static bool
given(const char *text)
{
    return text && text[0] != '\0';
}

bool
terms_line(const struct terms *terms, uint32_t first, uint32_t last,
           char out[TERMS_ROOM])
{
    char quoted[2 * MESSAGE_TERM_MAX + 3], since[32], before[32];
    int put = snprintf(out, TERMS_ROOM, "UID SEARCH %lu:%lu", (unsigned long)first,
                       (unsigned long)last);
    if (!given(terms->id) && !given(terms->to) && !given(terms->from))
        return false;
    terms_day("SINCE", terms->since, since);
    terms_day("BEFORE", terms->before, before);
    put += snprintf(out + put, TERMS_ROOM - (size_t)put, "%s%s", since, before);
    if (given(terms->id)) {
        if (!quote(terms->id, quoted))
            return false;
        put += snprintf(out + put, TERMS_ROOM - (size_t)put, " HEADER Message-ID %s",
                        quoted);
    }
    if (given(terms->to)) {
        if (!quote(terms->to, quoted))
            return false;
        put += snprintf(out + put, TERMS_ROOM - (size_t)put,
                        " OR OR TO %s CC %s BCC %s", quoted, quoted, quoted);
    }
    if (given(terms->from)) {
        if (!quote(terms->from, quoted))
            return false;
        put += snprintf(out + put, TERMS_ROOM - (size_t)put, " FROM %s", quoted);
    }
    if (given(terms->subject)) {
        char stretch[TERMS_SUBJECT + 1];
        plain_stretch(terms->subject, stretch);
        if (stretch[0] != '\0')
            put += snprintf(out + put, TERMS_ROOM - (size_t)put, " SUBJECT \"%s\"",
                            stretch);
    }
    put += snprintf(out + put, TERMS_ROOM - (size_t)put, "\r\n");
    return put < TERMS_ROOM;
}
