# How long Gmail and Outlook.com try, where the report does not say
shows P09 P10
account home you@gmail.com
account other you@outlook.com

Tue 7 Apr 10:00  returned pat@example.org "One"  connect to mx.example.org: Connection refused  (untimed)
    rules P09                                   no rules P10
Tue 7 Apr 11:00  returned pat@example.org "Two"  550 5.4.316 Message expired, connection refused  (untimed, to other)
    rules P10                                   no rules P09
Thu 9 Apr 10:00  returned jo@example.com "Three"  550 5.4.316 Message expired, connection refused  (tried 48 h, to other)
    no rules P10                                never "24 hours"
