# A server that gives up before anybody can mend anything
shows H19
account home you@example.net

Tue 7 Apr 08:00  returned pat@example.org  connect to mx.example.org[192.0.2.7]:25: Connection refused  (tried 20 min)
    rules H19                                   says "gave up after only 20 minutes"
Wed 8 Apr 08:00  returned jo@example.com  connect to mx.example.com[192.0.2.8]:25: Connection refused  (tried 5 days)
    no rules H19
