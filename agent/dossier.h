/* dossier: all that is known of a returned mail, from the journal to the command that makes a page
 * (notify/report.h) of it.
 *
 *     json_t *json = dossier_pack(journal, book, &row, &event);        // who has the journal
 *     char *html = dossier_page(json, report, length, &view);  // the command
 *
 * The page is made by the command: nothing takes a hostile mail apart where the journal is.
 */
#ifndef AGENT_DOSSIER_H
#define AGENT_DOSSIER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "agent/event.h"
#include "agent/journal.h"
#include "agent/person.h"

enum {
    DOSSIER_DAYS = 14,   /* of the bars, the day of the report the last */
    DOSSIER_ROWS = 1000, /* returned mails counted for them: more say no more */
};

/* {"id":N, "account":..., "address":..., "facts":..., "readable":..., "past":{...}, "person":{...},
 * "days":[N,...], "last":N, "domain":...}. A new reference; NULL: no memory. book may be NULL. */
json_t *dossier_pack(struct journal *journal, const struct person_book *book,
                     const struct journal_row *row, const struct event *event);

/* How much the page shows. */
enum dossier_for {
    DOSSIER_FOR_OWNER = 0, /* all recipients; of the report, what may be handed on */
    DOSSIER_FOR_OTHERS,    /* one recipient */
    DOSSIER_WHOLE,         /* all, and the report as it came */
};

struct dossier_view {
    enum dossier_for whom;
    const char *to; /* the one recipient; "": whom the report leads with */
};

/* That recipient of the bounce. */
const struct bounce_failure *
dossier_recipient(const struct bounce *bounce, const char *to);

/* The page, from what dossier_pack gave and the report's bytes; malloc'ed. NULL: no memory, or
 * no such object. */
char *dossier_page(json_t *dossier, const void *report, size_t length,
                   const struct dossier_view *view);

#endif
