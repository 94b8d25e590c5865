# A file that holds a virus goes nowhere
account home you@example.net

Tue 7 Apr 13:11  returned pat@example.org  554 5.7.1 Message rejected: virus found (Eicar-Test)
    cause blocked attachment                    never "rename", "zip"
