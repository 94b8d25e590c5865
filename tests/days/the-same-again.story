# The same trouble again is told in one line
shows H14
account home you@gmail.com

Tue 7 Apr 10:00  returned pat@example.org "One"  550 5.7.1 Spam message rejected
    no rules H14
Thu 9 Apr 10:00  returned pat@example.org "Two"  550 5.7.1 Spam message rejected
    rules H14                                   bubble "The same again: 2 times in 7 days"
Mon 20 Apr 10:00  returned pat@example.org "Three"  550 5.7.1 Spam message rejected
    no rules H14
