# Records are spoken of only where the reply does
shows S-042
account work you@office.example

Tue 7 Apr 13:11  returned pat@gmail.com  550-5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp
    cause auth failed
