# A filter that shuts Outlook.com's servers out
shows P12
account home you@outlook.com

Tue 7 Apr 10:00  returned pat@example.org  550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1  (at mx1.pphosted.com [192.0.2.9])
    rules P12                                   says "another day it often leaves from another server"
Thu 9 Apr 10:00  returned pat@example.com  554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org  (at mx1.example.com [192.0.2.10])
    no rules P12
