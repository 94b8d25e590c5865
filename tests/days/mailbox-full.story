# The mailbox is full
account home you@gmail.com

Tue 7 Apr 13:11  returned pat@example.org  552 5.2.2 The recipient's mailbox is full and can't accept messages now
    cause mailbox full                          who recipient
    steps include "by phone or text"            never "photos"
