# The page a report links to says what kind of trouble it is
shows S-070
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@example.org  Your message couldn't be delivered. http://go.microsoft.com/fwlink/?LinkId=389361
    cause expired unknown                       steps never "http", "link"
