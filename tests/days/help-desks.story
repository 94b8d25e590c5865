# Whom to ask, safely: the provider's own page and no number
shows S-014 S-054 S-069
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net "One"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    rules P01
Thu 9 Apr 13:11  returned pat@charter.net "Two"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    says "https://support.microsoft.com/contactus", "https://www.spectrum.net/contact-us"
    says "call no number found by searching", "let nobody onto your computer", "No support needs your password"
    first step "Ask both providers to look"
