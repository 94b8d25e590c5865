# The friend at charter.net: the first refusal asks for patience
shows S-001 S-006 S-007 S-008 S-009 S-010 S-017 S-078
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net "Lunch"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    told "Not delivered: pat@charter.net"       urgency normal
    cause connection refused                    who nobody
    says "kept trying for 24 hours", "refused every connection", "Nothing points to a mistake of yours"
    first step "Wait a few hours, then send it once more (from 17:11 today)"
    steps never "both providers"                never "SPF", "DKIM", "DMARC"
