/* late: the answer to a Notify that came after libnotify had stopped waiting.
 *
 * libnotify waits 25 seconds. A server that was stopped for longer still shows the bubble when
 * it goes on, and a second Notify would make two. So the answers are overheard on the
 * connection, where GDBus would drop the late one.
 */
#ifndef NOTIFY_LATE_H
#define NOTIFY_LATE_H

#include <gio/gio.h>
#include <stdbool.h>

struct late;

/* Listens on bus, which is borrowed. */
struct late *late_open(GDBusConnection *bus);

/* The server's number for the last Notify sent, once it has answered. Servers answer in
 * order: when a later question is answered, so is the Notify. False: no such answer. */
bool late_answer(struct late *late, guint32 *ret);

/* NULL is fine. */
void late_close(struct late *late);

#endif
