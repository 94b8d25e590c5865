# A detail that is none
# complains: unknown in brackets: tired 24 h
account home you@outlook.com
Tue 7 Apr 13:11  returned pat@charter.net  550 5.1.1 User unknown  (tired 24 h)
    told nothing
