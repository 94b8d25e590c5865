# Something is told
# complains: expected: told "nothing"
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net  550 5.1.1 User unknown
    told nothing
