"""scale: what 1, 100 and 1,000 watched mailboxes cost ndrwatch-imap, and how soon one of them is heard among all.

The bars (Private_Dirty of ndrwatch-imap): 3, 8, 48 MiB; all watched within 60 s and never more than DIALS dials in a
second; no waking while nothing is due; a returned mail told within a second, also while another mailbox is flooded.
"""
import argparse
import random
import sys
import time

import light
import rig
from usage import dirty, wakes, work

DIALS = 55  # 50 are begun in a second (imap/pace.h); on the way some come closer together
BARS = {1: 3, 100: 8, 1000: 48}  # MiB

parser = argparse.ArgumentParser()
parser.add_argument('--accounts', type=int, nargs='*', default=list(BARS))
parser.add_argument('--mails', type=int, default=80)
parser.add_argument('--flood', type=int, default=2000)
options = parser.parse_args()
bad = []


def bar(good, words):
    print(words + ('' if good else '   <-- over the bar'))
    if not good:
        bad.append(words)


def config(agent, server, count):
    return ''.join(agent.account(server, user=f'u{i}', address=f'u{i}@example.org').replace('[account test]', f'[account u{i}]')
                   for i in range(count))


def told_after(server, agent, users, number):
    """Seconds from a delivery to the line that tells it."""
    begin = time.monotonic()
    server.deliver(random.choice(users), rig.bounce(number))
    return agent.wait_line(rig.named(number)) - begin


def start(server, agent, count):
    begin = time.monotonic()
    agent.start()
    server.wait('idle', count, 120)
    took = server.now['at'] - begin
    _, came = server.counts()
    storm = max(sum(1 for later in came[i:] if later < moment + 1) for i, moment in enumerate(came))
    bar(took <= 60, f'{count:5} accounts: all in IDLE after {took:.1f} s')
    bar(storm <= DIALS, f'      the busiest second saw {storm} dials (at most {DIALS}), {len(came)} in all')


def measure(count):
    with light.Server() as server, rig.Agent(config='') as agent:
        agent.configure(config(agent, server, count))
        for i in range(count):
            server.box(f'u{i}', mails=options.mails, every=4 * 3600)
        start(server, agent, count)
        users = [f'u{i}' for i in range(count)]
        told_after(server, agent, users, 0)
        agent.wait_quiet()
        time.sleep(3)  # what has been set going comes to rest
        imap = agent.child('ndrwatch-imap')
        before, spent = wakes([imap]), work([imap])
        time.sleep(10)
        memory = dirty([imap])
        bar(memory <= BARS.get(count, 1e9), f'      ndrwatch-imap {memory:.2f} MiB Private_Dirty, '
            f'{memory * 1024 / count:.1f} KiB an account; the agent {dirty([agent.process.pid]):.2f} MiB')
        bar(wakes([imap]) == before, f'      {wakes([imap]) - before} wake-ups and {work([imap]) - spent:.2f} s of work in 10 idle s')
        late = sorted(told_after(server, agent, users, number) for number in range(1, 21))
        bar(late[-1] <= 1, f'      a returned mail is told after {late[10] * 1000:.0f} ms (half), {late[-1] * 1000:.0f} ms (worst of 20)')
        if count > 1:
            server.deliver(users[0], *(rig.bounce(number) for number in range(10000, 10000 + options.flood)))
            flooded = sorted(told_after(server, agent, users[1:], number) for number in range(100, 110))
            bar(flooded[-1] <= 1, f'      while another is flooded, {flooded[5] * 1000:.0f} ms (half), {flooded[-1] * 1000:.0f} ms '
                f'(worst of 10)')
    return memory


figures = {count: measure(count) for count in options.accounts}
if 1 in figures and 1000 in figures:
    print(f'one more watch: {(figures[1000] - figures[1]) * 1024 / 999:.1f} KiB')
sys.exit(1 if bad else 0)
