# What is known of single providers, whoever writes to them
shows P06 P07 P08 P11
account home you@example.net

Tue 7 Apr 10:00  delayed pat@yahoo.com "One"  421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints  (tried 4 h)
    rules P06                                   says "Yahoo asks to try later"
Thu 9 Apr 10:00  returned pat@t-online.de "Two"  554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.) (BL)
    rules P07
Sat 11 Apr 10:00  returned pat@icloud.com "Three"  554 5.7.1 [CS01] Message rejected due to local policy.
    rules P08                                   says "signature"
Mon 13 Apr 10:00  returned pat@office.example "Four"  550 5.4.1 Recipient address rejected: Access denied. [X.prod.protection.outlook.com]  (at office-example.mail.protection.outlook.com [192.0.2.9])
    rules P11                                   says "simply means that the address is unknown there"
Wed 15 Apr 10:00  returned pat@small.example "Five"  550 5.1.1 User unknown
    no rules P02, P03, P04, P05, P06, P07, P08, P11
