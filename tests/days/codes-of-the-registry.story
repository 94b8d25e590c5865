# Each code of the registry (RFC 3463 and after) that says something by itself
shows S-077
account home you@example.net

Wed 1 Apr 10:00  returned pat@host-5-1-1.example  550 5.1.1 Sorry
    cause no such user
Thu 2 Apr 10:00  returned pat@host-5-1-2.example  550 5.1.2 Sorry
    cause no such domain
Fri 3 Apr 10:00  returned pat@host-5-1-3.example  550 5.1.3 Sorry
    cause bad address syntax
Sat 4 Apr 10:00  returned pat@host-5-1-4.example  550 5.1.4 Sorry
    cause recipient system error
Sun 5 Apr 10:00  returned pat@host-5-1-6.example  550 5.1.6 Sorry
    cause moved
Mon 6 Apr 10:00  returned pat@host-5-1-7.example  550 5.1.7 Sorry
    cause sender address bad
Tue 7 Apr 10:00  returned pat@host-5-1-8.example  550 5.1.8 Sorry
    cause sender address bad
Wed 8 Apr 10:00  returned pat@host-5-1-10.example  550 5.1.10 Sorry
    cause domain takes no mail
Thu 9 Apr 10:00  returned pat@host-5-2-1.example  550 5.2.1 Sorry
    cause mailbox disabled
Fri 10 Apr 10:00  returned pat@host-5-2-2.example  550 5.2.2 Sorry
    cause mailbox full
Sat 11 Apr 10:00  returned pat@host-5-2-3.example  550 5.2.3 Sorry
    cause message too large
Sun 12 Apr 10:00  returned pat@host-5-2-4.example  550 5.2.4 Sorry
    cause recipient system error
Mon 13 Apr 10:00  returned pat@host-5-3-1.example  550 5.3.1 Sorry
    cause server busy
Tue 14 Apr 10:00  returned pat@host-5-3-2.example  550 5.3.2 Sorry
    cause server busy
Wed 15 Apr 10:00  returned pat@host-5-3-3.example  550 5.3.3 Sorry
    cause server misconfigured
Thu 16 Apr 10:00  returned pat@host-5-3-4.example  550 5.3.4 Sorry
    cause message too large
Fri 17 Apr 10:00  returned pat@host-5-3-5.example  550 5.3.5 Sorry
    cause server misconfigured
Sat 18 Apr 10:00  returned pat@host-5-4-2.example  550 5.4.2 Sorry
    cause connection dropped
Sun 19 Apr 10:00  returned pat@host-5-4-3.example  550 5.4.3 Sorry
    cause dns failure
Mon 20 Apr 10:00  returned pat@host-5-4-4.example  550 5.4.4 Sorry
    cause no such domain
Tue 21 Apr 10:00  returned pat@host-5-4-5.example  550 5.4.5 Sorry
    cause server busy
Wed 22 Apr 10:00  returned pat@host-5-4-6.example  550 5.4.6 Sorry
    cause mail loop
Thu 23 Apr 10:00  returned pat@host-5-4-7.example  550 5.4.7 Sorry
    cause expired unknown
Fri 24 Apr 10:00  returned pat@host-5-5-1.example  550 5.5.1 Sorry
    cause server misconfigured
Sat 25 Apr 10:00  returned pat@host-5-5-2.example  550 5.5.2 Sorry
    cause server misconfigured
Sun 26 Apr 10:00  returned pat@host-5-5-3.example  550 5.5.3 Sorry
    cause too many recipients
Mon 27 Apr 10:00  returned pat@host-5-5-4.example  550 5.5.4 Sorry
    cause server misconfigured
Tue 28 Apr 10:00  returned pat@host-5-5-5.example  550 5.5.5 Sorry
    cause server misconfigured
Wed 29 Apr 10:00  returned pat@host-5-5-6.example  550 5.5.6 Sorry
    cause submission auth
Thu 30 Apr 10:00  returned pat@host-5-6-1.example  550 5.6.1 Sorry
    cause malformed message
Fri 1 May 10:00  returned pat@host-5-6-2.example  550 5.6.2 Sorry
    cause malformed message
Sat 2 May 10:00  returned pat@host-5-6-3.example  550 5.6.3 Sorry
    cause malformed message
