# The mail is too large
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org "Holiday pictures"  552 5.3.4 Message size exceeds fixed limit  (at mx.example.org [192.0.2.7])
    cause message too large                     who you
