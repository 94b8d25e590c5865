# How long it was tried is known by the program that wrote the report, where nothing else says it
shows S-081
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org  550 5.4.316 Message expired, connection refused  (untimed, by postfix)
    cause connection refused                    says "about 5 days"
Thu 9 Apr 13:11  returned jo@example.com  I'm not going to try again; this message has been in the queue too long.  (untimed, by qmail)
    says "about 7 days"
