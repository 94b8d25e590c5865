# The innermost reply counts, with the server that said it
shows S-027 S-051 S-067
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect." Attempted failover to alternate host, but that did not succeed.'  (tried 24 h, at mx.example.org [192.0.2.7])
    told "Not delivered: pat@example.org"
    copy includes "mx.example.org", "192.0.2.7"
