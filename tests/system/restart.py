"""restart: the server goes and comes back: the agent does too, misses nothing, tells nothing twice."""
import rig

with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    server.deliver(rig.bounce(1))
    agent.wait_line(rig.named(1))
    for number in (2, 4):
        server.stop()
        server.deliver(rig.bounce(number))
        agent.wait_state('waiting')
        server.start()
        agent.wait_line(rig.named(number), 60)
        agent.wait_watching()
        server.kick()
        server.deliver(rig.bounce(number + 1))
        agent.wait_line(rig.named(number + 1), 60)
        agent.wait_watching()
    told = agent.told()
    assert [told.count(rig.named(number)) for number in range(1, 6)] == [1] * 5, told
