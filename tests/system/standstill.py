"""standstill: the server stands still, while its kernel goes on taking calls; once it goes on, so do we, within a minute.

    standstill.py IMAP    ndrwatch-imap with the clock of tick_hasty.c
"""
import os
import shutil
import sys
import tempfile
import time

import rig

HASTE = 30  # of tick_hasty.c
OUTAGE = 10  # seconds: of that clock five minutes, after which a server that answers would be spared for four
MINUTE = 60 / HASTE
BUSY = 2  # seconds that the machine may take itself; four minutes are eight

with tempfile.TemporaryDirectory() as folder:
    for real, name in ((rig.NDRWATCH, 'ndrwatch'), (sys.argv[1], 'ndrwatch-imap')):
        shutil.copy(real, f'{folder}/{name}')
    rig.NDRWATCH = folder + '/ndrwatch'
    with rig.Server() as server, rig.Agent(server) as agent:
        agent.start()
        agent.wait_watching()
        server.freeze(True)
        try:
            agent.command('run', '--once')  # asks the running one to look; nobody answers
            began = time.monotonic()
            agent.wait_state('waiting')
            server.deliver(rig.bounce(1))
            while time.monotonic() < began + OUTAGE:  # the longest wait is ahead when a try has just failed
                agent.wait_state('connecting')
                agent.wait_state('waiting')
        finally:
            server.freeze(False)
        thawed = time.monotonic()
        took = agent.wait_line(rig.named(1)) - thawed
        print(f'told {took:.1f} s after the server went on, {thawed - began:.1f} s after it stood still')
        assert took < MINUTE + BUSY
        assert agent.told().count('Not delivered') == 1, agent.told()
