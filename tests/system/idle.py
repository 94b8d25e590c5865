"""idle: with nothing to do the programs do not wake up; the figures are printed."""
import glob
import time

import rig

REST = 10  # seconds; nothing is due within minutes


def wakings(pid):
    """How often the threads of a process have been woken from a wait."""
    total = 0
    for path in glob.glob(f'/proc/{pid}/task/*/status'):
        with open(path) as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith('voluntary_ctxt_switches'))
    return total


with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    server.deliver(rig.bounce(1))
    agent.wait_line(rig.named(1))
    who = {'ndrwatch': agent.process.pid, 'ndrwatch parse': agent.child('parse'), 'ndrwatch-imap': agent.child('ndrwatch-imap')}
    time.sleep(2)  # what the mail has set going comes to rest
    before = {name: wakings(pid) for name, pid in who.items()}
    time.sleep(REST)
    woken = {name: wakings(pid) - before[name] for name, pid in who.items()}
    for name, times in woken.items():
        print(f'{name}: woken {times} times in {REST} s')
    # ndrwatch-imap hears of the network and the clock of this machine, which other tests may touch.
    assert woken.pop('ndrwatch-imap') <= 2
    assert not any(woken.values())
