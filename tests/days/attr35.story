# Exchange is short of room and says so in its own letters
shows S-073 S-084
account home you@outlook.com

Tue 7 Apr 13:11  delayed pat@example.org  451 4.7.500 Server busy. Please try again later. (ATTR35)  (tried 4 h)
    told "Still trying: pat@example.org"        cause server busy
