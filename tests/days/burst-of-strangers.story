# Ten in an hour about mails you did not send: told once
shows H16
account home you@example.org
sent folder known

Tue 7 Apr 10:00  returned a@one.example "Win A"  550 5.1.1 User unknown  (from elsewhere)
    verdict backscatter
Tue 7 Apr 10:01  returned b@one.example "Win B"  550 5.1.1 User unknown  (from elsewhere)
Tue 7 Apr 10:02  returned c@one.example "Win C"  550 5.1.1 User unknown  (from elsewhere)
Tue 7 Apr 10:03  returned d@one.example "Win D"  550 5.1.1 User unknown  (from elsewhere)
Tue 7 Apr 10:04  returned e@one.example "Win E"  550 5.1.1 User unknown  (from elsewhere)
Tue 7 Apr 10:05  returned f@one.example "Win F"  550 5.1.1 User unknown  (from elsewhere)
Tue 7 Apr 10:06  returned g@one.example "Win G"  550 5.1.1 User unknown  (from elsewhere)
Tue 7 Apr 10:07  returned h@one.example "Win H"  550 5.1.1 User unknown  (from elsewhere)
Tue 7 Apr 10:08  returned i@one.example "Win I"  550 5.1.1 User unknown  (from elsewhere)
Tue 7 Apr 10:09  returned j@one.example "Win J"  550 5.1.1 User unknown  (from elsewhere)
    told "Many notices about mail not yours"
Tue 7 Apr 10:10  returned k@one.example "Win K"  550 5.1.1 User unknown  (from elsewhere)
    told nothing
Wed 8 Apr 12:00  returned l@one.example "Win L"  550 5.1.1 User unknown  (from elsewhere)
    verdict backscatter
