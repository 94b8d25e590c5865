# A person at home has no administrator
shows S-005 S-046 S-050 S-091
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net  550 5.4.316 Message expired, connection refused  (tried 24 h)
    steps include "Phone or text the person", "an account at another provider"
    never "administrator", "your admin", "your IT"
