/* address: mail addresses in text and fields (RFC 5322 section 3.4.1, RFC 6531). */
#ifndef CLASSIFY_ADDRESS_H
#define CLASSIFY_ADDRESS_H

#include "classify/arena.h"
#include "classify/slice.h"

/* Finds the next address at or after the start of rest and takes it, and all before it,
 * off rest. The address is borrowed from rest: no angles, no "mailto:". */
bool address_next(struct slice *rest, struct slice *address);

/* Takes the next line that holds an @, and all before it, off rest; false: there is none.
 * Few lines of a report do, and one memchr passes the others over. */
bool address_line(struct slice *rest, struct slice *line);

/* The same for a line that holds this address, in either case; it may be part of a longer one.
 * Each recipient of a report asks for its own lines: they are found by its letters, for else
 * all addresses would be taken apart for each of them. */
bool address_line_of(struct slice *rest, struct slice address, struct slice *line);

/* Is all of it one address? */
bool address_valid(struct slice address);

/* The first address of a field such as From; the value itself, trimmed of angles and
 * quotes, where it holds none. */
struct slice address_first(struct slice value);

/* The recipient of a report's field: its type gone, xtext of a "utf-8;" one undone
 * (RFC 6533, section 3). */
struct slice address_recipient(struct arena *arena, struct slice value);

/* What stands behind the @; no bytes where there is none. */
struct slice address_domain(struct slice address);

/* Is it a role that speaks for a machine or a desk: postmaster, mailer-daemon, abuse? */
bool address_is_role(struct slice address);

/* Does the name before the @ of a From field say that no person writes from there: noreply,
 * ndr, smtp? The display name does not count, and what is between may be no valid address. */
bool address_is_machine(struct slice from);

#endif
