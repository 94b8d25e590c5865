# Delayed, then failed: one thread, and the bubble of the delay goes
shows H02 S-037 S-092
account home you@outlook.com

Mon 6 Apr 15:11  delayed pat@charter.net "Lunch"  450 4.4.316 Connection refused [Message=Socket error code 10061]  (tried 4 h)
    told "Still trying: pat@charter.net"        case delayed
Tue 7 Apr 11:11  returned pat@charter.net "Lunch"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    told "Not delivered: pat@charter.net"       case failed
    rules H02                                   no rules H03
    withdrawn "Still trying: pat@charter.net"
    says "24 hours"
