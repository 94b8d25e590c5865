"""junk: a returned mail that lands in the folder for spam is told, too, once; on the one connection there is.

    junk.py IMAP      ndrwatch-imap with the clock of tick_hasty.c: its five minutes are ten seconds here
"""
import concurrent.futures
import os
import shutil
import sys
import tempfile

import rig

def lure():
    """What only looks like a report, and wants a password."""
    with open(os.path.join(rig.SOURCE, 'tests/agent/genuine/fake-send-again.eml'), 'rb') as file:
        return file.read().replace(b'you@example.org', b'sam@example.org')


def junk(server, text, name):
    """Puts a mail into the folder, as the provider's filter does."""
    server.deliver(text, user='sam/.' + name)


def main():
    folder = tempfile.mkdtemp(prefix='junk-', dir='/tmp')
    shutil.copy(rig.NDRWATCH, folder + '/ndrwatch')
    shutil.copy(sys.argv[1], folder + '/ndrwatch-imap')
    rig.NDRWATCH = folder + '/ndrwatch'
    try:
        with concurrent.futures.ThreadPoolExecutor() as pool:  # most of the time they wait
            for done in [pool.submit(part) for part in (found_by_its_name, named_and_moved, none_at_all)]:
                done.result()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def found_by_its_name():
    """What is there already comes with the first look, what comes later within minutes; what only looks like a report is let lie."""
    with rig.Server() as server, rig.Agent(server) as agent:
        agent.configure(agent.account(server, idle='no', poll=30))  # a second here
        server.deliver(rig.bounce(1))
        junk(server, rig.bounce(2), 'Spam')
        agent.start()
        agent.wait_watching()
        agent.wait_line(rig.named(1))
        agent.wait_line(rig.named(2))
        junk(server, lure(), 'Spam')
        junk(server, rig.bounce(3), 'Spam')
        agent.wait_line(rig.named(3))
        server.deliver(rig.bounce(4))  # the watched mailbox is open again
        agent.wait_line(rig.named(4))
        titles = [line for line in agent.told().splitlines() if not line.startswith(' ')]
        assert len(agent.listed()) == 5 and len(titles) == 4 and all('Not delivered' in title for title in titles), titles
        assert len(server.sessions()) == 1, server.sessions()
        agent.stop()
        assert server.log(0).count('Login: user=') == 1, server.log(0)
        flags = {name: flags for name, (flags, _) in server.mails().items()}
        assert not any('S' in flag for flag in flags.values()), flags

        junk(server, rig.bounce(5), 'Spam')  # while nobody looks
        agent.lines.clear()
        agent.start()
        agent.wait_line(rig.named(5))
        told = agent.told()
        assert not any(rig.named(number) in told for number in (1, 2, 3, 4)), told


def named_and_moved():
    """Its name is configured; a mail that the person moves to the inbox is no other one, nor one that was there before."""
    with rig.Server() as server, rig.Agent(server) as agent:
        agent.configure(agent.account(server, junk='Werbung'))
        server.deliver(rig.ordinary(1))
        junk(server, rig.bounce(1), 'Werbung')
        junk(server, rig.bounce(2), 'Spam')  # that one is not looked at
        agent.start()
        agent.wait_line(rig.named(1))
        server.deliver(rig.bounce(1))
        server.deliver(rig.bounce(3))
        agent.wait_line(rig.named(3))
        assert agent.told().count(rig.named(1)) == 1 and rig.named(2) not in agent.told(), agent.told()
        assert len(agent.listed()) == 2


def none_at_all():
    """Without such a folder all is as ever, and what scan --all finds is not held back for it."""
    with rig.Server() as server, rig.Agent(server) as agent:
        server.deliver(rig.bounce(1))
        agent.start()
        agent.wait_line(rig.named(1))
        agent.wait_watching()
        code, out, err = agent.command('scan', '--all')
        assert code == 0, out + err
        server.deliver(rig.bounce(2))
        agent.wait_line(rig.named(2))


main()
