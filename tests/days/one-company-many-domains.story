# Three domains, one company behind them: one trouble
shows S-047 H08
account home you@example.net

Tue 7 Apr 08:00  returned pat@charter.net "One"  550 5.4.316 Message expired, connection refused
Tue 7 Apr 10:00  returned jo@rr.com "Two"  550 5.4.316 Message expired, connection refused
    no rules H08
Tue 7 Apr 12:00  returned al@twc.com "Three"  550 5.4.316 Message expired, connection refused
    rules H08                                   no rules H07
    says "it is one problem"
