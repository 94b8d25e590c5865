# It failed, it worked, it failed: that is no lasting trouble
shows H05 H04 H20
account home you@outlook.com

Tue 7 Apr 08:00  returned pat@charter.net "One"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    rules H01
Tue 7 Apr 13:00  sent pat@charter.net "Two"
Wed 8 Apr 20:00  nothing comes
    case works
Mon 13 Apr 08:00  returned pat@charter.net "Three"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    no rules H05                                who nobody
