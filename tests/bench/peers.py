"""peers: ndrwatch beside the watchers that Debian ships, on the same server in the same run.

    peers.py latency [--mails N]            from delivery to the telling
    peers.py cost [--accounts N,N] [--rest S]   private memory, wake-ups and work while idle
    peers.py outage [--way restart|blackhole|standstill] [--time S] [--wait S]
    peers.py refusals [--time S]            logins and connections that a server sees which lets them down

Ratios count, not seconds: the machine is whatever it is. A peer that is not installed is left out. The benchmark fails
where ndrwatch misses its own bar.
"""
import argparse
import os
import statistics
import sys
import time

import rig
from peer import Ndrwatch, all_there, number

wrong = []


def bar(true, words):
    if not true:
        wrong.append(words)


def ratio(mine, theirs):
    return f'{theirs / mine:6.1f} x' if mine else '       -'


def settle(watchers, seconds=60):
    """All are watching: each has a connection for each mailbox, and has told of a mail there."""
    for watcher in watchers:
        rig.wait_until(lambda: len(watcher.ends()) >= len(watcher.users), f'{watcher.name} is connected', seconds)
    time.sleep(3)
    for watcher in watchers:
        for user in watcher.users:
            watcher.deliver(user, 0)
    late = [watcher.name for watcher in watchers for user in watcher.users if not watcher.wait_told(user, 1, seconds)]
    assert not late, f'did not begin: {late}'
    for watcher in watchers:
        if isinstance(watcher, Ndrwatch):
            watcher.agent.wait_quiet()
    time.sleep(3)  # back to IDLE


# ---- latency ----

def latency(wanted):
    with rig.Server() as server:
        rows = {}
        for peer in all_there():
            user = 'sam-' + peer.name
            with peer(server, [user]) as watcher:
                settle([watcher])
                took = []
                for count in range(1, wanted.mails + 1):
                    before, began = len(watcher.told(user)), time.time()
                    watcher.deliver(user, count)
                    told = watcher.wait_told(user, before + 1, 30)
                    took.append((told - began) * 1000 if told else float('inf'))
                    time.sleep(.3)
                rows[peer.name] = took
    mine = statistics.median(rows['ndrwatch'])
    print(f'latency: {wanted.mails} mails, delivery to telling; Dovecot itself waits 500 ms, which is taken off for the ratio')
    for name, took in rows.items():
        half = statistics.median(took)
        print(f'  {name:11}{half:8.1f} ms  worst {max(took):8.1f} ms  {ratio(max(mine - 500, 1), max(half - 500, 1))}')


# ---- memory, wake-ups, work ----

def dirty(pids):
    return sum(number(f'/proc/{pid}/smaps_rollup', 'Private_Dirty') for pid in pids) / 1024


def wakes(pids):
    return sum(number(f'/proc/{pid}/task/{task}/status', 'voluntary_ctxt_switches') for pid in pids for task in tasks(pid))


def tasks(pid):
    try:
        return os.listdir(f'/proc/{pid}/task')
    except OSError:
        return []


def work(pids):
    total = 0
    for pid in pids:
        with open(f'/proc/{pid}/stat') as file:
            total += sum(map(int, file.read().rpartition(')')[2].split()[11:13]))
    return total / os.sysconf('SC_CLK_TCK')


def cost(wanted):
    if os.getuid() != 0:
        rig.skip('ndrwatch-imap lets nobody but root see how much memory it has')
    counts = [int(count) for count in wanted.accounts.split(',')]
    print(f'cost: Private_Dirty of all its processes; wake-ups and work in {wanted.rest} idle seconds')
    for count in counts:
        mine = None
        for peer in all_there():
            with rig.Server() as server:
                users = [f'robin{number}' for number in range(count)]
                with peer(server, users) as watcher:
                    settle([watcher], 120)
                    pids = watcher.pids()
                    before = wakes(pids), work(pids)
                    time.sleep(wanted.rest)
                    memory = dirty(pids)
                    if peer is Ndrwatch:
                        mine = memory
                        child = dirty([watcher.agent.child('ndrwatch-imap')])
                        print(f'  {count:4} ndrwatch-imap{child:8.2f} MiB')
                        bar(child <= (3 if count == 1 else 8), f'{count} accounts: {child:.2f} MiB in ndrwatch-imap')
                    print(f'  {count:4} {peer.name:12} {memory:8.2f} MiB  {ratio(mine, memory)}  {len(pids):4} processes  '
                          f'{wakes(pids) - before[0]:6} wake-ups  {work(pids) - before[1]:.2f} s of work', flush=True)


# ---- outages ----

class Outage:
    """Takes the server away, and gives it back."""

    def __init__(self, way, server, cable):
        self.way, self.server, self.cable = way, server, cable

    def begin(self):
        if self.way == 'restart':
            self.server.stop()
        elif self.way == 'blackhole':
            self.cable.silence(True)
        else:
            self.server.freeze(True)

    def end(self):
        if self.way == 'restart':
            self.server.start()
        elif self.way == 'blackhole':
            self.cable.silence(False)
        else:
            self.server.freeze(False)


