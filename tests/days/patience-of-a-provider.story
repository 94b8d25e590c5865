# A report that does not say for how long: what is known of the provider fills in
shows S-022 S-062 S-093
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  550 5.4.316 Message expired, connection refused  (untimed)
    says "kept trying for about 24 hours"
    never "two days", "48 hours"
