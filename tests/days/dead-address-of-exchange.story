# An address from inside an office that no longer works outside
shows S-073
account work you@office.example

Tue 7 Apr 13:11  returned IMCEAEX-_o=Office_ou=First_cn=Recipients_cn=pat@office.example  550 5.1.11 RESOLVER.ADR.ExRecipNotFound; not found
    cause no such user
