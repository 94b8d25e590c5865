"""families: the server's name has an IPv6 and an IPv4 address; where IPv6 leads nowhere, IPv4 does, a moment later."""
import time

import cable
import rig

SOON = 5  # seconds: a stagger of 0.3, and a sanitised build on a busy machine

cable.enter()
with cable.Cable() as road, rig.Server(start=False) as server:
    road.second_family()
    road.lead_to(server, cable.HERE6)
    server.start()
    with rig.Agent(server) as agent:
        agent.configure(agent.account(server, host='localhost'))
        agent.start(before=road.prefix())
        agent.wait_watching()
        assert f'rip={cable.THERE6}' in server.log(0), 'IPv6 is what the name says first'
        server.deliver(rig.bounce(1))
        agent.wait_line(rig.named(1))
        agent.stop()

        road.silence6(True)
        server.log()
        server.deliver(rig.bounce(2))
        began = time.monotonic()
        agent.start(before=road.prefix())
        took = agent.wait_line(rig.named(2)) - began
        print(f'told {took:.1f} s after the start, past a road that leads nowhere')
        assert took < SOON
        log = server.log()
        assert f'rip={cable.THERE}' in log and cable.THERE6 not in log, log
