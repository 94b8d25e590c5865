# A server that is down for longer than anybody waits
shows S-083 S-084 S-086 S-063
account home you@example.net

Sun 12 Apr 10:00  returned pat@example.org  connect to mx.example.org[192.0.2.7]:25: No route to host  (tried 5 days)
    told "Not delivered: pat@example.org"
    says "5 days"                               steps include "send it once more"
