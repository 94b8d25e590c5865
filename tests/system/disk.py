"""disk: full, or read-only: a clear sentence; what was told as received is not lost; room again, and all goes on.

The state lies on a small tmpfs in a mount namespace of the agent's own.
"""
import os
import signal
import subprocess
import time

import rig

STANDING = 4  # seconds that it stays full
CALM = 0.5  # seconds of processor time that it may take meanwhile; spinning takes all there is
MOST = 200  # reads in a second meanwhile
INDEX = 10  # seconds after the first look until the index of sent mail is due
ROOM = 8 << 20  # bytes: the journal and its log of 4 MiB fit
own = ['unshare', '--mount'] if os.geteuid() == 0 else ['unshare', '--map-root-user', '--mount']
try:
    subprocess.run([*own, 'mount', '-t', 'tmpfs', 'none', '/mnt'], check=True, capture_output=True)
except (OSError, subprocess.CalledProcessError) as error:
    rig.skip(f'this kernel gives us no mount namespace: {error}')


class Caged(rig.Agent):
    """The agent in its namespace; commands join it."""

    def start(self, *arguments, options=f'size={ROOM}', **more):
        os.makedirs(self.state, exist_ok=True)
        self.wrapped = [*own, 'sh', '-c', f'mount -t tmpfs -o {options} none "$0" && exec "$@"', self.state]
        super().start(*arguments, before=self.wrapped, **more)

    def inside(self):
        if not self.process:
            return []
        user = [] if os.geteuid() == 0 else ['--user', '--preserve-credentials']
        return ['nsenter', '--target', str(self.process.pid), *user, '--mount', '--root']

    def command(self, *arguments, **more):
        return super().command(*arguments, before=self.inside(), **more)

    def shell(self, line):
        subprocess.run([*self.inside(), 'sh', '-c', line, self.state], check=False, capture_output=True, timeout=rig.SLOW)


def make_sent(server):
    """An empty folder: there is an index to be made."""
    owner = os.stat(server.folder + '/mail')
    for part in ('', '/.Sent', '/.Sent/tmp', '/.Sent/new', '/.Sent/cur'):
        os.makedirs(server.box() + part, exist_ok=True)
        os.chown(server.box() + part, owner.st_uid, owner.st_gid)


with rig.Server() as server, Caged(server) as agent:
    make_sent(server)
    agent.start()
    agent.wait_watching()
    watching = time.monotonic()
    server.deliver(rig.bounce(1))
    agent.wait_line(rig.named(1))

    agent.shell('dd if=/dev/zero of="$0"/filler bs=4096; :')
    for number in range(2, 30):  # what is left of SQLite's own room fills up too
        server.deliver(rig.bounce(number))
    words = rig.wait_until(lambda: 'full' in (said := agent.command('status')[1] + agent.said()) and said,
                           'a word about the full disk', 60)
    print(words)
    # What falls due meanwhile wakes nobody: it could not be done.
    time.sleep(max(0, watching + INDEX + 1 - time.monotonic()))
    before = rig.reads(agent.process.pid)
    time.sleep(STANDING)
    each = (rig.reads(agent.process.pid) - before) / STANDING
    print(f'full: {each:.0f} reads a second')
    assert each < MOST
    # Nobody asks the disk again and again, nor for a helper that cannot be told what to watch.
    os.kill(agent.child('ndrwatch-imap'), signal.SIGKILL)
    time.sleep(1)
    before = rig.usage(agent.process.pid)[1]
    time.sleep(STANDING)
    used = rig.usage(agent.process.pid)[1] - before
    print(f'full: {used:.2f} s of processor time in {STANDING} s')
    assert used < CALM
    agent.shell('rm "$0"/filler')
    for number in range(1, 30):
        agent.wait_line(rig.named(number), 120)
    listed = agent.listed()
    assert len(listed) == 29, f'{len(listed)} of 29 in the journal'
    for number in range(1, 30):
        assert agent.told().count(rig.named(number)) == 1, f'{rig.named(number)}: told twice'

with rig.Server() as server, Caged(server) as agent:
    agent.start(options='ro')
    code = agent.wait_end()
    print(f'read-only: exit {code}: {agent.said()}')
    assert code in (73, 74) and agent.state in agent.said()

with rig.Server() as server, Caged(server) as agent:
    agent.start(options='size=32k')  # too small for an empty journal
    code = agent.wait_end()
    print(f'full from the first: exit {code}: {agent.said()}')
    assert code == 75 and 'disk is full' in agent.said() and agent.state in agent.said()
