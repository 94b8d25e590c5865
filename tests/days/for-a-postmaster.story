# What whoever runs the sending domain is told, and nobody else
shows S-034 S-039 S-042 S-046 S-056 S-057 S-058 S-059 S-060 S-090
account work you@office.example

Tue 7 Apr 08:00  returned pat@example.org "One"  550 4.4.7 QUEUE.Expired; message expired  (tried 48 h)
    postmaster reads "Exchange Online's is fixed", "its MX is right", "testconnectivity.microsoft.com"
    postmaster reads "SPF record names all your servers", "the registrar has been paid", "Hybrid Configuration Wizard"
    never "SPF", "Hybrid", "registrar", "testconnectivity"
Thu 9 Apr 08:00  returned jo@example.com "Two"  connect to mx.example.com[192.0.2.8]:25: Connection timed out  (tried 5 days)
    postmaster reads "Lengthen the queue lifetime"      never "queue lifetime"
Tue 14 Apr 08:00  returned al@gmail.com "Three"  421-4.7.28 Gmail has detected an unusual rate of email - gsmtp
    postmaster reads "SNDS", "Postmaster Tools"         never "SNDS", "Postmaster Tools"
