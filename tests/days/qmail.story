# A report without fields, by qmail
shows S-023
account home you@example.net

Tue 7 Apr 13:11  returned pta@example.org  550 5.1.1 User unknown  (by qmail)
    told "Not delivered: pta@example.org"       cause no such user
Tue 7 Apr 14:11  returned pat@example.org  I'm not going to try again; this message has been in the queue too long.  (by qmail)
    told "Not delivered: pat@example.org"       cause expired unknown
