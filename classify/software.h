/* software: which mail server wrote a report, by how its words begin; and how long such a one
 * keeps trying where nobody has set it otherwise. */
#ifndef CLASSIFY_SOFTWARE_H
#define CLASSIFY_SOFTWARE_H

#include <stdint.h>

#include "classify/bounce.h"
#include "classify/slice.h"

/* By the first lines of the report's own words; *at, where they say so. */
enum bounce_software software_of(struct slice report, const unsigned char **at);

/* Hours; 0: not known. For any number. */
unsigned software_patience(unsigned software);

#endif
