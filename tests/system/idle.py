"""idle: with nothing to do the agent and its parser do not wake up; the figures are printed."""
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
    for name, pid in who.items():
        print(f'{name}: woken {wakings(pid) - before[name]} times in {REST} s')
    assert wakings(who['ndrwatch']) == before['ndrwatch']
    assert wakings(who['ndrwatch parse']) == before['ndrwatch parse']
