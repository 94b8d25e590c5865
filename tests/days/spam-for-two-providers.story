# Two providers take the same mail for spam: it is the mail
shows H17
account home you@gmail.com

Tue 7 Apr 08:00  returned pat@example.org "Bargains"  554 5.7.1 Spam message rejected
    no rules H17
Tue 7 Apr 08:05  returned jo@yahoo.com "Bargains"  554 5.7.1 Spam message rejected
    rules H17                                   who you
    says "what they have in common is the mail itself"
