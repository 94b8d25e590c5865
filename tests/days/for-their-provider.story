# The text to copy asks the one question that helps
shows S-015 S-053 S-051
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net  550 5.4.316 Message expired, connection refused  (tried 24 h, at mx0.charter.net [192.0.2.25])
    copy includes "are they refused or limited there", "40.92.0.0/14", "mx0.charter.net [192.0.2.25]"
