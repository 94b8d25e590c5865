"""network: the network goes and comes back; what arrived meanwhile is told within two seconds, and nobody is hammered.

In namespaces of its own: the server in one, the agent in another, a cable between them.
"""
import datetime
import os
import subprocess
import sys
import time

import rig

SOON = 2.5  # seconds: two, and what a sanitised build on a busy machine takes longer


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def enter():
    """Starts this script again with a network and mounts of its own."""
    user = [] if os.getuid() == 0 else ['-Ur']
    alone = ['unshare', *user, '-nm']
    try:
        run(*alone, 'ip', 'link', 'set', 'lo', 'up')
    except (OSError, subprocess.CalledProcessError) as error:
        rig.skip(f'no network of our own here: {error}')
    os.execvp(alone[0], [*alone, sys.executable, __file__, 'inside'])


class Cable:
    """Between here, 10.77.0.1, and the agent's side, 10.77.0.2."""

    def __init__(self):
        run('ip', 'link', 'set', 'lo', 'up')
        self.side = subprocess.Popen(['unshare', '-n', 'sleep', '600'])
        ours = os.readlink('/proc/self/ns/net')
        rig.wait_until(lambda: os.readlink(f'/proc/{self.side.pid}/ns/net') != ours, 'the other side')
        run('ip', 'link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far', 'netns', str(self.side.pid))
        run('ip', 'addr', 'add', '10.77.0.1/24', 'dev', 'near')
        run('ip', 'link', 'set', 'near', 'up')
        self.there('ip', 'link', 'set', 'lo', 'up')
        self.address('add', '10.77.0.2')
        self.link('up')
        # The kernel says so a moment later, which the agent would take for a change.
        rig.wait_until(lambda: b'LOWER_UP' in subprocess.check_output([*self.prefix(), 'ip', '-o', 'link', 'show', 'up', 'dev', 'far'])
                       and b'state UP' in subprocess.check_output([*self.prefix(), 'ip', '-o', 'link', 'show', 'dev', 'far']), 'the link')

    def prefix(self):
        return ['nsenter', '-t', str(self.side.pid), '-n']

    def there(self, *command):
        run(*self.prefix(), *command)

    def address(self, what, address):
        self.there('ip', 'addr', what, f'{address}/24', 'dev', 'far')

    def link(self, state):
        self.there('ip', 'link', 'set', 'far', state)


def left(when):
    return datetime.datetime.fromisoformat(when.replace('Z', '+00:00')).timestamp() - time.time() if when else 0


def within(agent, number, since):
    took = agent.wait_line(rig.named(number)) - since
    assert took < SOON, f'mail {number} was told {took:.1f} s after the network was back'


if sys.argv[1:] != ['inside']:
    enter()
cable = Cable()
try:
    with rig.Server(start=False) as server:
        with open(server.folder + '/listen', 'w') as file:
            file.write(' 10.77.0.1')
        hosts = server.folder + '/hosts'  # the certificate's name is localhost
        with open(hosts, 'w') as file:
            file.write('10.77.0.1 localhost\n')
        run('mount', '--bind', hosts, '/etc/hosts')
        server.start()
        with rig.Agent(server) as agent:
            agent.configure(agent.account(server, host='localhost'))
            agent.start(before=cable.prefix())
            agent.wait_watching()

            # A cable pulled out: the session survives it, but the server's word of the mail was lost on the way.
            cable.link('down')
            server.deliver(rig.bounce(1))
            time.sleep(5)
            cable.link('up')
            within(agent, 1, time.monotonic())
            assert server.log(0).count('Login: ') == 1, server.log(0)

            # Another address: the old session is dead, and that is not waited for.
            cable.address('del', '10.77.0.2')
            server.deliver(rig.bounce(2))
            agent.wait_state('waiting')
            time.sleep(5)
            cable.address('add', '10.77.0.3')
            within(agent, 2, time.monotonic())

            # No address for so long that the waits have grown: nobody waits for their end.
            cable.address('del', '10.77.0.3')
            agent.wait_state('waiting')
            server.deliver(rig.bounce(3))
            rig.wait_until(lambda: left(agent.accounts()[0]['next']) > 4, 'the waits have grown')
            cable.address('add', '10.77.0.4')
            within(agent, 3, time.monotonic())
            assert server.log(0).count('Login: ') == 3, server.log(0)
            told = [agent.told().count(rig.named(number)) for number in (1, 2, 3)]
            assert told == [1, 1, 1], agent.told()
finally:
    cable.side.kill()
