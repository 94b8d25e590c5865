"""hostile: each row of hostile_table against the real agent and its real ndrwatch-imap, over TLS.

    hostile.py together IMAP [NAME…]   all rows are accounts of one agent
    hostile.py apart IMAP [NAME…]      an agent each; for IMAP without sanitisers, since memory and CPU time count

IMAP is ndrwatch-imap with the clock of tick_hasty.c, so that each deadline passes in a test; names may be patterns. Nothing crashes, nothing
spins, memory stays bounded, each act ends within its deadline and a second, no secret is said where it must not be, no
mailbox is changed, and the returned mail that comes afterwards is told, once.
"""
import concurrent.futures
import fnmatch
import os
import re
import shutil
import sys
import tempfile
import time

import hostile_server
import hostile_table
import rig

HASTE = 30  # of tick_hasty.c
AT_ONCE = 6  # agents at the same time: most of the time they wait
CPU = 0.2  # seconds of ndrwatch-imap for one row
LATE = 1.0  # seconds an act may last beyond its deadline
TOLD = 60  # seconds until all is told: the longest wait of the product is 15 minutes, and a name look-up may take its turn
VERBS = {'AUTHENTICATE', 'CAPABILITY', 'EXAMINE', 'UID', 'IDLE', 'NOOP', 'LOGOUT', 'LIST'}  # nothing that changes a mailbox
PLAIN = re.compile(rb'(1 STARTTLS\r\n(\x16\x03.*)?)?', re.DOTALL)  # all that is said before TLS, and how TLS begins
UNFIT = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')  # for a terminal or a log


class Case:
    """A row, its server, and what is to be told of it."""

    def __init__(self, row, number, tls):
        self.row, self.number = row, number
        self.name = row.name.replace('/', '-')  # of its account
        self.mails = [rig.named(2 * number), rig.named(2 * number + 1)]
        self.server = hostile_server.Server(
            tls, row.step, row.act, mails=[rig.bounce(2 * number)], after=rig.bounce(2 * number + 1), starttls=row.starttls,
            haste=HASTE, certificate=row.certificate)
        if row.step == 'never':
            self.server.mails.append(self.server.after)

    def account(self, folder):
        return (f'[account {self.name}]\ncheck_domains = no\naddress = row{self.number}@example.org\nuser = sam\nhost = {rig.here()}\n'
                f'port = {self.server.port}\nca_file = {folder}/ca.pem\npassword_file = {folder}/password\n'
                + ('tls = starttls\n' if self.row.starttls else ''))

    def expected(self):
        return self.mails[0 if self.row.first else 1:]

    def faults(self, agent):
        """What is wrong with it, once all has been told."""
        row, server = self.row, self.server
        told = agent.told()
        for title in self.expected():
            if told.count(title) != 1:
                yield f"'{title}' was told {told.count(title)} times"
        if row.step != 'never':
            lasted = (server.over or time.monotonic()) - server.acted if server.acted else None
            if lasted is None:
                yield 'nothing was done to it'
            elif lasted > row.wait / HASTE + LATE:
                yield f'it lasted {lasted:.2f} s instead of {row.wait / HASTE:.2f}'
        words = [words for _, words in list(agent.words) if words.startswith(self.name + ': ')]
        if row.says and not any(row.says in line or row.slowly and row.slowly in line for line in words):
            yield f"'{row.says}' was never said, but: {words}"
        if server.leaks:
            yield f'a secret was said: {server.leaks}'
        for plain in server.plains:
            if row.starttls and not PLAIN.fullmatch(plain):
                yield f'said in the plain: {plain}'
        if row.step in hostile_table.EARLY and row.says and server.hostile_logins:
            yield 'it was given the password'
        verbs = {line.split(' ')[1] for line in server.lines if ' ' in line}
        if verbs - VERBS or any('FETCH' in line and 'BODY.PEEK[' not in line for line in server.lines):
            yield f'it was asked for {verbs}'

    def __str__(self):
        lasted = (self.server.over or 0) - (self.server.acted or 0)
        return f'{self.row.name:26} {lasted:6.2f} s, {self.server.connections} connections, {self.server.bytes} bytes'


