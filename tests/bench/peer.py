"""peer: ndrwatch and the watchers that Debian ships, each started in the same way on the same mailboxes.

    watcher = Fetchmail(server, ['robin1'], before=[])     one process, or one a mailbox where it cannot do more
    watcher.moments['robin1']                              when it has told of mails, seconds of time.time()

Each is set up as its manual says for telling of new mail at once: IDLE, certificates checked where it can, and a
command that writes down the moment; nothing is deleted. A watcher lives in a folder of its own and is killed with it.
"""
import glob
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import rig

PASSWORD = 'sekrit'
EACH = 1000  # the mails of a mailbox are numbered from its place in the list times this


def number(path, key):
    """The sum of the numbers of such lines; 0 where the process has gone."""
    try:
        with open(path) as file:
            return sum(int(line.split()[1]) for line in file if line.startswith(key))
    except OSError:
        return 0


class Watcher:
    """What they have in common."""
    name, program = '', ''
    helpers = ()  # programs that only carry its words to us: not counted as its own

    def __init__(self, server, users, port=None, before=()):
        self.server, self.users, self.before = server, users, list(before)
        self.port = port or server.port
        self.host, self.ca = rig.here(), server.folder + '/certs/ca.pem'
        self.folder = tempfile.mkdtemp(prefix='peer-', dir='/tmp')
        self.moments = {user: [] for user in users}
        self.processes, self.followers = [], []
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    @classmethod
    def there(cls):
        return shutil.which(cls.program) is not None

    def write(self, name, text, mode=0o600):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def hook(self, user, drains):
        """A command that writes down the moment."""
        drain = 'cat >/dev/null\n' if drains else ''
        return self.write(f'hook-{user}', f'#!/bin/sh\n{drain}date +%s.%N >>{self.folder}/told-{user}\n', 0o700)

    def run(self, *command, **environment):
        words = {key: value for key, value in os.environ.items() if not key.startswith(('XDG_', 'DBUS_', 'DISPLAY'))}
        words.update(HOME=self.folder, LC_ALL='C.UTF-8', SSL_CERT_FILE=self.ca, **environment)
        with open(self.folder + '/log', 'ab') as log:
            process = subprocess.Popen([*self.before, *command], env=words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=log, cwd=self.folder, start_new_session=True)
        self.processes.append(process)
        follower = threading.Thread(target=self.follow, args=(process.stdout,), daemon=True)
        follower.start()
        self.followers.append(follower)
        return process

    def follow(self, pipe):
        for line in pipe:
            self.heard(line.decode(errors='replace'))

    def heard(self, line):
        """A line that it printed."""

    def told(self, user):
        """The moments so far."""
        try:
            with open(f'{self.folder}/told-{user}') as file:
                self.moments[user] = [float(line) for line in file if line.endswith('\n')]
        except OSError:
            pass
        return self.moments[user]

    def wait_told(self, user, times, seconds):
        """The moment of so manyeth telling; None: not in time."""
        deadline = time.monotonic() + seconds
        while len(self.told(user)) < times:
            if time.monotonic() > deadline:
                return None
            time.sleep(0.005)
        return self.moments[user][times - 1]

    def deliver(self, user, count):
        self.server.deliver(rig.bounce(self.users.index(user) * EACH + count), user)

    def alive(self):
        return all(process.poll() is None for process in self.processes)

    def pids(self):
        """Its own processes."""
        found = []
        for pid in [pid for process in self.processes if process.poll() is None for pid in rig.family(process.pid)]:
            try:
                with open(f'/proc/{pid}/comm') as file:
                    if file.read().strip() not in self.helpers:
                        found.append(pid)
            except OSError:
                pass
        return found

    def ends(self):
        """Our ends of its connections to the server that are established: local ports."""
        inodes = set()
        pids = self.pids()
        for path in [path for pid in pids for path in glob.glob(f'/proc/{pid}/fd/*')]:
            try:
                inodes.add(os.readlink(path))
            except OSError:
                pass
        ends = set()
        for table in ('tcp', 'tcp6'):
            try:
                with open(f'/proc/{pids[0]}/net/{table}') as file:
                    for fields in map(str.split, file):
                        if fields[3] == '01' and f'socket:[{fields[9]}]' in inodes and int(fields[2].rpartition(':')[2], 16) == self.port:
                            ends.add(fields[1].rpartition(':')[2])
            except (OSError, IndexError):
                pass
        return ends

    def stop(self):
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except OSError:
                pass
            process.wait()
        for follower in self.followers:
            follower.join(5)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Ndrwatch(Watcher):
    name, program = 'ndrwatch', rig.NDRWATCH
    agent = None

    def start(self):
        self.agent = rig.Agent()
        account = '[account {0}]\ncheck_domains = no\naddress = {0}@example.org\nuser = {0}\nhost = {1}\nport = {2}\nca_file = {3}\npassword_file = {4}\n'
        self.agent.configure(''.join(account.format(user, self.host, self.port, self.ca, self.agent.home + '/password')
                                     for user in self.users))
        self.agent.start(before=self.before)
        self.processes.append(self.agent.process)

    def told(self, user):
        ahead, place = time.time() - time.monotonic(), self.users.index(user)
        self.moments[user] = [moment + ahead for moment, line in list(self.agent.lines)
                              for number in re.findall(r'Not delivered: reader(\d+)@', line) if int(number) // EACH == place]
        return self.moments[user]

    def ends(self):
        """It lets nobody look at its connections; which mailboxes it watches, it says itself."""
        return {account['name'] for account in self.agent.accounts() if account['state'] == 'watching'}

    def stop(self):
        if self.agent:
            self.agent.kill()
            shutil.rmtree(self.agent.home, ignore_errors=True)
        self.processes = []
        super().stop()


class Fetchmail(Watcher):
    name, program = 'fetchmail', 'fetchmail'

    def start(self):
        for user in self.users:
            setting = self.write(f'{user}/rc', f'poll {self.host} protocol imap port {self.port} timeout 60\n'
                                 f' user "{user}" password "{PASSWORD}" ssl sslcertck sslcertfile "{self.ca}" keep idle\n'
                                 f' mda "{self.hook(user, True)}"\n')
            home = os.path.dirname(setting)
            self.run('fetchmail', '-f', setting, '--nodetach', '-d', '60', '--pidfile', home + '/pid', '-i', home + '/ids',
                     FETCHMAILHOME=home)


class Getmail(Watcher):
    name, program = 'getmail6', 'getmail'

    def start(self):
        for user in self.users:
            setting = self.write(f'{user}/rc', f'''[retriever]
type = SimpleIMAPSSLRetriever
server = {self.host}
port = {self.port}
username = {user}
password = {PASSWORD}
ca_certs = {self.ca}
[destination]
type = MDA_external
path = {self.hook(user, True)}
allow_root_commands = true
[options]
read_all = false
delete = false
''')
            self.run('getmail', '--getmaildir', os.path.dirname(setting), '--rcfile', 'rc', '--idle=INBOX')


class Imapfilter(Watcher):
    name, program = 'imapfilter', 'imapfilter'

    def start(self):
        for user in self.users:
            setting = self.write(f'{user}/config.lua', f'''options.timeout = 60
local account = IMAP {{ server = "{self.host}", port = {self.port}, username = "{user}", password = "{PASSWORD}", ssl = "auto" }}
while true do
    account.INBOX:check_status()
    local good, event = account.INBOX:enter_idle()
    if good then os.execute("{self.hook(user, False)}") else os.execute("sleep 30") end
end
''')
            self.run('imapfilter', '-c', setting, '-t', self.ca, IMAPFILTER_HOME=os.path.dirname(setting))


class Mailnag(Watcher):
    """Says what it has found over D-Bus, where bubbles would be made of it."""
    name, program = 'mailnag', 'mailnag'
    helpers = ('dbus-run-sessio', 'dbus-daemon', 'dbus-monitor')

    @classmethod
    def there(cls):
        return all(map(shutil.which, ('mailnag', 'dbus-run-session', 'dbus-monitor')))

    def start(self):
        self.write('bin/ping', '#!/bin/sh\nexit 0\n', 0o700)  # it asks a stranger whether there is a network
        accounts = ''.join(f'''
[account{count}]
enabled = 1
type = imap
name = {user}
user = {user}
password = {PASSWORD}
server = {self.host}
port = {self.port}
ssl = 1
imap = 1
idle = 1
folders = []
''' for count, user in enumerate(self.users, 1))
        self.write('config/mailnag/mailnag.cfg', '''[core]
poll_interval = 10
imap_idle_timeout = 10
mailbox_seen_flags = 1
autostart = 0
connectivity_test = ping
enabled_plugins =
''' + accounts)
        # It would ask a keyring for the password, and there is none.
        self.write('begin.py', '''import gi, runpy, sys
real = gi.require_version


def require(name, version):
    if name == "Secret":
        raise ModuleNotFoundError(name)
    real(name, version)


gi.require_version = require
sys.argv = ["mailnag", "-q"]
runpy.run_path("/usr/bin/mailnag", run_name="__main__")
''')
        talk = "dbus-monitor --session \"type='signal',interface='mailnag.MailnagService',member='MailsAdded'\" & exec /usr/bin/python3 begin.py"
        self.run('dbus-run-session', '--', 'sh', '-c', talk, XDG_CONFIG_HOME=self.folder + '/config',
                 PATH=self.folder + '/bin:' + os.environ['PATH'])

    def heard(self, line):
        if 'member=MailsAdded' in line:
            for user in self.users:
                self.moments[user].append(time.time())

    def told(self, user):
        return self.moments[user]


PEERS = (Ndrwatch, Fetchmail, Getmail, Imapfilter, Mailnag)


def all_there():
    """Those that are installed; says which are not."""
    for peer in PEERS:
        if not peer.there():
            print(f'{peer.name} is not installed, so it is not compared')
    return [peer for peer in PEERS if peer.there()]
