# A refusal proves nothing about the address
shows S-088 S-089 S-029
account home you@outlook.com

Tue 7 Apr 13:11  returned pat@gmial.example  550 5.4.316 Message expired, connection refused  (tried 24 h)
    steps include "is gmial.example spelled right?"
    says "never got as far as looking at the address"
    never "Your address is fine", "Nothing is wrong with the address"
