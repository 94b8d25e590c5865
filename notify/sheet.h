/* sheet: the dress of the report page: a style sheet for light, dark, phone and paper. Static.
 *
 * Every pair of ink and ground has a contrast of 4.5 to 1 at least (WCAG 2.1, 1.4.3), which
 * tests/notify/browser.py measures.
 */
#ifndef NOTIFY_SHEET_H
#define NOTIFY_SHEET_H

/* In pieces, since a literal has its length (C17, 5.2.4.1); ends with NULL. */
extern const char *const SHEET[];

#endif
