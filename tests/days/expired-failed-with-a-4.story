# A reply of the temporary kind in a report of failure is final
shows S-079 S-080
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org  451 4.4.7 Queue.Expired; message expired, the server was unable to deliver the message before the retry period ended  (tried 5 days)
    told "Not delivered: pat@example.org"       cause expired unknown
    says "No server keeps it any longer"        never "goes on trying"
