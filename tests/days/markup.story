# A subject full of markup stays text
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org "<b onclick=x>Win</b> <img src=http://192.0.2.1/a.png> &amp; {rcpt}"  550 5.1.1 User unknown
    told "Not delivered: pat@example.org"       cause no such user
    says "<b onclick=x>Win</b>", "{rcpt}”"
