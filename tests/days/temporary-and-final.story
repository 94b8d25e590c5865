# Temporary and for good, in plain words
shows S-061 S-038
account home you@example.net

Tue 7 Apr 09:00  delayed pat@example.org "Minutes"  450 4.2.1 Try again later  (tried 4 h)
    says "It is not lost"                       never "4xx", "transient", "permanent"
Sun 12 Apr 05:00  returned pat@example.org "Minutes"  450 4.2.1 Try again later  (tried 5 days)
    says "No server keeps it any longer"        never "4xx", "transient", "permanent"
