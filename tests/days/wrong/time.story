# A day that there is not
# complains: is no time
account home you@outlook.com
Tue 31 Apr 13:11  returned pat@charter.net  550 5.1.1 User unknown
    told nothing
