# What you have noted as solved asks nothing more of you, until it comes back
account home you@outlook.com

Tue 7 Apr 10:00  returned pat@example.org "One"  550 5.1.1 User unknown
    told "Not delivered: pat@example.org"       steps include "letter by letter"
Tue 7 Apr 11:00  noted solved
Tue 7 Apr 12:00  opened
    says "You noted that this is solved"        steps never "letter", "Ask"
Thu 9 Apr 10:00  returned pat@example.org "Two"  550 5.2.2 mailbox full
    told "Not delivered: pat@example.org"       never "You noted"
