# A fake report with a button: no link of it is ever shown
shows S-076
account home you@example.org
sent folder known

Tue 7 Apr 10:00  lured pat@customer.example  550 5.7.1 mailbox unavailable
    verdict fake                                never "login.bad.example", "https://login", "Send Again"
    says "password"
