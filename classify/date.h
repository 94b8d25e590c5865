/* date: the dates of mails (RFC 5322, section 3.3). */
#ifndef CLASSIFY_DATE_H
#define CLASSIFY_DATE_H

#include <stdint.h>

#include "classify/slice.h"

/* "Sat, 21 Nov 2026 10:00:00 +0100 (CET)" to seconds since 1970 UTC and the zone's minutes
 * east of UTC. Day names, seconds and comments may lack, years have two digits or four.
 * False, nothing written, where the value is no date. */
bool date_read(struct slice value, int64_t *when, int *zone);

#endif
