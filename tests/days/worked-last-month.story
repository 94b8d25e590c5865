# An address that worked last month is not called wrong
shows H10
account home you@gmail.com

Wed 1 Apr 10:00  returned pat@example.org "One"  550 5.4.316 Message expired, connection refused
Wed 1 Apr 15:00  sent pat@example.org "Two"
Thu 2 Apr 09:00  answered pat@example.org "Two"
    case works
Mon 20 Apr 10:00  returned pat@example.org "Three"  550 5.1.1 User unknown
    rules H10                                   no rules H11
    says "was in use on"                            never "a letter is wrong", "is gone"
    steps include "try once more tomorrow"
