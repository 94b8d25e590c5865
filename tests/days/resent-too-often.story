# Three tries in a day are two too many
shows H15
account home you@gmail.com

Tue 7 Apr 08:00  returned pat@example.org "One"  554 5.7.1 Spam message rejected
Tue 7 Apr 12:00  returned pat@example.org "Two"  554 5.7.1 Spam message rejected
    no rules H15
Tue 7 Apr 16:00  returned pat@example.org "Three"  554 5.7.1 Spam message rejected
    rules H15                                   steps include "Let it rest until tomorrow"
    steps never "send it again"
