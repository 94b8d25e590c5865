# The Sent folder has it: it is yours
account home you@example.org
sent folder known

Tue 7 Apr 09:00  sent pat@example.com "Minutes"
Tue 7 Apr 10:00  returned pat@example.com "Minutes"  550 5.1.1 User unknown
    verdict mine                                told "Not delivered: pat@example.com"
