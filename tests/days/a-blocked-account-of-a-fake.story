# That your account is blocked is not believed of a report that may not be real
account home you@charter.net
sent folder known

Tue 7 Apr 10:00  returned pat@example.org "One"  550 5.7.1 sender restricted AUP#Out-1010  (at mail.charter.net [192.0.2.25])
    no rules H13
