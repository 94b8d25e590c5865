/* manual: the page ndrwatch-causes(7), made of the catalogue. */
#ifndef AGENT_MANUAL_H
#define AGENT_MANUAL_H

#include <stdio.h>

#include <jansson.h>

/* Writes the page for man(1): roff with the macros of groff_man(7), in UTF-8. catalogue is
 * catalogue_all's. */
void manual_write(const json_t *catalogue, FILE *out);

#endif
