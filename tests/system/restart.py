"""restart: the server goes and comes back: the agent does too, misses nothing, tells nothing twice."""
import time

import rig

with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    server.deliver(rig.bounce(1))
    agent.wait_line(rig.named(1))
    for number in (2, 4):
        server.stop()
        agent.wait_state('waiting')
        server.deliver(rig.bounce(number))
        server.start()
        back = time.monotonic()
        print(f'told {agent.wait_line(rig.named(number), 60) - back:.1f} s after the server was back')
        agent.wait_watching()
        server.kick()
        back = time.monotonic()
        server.deliver(rig.bounce(number + 1))
        print(f'told {agent.wait_line(rig.named(number + 1), 60) - back:.1f} s after the connection was cut')
        agent.wait_watching()
    told = agent.told()
    assert [told.count(rig.named(number)) for number in range(1, 6)] == [1] * 5, told
    agent.stop()
    assert server.fetched() == 5, 'each body is fetched once'
