# The page is read when the time to send again has come
shows S-010
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net "Lunch"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    first step "Wait a few hours"               steps never "Send it once more now"
Tue 7 Apr 17:00  opened
    first step "Wait a few hours"
Tue 7 Apr 17:12  opened
    first step "Send it once more now"          steps never "Wait a few hours"
