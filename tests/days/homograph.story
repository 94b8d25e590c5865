# A domain that looks like another one is shown as what it is
account home you@example.net

Tue 7 Apr 13:11  returned pat@раypal.com  550 5.1.2 Host unknown
    told "Not delivered: pat@xn--ypal-43d9g.com"
    steps never "раypal"
Wed 8 Apr 13:11  returned pat@müller.example  550 5.1.1 User unknown
    told "Not delivered: pat@müller.example"
