# Of what was not said, nothing can be expected
# complains: expected: never "anything"
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net  550 5.1.1 User unknown
    told "Not delivered: pat@charter.net"
Wed 8 Apr 13:11  nothing comes
    never "anything"
