"""desktop: with ndrwatch-notify on a session bus a returned mail becomes a bubble; pressing its button reaches the journal.

    desktop.py MOCK_NOTIFYD SESSION_CONF        a scripted notification server, a bus on which nothing else starts
"""
import json
import os
import shutil
import subprocess
import sys

import rig

mock, session = sys.argv[1:]
if not shutil.which('dbus-run-session'):
    rig.skip('dbus-run-session is not installed (dbus-daemon)')
if 'DESKTOP_BUS' not in os.environ:
    os.environ['DESKTOP_BUS'] = '1'
    os.execvp('dbus-run-session', ['dbus-run-session', '--config-file', session, '--', sys.executable, *sys.argv])
BUS = {'DBUS_SESSION_BUS_ADDRESS': os.environ['DBUS_SESSION_BUS_ADDRESS']}


class Bubbles:
    """What the notification server was asked, while it lives."""

    def __init__(self, agent, *arguments):
        self.path = agent.home + '/bubbles'
        with open(self.path, 'wb') as log:
            self.process = subprocess.Popen([mock, *arguments], stdout=log)
        rig.wait_until(lambda: self.lines(), 'the notification server')

    def lines(self):
        with open(self.path) as log:
            return [json.loads(line) for line in log if line.endswith('\n')]

    def texts(self):
        return [json.dumps(line) for line in self.lines() if line.get('call') == 'Notify']

    def wait(self, text, seconds=rig.SLOW):
        return rig.wait_until(lambda: [line for line in self.texts() if text in line], f'a bubble with "{text}"', seconds)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


with rig.Server() as server, rig.Agent(server, environment=BUS) as agent:
    agent.start()
    agent.wait_watching()
    with Bubbles(agent, '--press', 'handled') as bubbles:
        notifier = subprocess.Popen([os.environ['NDRWATCH_NOTIFY']], env=agent.environment)
        try:
            rig.wait_until(lambda: agent.status()['desktop']['server'], 'status names the desktop')
            server.deliver(rig.bounce(1))
            server.deliver(rig.ordinary(1))
            bubbles.wait(rig.named(1))
            # Its button was pressed: it is handled, and the bubble withdrawn.
            rig.wait_until(lambda: agent.listed('--pending') == [], 'the notice is handled')
            rig.wait_until(lambda: [line for line in bubbles.lines() if line.get('call') == 'CloseNotification'],
                           'the bubble is withdrawn')
            server.deliver(rig.mail('1-refused.eml'))
            bubbles.wait('pat@charter.net')
            assert len(bubbles.texts()) == 2, bubbles.texts()
            # The agent goes, the notifier stays and finds the next one.
            agent.kill()
            agent.start()
            agent.wait_watching()
            server.deliver(rig.bounce(2))
            bubbles.wait(rig.named(2))
        finally:
            notifier.terminate()
            notifier.wait(rig.SLOW)
    # The session is over: the agent lives on and keeps the notice for the next one.
    server.deliver(rig.bounce(3))
    rig.wait_until(lambda: len(agent.listed()) == 4, 'the fourth notice')
