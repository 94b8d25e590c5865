# What is known of one pair of providers is not said of another
shows P05
account home you@gmail.com

Tue 7 Apr 10:00  returned pat@charter.net "One"  550 5.1.0 <you@gmail.com> sender rejected. AUP#In-1310
    no rules P01, P02, P03                      never "another one", "Outlook.com"
Thu 9 Apr 10:00  returned jo@hotmail.com "Two"  550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).
    rules P05                                   no rules P04
    never "Spectrum"
Sat 11 Apr 10:00  returned al@gmx.de "Three"  554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help) (BL)
    no rules P07                                never "tosa"
