# The words of an older system for the same end
shows S-066 S-023
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org  The message was considered too old by the rejecting system, either because it remained on that host too long or because the time-to-live value specified by the sender of the message was exceeded
    cause expired unknown
    steps include "send it once more"
