# A report about a mail that somebody else sent in your name
account home you@example.org
sent folder known

Tue 7 Apr 10:00  returned helpers@charity.example "You have won"  550 5.1.1 User unknown  (from elsewhere)
    verdict backscatter
    never "send it once more", "send your mail again"
