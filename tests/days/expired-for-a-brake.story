# The time was over, and the reason for it is a brake
shows S-021 S-024 S-036 S-087
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@yahoo.com  550 5.4.317 Message expired, cannot connect to remote server(421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints)  (tried 24 h)
    told "Not delivered: pat@yahoo.com"         cause sender rate limited
    says "No server keeps it any longer"
