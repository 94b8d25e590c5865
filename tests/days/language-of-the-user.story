# The words are Icelandic, the code is everybody's
shows S-071 S-075
account home you@outlook.com

Tue 7 Apr 13:11  returned pta@example.org  550 5.1.10 Netfang viðtakanda fannst ekki
    told "Not delivered: pta@example.org"       cause no such user
