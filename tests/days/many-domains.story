# Three providers in a day: the fault lies on your own side
shows S-033 H07
account home you@example.net

Tue 7 Apr 08:00  returned pat@gmail.com "One"  421 4.7.0 Service unavailable; connection refused
    no rules H07
Tue 7 Apr 10:00  returned jo@yahoo.com "Two"  550 5.4.316 Message expired, connection refused
    no rules H07
Tue 7 Apr 12:00  returned al@gmx.net "Three"  550 5.4.316 Message expired, connection refused
    rules H07                                   no rules H08
    who your provider
    first step "Sign in to your account"
    withdrawn "Not delivered: jo@yahoo.com, Not delivered: pat@gmail.com"
    says "mails to 3 domains of different providers came back"