def outage(wanted):
    import cable
    cable.enter()
    with cable.Cable() as road, rig.Server(start=False) as server:
        road.lead_to(server)
        server.start()
        watchers = [peer(server, [f'sam-{peer.name}'], before=road.prefix()) for peer in all_there()]
        try:
            settle(watchers)
            show_outage(wanted, watchers, Outage(wanted.way, server, road))
        finally:
            for watcher in watchers:
                watcher.stop()


def show_outage(wanted, watchers, away):
    first = {watcher: watcher.ends() for watcher in watchers}
    noticed, ended = {}, {}
    away.begin()
    began = time.time()
    mails_at = began + min(5, wanted.time / 2)
    delivered = False
    while time.time() < began + wanted.time:
        if not delivered and time.time() > mails_at:
            delivered = True
            for watcher in watchers:
                watcher.deliver(watcher.users[0], 1)
        for watcher in watchers:
            if watcher not in noticed and not (first[watcher] & watcher.ends()):
                noticed[watcher] = time.time() - began
            if not watcher.alive():
                ended.setdefault(watcher, time.time() - began)
        time.sleep(.2)
    away.end()
    back = time.time()
    print(f'{wanted.way}: {wanted.time} s; one mail came in that time; then {wanted.wait} s to tell of it')
    told = {watcher: watcher.wait_told(watcher.users[0], 2, max(0, back + wanted.wait - time.time())) for watcher in watchers}
    time.sleep(5)
    for watcher in watchers:
        seen = f'left the dead connection after {noticed[watcher]:6.1f} s' if watcher in noticed else \
            f'kept the dead connection for {wanted.time:6.1f} s'
        when = f'told {told[watcher] - back:6.1f} s after the end' if told[watcher] else f'not told in {wanted.wait} s'
        times = len(watcher.told(watcher.users[0])) - 1
        gone = '' if watcher.alive() else ', has ended'
        print(f'  {watcher.name:11} {seen}, {when}, {times} times{gone}')
        if isinstance(watcher, Ndrwatch):
            late = {'restart': 5 if wanted.time <= 20 else 60, 'blackhole': 60, 'standstill': 65}[wanted.way]
            bar(told[watcher] and told[watcher] - back <= late, f'{wanted.way}: told late')
            bar(times == 1, f'{wanted.way}: told {times} times')
            if wanted.way == 'blackhole' and wanted.time > 107:
                bar(noticed.get(watcher, 999) <= 106, f'{wanted.way}: not noticed in 105 s')


# ---- refusals ----

WAYS = {  # what the server does
    'refused': 'each login is refused',
    'busy': 'each login: NO [UNAVAILABLE]',
    'full': 'greets with BYE, too many connections',
    'drops': 'hangs up after 20 s of IDLE',
    'mute': 'accepts, makes TLS, says nothing',
    'old': 'has no IDLE',
    'lies': 'has IDLE, and refuses it',
}


def refusals(wanted):
    from refuser import Refuser
    with rig.Server(start=False) as server:
        running = []
        try:
            for way in WAYS:
                for peer in all_there():
                    refuser = Refuser(server.folder + '/certs/good', way)
                    running.append((way, refuser, peer(server, ['robin'], refuser.port)))
            time.sleep(wanted.time)
            print(f'refusals: connections and logins in {wanted.time} s (bar: 6 connections; 2 logins with a refused password)')
            for way, words in WAYS.items():
                print(f'  {words}')
                for at, refuser, watcher in running:
                    if at != way:
                        continue
                    gone = '' if watcher.alive() else ', has ended'
                    print(f'    {watcher.name:11}{refuser.connections:6} connections {refuser.logins:6} logins '
                          f'{refuser.commands:7} commands{gone}')
                    if isinstance(watcher, Ndrwatch):
                        bar(refuser.connections <= 6, f'{way}: {refuser.connections} connections')
                        bar(way != 'refused' or refuser.logins <= 2, f'{way}: {refuser.logins} logins')
        finally:
            for _, refuser, watcher in running:
                watcher.stop()
                refuser.close()


parser = argparse.ArgumentParser()
parser.add_argument('what', choices=['latency', 'cost', 'outage', 'refusals'])
parser.add_argument('--mails', type=int, default=20)
parser.add_argument('--accounts', default='1,10,100')
parser.add_argument('--rest', type=int, default=30)
parser.add_argument('--way', choices=['restart', 'blackhole', 'standstill'], default='restart')
parser.add_argument('--time', type=int, default=120)
parser.add_argument('--wait', type=int, default=120)
wanted = parser.parse_args()
{'latency': latency, 'cost': cost, 'outage': outage, 'refusals': refusals}[wanted.what](wanted)
for words in wrong:
    print('Missed:', words)
sys.exit(1 if wrong else 0)