def unfit(agent):
    """Control characters of a server in what people read."""
    for text in (agent.told(), agent.said(), agent.command('status')[1]):
        for line in text.split('\n'):
            if UNFIT.search(line) or '<a ' in line and 'http' in line and 'row' in line:
                yield f'unfit for a terminal: {line!r}'


def stand(agent, cases):
    """Waits until each account that is refused for longer says in `status` what its row says."""
    wanted = {case.name: case.row for case in cases if case.row.fault}

    def all_say():
        for account in agent.accounts():
            row = wanted.get(account['name'])
            if row and account['fault'] == row.fault and row.says in account['sentence'] + account['text']:
                del wanted[account['name']]
        return not wanted
    try:
        rig.wait_until(all_say, 'status says what is wrong')
    except rig.Late as late:
        raise rig.Late(f'{late}: {list(wanted)}: {agent.command("status")[1]}') from None


def watch(folder, cases):
    """One agent with these accounts, until all is told; gives what is wrong, and the usage of its ndrwatch-imap."""
    with rig.Agent(config=''.join(case.account(folder) for case in cases)) as agent:
        agent.start()
        pid = rig.wait_until(lambda: agent.child('ndrwatch-imap'), 'ndrwatch-imap')
        stand(agent, cases)
        wrong = []
        try:
            rig.wait_until(lambda: all(title in agent.told() for case in cases for title in case.expected()), 'all is told', TOLD)
        except rig.Late:
            pass  # the faults of the cases say it better
        for case in cases:
            wrong += [f'{case.row.name}: {fault}' for fault in case.faults(agent)]
        wrong += unfit(agent)
        if agent.child('ndrwatch-imap') != pid:
            wrong.append(f'ndrwatch-imap was not the same any more: {agent.said()}')
            used = (0, 0)
        else:
            used = rig.usage(pid)
        began = time.monotonic()
        agent.stop()
        if time.monotonic() - began > 3:
            wrong.append('the end took longer than 3 seconds')
        return wrong, used


def together(folder, cases):
    wrong, (peak, cpu) = watch(folder, cases)
    for case in cases:
        print(case)
    print(f'{len(cases)} accounts: peak {peak:.1f} MiB, {cpu:.2f} s of CPU')
    return wrong


def apart(folder, cases):
    began = time.monotonic()
    base = max(watch(folder, [case])[1][0] for case in cases if case.row.step == 'never')
    print(f'an honest server: peak {base:.1f} MiB')
    wrong, rest = [], [case for case in cases if case.row.step != 'never']
    rest.sort(key=lambda case: not case.row.fault)  # those first that take longest
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for case, (faults, (peak, cpu)) in zip(rest, pool.map(lambda case: watch(folder, [case]), rest)):
            print(f'{case}, {peak - base:+.1f} MiB, {cpu:.2f} s of CPU', flush=True)
            wrong += faults
            if peak - base > case.row.memory:
                wrong.append(f'{case.row.name}: {peak - base:.1f} MiB more than with an honest server')
            if cpu > CPU:
                wrong.append(f'{case.row.name}: {cpu:.2f} s of CPU')
    print(f'{len(rest)} rows in {time.monotonic() - began:.0f} s')
    return wrong


def main():
    how, imap, *names = sys.argv[1:]
    folder = tempfile.mkdtemp(prefix='hostile-', dir='/tmp')
    try:
        hostile_server.make_certificates(folder)
        shutil.copy(rig.NDRWATCH, folder + '/ndrwatch')
        shutil.copy(imap, folder + '/ndrwatch-imap')
        rig.NDRWATCH = folder + '/ndrwatch'
        with open(os.open(folder + '/password', os.O_WRONLY | os.O_CREAT, 0o600), 'w') as file:
            file.write(hostile_server.PASSWORD + '\n')
        tls = hostile_server.contexts(folder)
        rows = [row for row in hostile_table.ROWS
                if not names or row.name == 'ok' or any(fnmatch.fnmatch(row.name, name) for name in names)]
        cases = [Case(row, number, tls) for number, row in enumerate(rows)]
        hostile_server.serve([case.server for case in cases])
        wrong = {'together': together, 'apart': apart}[how](folder, cases)
        for fault in wrong:
            print('WRONG', fault)
        assert not wrong, f'{len(wrong)} things are wrong'
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
