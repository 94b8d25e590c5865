# Your own time for you, UTC for the people at the providers
shows S-019 S-004
zone Europe/Berlin
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net  550 5.4.316 Message expired, connection refused  (tried 24 h, at mx0.charter.net [192.0.2.25])
    first step "from 17:11 today"
    copy includes "2026-04-07 11:11 UTC", "mx0.charter.net", "192.0.2.25", "550 5.4.316", "charter.net"
