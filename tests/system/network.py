"""network: the network goes and comes back; what arrived meanwhile is told within two seconds, and nobody is hammered.

In namespaces of its own: the server in one, the agent in another, a cable between them.
"""
import datetime
import os
import signal
import time

import cable
import rig

SOON = 2.5  # seconds: two, and what a sanitised build on a busy machine takes longer


def left(when):
    return datetime.datetime.fromisoformat(when.replace('Z', '+00:00')).timestamp() - time.time() if when else 0


def within(agent, number, since):
    took = agent.wait_line(rig.named(number)) - since
    assert took < SOON, f'mail {number} was told {took:.1f} s after the network was back'


cable.enter()
with cable.Cable() as road, rig.Server(start=False) as server:
    road.lead_to(server)
    server.start()
    with rig.Agent(server) as agent:
        agent.configure(agent.account(server, host='localhost'))
        agent.start(before=road.prefix())
        agent.wait_watching()

        # A cable pulled out: the session survives it, but the server's word of the mail was lost on the way.
        road.link('down')
        server.deliver(rig.bounce(1))
        time.sleep(5)
        road.link('up')
        within(agent, 1, time.monotonic())
        assert server.log(0).count('Login: ') == 1, server.log(0)

        # Another address: the old session is dead, and that is not waited for.
        road.address('del', '10.77.0.2')
        server.deliver(rig.bounce(2))
        agent.wait_state('waiting')
        time.sleep(5)
        road.address('add', '10.77.0.3')
        within(agent, 2, time.monotonic())

        # No address for so long that the waits have grown: nobody waits for their end.
        road.address('del', '10.77.0.3')
        agent.wait_state('waiting')
        server.deliver(rig.bounce(3))
        # A wait is a fifth of the outage, its last quarter left to chance: above three seconds after 20 at the latest.
        rig.wait_until(lambda: left(agent.accounts()[0]['next']) > SOON + 0.5, 'the waits have grown', 60)
        road.address('add', '10.77.0.4')
        within(agent, 3, time.monotonic())
        assert server.log(0).count('Login: ') == 3, server.log(0)

        # A look that waits for an answer, over an address that goes: the answer is not waited for.
        agent.wait_watching()
        mute = server.sessions()
        for pid in mute:
            os.kill(pid, signal.SIGSTOP)
        try:
            server.deliver(rig.bounce(4))
            agent.command('run', '--once')  # asks the running one to look
            time.sleep(1)
            road.address('del', '10.77.0.4')
            road.address('add', '10.77.0.5')
            within(agent, 4, time.monotonic())
        finally:
            for pid in mute:
                os.kill(pid, signal.SIGCONT)
        told = [agent.told().count(rig.named(number)) for number in (1, 2, 3, 4)]
        assert told == [1, 1, 1, 1], agent.told()
