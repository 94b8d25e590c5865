# Your account has sent as much as it may today
account home you@charter.net

Tue 7 Apr 13:11  returned pat@example.org  550 5.7.1 too many recipients today AUP#Out-1550  (at mail.charter.net [192.0.2.25])
    urgency normal                              never "hacked"
