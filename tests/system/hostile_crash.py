"""hostile_crash: one of 100 servers makes ndrwatch-imap die at every connect; the other 99 accounts do not suffer.

    hostile_crash.py IMAP    IMAP: ndrwatch-imap that dies of certain words (crash_on_words.c)
"""
import os
import shutil
import sys
import tempfile
import time

import hostile_server
import rig

ACCOUNTS = 100
SOON = 5.0  # seconds from a delivery until it is told
QUIET = 2.0  # seconds in which nothing happens
DEADLY = b'* OK die of this\r\n'


class Deadly(hostile_server.Server):
    """Says the words at every connect, as long as it is deadly."""
    deadly, deaths = True, 0

    def serve(self, raw):
        if not self.deadly:
            return super().serve(raw)
        self.connections += 1
        self.deaths += 1
        try:
            secure = self.tls['good'].wrap_socket(raw, server_side=True)
            secure.sendall(DEADLY)
            secure.recv(1)
        except OSError:
            pass


def deliver(servers, numbers):
    """One to each; gives the moment."""
    moment = time.monotonic()
    for server, number in zip(servers, numbers):
        server.deliver([rig.bounce(number)])
    return moment


def all_told(agent, numbers, moment, what):
    longest = max(agent.wait_line(rig.named(number)) for number in numbers) - moment
    print(f'{what}: all {len(numbers)} told after {longest:.2f} s')
    return longest


def at_every_connect(agent, servers, deadly, others):
    """From the first moment on."""
    agent.start()
    rig.wait_until(lambda: sum(account['state'] == 'watching' for account in agent.accounts()) == ACCOUNTS - 1, 'all others watch')
    before = sum(server.connections for server in others)
    numbers = range(1000, 1000 + len(others))
    rig.wait_until(lambda: deadly.deaths >= 3, 'it has died again and again')
    longest = all_told(agent, numbers, deliver(others, numbers), f'after {deadly.deaths} deaths')
    assert longest < SOON, 'too late'
    after = sum(server.connections for server in others)
    print(f'connections of the others: {before}, then {after}')
    assert after == before, 'the others were connected anew'
    assert max(server.connections for server in others) <= 2, 'they were connected more often than the first death costs'
    one = [account for account in agent.accounts() if account['name'] == 'deadly'][0]
    assert one['state'] in ('waiting', 'connecting'), one
    rig.wait_until(lambda: any('died over what' in account['sentence'] for account in agent.accounts()), 'status says so')
    deadly.deadly = False
    deadly.deliver([rig.bounce(3)])
    agent.wait_line(rig.named(3), 90)
    print(f'healed after {deadly.deaths} deaths')
    assert deadly.deaths < 8, 'it is tried again and again, instead of with growing waits'


def while_it_idles(agent, servers, others):
    """An account that has been well all the time, in the midst of the news of all others."""
    culprit = others.pop()
    numbers = range(2000, 2000 + len(others))
    with culprit.lock:
        talk = culprit.idlers[0]
    before = sum(server.connections for server in others)
    talk.ring(DEADLY)
    longest = all_told(agent, numbers, deliver(others, numbers), 'at the moment of a death')
    assert longest < SOON, 'too late'
    after = sum(server.connections for server in others)
    print(f'connections of the others: {before}, then {after}')
    assert after <= before + len(others), 'a death costs each of them one at most'
    culprit.deliver([rig.bounce(4)])
    agent.wait_line(rig.named(4))


def alone(tls, config):
    """The only account has a process of its own: the common one, which nobody wants any more, must not keep the agent awake."""
    server = Deadly(tls)
    hostile_server.serve([server])
    with rig.Agent(config=config(0, server)) as agent:
        agent.start()
        rig.wait_until(lambda: server.deaths >= 2, 'it has died, and again')
        server.deadly = False
        agent.wait_watching(90)
        assert 'ndrwatch-imap' in agent.status()['cage'], 'status says nothing of its cage'
        before = rig.usage(agent.process.pid)[1]
        time.sleep(QUIET)
        spent = rig.usage(agent.process.pid)[1] - before
        print(f'alone: {spent:.2f} s of CPU in {QUIET:.0f} s')
        assert spent < QUIET / 10, 'it does not sleep'
        agent.stop()


def main():
    folder = tempfile.mkdtemp(prefix='crash-', dir='/tmp')
    try:
        hostile_server.make_certificates(folder)
        shutil.copy(rig.NDRWATCH, folder + '/ndrwatch')
        shutil.copy(sys.argv[1], folder + '/ndrwatch-imap')
        rig.NDRWATCH = folder + '/ndrwatch'
        with open(os.open(folder + '/password', os.O_WRONLY | os.O_CREAT, 0o600), 'w') as file:
            file.write(hostile_server.PASSWORD + '\n')
        tls = hostile_server.contexts(folder)
        deadly = Deadly(tls)
        others = [hostile_server.Server(tls) for _ in range(ACCOUNTS - 1)]
        servers = others[:40] + [deadly] + others[40:]
        hostile_server.serve(servers)

        def config(number, server):
            name = f'other{number}' if server in others else 'deadly'
            return (f'[account {name}]\ncheck_domains = no\naddress = box{number}@example.org\nuser = sam\nhost = {rig.here()}\n'
                    f'port = {server.port}\nca_file = {folder}/ca.pem\npassword_file = {folder}/password\n')
        alone(tls, config)
        with rig.Agent(config=''.join(config(*both) for both in enumerate(servers))) as agent:
            at_every_connect(agent, servers, deadly, others)
            while_it_idles(agent, servers, others)
            agent.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
