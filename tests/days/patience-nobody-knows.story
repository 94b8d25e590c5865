# Where nobody knows how long it was tried, nothing is said of it
shows S-081
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org  550 5.4.316 Message expired, connection refused  (untimed)
    cause connection refused                    never "24 hours", " days", "kept trying"
