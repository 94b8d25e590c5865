"""first: what lies in the mailbox at the first look: the last two weeks are told, many as one summary, also through kill -9."""
import glob
import os
import random
import time

import rig

MANY = 12
seed = int(os.environ.get('SEED', random.randrange(1 << 32)))
chance = random.Random(seed)
print(f'SEED={seed}')


def deliver_before(server, numbers, days):
    """Mails that came so many days ago: for a Maildir the file's time is INTERNALDATE."""
    for number in numbers:
        before = set(glob.glob(server.box() + '/new/*'))
        server.deliver(rig.bounce(number))
        for path in set(glob.glob(server.box() + '/new/*')) - before:
            os.utime(path, (time.time() - days * 86400,) * 2)


with rig.Server() as server, rig.Agent(server) as agent:
    deliver_before(server, range(100, 103), 16)
    deliver_before(server, range(3), 12)
    agent.start()
    agent.wait_watching()
    for number in range(3):
        agent.wait_line(rig.named(number))
    server.deliver(rig.bounce(3))
    agent.wait_line(rig.named(3))
    assert len(agent.listed('--pending')) == 4, agent.told()
    assert not any(rig.named(number) in agent.told() for number in range(100, 103)), agent.told()

for kills in range(4):
    with rig.Server() as server, rig.Agent(server) as agent:
        deliver_before(server, range(100, 103), 16)
        deliver_before(server, range(MANY), 2.5)
        for _ in range(kills):
            agent.start()
            time.sleep(chance.uniform(0, 0.6))  # the moment is what is tested
            agent.kill()
        agent.start()
        agent.wait_watching()
        server.deliver(rig.bounce(MANY))
        agent.wait_line(rig.named(MANY))
        told = agent.told()
        summaries = [line for _, line in agent.lines if f'{MANY} mails came back in the last 3 days' in line]
        assert summaries and len([line for line in summaries if rig.AGAIN not in line]) <= 1, told
        assert not any(rig.named(number) in told for number in range(MANY)), f'a flood: {told}'
        assert len(agent.listed()) == MANY + 1, agent.listed()
