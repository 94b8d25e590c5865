# qmail tells of no delivery
# complains: qmail writes only of mails that came back
account home you@example.net
Tue 7 Apr 13:11  delivered pat@charter.net  (by qmail)
    told nothing
