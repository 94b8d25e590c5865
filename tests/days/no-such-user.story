# A letter is wrong, or the person has gone
shows S-088
account home you@outlook.com

Tue 7 Apr 13:11  returned pta@example.org  550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 5.1.1 user unknown
    told "Not delivered: pta@example.org"       cause no such user
    no rules H10, H11, H09
    who you                                     first step "letter by letter"
