# Five days in the queue of a small provider
shows S-023 S-052
account home you@example.net

Sun 12 Apr 10:00  returned pat@example.org  connect to mx.example.org[192.0.2.7]:25: Connection timed out  (tried 5 days)
    told "Not delivered: pat@example.org"       cause connection timeout
    says "5 days"
