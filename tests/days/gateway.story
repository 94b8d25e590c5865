# A filter stands before the mail server
shows S-074
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org  550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1  (at mx1.pphosted.com [192.0.2.9])
    cause ip blocklisted                        steps never "https:", "ipcheck"
