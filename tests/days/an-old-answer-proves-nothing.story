# An answer to a mail from before the failure does not say that mail arrives
shows H04
account home you@outlook.com

Sun 5 Apr 09:00  sent pat@charter.net "Party"
Tue 7 Apr 11:11  returned pat@charter.net "Lunch"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    case failed
Tue 7 Apr 12:00  answered pat@charter.net "Party"
    case failed
Tue 7 Apr 16:00  sent pat@charter.net "Lunch again"
Tue 7 Apr 18:00  answered pat@charter.net "Lunch again"
    case works
