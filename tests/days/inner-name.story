# An inner name of Exchange is nothing to be read letter by letter
account home you@outlook.com

Tue 7 Apr 10:00  returned IMCEAEX-_O=ORG_OU=GROUP_CN=RECIPIENTS_CN=PAT@office.example "One"  550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found
    cause no such user                          first step "delete the entry that your mail program suggests"
    steps never "letter by letter", "address book"
