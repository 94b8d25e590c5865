# One letter from somebody one writes to
shows S-029
account home you@outlook.com
sent folder known

Mon 5 Jan 09:00  sent jo.miller@example.org "January"
Mon 2 Feb 09:00  sent jo.miller@example.org "February"
Mon 2 Mar 09:00  sent jo.miller@example.org "March"
Tue 7 Apr 09:00  sent jo.miler@example.org "April"
Tue 7 Apr 09:01  returned jo.miler@example.org "April"  550 5.1.1 User unknown
    cause no such user
    first step "Check whether you meant jo.miller@example.org: you wrote there 3 times"
    steps never "letter by letter"
Tue 7 Apr 10:00  sent new@exampel-harbour.example "Hello"
Tue 7 Apr 10:01  returned new@exampel-harbour.example "Hello"  550 5.1.2 Bad destination system: no such domain
    never "meant", "jo.miller"
