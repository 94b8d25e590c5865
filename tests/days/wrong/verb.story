# A verb that is none
# complains: what happens? 'exploded
account home you@outlook.com
Tue 7 Apr 13:11  exploded pat@charter.net
