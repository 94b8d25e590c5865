# Delayed, and no failure came: it closes quietly
shows H03
account home you@outlook.com

Mon 6 Apr 15:11  delayed pat@charter.net "Lunch"  450 4.4.316 Connection refused  (tried 4 h)
    case delayed
Tue 7 Apr 15:11  nothing comes
    told nothing                                case delayed
Tue 7 Apr 15:12  opened
    no rules H02, H03, H04
Tue 7 Apr 17:30  nothing comes
    told nothing                                case closed
    withdrawn "Still trying: pat@charter.net"
Tue 7 Apr 18:00  opened
    says "Probably delivered"                   rules H03
