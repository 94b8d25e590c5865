# A mailbox that stays full is one that nobody empties
shows H12
account home you@gmail.com

Wed 1 Apr 10:00  returned pat@example.org "One"  552 5.2.2 The mailbox is full
    no rules H12
Fri 10 Apr 10:00  returned pat@example.org "Two"  552 5.2.2 The mailbox is full
    no rules H12
Mon 20 Apr 10:00  returned pat@example.org "Three"  552 5.2.2 The mailbox is full
    rules H12                                   steps include "another address"
    says "probably nobody reads it"
