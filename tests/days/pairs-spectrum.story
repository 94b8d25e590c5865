# Between Outlook.com and Spectrum, in both directions
shows P02 P04 P05
account home you@outlook.com
account cable you@charter.net

Tue 7 Apr 10:00  returned pat@charter.net "One"  550 5.1.0 <you@outlook.com> sender rejected. AUP#In-1310
    no rules P01, P03, P04, P05
    rules P02                                   says "the next attempt often leaves from another one"
Tue 7 Apr 11:00  returned jo@hotmail.com "Two"  550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).  (to cable)
    rules P04, P05                              says "Only Spectrum can ask Microsoft"
