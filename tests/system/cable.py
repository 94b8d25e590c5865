"""cable: a network of our own: the server on one side, the agent on the other, a cable between them.

    cable.enter()                              the script starts again, in namespaces of its own
    with cable.Cable() as road:
        road.lead_to(server); server.start()
        agent.start(before=road.prefix())      on the other side
        road.link('down'), road.address('del', …), road.silence(True)
"""
import os
import subprocess
import sys

import rig

HERE, THERE = '10.77.0.1', '10.77.0.2'
HERE6, THERE6 = 'fd77::1', 'fd77::2'


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def enter():
    """Starts this script again with a network and mounts of its own."""
    if os.environ.get('NDRWATCH_ALONE') == str(os.getpid()):
        return
    user = [] if os.getuid() == 0 else ['-c', '--keep-caps']  # Dovecot will not serve as root
    alone = ['unshare', *user, '-nm']
    try:
        run(*alone, 'ip', 'link', 'set', 'lo', 'up')
    except (OSError, subprocess.CalledProcessError) as error:
        rig.skip(f'no network of our own here: {error}')
    os.environ['NDRWATCH_ALONE'] = str(os.getpid())  # exec keeps it
    os.execvp(alone[0], [*alone, sys.executable, *sys.argv])


class Cable:
    """Between here and the agent's side."""

    def __init__(self):
        run('ip', 'link', 'set', 'lo', 'up')
        self.side = subprocess.Popen(['unshare', '-n', 'sleep', 'infinity'])
        ours = os.readlink('/proc/self/ns/net')
        rig.wait_until(lambda: os.readlink(f'/proc/{self.side.pid}/ns/net') != ours, 'the other side')
        run('ip', 'link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far', 'netns', str(self.side.pid))
        run('ip', 'addr', 'add', HERE + '/24', 'dev', 'near')
        run('ip', 'link', 'set', 'near', 'up')
        self.there('ip', 'link', 'set', 'lo', 'up')
        self.address('add', THERE)
        self.link('up')
        # The kernel says so a moment later, which the agent would take for a change.
        rig.wait_until(lambda: b'LOWER_UP' in subprocess.check_output([*self.prefix(), 'ip', '-o', 'link', 'show', 'up', 'dev', 'far'])
                       and b'state UP' in subprocess.check_output([*self.prefix(), 'ip', '-o', 'link', 'show', 'dev', 'far']), 'the link')

    def lead_to(self, server, *more):
        """The server, not started yet, will be found here: its certificate's name is localhost."""
        with open(server.folder + '/listen', 'w') as file:
            file.write(''.join(' ' + address for address in (HERE, *more)))
        hosts = server.folder + '/hosts'
        with open(hosts, 'w') as file:
            file.write(''.join(f'{address} localhost\n' for address in (*more, HERE)))
        run('mount', '--bind', hosts, '/etc/hosts')

    def prefix(self):
        return ['nsenter', '-t', str(self.side.pid), '-n']

    def there(self, *command):
        run(*self.prefix(), *command)

    def address(self, what, address):
        self.there('ip', 'addr', what, f'{address}/24', 'dev', 'far')

    def link(self, state):
        self.there('ip', 'link', 'set', 'far', state)

    def second_family(self):
        """The same over IPv6."""
        try:
            run('ip', 'addr', 'add', HERE6 + '/64', 'dev', 'near', 'nodad')
        except subprocess.CalledProcessError as error:
            rig.skip(f'no IPv6 here: {error}')
        self.there('ip', 'addr', 'add', THERE6 + '/64', 'dev', 'far', 'nodad')

    def silence6(self, on):
        """What is said over IPv6 gets lost."""
        run('ip', '-6', 'route', 'add' if on else 'del', 'blackhole', THERE6)

    def silence(self, on):
        """What either side says gets lost, and nobody is told."""
        # On our side, so that the other one has nothing to notice: no answer leaves, and what comes from where no
        # answer may go is dropped.
        with open('/proc/sys/net/ipv4/conf/near/rp_filter', 'w') as file:
            file.write('1' if on else '0')
        run('ip', 'route', 'add' if on else 'del', 'blackhole', THERE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.side.kill()
        self.side.wait()
