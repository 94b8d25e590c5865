"""memory: what one idle account costs: private memory, wake-ups, processor time; beside a bare IDLE client.

The bar: Private_Dirty of ndrwatch and its children at most 6 MiB.
"""
import argparse
import glob
import os
import re
import sys
import time

import rig
from floor import Floor

parser = argparse.ArgumentParser()
parser.add_argument('--seconds', type=int, default=60)
seconds = parser.parse_args().seconds


def number(path, key):
    with open(path) as file:
        return int(re.search(rf'^{key}:\s*(\d+)', file.read(), re.M)[1])


def dirty(pids):
    return sum(number(f'/proc/{pid}/smaps_rollup', 'Private_Dirty') for pid in pids) / 1024


def wakes(pids):
    return sum(number(path, 'voluntary_ctxt_switches') for pid in pids for path in glob.glob(f'/proc/{pid}/task/*/status'))


def work(pids):
    total = 0
    for pid in pids:
        with open(f'/proc/{pid}/stat') as file:
            total += sum(map(int, file.read().rpartition(')')[2].split()[11:13]))
    return total / os.sysconf('SC_CLK_TCK')


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
