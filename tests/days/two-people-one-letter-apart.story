# Who is near is not proposed: one has written to both, or another thing is wrong
shows S-029
account home you@outlook.com

Mon 5 Jan 09:00  sent anna.berg@example.org "January"
Mon 5 Jan 09:10  sent anne.berg@example.org "January"
Mon 2 Feb 09:00  sent anna.berg@example.org "February"
Mon 2 Feb 09:10  sent anne.berg@example.org "February"
Mon 2 Mar 09:00  sent anna.berg@example.org "March"
Mon 2 Mar 09:10  sent anne.berg@example.org "March"
Tue 7 Apr 09:01  returned anne.berg@example.org "April"  550 5.1.1 User unknown
    never "anna.berg"                           first step "letter by letter"
Wed 8 Apr 09:01  returned anne.burg@example.org "May"  552 5.2.2 Mailbox full
    never "anne.berg", "meant"
