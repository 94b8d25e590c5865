"""renumbered: the mailbox gets a new UIDVALIDITY, as after a restored backup: nothing is told twice, nothing missed."""
import rig

with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    for number in (1, 2, 3):
        server.deliver(rig.bounce(number))
    for number in (1, 2, 3):
        agent.wait_line(rig.named(number))
    server.stop()
    server.new_uidvalidity()
    server.deliver(rig.bounce(4))
    server.start()
    agent.wait_line(rig.named(4), 60)
    agent.wait_watching()
    server.deliver(rig.bounce(5))
    agent.wait_line(rig.named(5))
    told = agent.told()
    assert [told.count(rig.named(number)) for number in range(1, 6)] == [1] * 5, told
