# A block at Charter's door is never called a stolen account
account home you@example.net

Tue 7 Apr 13:11  returned pat@charter.net  554 cmsmtp 192.0.2.1 blocked. AUP#In-1020  (at mx0.charter.net [192.0.2.25])
    cause provider block                        urgency normal
    never "hacked"               steps never "password"
