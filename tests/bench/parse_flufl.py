"""parse_flufl: flufl.bounce's side of the benchmark; speaks as parse.c does."""
import email
import sys
import time

from flufl.bounce import all_failures

mails = {}
for line in open(sys.argv[1]):
    name, path = line.rstrip('\n').split(' ', 1)
    with open(path, 'rb') as file:
        mails.setdefault(name, []).append(file.read())
print('ready', flush=True)
for line in sys.stdin:
    mine = mails.get(line.split()[1], [])
    reports = 0
    began = time.process_time()
    for mail in mine:
        try:
            temporary, permanent = all_failures(email.message_from_bytes(mail))
            reports += bool(temporary or permanent)
        except Exception:  # some mails are too odd for it
            pass
    print(time.process_time() - began, len(mine), sum(map(len, mine)), reports, flush=True)
