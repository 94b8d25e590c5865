# Many systems, one meaning: the time is over
shows S-023
account home you@example.net

Tue 7 Apr 10:00  returned pat@example.org "One"  451 4.4.7 retry timeout exceeded
    cause expired unknown
Tue 7 Apr 11:00  returned pat@example.org "Two"  554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>
    cause connection timeout
Tue 7 Apr 12:00  returned pat@example.org "Three"  queue lifetime exceeded
    cause expired unknown
