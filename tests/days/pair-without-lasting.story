# What is known of Outlook.com and Charter names no range on the first day
shows P01
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net  550 5.4.316 Message expired, connection refused  (tried 24 h)
    rules P01                                   no rules H05
    says "Charter turns Outlook.com's servers away from time to time"
    never "has to let the servers of"
Wed 8 Apr 13:11  returned pat@cox.net  550 5.4.316 Message expired, connection refused  (tried 24 h)
    no rules P01
