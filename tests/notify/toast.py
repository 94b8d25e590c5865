#!/usr/bin/python3
"""toast: the desktop program between a fake agent and a scripted notification server.

usage: toast.py NDRWATCH_NOTIFY MOCK_NOTIFYD SCENARIO

Each scenario has a session bus of its own, on which nothing can be started."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = 10  # seconds for what takes milliseconds on a quiet machine
HERE = os.path.dirname(os.path.abspath(__file__))
TITLE = 'Not delivered: friend@charter.net'
BODY = 'Wait a few hours, then send "Lunch & photos <3" once more.'
KEPT = 'Wait a few hours, then send &quot;Lunch &amp; photos &lt;3&quot; once more.'


def until(claim, what, patience=PATIENCE):
    end = time.monotonic() + patience
    while not claim():
        assert time.monotonic() < end, 'never happened: ' + what
        time.sleep(0.01)


class Server:
    """A scripted notification server; .calls is what it was asked."""

    def __init__(self, stage, *arguments):
        self.log = os.path.join(stage.folder, 'calls%d' % stage.count())
        with open(self.log, 'wb') as out:
            self.process = stage.start([stage.mock, *arguments], stdout=out)
        until(lambda: {'ready': True} in self.lines(), 'the mock owns its name')

    def lines(self):
        with open(self.log, encoding='utf-8') as log:
            return [json.loads(line) for line in log if line.endswith('\n')]

    def notifies(self):
        return [line for line in self.lines() if line.get('call') == 'Notify']

    def closes(self):
        return [line['id'] for line in self.lines()
                if line.get('call') == 'CloseNotification']

    def stop(self):
        self.process.kill()
        self.process.wait()


class Agent:
    """The agent's end of the control socket; .heard is what the notifier said."""

    def __init__(self, path):
        self.path = path
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.heard = []
        self.rest = b''
        self.peer = None

    def accept(self, hello=b'{"hello":1,"version":"0.1.0"}\n'):
        self.listener.settimeout(PATIENCE)
        self.peer, _ = self.listener.accept()
        self.peer.settimeout(0.01)
        self.rest = b''
        self.await_line({'hello': 1, 'role': 'notifier'})
        self.peer.sendall(hello)

    def read(self):
        try:
            got = self.peer.recv(65536)
        except TimeoutError:
            return
        *lines, self.rest = (self.rest + got).split(b'\n')
        self.heard += [json.loads(line) for line in lines]

    def says(self, line):
        self.read()
        return line in self.heard

    def await_line(self, line, patience=PATIENCE):
        """Waits for line and takes it off what was heard."""
        try:
            until(lambda: self.says(line), json.dumps(line), patience)
        except AssertionError:
            print('heard instead:', self.heard, file=sys.stderr)
            raise
        self.heard.remove(line)

    def quiet(self, seconds=0.5):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()
        return self.heard == []

    def send(self, line):
        self.peer.sendall(json.dumps(line).encode() + b'\n')

    def notice(self, key='b-000017', title=TITLE, body=BODY, urgency='normal'):
        self.send({'notice': {'key': key, 'urgency': urgency, 'title': title,
                              'body': body, 'again': False}})

    def close(self):
        self.listener.close()
        if self.peer:
            self.peer.close()
        os.unlink(self.path)


