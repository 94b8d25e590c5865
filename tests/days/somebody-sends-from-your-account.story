# Somebody sends from your account: that comes first, the rest keeps quiet
shows H13
account home you@example.org
sent folder known

Mon 6 Apr 09:00  sent pat@example.net "Lunch"
Tue 7 Apr 10:00  returned a@one.example "Win A"  550 5.1.1 User unknown
    verdict abused                              told "Did you send this mail?"
Tue 7 Apr 10:05  returned pat@example.net "Lunch"  550 5.1.1 User unknown
    verdict mine                                told "Not delivered: pat@example.net"
    no rules H13
Tue 7 Apr 10:10  returned b@one.example "Win B"  550 5.1.1 User unknown
Tue 7 Apr 10:20  returned c@one.example "Win C"  550 5.1.1 User unknown
    verdict abused                              urgency critical
Tue 7 Apr 10:30  sent jo@example.net "Keys"
Tue 7 Apr 10:40  returned jo@example.net "Keys"  550 5.1.1 User unknown
    told nothing
Thu 9 Apr 09:00  sent al@example.com "Tea"
Thu 9 Apr 09:10  returned al@example.com "Tea"  550 5.1.1 User unknown
    told "Not delivered: al@example.com"        no rules H13
