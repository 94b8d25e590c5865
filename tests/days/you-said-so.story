# What only you can know is claimed only when you have said it
shows S-003 S-004 H06
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net "One"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    no rules H06
Wed 8 Apr 09:00  noted others-get-through
Wed 8 Apr 09:01  noted other-account-works
Thu 9 Apr 13:11  returned pat@charter.net "Two"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    rules H05, H06
    text for your provider "2 "
    steps include "Write urgent mail from your other account"
