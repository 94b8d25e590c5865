# Ten thousand readers of a newsletter in one report
account home news@example.net

Tue 7 Apr 13:11  returned 10000 people at example.org  550 5.1.1 User unknown
    told "Not delivered: reader1@ex… and 255+ more"
