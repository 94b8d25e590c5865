# Your own provider has stopped your account
account home you@charter.net

Tue 7 Apr 13:11  returned pat@example.org  550 5.7.1 sender restricted AUP#Out-1010  (at mail.charter.net [192.0.2.25])
    cause account blocked                       urgency critical
    steps include "password"
