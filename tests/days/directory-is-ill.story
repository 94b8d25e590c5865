# Three people of one provider vanish in a day: its list is ill
shows H11
account home you@gmail.com

Wed 1 Apr 10:00  delayed pat@cox.net "A"  450 4.2.1 Try later  (tried 4 h)
Wed 1 Apr 10:01  delayed jo@cox.net "B"  450 4.2.1 Try later  (tried 4 h)
Wed 1 Apr 10:02  delayed al@cox.net "C"  450 4.2.1 Try later  (tried 4 h)
Wed 1 Apr 12:00  delivered pat@cox.net "A"  250 2.0.0 OK
Wed 1 Apr 12:01  delivered jo@cox.net "B"  250 2.0.0 OK
Wed 1 Apr 12:02  delivered al@cox.net "C"  250 2.0.0 OK
Mon 13 Apr 10:00  returned pat@cox.net "D"  550 5.1.1 User unknown
    rules H10                                   no rules H11
Mon 13 Apr 12:00  returned jo@cox.net "E"  550 5.1.1 User unknown
    no rules H11
Mon 13 Apr 14:00  returned al@cox.net "F"  550 5.1.1 User unknown
    rules H11
    says "list of addresses is probably ill"    steps include "Wait a day"
