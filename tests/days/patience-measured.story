# What was measured wins over what is known of the provider
shows S-022 S-081
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  550 5.4.316 Message expired, connection refused  (tried 48 h)
    says "kept trying for 2 days"               never "24 hours"
