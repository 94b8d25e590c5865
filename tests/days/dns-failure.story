# The directory of names gives no answer
shows S-025 S-085
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  550 5.4.312 Message expired, DNS query failed(InfoNoRecords)  (tried 24 h)
    told "Not delivered: pat@example.org"       cause dns failure
    steps include "send it once more"
