# Who, what, final or not, what to do, by whom
shows S-095 S-018 S-043
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org
    told "Not delivered: pat@example.org"       who your provider
    says "sure: high", "rule "
