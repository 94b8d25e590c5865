"""many: eighty mailboxes: no storm of connections, no waking for nothing, and one that is flooded holds up no other.

The figures of a thousand are those of tests/bench/scale.py; here is what they rest on, counted.
"""
import glob
import time

import light
import rig

ACCOUNTS = 80
DIALS = 55  # in a second: 50 are begun (imap/pace.h), and on the way some come closer together
FLOOD = 400
AHEAD = 60  # of the flood, before another's: 8 mails an account are on their way, 16 wait for the parser
REST = 5  # seconds; nothing is due within minutes


def wakings(pid):
    total = 0
    for path in glob.glob(f'/proc/{pid}/task/*/status'):
        with open(path) as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith('voluntary_ctxt_switches'))
    return total


with light.Server() as server, rig.Agent(config='') as agent:
    agent.configure(''.join(agent.account(server, user=f'u{i}', address=f'u{i}@example.org').replace('test]', f'u{i}]')
                            for i in range(ACCOUNTS)))
    for i in range(ACCOUNTS):
        server.box(f'u{i}', mails=30, every=4 * 3600)
    agent.start()
    server.wait('idle', ACCOUNTS, 60)
    counts, came = server.counts()
    came.sort()
    storm = max(sum(moment <= later < moment + 1 for later in came) for moment in came)
    print(f'{len(came)} dials, {storm} in the busiest second; {counts}')
    assert len(came) == ACCOUNTS and storm <= DIALS
    # One more where the account's Sent folder has been looked for meanwhile.
    assert counts['headers'] == ACCOUNTS * 30 and ACCOUNTS <= counts['searches'] <= 2 * ACCOUNTS, counts
    rig.wait_until(lambda: all(account['sent']['state'] == 'no-folder' for account in agent.accounts()), 'no Sent folders')

    server.deliver('u7', rig.bounce(1))
    agent.wait_line(rig.named(1))
    time.sleep(2)  # what the mail has set going comes to rest
    imap = agent.child('ndrwatch-imap')
    before = wakings(imap)
    time.sleep(REST)
    print(f'woken {wakings(imap) - before} times in {REST} s')
    assert wakings(imap) == before

    server.deliver('u0', *(rig.bounce(number) for number in range(10000, 10000 + FLOOD)))
    agent.wait_line('Not delivered: reader10000@')
    server.deliver('u1', rig.bounce(2))
    agent.wait_line(rig.named(2))
    lines = agent.told().splitlines()
    ahead = sum('Not delivered: reader1' in line for line in lines[:lines.index(next(line for line in lines if rig.named(2) in line))])
    print(f'{ahead} of {FLOOD} were told before the other')
    assert ahead <= AHEAD + 1
