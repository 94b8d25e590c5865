# The title of a help page is no code
shows S-068
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  550 4.4.7 QUEUE.Expired; message expired. See "Details for error code 5.1.0"
    cause expired unknown                       never "know"
