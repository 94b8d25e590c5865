"""renumbered: a new UIDVALIDITY, a mailbox made anew, a mail moved to Junk and back, a second delivery: each is told once.

UIDs that a server shows out of order: no Dovecot does, see "a repeat" in tests/agent/world.c.
"""
import glob
import shutil

import rig


def path_of(server, number):
    """Where the mail of bounce(number) lies."""
    for path in glob.glob(server.box() + '/new/*') + glob.glob(server.box() + '/cur/*'):
        with open(path, 'rb') as file:
            if b'reader%d@' % number in file.read():
                return path
    raise AssertionError(f'no mail of reader{number}')


with rig.Server() as server, rig.Agent(server) as agent:
    last = 0

    def tell_another():
        """The next mail is told: what came before it has been looked at."""
        global last
        last += 1
        server.deliver(rig.bounce(last))
        agent.wait_line(rig.named(last), 60)

    agent.start()
    agent.wait_watching()
    for _ in range(3):
        tell_another()

    junk = server.folder + '/junk.eml'  # moved to Junk, and back: Dovecot gives it a new UID
    shutil.move(path_of(server, 2), junk)
    tell_another()
    with open(junk, 'rb') as file:
        server.deliver(file.read())
    tell_another()

    server.deliver(rig.bounce(3))  # delivered twice
    tell_another()

    server.stop()
    server.new_uidvalidity()
    server.start()
    tell_another()

    server.stop()  # deleted, and made anew with one old mail and a new one
    server.new_uidvalidity()
    with open(path_of(server, 1), 'rb') as file:
        first = file.read()
    shutil.rmtree(server.box())
    server.deliver(first)
    server.start()
    tell_another()

    agent.stop()  # and none of it comes back to another life; of a sudden death, see killed.py
    agent.start()
    agent.wait_watching()
    tell_another()
    told = agent.told()
    assert [told.count(rig.named(number)) for number in range(1, last + 1)] == [1] * last, told
    assert len(agent.listed()) == last, agent.listed()
