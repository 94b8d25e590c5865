# Two failures on one day are not yet a closed road
shows S-012 H05
account home you@outlook.com

Tue 7 Apr 08:00  returned pat@charter.net "One"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    who nobody
Tue 7 Apr 18:00  returned jo@charter.net "Two"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    no rules H05                                who nobody
