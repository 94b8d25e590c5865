"""killed: kill -9 of each program at random moments while mails arrive: nothing lost, nothing told as new twice."""
import os
import random
import signal
import threading
import time

import rig

ROUNDS = 12
MAILS = 5  # a round
seed = int(os.environ.get('SEED', random.randrange(1 << 32)))
chance = random.Random(seed)
print(f'SEED={seed}')


def deliver_some(server, numbers):
    for number in numbers:
        server.deliver(rig.bounce(number))
        time.sleep(chance.uniform(0, 0.05))  # the moment is what is tested


with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    number = 0
    for turn in range(ROUNDS):
        numbers = range(number, number + MAILS)
        number += MAILS
        arriving = threading.Thread(target=deliver_some, args=(server, numbers))
        arriving.start()
        time.sleep(chance.uniform(0, 0.9))
        victim = ('agent', 'ndrwatch-imap', 'parse')[turn % 3]
        print(f'{time.monotonic():.3f} kill {victim}')
        if victim == 'agent':
            agent.kill()
            agent.start()
        elif pid := agent.child(victim):
            os.kill(pid, signal.SIGKILL)
        arriving.join()
    for each in range(number):
        agent.wait_line(rig.named(each), 60)

    for each in range(number):
        new = [line for _, line in agent.lines if line.endswith(rig.named(each))]
        assert len(new) <= 1, f'told as new {len(new)} times: {new}'
    listed = agent.listed()
    assert len(listed) == number, f'{len(listed)} in the journal of {number}'
