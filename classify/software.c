/* software: which mail server wrote a report, and how long such a one keeps trying. */
#include "classify/software.h"

#include <stddef.h>

enum {
    LINES_MAX = 4, /* greetings are short; what a relay puts before them is, too */
};

/* The hours that each keeps by itself: Postfix maximal_queue_lifetime, Exim's and OpenSMTPD's own
 * retry rule, qmail's queuelifetime, sendmail's Timeout.queuereturn. */
// clang-format off
static const struct {
    const char *name, *begins; /* a line, in any case */
    unsigned patience;         /* hours */
} systems[] = {
    [BOUNCE_SOFTWARE_UNKNOWN]   = {"", NULL, 0},
    [BOUNCE_SOFTWARE_POSTFIX]   = {"Postfix", "this is the mail system at host", 120},
    [BOUNCE_SOFTWARE_EXIM]      = {"Exim", "this message was created automatically by mail delivery software", 96},
    [BOUNCE_SOFTWARE_QMAIL]     = {"qmail", "hi. this is the qmail-send program", 168},
    [BOUNCE_SOFTWARE_SENDMAIL]  = {"sendmail", "the original message was received at", 120},
    [BOUNCE_SOFTWARE_OPENSMTPD] = {"OpenSMTPD", "this is the mailer-daemon, please do not reply", 96},
};
// clang-format on

enum bounce_software
software_of(struct slice report, const unsigned char **at)
{
    const size_t count = sizeof systems / sizeof systems[0];
    for (int lines = 0; lines < LINES_MAX && report.length > 0;) {
        struct slice line = slice_trim(slice_line(&report));
        lines += line.length > 0;
        for (size_t i = 1; i < count; i++) {
            if (!slice_starts(line, systems[i].begins))
                continue;
            *at = line.at;
            return (enum bounce_software)i;
        }
    }
    return BOUNCE_SOFTWARE_UNKNOWN;
}

unsigned
software_patience(unsigned software)
{
    return software < sizeof systems / sizeof systems[0] ? systems[software].patience
                                                         : 0;
}

const char *
bounce_software(unsigned software)
{
    return software < sizeof systems / sizeof systems[0] ? systems[software].name : "";
}
