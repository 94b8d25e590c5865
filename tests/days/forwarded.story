# You wrote to one address, and another one failed
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@home.example  550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 Relaying denied  (written to pat@work.example)
    cause forward failed
    says "It may have arrived all the same"
