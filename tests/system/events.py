"""events: `run --events` tells all that happens as versioned JSON lines, each returned mail by itself and at least once."""
import json

import light
import rig

MANY = 9


def events(agent):
    found = [json.loads(line) for line in agent.told().splitlines()]
    assert all(event['v'] == 1 and event['at'] and event['event'] for event in found), agent.told()
    return found


def of(agent, kind):
    return [event for event in events(agent) if event['event'] == kind]


with light.Server() as server, rig.Agent(server) as agent:
    server.box('sam', mails=60, every=4 * 3600, bounces=[(40 + number, rig.bounce(number)) for number in range(1, MANY + 1)])
    agent.start('--events')
    agent.wait_line('"event":"bounce"', times=MANY)  # no summary: whoever stores them counts
    server.deliver('sam', rig.bounce(100))
    agent.wait_line(rig.named(100))
    agent.command('scan', '--all')
    agent.wait_line('"state":"over"')
    server.stop()
    agent.wait_line('"state":"waiting"')
    assert agent.stop() == 0
    told = events(agent)
    assert told[0]['event'] == 'start' and told[0]['accounts'] == 1 and told[0]['version'], told[0]
    assert told[-1]['event'] == 'stop' and told[-1]['exit'] == 0, told[-1]
    states = [event['state'] for event in of(agent, 'account')]
    assert states[0] == 'connecting' and 'watching' in states and states[-1] == 'waiting', states
    assert all(event['account'] == 'test' and event['sentence'] for event in of(agent, 'account')), states
    bounces = of(agent, 'bounce')
    ids = [event['bounce']['id'] for event in bounces]
    assert len(set(ids)) == len(ids) == MANY + 1 and not any(event['again'] for event in bounces), ids
    assert all(event['bounce']['title'] and event['bounce']['account'] == 'test' for event in bounces), bounces
    scans = of(agent, 'scan')
    assert [scan['state'] for scan in scans][-1] == 'over' and scans[-1]['share'] == 1, scans

# Nobody reads: what has been claimed is told again, as what may be known, to the next reader.
with light.Server() as server, rig.Agent(server) as agent:
    agent.start('--events')
    agent.wait_watching()
    server.deliver('sam', *(rig.bounce(number) for number in range(1, 4)))
    agent.wait_line(rig.named(3))
    agent.kill()
    agent.start('--events')
    agent.wait_watching()
    server.deliver('sam', rig.bounce(4))
    agent.wait_line(rig.named(4))
    ids = {}
    for event in of(agent, 'bounce'):
        ids.setdefault(event['bounce']['id'], []).append(event['again'])
    assert len(ids) == 4 and all(again.count(False) <= 1 for again in ids.values()), ids
    assert len(of(agent, 'start')) == 2
    agent.stop()
