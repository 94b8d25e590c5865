# A server that has stopped trying, in the words of the help pages
shows S-064
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  The server has tried to deliver this message, without success, and has stopped trying. Please try sending this message again. If the problem continues, contact your helpdesk.
    told "Not delivered: pat@example.org"       cause expired unknown
    says "No server keeps it any longer"
