# Sent again, and nothing came back: it seems to work
shows H04 H20 S-092
account home you@outlook.com

Tue 7 Apr 11:11  returned pat@charter.net "Lunch"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    case failed                                 no rules H02, H04, H20
Tue 7 Apr 16:00  sent pat@charter.net "Lunch again"
    told nothing                                case failed
Wed 8 Apr 21:00  nothing comes
    case failed
Wed 8 Apr 22:30  nothing comes
    case works
Thu 9 Apr 08:00  opened
    says "seems to work again"                  never "was delivered"
    rules H04, H20