class Stage:
    def __init__(self, notifier, mock):
        self.notifier, self.mock = notifier, mock
        self.memory = tempfile.TemporaryDirectory(prefix='toast')
        self.folder = self.memory.name
        self.control = os.path.join(self.folder, 'control')
        self.errors = os.path.join(self.folder, 'errors')
        self.processes = []
        self.counter = 0
        self.environment = {name: value for name, value in os.environ.items() if name
                            not in ('DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR',
                                    'DBUS_SESSION_BUS_ADDRESS')}
        self.environment.update(HOME=self.folder, LC_ALL='C.UTF-8')

    def count(self):
        self.counter += 1
        return self.counter

    def start(self, command, **how):
        process = subprocess.Popen(command, env=self.environment, **how)
        self.processes.append(process)
        return process

    def start_bus(self, service=None):
        with open(os.path.join(HERE, 'session.conf'), encoding='utf-8') as file:
            conf = file.read()
        # Its socket goes with the folder: a bus that is killed leaves it behind.
        conf = conf.replace('unix:tmpdir=/tmp', 'unix:path=' + os.path.join(self.folder, 'bus'))
        if service:
            folder = os.path.join(self.folder, 'services')
            os.mkdir(folder)
            with open(os.path.join(folder, 'mock.service'), 'w', encoding='utf-8') as out:
                out.write('[D-BUS Service]\nName=org.freedesktop.Notifications\n'
                          'Exec=%s\n' % service)
            conf = conf.replace('</busconfig>', '<servicedir>%s</servicedir></busconfig>'
                                % folder)
        path = os.path.join(self.folder, 'session.conf')
        with open(path, 'w', encoding='utf-8') as out:
            out.write(conf)
        self.bus = self.start(['dbus-daemon', '--nofork', '--print-address',
                               '--config-file=' + path], stdout=subprocess.PIPE)
        address = self.bus.stdout.readline().decode().strip()
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = address

    def start_notifier(self, *arguments):
        with open(self.errors, 'ab') as errors:
            self.program = self.start([self.notifier, '--control', self.control,
                                       *arguments], stderr=errors)
        return self.program

    def complaints(self):
        with open(self.errors, encoding='utf-8') as errors:
            return errors.read()

    def ends(self, patience=PATIENCE):
        return self.program.wait(timeout=patience)

    def play(self, *mock):
        """Bus, server, agent and notifier, all connected."""
        self.start_bus()
        server = Server(self, *mock)
        agent = Agent(self.control)
        self.start_notifier()
        agent.accept()
        name = mock[mock.index('--name') + 1] if '--name' in mock else 'mock'
        agent.await_line({'desktop': name})
        return server, agent

    def clear(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        self.memory.cleanup()


def shown(agent, key='b-000017', patience=PATIENCE):
    agent.await_line({'shown': key}, patience)


# The scenarios. What each one proves stands in its first line.

def arguments(stage):
    """One Notify with everything in it, escaped for a server that reads markup."""
    server, agent = stage.play()
    agent.notice()
    shown(agent)
    (call,) = server.notifies()
    hints = call.pop('hints')
    assert int(hints.pop('sender-pid').split()[-1]) == stage.program.pid, hints
    assert hints == {'category': "'email.bounced'", 'urgency': '0x01',
                     'desktop-entry': "'io.github.ndrwatch.Ndrwatch'"}, hints
    assert call == {
        'call': 'Notify', 'app': 'Delivery Watch', 'replaces': 0,
        'icon': 'io.github.ndrwatch.Ndrwatch', 'title': TITLE, 'body': KEPT,
        'actions': ['default', 'What to do', 'explain', 'What to do',
                    'handled', 'Mark handled'], 'timeout': 0}, call
    assert agent.quiet()


def plain(stage):
    """Without body-markup nothing is escaped; without actions none are sent."""
    server, agent = stage.play('--caps', 'body')
    agent.notice()
    shown(agent)
    (call,) = server.notifies()
    assert call['body'] == BODY and call['actions'] == [], call


def xfce(stage):
    """XFCE shows "default" as a button: no second one of the same words."""
    server, agent = stage.play('--name', 'Xfce Notify Daemon')
    agent.notice()
    shown(agent)
    (call,) = server.notifies()
    assert call['actions'] == ['default', 'What to do', 'handled', 'Mark handled'], call


def urgency(stage):
    """Low may time out, critical and normal never do."""
    server, agent = stage.play()
    for level in ('low', 'normal', 'critical'):
        agent.notice(key=level, urgency=level)
        shown(agent, level)
    seen = [(call['hints']['urgency'], call['timeout']) for call in server.notifies()]
    assert seen == [('0x00', -1), ('0x01', 0), ('0x02', 0)], seen


def replaced(stage):
    """A known key is replaced in place, another key is another bubble; caps each time."""
    server, agent = stage.play()
    agent.notice()
    shown(agent)
    agent.notice(key='b-000018')
    shown(agent, 'b-000018')
    agent.notice(body='1. Wait.\n2. Send it once more.')
    shown(agent)
    first, second, third = server.notifies()
    assert (first['replaces'], second['replaces'], third['replaces']) == (0, 0, 1)
    assert third['body'] == '1. Wait.\n2. Send it once more.'
    asked = [line for line in server.lines() if line.get('call') == 'GetCapabilities']
    assert len(asked) == 3, asked


def explain(stage):
    """The click asks the agent; its answer is the same bubble with the steps."""
    server, agent = stage.play('--press', 'default')
    agent.notice()
    shown(agent)
    agent.await_line({'action': 'explain', 'key': 'b-000017'})
    agent.notice(body='1. Wait.')
    shown(agent)
    assert [call['replaces'] for call in server.notifies()] == [0, 1]
    assert agent.quiet()


def explain_closed(stage):
    """A server that closes the bubble when clicked gets a new one with the steps."""
    server, agent = stage.play('--press', 'explain', '--close', '2')
    agent.notice()
    shown(agent)
    agent.await_line({'action': 'explain', 'key': 'b-000017'})
    agent.notice(body='1. Wait.')
    shown(agent)
    agent.await_line({'closed': 'b-000017', 'reason': 2})
    assert [call['replaces'] for call in server.notifies()] == [0, 0]
    agent.send({'withdraw': 'b-000017'})
    until(lambda: server.closes() == [2], 'CloseNotification of the second')


def handled(stage):
    """"Mark handled" reaches the agent, and its withdraw the server."""
    server, agent = stage.play('--press', 'handled')
    agent.notice()
    shown(agent)
    agent.await_line({'action': 'handled', 'key': 'b-000017'})
    agent.send({'withdraw': 'b-000017'})
    until(lambda: server.closes() == [1], 'CloseNotification')
    agent.send({'withdraw': 'b-000017'})
    agent.send({'withdraw': 'never-told'})
    assert agent.quiet() and server.closes() == [1]


def closed(stage):
    """A dismissed bubble is reported once and forgotten."""
    server, agent = stage.play('--close', '2')
    agent.notice()
    shown(agent)
    agent.await_line({'closed': 'b-000017', 'reason': 2})
    server.stop()
    agent.await_line({'desktop': ''})
    server = Server(stage)
    agent.await_line({'desktop': 'mock'})
    assert agent.quiet() and server.notifies() == []


def restarted(stage):
    """A new server gets what is not withdrawn, once, with numbers of its own."""
    server, agent = stage.play()
    for key in ('one', 'two', 'three'):
        agent.notice(key=key, title=key)
        shown(agent, key)
    agent.send({'withdraw': 'two'})
    until(lambda: server.closes() == [2], 'CloseNotification')
    server.stop()
    agent.await_line({'desktop': ''})
    server = Server(stage, '--press', 'handled')
    agent.await_line({'desktop': 'mock'})
    agent.await_line({'action': 'handled', 'key': 'one'})
    assert agent.quiet(1.5), agent.heard
    raised = [(call['title'], call['replaces']) for call in server.notifies()]
    assert raised == [('one', 0), ('three', 0)], raised


def crashing(stage):
    """A server that dies of every bubble is started again, ever more slowly."""
    log = os.path.join(stage.folder, 'started')
    stage.start_bus(service='/bin/sh -c "exec %s --die >>%s"' % (stage.mock, log))
    stage.environment['DISPLAY'] = ':99'
    agent = Agent(stage.control)
    stage.start_notifier()
    agent.accept()
    agent.notice()
    shown(agent)
    time.sleep(6)
    with open(log, encoding='utf-8') as calls:
        told = calls.read().count('"Notify"')
    assert 2 <= told <= 4, told
    agent.read()
    assert {'shown': 'b-000017'} not in agent.heard


def no_bus(stage):
    """Without a session bus: a sentence, 69, and no bus is started."""
    launch = os.path.join(stage.folder, 'dbus-launch')
    with open(launch, 'w', encoding='utf-8') as out:
        out.write('#!/bin/sh\ntouch %s/launched\n' % stage.folder)
    os.chmod(launch, 0o755)
    stage.environment.update(DISPLAY=':99', PATH=stage.folder + ':/usr/bin:/bin')
    stage.start_notifier()
    assert stage.ends() == 69
    assert 'no desktop session here' in stage.complaints(), stage.complaints()
    stage.environment['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=%s/none' % stage.folder
    stage.start_notifier()
    assert stage.ends() == 69
    assert 'does not answer' in stage.complaints(), stage.complaints()
    stage.environment['DBUS_SESSION_BUS_ADDRESS'] = 'autolaunch:'
    stage.start_notifier()
    assert stage.ends() == 69
    assert not os.path.exists(stage.folder + '/launched'), 'a bus was started'


def bus_lost(stage):
    """When the bus goes the program exits 69 by itself."""
    _, agent = stage.play()
    agent.notice()
    shown(agent)
    stage.bus.kill()
    assert stage.ends() == 69, stage.program.returncode
    assert 'the session bus has gone' in stage.complaints(), stage.complaints()


def no_server(stage):
    """Without a server the notice is kept, said to be, and shown when one appears."""
    stage.start_bus()
    agent = Agent(stage.control)
    stage.start_notifier()
    agent.accept()
    agent.await_line({'desktop': ''})
    agent.notice()
    agent.await_line({'failed': 'b-000017', 'why': 'there is no notification server'})
    server = Server(stage)
    agent.await_line({'desktop': 'mock'})
    shown(agent)
    assert agent.quiet() and len(server.notifies()) == 1


def started(stage):
    """A server that can be started is, but only where there is a screen."""
    log = os.path.join(stage.folder, 'started')
    stage.start_bus(service='/bin/sh -c "exec %s >>%s"' % (stage.mock, log))
    agent = Agent(stage.control)
    stage.start_notifier()
    agent.accept()
    agent.await_line({'desktop': ''})
    agent.notice()
    agent.await_line({'failed': 'b-000017', 'why': 'there is no notification server'})
    time.sleep(1.5)
    assert not os.path.exists(log), 'a server was started without a screen'
    stage.program.terminate()
    assert stage.ends() == 0
    stage.environment['DISPLAY'] = ':99'
    agent.heard.clear()
    stage.start_notifier()
    agent.accept()
    agent.await_line({'desktop': ''})
    assert not os.path.exists(log), 'a server was started with nothing to show'
    agent.notice()
    agent.await_line({'desktop': 'mock'})
    shown(agent)


def excess(stage):
    """KDE's refusal of a repeat means: it is on the screen."""
    server, agent = stage.play('--fail-first', '1', '--excess')
    agent.notice()
    shown(agent)
    assert agent.quiet(1.5) and len(server.notifies()) == 1


def discarded(stage):
    """A rule of the person's that discards (number 0) is an answer, and not a dismissal."""
    server, agent = stage.play('--discard')
    agent.notice()
    shown(agent)
    assert agent.quiet(1.5), agent.heard
    assert len(server.notifies()) == 1


def refused(stage):
    """Another error is told, once, and tried again."""
    server, agent = stage.play('--fail-first', '2')
    agent.notice()
    agent.await_line({'failed': 'b-000017', 'why': 'scripted'})
    shown(agent)
    assert len(server.notifies()) == 3 and agent.quiet()


def refused_one(stage):
    """Words that the server never takes do not hold up the others."""
    server, agent = stage.play('--refuse', 'bad')
    agent.notice(key='one', title='bad')
    agent.notice(key='two', title='good')
    shown(agent, 'two')
    agent.send({'withdraw': 'one'})
    agent.notice(key='three', title='good')
    shown(agent, 'three')  # and the withdraw before it has been heard
    asked = len(server.notifies())
    assert asked <= 4
    time.sleep(2.5)
    assert len(server.notifies()) == asked


def frozen(stage):
    """A stopped server: "failed" in time, no second bubble when it goes on."""
    server, agent = stage.play()
    server.process.send_signal(signal.SIGSTOP)
    agent.notice()
    agent.await_line({'failed': 'b-000017', 'why': 'Timeout was reached'})
    server.process.send_signal(signal.SIGCONT)
    shown(agent, patience=15)
    assert agent.quiet(1.5) and len(server.notifies()) == 1


def frozen_replaced(stage):
    """A stopped server that is replaced by another: the other has the bubble, once."""
    server, agent = stage.play()
    server.process.send_signal(signal.SIGSTOP)
    agent.notice()
    time.sleep(0.3)
    server.stop()
    agent.await_line({'desktop': ''})
    server = Server(stage)
    agent.await_line({'desktop': 'mock'})
    shown(agent)
    agent.quiet()
    assert len(server.notifies()) == 1


def late(stage):
    """A bubble that appears after libnotify's 25 s is adopted, not doubled."""
    server, agent = stage.play('--freeze', '26')
    agent.notice()
    agent.await_line({'failed': 'b-000017', 'why': 'Timeout was reached'}, 40)
    shown(agent, patience=40)
    assert [call['replaces'] for call in server.notifies()] == [0, 1]
    assert agent.quiet()


def late_withdrawn(stage):
    """A bubble that appears late, of a notice withdrawn meanwhile, is closed."""
    server, agent = stage.play('--freeze', '26')
    agent.notice()
    until(lambda: len(server.notifies()) == 1, 'Notify')
    agent.send({'withdraw': 'b-000017'})
    agent.await_line({'failed': 'b-000017', 'why': 'Timeout was reached'}, 40)
    until(lambda: server.closes() == [1], 'CloseNotification', 40)
    assert agent.quiet() and len(server.notifies()) == 1


def agent_away(stage):
    """The program waits for the agent, and a click meanwhile is not lost."""
    stage.start_bus()
    server = Server(stage)
    stage.start_notifier()
    until(lambda: 'trying again' in stage.complaints(), 'says so')
    agent = Agent(stage.control)
    agent.accept()
    agent.await_line({'desktop': 'mock'})
    agent.notice()
    shown(agent)
    agent.close()
    server.stop()
    server = Server(stage, '--press', 'handled')
    until(lambda: len(server.notifies()) == 1, 'raised again')
    time.sleep(0.3)
    agent = Agent(stage.control)
    agent.accept()
    agent.await_line({'action': 'handled', 'key': 'b-000017'})
    agent.await_line({'desktop': 'mock'})
    agent.notice()
    shown(agent)
    assert [call['replaces'] for call in server.notifies()] == [0, 1]


def newer(stage):
    """Told "replaced", it leaves with 0 and its bubbles stay."""
    server, agent = stage.play()
    agent.notice()
    shown(agent)
    agent.send({'replaced': True})
    assert stage.ends() == 0
    assert server.closes() == []


def bad_lines(stage):
    """Lines that make no sense are skipped, however long, and do not end the talk."""
    server, agent = stage.play()
    agent.peer.settimeout(PATIENCE)
    for line in (b'', b'{', b'[]', b'\xff\xfe\x00', b'{"notice":7}', b'{"withdraw":{}}',
                 b'{"notice":{"key":"x","urgency":"loud","title":"t","body":""}}',
                 b'{"news":1}', b'{"error":"what?","hint":"","exit":70}',
                 b'{"withdraw":"' + b'x' * 3000000 + b'"}'):
        agent.peer.sendall(line + b'\n')
    agent.peer.sendall(b'{"notice":{"key":"b-1","urgency":"low","title":"caf\xe9","body":'
                       b'"a\\u0007b"}}\n')
    agent.peer.settimeout(0.01)
    shown(agent, 'b-1')
    (call,) = server.notifies()
    assert call['title'] == 'caf\ufffd' and call['body'] == 'a b', call
    errors = stage.complaints()
    assert len(re.findall('makes no sense', errors)) == 7, errors
    assert len(re.findall('is longer than', errors)) == 1, errors
    assert 'the agent says: what?' in errors, errors


def stranger(stage):
    """An agent of another protocol is not talked to, and is tried again later."""
    stage.start_bus()
    Server(stage)
    agent = Agent(stage.control)
    stage.start_notifier()
    agent.accept(b'{"hello":2,"version":"9"}\n')
    agent.accept()
    agent.await_line({'desktop': 'mock'})
    assert 'speaks protocol 2' in stage.complaints(), stage.complaints()


SCENARIOS = {function.__name__: function for function in (
    arguments, plain, xfce, urgency, replaced, explain, explain_closed, handled, closed,
    restarted, crashing, no_bus, bus_lost, no_server, started, excess, discarded, refused,
    refused_one, frozen, frozen_replaced, late, late_withdrawn, agent_away, newer,
    bad_lines, stranger)}


def main():
    _, notifier, mock, name = sys.argv
    stage = Stage(notifier, mock)
    try:
        SCENARIOS[name](stage)
        if stage.program.poll() is None:
            stage.program.terminate()
            assert stage.ends() == 0, stage.program.returncode
    finally:
        if os.path.exists(stage.errors):
            print(stage.complaints(), end='', file=sys.stderr)
        stage.clear()


if __name__ == '__main__':
    main()
