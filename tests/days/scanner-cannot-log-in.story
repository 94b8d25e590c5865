# A scanner or a program that cannot log in for sending
shows S-073
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM
    cause submission auth
