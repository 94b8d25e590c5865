# An old address book: several addresses that nobody knows
shows H09
account home you@gmail.com

Tue 7 Apr 10:00  returned pat@example.org "Party"  550 5.1.1 User unknown
    no rules H09
Tue 7 Apr 10:02  returned jo@example.net "Party"  550 5.1.1 User unknown
    rules H09
    says "2 of the addresses you wrote to are not known", "pat@example.org and jo@example.net"
    steps include "address book"
Wed 8 Apr 10:00  returned al@example.com "Other"  550 5.1.1 User unknown
    no rules H09
