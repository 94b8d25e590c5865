"""unplugged: no server at the start: the agent waits, says so, and catches up when there is one."""
import rig

with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    server.deliver(rig.bounce(1))
    agent.wait_line(rig.named(1))
    agent.stop()
    server.stop()

    server.deliver(rig.bounce(2))
    agent.start()
    account = agent.wait_state('waiting')
    assert rig.here() in account['text'], account
    server.start()
    agent.wait_line(rig.named(2), 60)
    agent.wait_watching()
    server.deliver(rig.bounce(3))
    agent.wait_line(rig.named(3))
    assert [agent.told().count(rig.named(number)) for number in (1, 2, 3)] == [1, 1, 1], agent.told()
