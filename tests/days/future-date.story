# A report that is dated years ahead
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org  550 5.4.316 Message expired, connection refused  (dated 1 Jan 2031, tried 24 h)
    told "Not delivered: pat@example.org"
    never "2031", "1 Jan"
