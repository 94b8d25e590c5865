# Taken for spam: no blame, and nobody is asked to change records
shows S-042
account home you@gmail.com

Tue 7 Apr 13:11  returned pat@example.org  554 5.7.1 Spam message rejected
    cause content spam                          never "you are a spammer", "DKIM"
