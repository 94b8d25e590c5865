# In an office somebody looks after the mail: no help desk of Outlook.com
shows S-055
account work you@outlook.com office it@office.example

Tue 7 Apr 13:11  returned pat@charter.net "One"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    never "support.microsoft.com"
Thu 9 Apr 13:11  returned pat@charter.net "Two"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    rules H05                                   says "it@office.example"
    never "support.microsoft.com"
