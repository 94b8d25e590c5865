# The first contact: come back later
shows S-041
account home you@example.net

Tue 7 Apr 13:11  delayed pat@example.org  451 4.7.1 <pat@example.org>: Recipient address rejected: Greylisted for 5 minutes  (tried 4 h, at mx.example.org [192.0.2.7])
    told "Still trying: pat@example.org"        cause greylisted
    first step "Wait until"