Sun 3 May 10:00  returned pat@host-5-6-5.example  550 5.6.5 Sorry
    cause malformed message
Mon 4 May 10:00  returned pat@host-5-6-6.example  550 5.6.6 Sorry
    cause malformed message
Tue 5 May 10:00  returned pat@host-5-6-7.example  550 5.6.7 Sorry
    cause needs utf8
Wed 6 May 10:00  returned pat@host-5-6-8.example  550 5.6.8 Sorry
    cause needs utf8
Thu 7 May 10:00  returned pat@host-5-6-9.example  550 5.6.9 Sorry
    cause needs utf8
Fri 8 May 10:00  returned pat@host-5-6-10.example  550 5.6.10 Sorry
    cause needs utf8
Sat 9 May 10:00  returned pat@host-5-7-2.example  550 5.7.2 Sorry
    cause restricted recipient
Sun 10 May 10:00  returned pat@host-5-7-3.example  550 5.7.3 Sorry
    cause tls problem
Mon 11 May 10:00  returned pat@host-5-7-4.example  550 5.7.4 Sorry
    cause tls problem
Tue 12 May 10:00  returned pat@host-5-7-5.example  550 5.7.5 Sorry
    cause tls problem
Wed 13 May 10:00  returned pat@host-5-7-6.example  550 5.7.6 Sorry
    cause tls problem
Thu 14 May 10:00  returned pat@host-5-7-7.example  550 5.7.7 Sorry
    cause malformed message
Fri 15 May 10:00  returned pat@host-5-7-8.example  550 5.7.8 Sorry
    cause submission auth
Sat 16 May 10:00  returned pat@host-5-7-9.example  550 5.7.9 Sorry
    cause submission auth
Sun 17 May 10:00  returned pat@host-5-7-10.example  550 5.7.10 Sorry
    cause tls problem
Mon 18 May 10:00  returned pat@host-5-7-11.example  550 5.7.11 Sorry
    cause submission auth
Tue 19 May 10:00  returned pat@host-5-7-12.example  550 5.7.12 Sorry
    cause restricted recipient
Wed 20 May 10:00  returned pat@host-5-7-13.example  550 5.7.13 Sorry
    cause mailbox disabled
Thu 21 May 10:00  returned pat@host-5-7-14.example  550 5.7.14 Sorry
    cause submission auth
Fri 22 May 10:00  returned pat@host-5-7-15.example  550 5.7.15 Sorry
    cause server busy
Sat 23 May 10:00  returned pat@host-5-7-16.example  550 5.7.16 Sorry
    cause message too large
Sun 24 May 10:00  returned pat@host-5-7-17.example  550 5.7.17 Sorry
    cause moved
Mon 25 May 10:00  returned pat@host-5-7-18.example  550 5.7.18 Sorry
    cause moved
Tue 26 May 10:00  returned pat@host-5-7-19.example  550 5.7.19 Sorry
    cause recipient system error
Wed 27 May 10:00  returned pat@host-5-7-20.example  550 5.7.20 Sorry
    cause auth failed
Thu 28 May 10:00  returned pat@host-5-7-21.example  550 5.7.21 Sorry
    cause auth failed
Fri 29 May 10:00  returned pat@host-5-7-22.example  550 5.7.22 Sorry
    cause auth failed
Sat 30 May 10:00  returned pat@host-5-7-23.example  550 5.7.23 Sorry
    cause auth failed
Sun 31 May 10:00  returned pat@host-5-7-24.example  550 5.7.24 Sorry
    cause auth failed
Mon 1 Jun 10:00  returned pat@host-5-7-25.example  550 5.7.25 Sorry
    cause rdns missing
Tue 2 Jun 10:00  returned pat@host-5-7-26.example  550 5.7.26 Sorry
    cause auth failed
Wed 3 Jun 10:00  returned pat@host-5-7-27.example  550 5.7.27 Sorry
    cause sender address bad
Thu 4 Jun 10:00  returned pat@host-5-7-28.example  550 5.7.28 Sorry
    cause sender rate limited
Fri 5 Jun 10:00  returned pat@host-5-7-29.example  550 5.7.29 Sorry
    cause auth failed
Sat 6 Jun 10:00  returned pat@host-5-7-30.example  550 5.7.30 Sorry
    cause tls problem
