# 4.4.7 only says that the time is over
shows S-007 S-020 S-032 S-038 S-040 S-065 S-079
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  550 4.4.7 QUEUE.Expired; message expired  (tried 24 h)
    told "Not delivered: pat@example.org"       cause expired unknown
    says "No server keeps it any longer"
    steps include "send it once more"           never "goes on trying"
