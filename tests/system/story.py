"""story: a mail comes back while the agent idles; it is told within a second, and the mailbox stays as it was."""
import time

import rig

with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    for number in range(3):
        server.deliver(rig.ordinary(number))
    server.deliver(rig.mail('6-newsletter.eml'))
    server.deliver(rig.mail('7-quoted.eml'))
    server.deliver(rig.mail('8-read-receipt.eml'))
    arrived = time.monotonic()
    server.deliver(rig.story())
    before = server.mails()

    told = agent.wait_line('pat@charter.net', 10)
    print(f'told {told - arrived:.3f} s after it arrived, of which Dovecot waits 0.5 s')
    assert told - arrived < 1.0, 'later than a second'
    assert len(agent.listed()) == 1, 'an ordinary mail was told'

    code, words, _ = agent.command('show', 'latest')
    assert code == 0
    for expected in ('pat@charter.net', 'refused', 'Charter', 'few hours', 'phone', '5.4.316'):
        assert expected in words, f'"{expected}" is missing in:\n{words}'

    assert server.mails() == before, 'the mailbox was changed: flags, names or bytes'
    assert agent.stop() == 0
