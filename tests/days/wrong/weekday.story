# A weekday that it was not
# complains: 7 Apr 2026 is a Tue
account home you@outlook.com
Mon 7 Apr 13:11  returned pat@charter.net  550 5.1.1 User unknown
    told nothing
