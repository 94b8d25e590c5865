/* service: tells systemd how we are (sd_notify(3)), where NOTIFY_SOCKET asks for it. */
#ifndef AGENT_SERVICE_H
#define AGENT_SERVICE_H

#include <stdint.h>

/* Sends lines as "READY=1\nSTATUS=...". Nobody listening is no fault. */
void service_tell(const char *lines);

/* Says that the configuration is being read again; READY=1 is to follow (Type=notify-reload). */
void service_reloading(void);

/* How often "WATCHDOG=1" is to be told, in ms: half of what WATCHDOG_USEC grants; 0: nobody asks
 * this process for it (sd_watchdog_enabled(3)). */
int64_t service_pulse(void);

#endif
