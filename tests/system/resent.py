"""resent: somebody whose mail came back was written to again, and nothing came back since: it seems to work again.

Nobody reports that a mail has arrived; the Sent folder knows that one was sent. Days lie between, so files are made older.
"""
import glob
import os
import time

import mine
import rig

DAY = 86400


def aged(pattern, text, days):
    """The file with the text came so many days ago."""
    for path in glob.glob(pattern):
        with open(path, 'rb') as file:
            if text in file.read():
                os.utime(path, (time.time() - days * DAY, time.time() - days * DAY))
                return
    raise AssertionError(f'no file with {text}')


def states(agent):
    return {event['recipients'][0]['recipient'] if 'recipients' in event else event['title']: event['past']['state']
            for event in agent.listed() if event.get('past')}


with rig.Server() as server, rig.Agent(server) as agent:
    for number in (1, 2, 3):
        server.deliver(rig.bounce(number))
        aged(server.box() + '/new/*', b'reader%d@' % number, 9)
    again = {1: 8, 2: 9.001, 3: 1}  # days: long enough ago; a minute before it came back; too short a time ago
    for number, days in again.items():
        text = mine.own(number).replace(b'original-', b'another-')
        mine.put_sent(server, mine.own(number), text)
        aged(server.box() + '/.Sent/cur/*', b'another-%d@' % number, days)
        aged(server.box() + '/.Sent/cur/*', b'original-%d@' % number, 12)
    agent.start()
    agent.wait_watching()
    rig.wait_until(lambda: 'works' in states(agent).values(), f'a case that works again: {agent.listed()}')
    rig.wait_until(lambda: agent.said().count('another mail was sent there since') == 2, 'two were written to again')
    print(states(agent))
    assert sorted(states(agent).values()) == ['failed', 'failed', 'works'], states(agent)
    assert next(state for who, state in states(agent).items() if 'reader1@' in who) == 'works', states(agent)
    agent.stop()  # another index asks for what is still open, and nothing is told twice
    agent.start()
    agent.wait_watching()
    rig.wait_until(lambda: agent.accounts()[0].get('sent', {}).get('state') == 'ready', 'a second index')
    assert sorted(states(agent).values()) == ['failed', 'failed', 'works'], states(agent)
