# Large providers are seldom down: a closed door is named first
shows S-035 S-048 S-049
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net  550 5.4.316 Message expired, connection refused  (tried 24 h)
    says "Either they are turning Outlook.com away for now, or they were in trouble"
Wed 8 Apr 13:11  returned jo@small.example  550 5.4.316 Message expired, connection refused  (tried 24 h)
    says "Either they were down, or they are turning Outlook.com away"
