# The account is blocked: that comes first, the rest keeps quiet
shows H13 P03
account home you@charter.net

Tue 7 Apr 10:00  returned pat@example.org "One"  550 5.7.1 sender restricted AUP#Out-1010  (at mail.charter.net [192.0.2.25])
    rules H13, P03                              urgency critical
    steps include "password"
Tue 7 Apr 11:00  returned jo@example.com "Two"  550 5.1.1 User unknown
    told nothing
Thu 9 Apr 11:00  returned al@example.com "Three"  550 5.1.1 User unknown
    told "Not delivered: al@example.com"        no rules H13
