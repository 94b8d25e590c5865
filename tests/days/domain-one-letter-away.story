# Of a domain, too: the same person, and somebody new among those one writes to
shows S-029
account home you@outlook.com

Mon 5 Jan 09:00  sent sue@tinytown-school.example "January"
Mon 2 Feb 09:00  sent sue@tinytown-school.example "February"
Mon 2 Mar 09:00  sent sue@tinytown-school.example "March"
Tue 7 Apr 09:01  returned sue@tinytwon-school.example "April"  550 5.1.2 Bad destination system: no such domain
    cause no such domain
    first step "Check whether you meant sue@tinytown-school.example: you wrote there 3 times"
Wed 8 Apr 09:01  returned new@tinytwon-school.example "April"  550 5.1.2 Bad destination system: no such domain
    first step "Check whether you meant new@tinytown-school.example."
    never "you wrote there"
