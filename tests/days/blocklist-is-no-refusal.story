# A public list stands against the server: waiting is not the cure
shows S-016 S-017
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net  554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org
    told "Not delivered: pat@charter.net"       cause ip blocklisted
