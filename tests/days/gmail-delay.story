# Gmail says for how long it goes on
shows S-022 S-081
account home you@gmail.com

Tue 7 Apr 13:11  delayed pat@example.org  The recipient server did not accept our requests to connect. [mx.example.org 192.0.2.7: timed out]  (tried 25 h)
    told "Still trying: pat@example.org"
    first step "Wait until Thu 12:11"
