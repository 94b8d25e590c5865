# The other server does not answer
shows S-007 S-026 S-063
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  450 4.4.315 Connection timed out [Message=Socket error code 10060]  (tried 24 h)
    told "Not delivered: pat@example.org"       cause connection timeout
    says "never answered"                       never "refused"
