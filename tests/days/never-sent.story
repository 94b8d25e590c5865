# A report that claims a mail we never sent
account home you@example.org
sent folder known

Tue 7 Apr 09:00  sent pat@example.com "Minutes"
Tue 7 Apr 10:00  returned helpers@charity.example "Invoice 4711"  550 5.1.1 User unknown
    verdict abused
    says "Did you send"
