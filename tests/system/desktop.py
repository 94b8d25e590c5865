"""desktop: with ndrwatch-notify on a session bus a returned mail becomes a bubble; pressing its button reaches the journal.

    desktop.py MOCK_NOTIFYD SESSION_CONF        a scripted notification server, a bus on which nothing else starts
"""
import json
import os
import re
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


def picture():
    """The words of the bubble in README's picture."""
    with open(rig.SOURCE + '/README.md') as readme:
        return re.search(r'!\[A bubble: "(\S+ \S+ ?\S+)\. ([^"]+)"', readme.read()).groups()


with rig.Server() as server, rig.Agent(server, environment=BUS) as agent:
    agent.configure(agent.account(server, address='sam.rivers@outlook.com'))
    agent.start()
    agent.wait_watching()
    notifier = subprocess.Popen([os.environ['NDRWATCH_NOTIFY']], env=agent.environment)
    try:
        with Bubbles(agent, '--press', 'handled') as bubbles:
            rig.wait_until(lambda: agent.status()['desktop']['server'], 'status names the desktop')
            server.deliver(rig.bounce(1))
            server.deliver(rig.ordinary(1))
            bubbles.wait(rig.named(1))
            # Its button was pressed: it is handled, and the bubble withdrawn.
            rig.wait_until(lambda: agent.listed('--pending') == [], 'the notice is handled')
            rig.wait_until(lambda: [line for line in bubbles.lines() if line.get('call') == 'CloseNotification'],
                           'the bubble is withdrawn')
        rig.wait_until(lambda: not agent.status()['desktop']['server'], 'status says that the desktop has gone')
        with Bubbles(agent, '--press', 'explain') as bubbles:
            rig.wait_until(lambda: agent.status()['desktop']['server'], 'status names the desktop')
            server.deliver(rig.story())
            # Shown, pressed, and in its place: what to do, step by step.
            bubbles.wait('1. Wait a few hours')
            words, steps = [line for line in bubbles.lines() if line.get('call') == 'Notify']
            clock = re.compile(r'\(from [^)]*\)')  # today, or a day's name
            assert (words['title'], clock.sub('', words['body'])) == (picture()[0], clock.sub('', picture()[1])), words
            assert words['title'] == steps['title']
            assert words['hints']['category'] == "'email.bounced'" and '1. ' not in words['body'], words
            assert steps['replaces'] != 0 and '\n2. ' in steps['body'], steps
            assert len(agent.listed('--pending')) == 1
            # The agent goes, the notifier stays and finds the next one.
            agent.kill()
            agent.start()
            agent.wait_watching()
            server.deliver(rig.bounce(2))
            bubbles.wait(rig.named(2))
            assert len([text for text in bubbles.texts() if 'pat@' in text]) == 2, bubbles.texts()
    finally:
        notifier.terminate()
        notifier.wait(rig.SLOW)
    # The session is over: the agent lives on and keeps the notice for the next one.
    server.deliver(rig.bounce(3))
    rig.wait_until(lambda: len(agent.listed()) == 4, 'the fourth notice')
    with Bubbles(agent) as bubbles:
        notifier = subprocess.Popen([os.environ['NDRWATCH_NOTIFY']], env=agent.environment)
        try:
            bubbles.wait(rig.named(3))
        finally:
            notifier.terminate()
            notifier.wait(rig.SLOW)
