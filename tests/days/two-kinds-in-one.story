# Two people, and the second one's words do not colour the first's
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org, jo@example.org "Minutes"  550 5.1.1 User unknown
    told "Not delivered: p…@example.org and 1 more"
    says "jo@example.org"
