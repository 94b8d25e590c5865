# From one account it fails, from the other it arrives
shows S-003 H06
account home you@outlook.com
account other you@gmail.com

Mon 6 Apr 09:00  delivered pat@charter.net "Hello"  250 2.0.0 OK  (to other)
Tue 7 Apr 13:11  returned pat@charter.net "Lunch"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    rules H06
    says "The way from Outlook.com to Charter is closed; other gets through"
    steps include "Write urgent mail from other"
