/* service: tells systemd how we are (sd_notify(3)), where NOTIFY_SOCKET asks for it. */
#ifndef AGENT_SERVICE_H
#define AGENT_SERVICE_H

/* Sends lines as "READY=1\nSTATUS=...". Nobody listening is no fault. */
void service_tell(const char *lines);

#endif
