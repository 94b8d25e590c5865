# Somebody does not want your mail: no way around that is shown
account home you@outlook.com

Tue 7 Apr 13:11  returned list@example.org  550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required
    cause restricted recipient                  never "another account", "phone"
