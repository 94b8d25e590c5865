"""strange: 100 MB, binary and empty mails are not bounces, and that is known quickly."""
import random
import subprocess
import time

import rig

NOISE = random.Random(7).randbytes(500_000)
HUGE = 100 << 20
FROM_A_SERVER = (b'Return-Path: <>\r\nFrom: MAILER-DAEMON@example.net\r\nTo: sam@example.org\r\n'
                 b'Subject: Nightly figures\r\nAuto-Submitted: auto-generated\r\n\r\n')
LINE = b'Nothing in here says anything about a mail that was returned.\r\n'
STRANGE = {
    'empty': b'',
    'binary': bytes(range(256)) * 2048,
    'random': NOISE,
    'binary from a server': FROM_A_SERVER + NOISE,
    'huge': rig.ordinary(1) + LINE * (HUGE // len(LINE)),
    'huge from a server': FROM_A_SERVER + LINE * (HUGE // len(LINE)),
}

with rig.Server() as server, rig.Agent(server) as agent:
    for name, text in STRANGE.items():
        began = time.monotonic()
        done = subprocess.run([rig.NDRWATCH, 'explain', '-'], input=text, env=agent.environment, timeout=rig.SLOW,
                              capture_output=True)
        took = time.monotonic() - began
        print(f'explain {name}: exit {done.returncode} after {took:.2f} s')
        assert done.returncode == 1, done
        assert took < 5, 'too slow'

    agent.start()
    agent.wait_watching()
    for text in STRANGE.values():
        server.deliver(text)
    delivered = time.monotonic()
    server.deliver(rig.bounce(1))
    told = agent.wait_line(rig.named(1))
    print(f'all looked at {told - delivered:.2f} s after the last one arrived')
    assert len(agent.listed()) == 1, agent.told()
    assert told - delivered < 5, 'too slow'
