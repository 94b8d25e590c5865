# More than one server of your provider is on a list
shows H18
account home you@example.net

Tue 7 Apr 08:00  returned pat@example.org "One"  554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org
    no rules H18
Thu 9 Apr 08:00  returned jo@example.com "Two"  554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org
    rules H18                                   says "192.0.2.1 and 192.0.2.7"
