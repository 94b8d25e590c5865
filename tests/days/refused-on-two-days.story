# The friend at charter.net: refused on two days
shows S-002 S-012 S-047 H01 H05 P01
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@charter.net "Lunch"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    told "Not delivered: pat@charter.net"       who nobody
    steps include "Wait"                        never "Ask both providers"
    rules H01, P01                              no rules H05, H14
    never "40.92.0.0/14 in"
Thu 9 Apr 10:00  returned pat@charter.net "Lunch again"  550 5.4.316 Message expired, connection refused  (tried 24 h, at mx0.charter.net [192.0.2.25])
    told "Not delivered: pat@charter.net"       who your provider, their provider
    rules H05, P01                              no rules H01, H07
    says "2 of your messages to charter.net came back since 7 April, none to others"
    says "Spectrum has to let the servers of 40.92.0.0/14 in", "mx0.charter.net", "Ask both providers to look"
    text for your provider "2 ", "550 5.4.316", "mx0.charter.net"
    text for their provider "550 5.4.316"
    steps never "Wait a few hours"
Fri 10 Apr 10:00  returned pat@charter.net "Third"  550 5.4.316 Message expired, connection refused  (tried 24 h)
    says "3 of your messages to charter.net came back"
