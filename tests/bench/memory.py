"""memory: what one idle account costs: private memory, wake-ups, processor time; beside a bare IDLE client.

The bar: Private_Dirty of ndrwatch and its children at most 6 MiB.
"""
import argparse
import os
import sys
import time

import rig
from floor import Floor
from usage import dirty, wakes, work

parser = argparse.ArgumentParser()
parser.add_argument('--seconds', type=int, default=60)
seconds = parser.parse_args().seconds

with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    server.deliver(rig.bounce(1))  # everything has been walked once
    agent.wait_line(rig.named(1))
    with Floor(server) as floor:
        pids = {'ndrwatch': agent.family(), 'bare client': [floor.process.pid]}
        before = {name: (wakes(some), work(some)) for name, some in pids.items()}
        time.sleep(seconds)  # what is measured is the idling
        memory = dirty(pids['ndrwatch'])
        for pid in pids['ndrwatch']:
            print(f'{dirty([pid]):6.2f} MiB  {os.path.basename(os.readlink(f"/proc/{pid}/exe"))}')
        print(f'{memory:6.2f} MiB  ndrwatch and its children, Private_Dirty (bar: 6)')
        for name, some in pids.items():
            print(f'{name:11} in {seconds} idle seconds: {wakes(some) - before[name][0]} wake-ups, '
                  f'{work(some) - before[name][1]:.2f} s of work, {dirty(some):.2f} MiB')
sys.exit(0 if memory <= 6 else 1)
