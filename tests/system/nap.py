"""nap: the machine sleeps, and meanwhile the server forgets the session without a word: that is seen at once, not at the
next renewal.

    nap.py NDRWATCH-IMAP    a copy of it with nap.c, whose machine sleeps at each SIGUSR1
"""
import os
import shutil
import signal
import sys
import tempfile
import time

import rig

SOON = 8  # seconds: four for the server to say something, and what a sanitised build on a busy machine takes

with tempfile.TemporaryDirectory() as folder:
    # The agent finds its helper beside itself, as in an uninstalled build.
    for real, name in ((rig.NDRWATCH, 'agent/ndrwatch'), (sys.argv[1], 'imap/ndrwatch-imap')):
        os.makedirs(os.path.dirname(f'{folder}/{name}'))
        shutil.copy(real, f'{folder}/{name}')
    rig.NDRWATCH = folder + '/agent/ndrwatch'
    with rig.Server() as server, rig.Agent(server) as agent:
        agent.start()
        agent.wait_watching()
        logins = server.log(0).count('Login: ')

        # Awake again, and all is well: looked at once, the session lives on.
        imap = agent.child('ndrwatch-imap')
        os.kill(imap, signal.SIGUSR1)
        server.deliver(rig.bounce(1))
        agent.wait_line(rig.named(1))
        agent.wait_watching()
        assert server.log(0).count('Login: ') == logins, server.log(0)

        # Whoever served us says nothing any more: a new connection within seconds. IDLE would last nine minutes.
        mute = server.sessions()
        assert mute
        for pid in mute:
            os.kill(pid, signal.SIGSTOP)
        try:
            server.deliver(rig.bounce(2))
            os.kill(imap, signal.SIGUSR1)
            woke = time.monotonic()
            took = agent.wait_line(rig.named(2)) - woke
            print(f'told {took:.1f} s after the nap')
            assert took < SOON
            assert server.log(0).count('Login: ') == logins + 1, server.log(0)
        finally:
            for pid in mute:
                os.kill(pid, signal.SIGCONT)
        told = [agent.told().count(rig.named(number)) for number in (1, 2)]
        assert told == [1, 1], agent.told()
