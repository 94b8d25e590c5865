"""rig: the real programs on a real Dovecot, for the tests of this folder.

    with rig.Server() as server, rig.Agent(server) as agent:
        agent.start()
        agent.wait_watching()
        server.deliver(rig.mail('1-refused.eml'))
        agent.wait_line('pat@charter.net')

Everything waits for an event with a deadline; nothing sleeps a guess. A scenario is a script: it ends with
AssertionError or rig.Late where something is wrong, and skip(why) where this machine cannot show it. Told twice,
lost, and marked as read are asked of the mailbox and the journal, not of the program's own opinion.
"""
import concurrent.futures
import contextlib
import email.utils
import glob
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
DEBS = os.path.join(SOURCE, 'build-dovecot')  # where tests/run.sh has put them
NDRWATCH = os.environ.get('NDRWATCH', os.path.join(SOURCE, 'build', 'agent', 'ndrwatch'))
AGAIN = '(perhaps told before)'  # stands after the title of what may be a repeat
SLOW = 30  # seconds: any single wait; a sanitised build on a busy machine needs a few


def here():
    """The server by name, where this machine knows its own (a bare container does not)."""
    try:
        socket.getaddrinfo('localhost', None)
        return 'localhost'
    except OSError:
        return '127.0.0.1'


class Late(Exception):
    """Something expected did not happen in time."""


def skip(why):
    print('skipped:', why)
    sys.exit(77)


def mail(name):
    with open(os.path.join(SOURCE, 'packaging', 'try', name), 'rb') as file:
        return file.read()


def bounce(number):
    """A returned mail like no other: own Message-IDs, own recipient."""
    text = mail('2-no-such-user.eml').replace(b'jo.miler@example.com', b'reader%d@example.com' % number)
    text = text.replace(b'20260408071403.4B7C21A0042', b'report-%d' % number)
    return text.replace(b'a81f0b52.20260408', b'original-%d' % number)


def story():
    """The story of issue 2, as if the report were from this minute."""
    now = time.time()
    text = mail('1-refused.eml')
    for then, moment in ((b'Tue, 7 Apr 2026 13:11:51 +0000', now), (b'Mon, 6 Apr 2026 13:09:30 +0000', now - 86400),
                         (b'Mon, 6 Apr 2026 13:09:28 +0000', now - 86402)):
        assert then in text
        text = text.replace(then, email.utils.formatdate(moment).encode())
    return text


def named(number):
    """The title of the notice of bounce(number)."""
    return f'Not delivered: reader{number}@example.com'


def ordinary(number):
    return (b'From: robin@example.com\r\nTo: sam@example.org\r\nSubject: letter %d\r\n'
            b'Message-ID: <letter-%d@example.com>\r\nDate: Sun, 12 Apr 2026 10:21:44 +0100\r\n\r\nHello\r\n'
            % (number, number))


def wait_until(true, what, seconds=SLOW):
    """Asks fifty times a second; gives what it answered in the end."""
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        if time.monotonic() > deadline:
            raise Late(f'{what}: not within {seconds} s')
        time.sleep(0.02)
    return answer


def family(pid):
    """The process ids of a process and of all that came of it."""
    parents = {}
    for path in glob.glob('/proc/[0-9]*/stat'):
        try:
            with open(path) as file:
                parents.setdefault(int(file.read().rpartition(')')[2].split()[1]), []).append(int(path.split('/')[2]))
        except OSError:
            continue
    found = [pid]
    for parent in found:
        found += parents.get(parent, [])
    return found


def reads(pid):
    """How often it has read anything: a turn of the agent's loop does so once at least, so that turns are counted however slow they are."""
    with open(f'/proc/{pid}/io') as file:
        return int(next(line for line in file if line.startswith('syscr:')).split()[1])


def usage(pid):
    """The peak of its memory, MiB, and its CPU seconds so far."""
    with open(f'/proc/{pid}/status') as file:
        peak = int(re.search(r'VmHWM:\s+(\d+) kB', file.read())[1]) / 1024
    with open(f'/proc/{pid}/stat') as file:
        fields = file.read().rpartition(')')[2].split()
    return peak, (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def side_by_side(parts, at_once=4):
    """Parts of a test that share nothing, some at a time: most of each is waiting."""
    def one(part):
        begun = time.monotonic()
        part()
        if hasattr(part, '__name__'):
            print(f'{part.__name__}: {time.monotonic() - begun:.1f} s', flush=True)
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for done in [pool.submit(one, part) for part in parts]:
            done.result()


class Server:
    """A private Dovecot (dovecot.sh); the account is 'sam', the password 'sekrit'."""

    def __init__(self, cert='good', start=True):
        self.folder = tempfile.mkdtemp(prefix='ndrw-', dir='/tmp')  # short: see dovecot.sh
        self.count = 0
        self.seen = 0  # bytes of the log that log() has given already
        self.frozen = False
        self.use(cert)
        try:
            self.run('prepare', *([DEBS] if glob.glob(DEBS + '/*.deb') else []))
            with open(self.folder + '/port') as file:
                self.port = int(file.read())
            if start:
                self.start()
        except BaseException:
            self.__exit__(None)
            raise

    def run(self, command, *arguments):
        done = subprocess.run(['sh', HERE + '/dovecot.sh', command, self.folder, *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        if done.returncode and 'no Dovecot here' in done.stdout:
            skip(done.stdout.strip())
        if done.returncode and command != 'kick':  # nobody may have been connected
            raise RuntimeError(f'dovecot.sh {command}: {done.stdout}{self.log(0)}')

    def use(self, cert):
        with open(self.folder + '/cert', 'w') as file:
            file.write(cert)

    def start(self):
        self.run('start')
        self.log()

    def stop(self):
        self.run('kick')  # a session in IDLE would stay for another 10 s
        self.run('stop')

    def kick(self):
        self.run('kick')

    def sessions(self):
        """The process ids of the sessions that are open."""
        with open(self.folder + '/run/master.pid') as file:
            pids = family(int(file.read()))
        return [pid for pid in pids if os.path.basename(os.readlink(f'/proc/{pid}/exe')) == 'imap']

    def freeze(self, on):
        """Nothing of it runs any more, though the kernel still answers for it; or it goes on."""
        self.frozen = on
        with open(self.folder + '/run/master.pid') as file:
            for pid in family(int(file.read())):
                os.kill(pid, signal.SIGSTOP if on else signal.SIGCONT)

    def log(self, since=None):
        """What Dovecot has logged since the last question."""
        if not os.path.exists(self.folder + '/log'):
            return ''
        with open(self.folder + '/log', errors='replace') as file:
            file.seek(self.seen if since is None else since)
            text = file.read()
            if since is None:
                self.seen = file.tell()
        return text

    def fetched(self):
        """Bodies fetched in the sessions that have ended."""
        # Each says so when it ends; the last one a moment after its client has gone.
        wait_until(lambda: self.log(0).count('Login: user=') <= self.log(0).count(' body_count='), 'the sessions have ended')
        return sum(map(int, re.findall(r' body_count=(\d+)', self.log(0))))

    def box(self, user='sam'):
        return self.folder + '/mail/' + user

    def deliver(self, text, user='sam'):
        """Puts a mail into the mailbox, as a delivery agent does: tmp, rename. Works while the server is down."""
        owner, box = os.stat(self.folder + '/mail'), self.box(user)
        if not os.path.isdir(box + '/new'):
            for folder in ('', '/tmp', '/new', '/cur'):
                os.makedirs(box + folder, exist_ok=True)
                os.chown(box + folder, owner.st_uid, owner.st_gid)
        self.count += 1
        name = f'{time.time():.6f}.{self.count}.test'
        path = f'{box}/tmp/{name}'
        with open(path, 'wb') as file:
            file.write(text)
        os.chown(path, owner.st_uid, owner.st_gid)
        os.rename(path, f'{box}/new/{name}')

    def mails(self):
        """What is in the mailbox: name to (flags, bytes)."""
        found = {}
        for path in glob.glob(self.box() + '/new/*') + glob.glob(self.box() + '/cur/*'):
            name, _, flags = os.path.basename(path).partition(':2,')
            with open(path, 'rb') as file:
                found[name.split(',')[0]] = (flags, file.read())
        return found

    def new_uidvalidity(self):
        """As after a restored backup: all mails under new numbers. Only while stopped."""
        for path in glob.glob(self.box() + '/dovecot*'):
            os.remove(path)
        # Dovecot takes the second for the number: let it be another one.
        second = int(time.time())
        wait_until(lambda: int(time.time()) > second + 1, 'the next second')

    def __enter__(self):
        return self

    def kill(self):
        """At once, where nobody looks any more: a graceful end takes a second."""
        try:
            with open(self.folder + '/run/master.pid') as file:
                pids = family(int(file.read()))
        except (OSError, ValueError):
            return
        for pid in pids:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)

    def __exit__(self, kind, *_):
        self.kill()
        if kind and kind is not SystemExit:
            print('--- Dovecot\n' + self.log(0))
        shutil.rmtree(self.folder, ignore_errors=True)


class Agent:
    """ndrwatch with a home of its own; lines are what `run` prints, words what it logs."""

    def __init__(self, server=None, config=None, environment=None):
        self.home = tempfile.mkdtemp(prefix='ndrwatch-home-', dir='/tmp')
        self.state = self.home + '/state/ndrwatch'
        self.lines, self.words = [], []
        self.changed = threading.Condition()
        self.process = None
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(('XDG_', 'DBUS_', 'DISPLAY', 'WAYLAND'))}
        self.environment.update(HOME=self.home, XDG_CONFIG_HOME=self.home + '/config',
                                XDG_STATE_HOME=self.home + '/state', LC_ALL='C.UTF-8', TZ='UTC')
        self.environment.update(environment or {})
        self.password('sekrit')
        if config is None and server:
            config = self.account(server)
        self.configure(config or '')

    def account(self, server, **more):
        # No test asks the name servers of this machine anything: those that look domains up have their own (names.py).
        keys = {'check_domains': 'no', 'address': 'sam@example.org', 'user': 'sam', 'host': here(), 'port': server.port,
                'ca_file': server.folder + '/certs/ca.pem', 'password_file': self.home + '/password'}
        keys.update(more)
        return '[account test]\n' + ''.join(f'{key} = {value}\n' for key, value in keys.items() if value)

    def configure(self, text):
        os.makedirs(self.home + '/config/ndrwatch', exist_ok=True)
        with open(self.home + '/config/ndrwatch/ndrwatch.conf', 'w') as file:
            file.write(text)

    def password(self, word):
        with open(os.open(self.home + '/password', os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as file:
            file.write(word + '\n')

    def command(self, *arguments, before=(), **more):
        """Runs `ndrwatch ARGUMENTS` to its end: exit code, standard output, standard error."""
        done = subprocess.run([*before, NDRWATCH, *arguments], env=self.environment, capture_output=True, timeout=SLOW, **more)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def json(self, *arguments):
        code, out, err = self.command(*arguments, '--json')
        assert code == 0, f'ndrwatch {arguments}: exit {code}: {out}{err}'
        return json.loads(out)

    def start(self, *arguments, before=(), **more):
        """Starts `ndrwatch run`; before is a command that ends in exec of the rest."""
        self.process = subprocess.Popen([*before, NDRWATCH, 'run', *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
        self.readers = [threading.Thread(target=self.read, args=pair, daemon=True)
                        for pair in ((self.process.stdout, self.lines), (self.process.stderr, self.words))]
        for reader in self.readers:
            reader.start()

    def read(self, pipe, into):
        for line in pipe:
            with self.changed:
                into.append((time.monotonic(), line.decode(errors='replace').rstrip('\n')))
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def told(self):
        return '\n'.join(line for _, line in list(self.lines))

    def said(self):
        return '\n'.join(line for _, line in list(self.words))

    def wait_line(self, text, seconds=SLOW, times=1):
        """Waits until text has been printed so many times; gives the moment of the last."""
        def when():
            moments = [moment for moment, line in self.lines for _ in range(line.count(text))]
            return len(moments) >= times and moments[times - 1]
        with self.changed:
            if not self.changed.wait_for(when, seconds):
                raise Late(f"'{text}' was not told {times} times within {seconds} s; told:\n{self.told()}")
            return when()

    def status(self):
        return self.json('status')

    def listed(self, *arguments):
        """The returned mails in the journal, newest first."""
        answer = None if arguments else self.ask(ask='list', pending=False)
        if answer:
            return answer['events']
        code, out, err = self.command('list', '--json', *arguments)
        assert code == 0, f'ndrwatch list: exit {code}: {out}{err}'
        return [json.loads(line) for line in out.splitlines()]

    def ask(self, **question):
        """The agent's own answer, without a command to be started: for what is asked fifty times a second. None: nobody answers."""
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(SLOW)
                link.connect(self.state + '/control')
                link.sendall(b'{"hello":1,"role":"cli"}\n' + json.dumps(question).encode() + b'\n')
                with link.makefile('rb') as lines:
                    lines.readline()
                    return json.loads(lines.readline()).get('answer')
        except (OSError, ValueError):
            return None

    def accounts(self):
        answer = self.ask(ask='status')
        try:  # it may live where only a command gets to
            return (answer or self.status()).get('accounts', [])
        except (AssertionError, ValueError):
            return []

    def wait_state(self, state, seconds=SLOW):
        """Waits until the one account is 'connecting', 'watching', 'waiting' or 'asking'; gives its entry."""
        def reached():
            assert self.process is None or self.process.poll() is None, \
                f'ndrwatch ended with {self.process.poll()}: {self.said()}'
            return [account for account in self.accounts() if account['state'] == state]
        try:
            return wait_until(reached, f'state {state}', seconds)[0]
        except Late as late:
            raise Late(f'{late}; status: {self.command("status")}; log: {self.said()}') from None

    def wait_watching(self, seconds=SLOW):
        return self.wait_state('watching', seconds)

    def wait_quiet(self):
        """Waits until each account watches and its Sent folder has been looked over: only IDLE is left."""
        wait_until(lambda: self.accounts() and all(account['state'] == 'watching' and account['sent']['state'] in
                                                   ('ready', 'no-folder', 'refused') for account in self.accounts()), 'nothing else to be done')

    def family(self):
        """The process ids of the agent and its children."""
        return family(self.process.pid)

    def child(self, word):
        """The child whose command line holds the word ('ndrwatch-imap', 'parse'), or None."""
        for pid in self.family()[1:]:
            try:
                with open(f'/proc/{pid}/cmdline') as file:
                    if word in file.read().split('\0')[:2] or word in os.path.basename(os.readlink(f'/proc/{pid}/exe')):
                        return pid
            except OSError:
                pass
        return None

    def wait_end(self, seconds=SLOW):
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Late(f'ndrwatch did not end within {seconds} s; log: {self.said()}') from None
        for reader in self.readers:
            reader.join(seconds)
        self.process = None
        return code

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            return self.wait_end()
        return None

    def kill(self):
        self.process.kill()
        self.wait_end()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if self.process and self.process.poll() is None:
                self.stop()
        finally:
            if self.process:
                self.process.kill()
            if kind and kind is not SystemExit:
                print(f'--- told\n{self.told()}\n--- log')
                for moment, line in self.words:
                    print(f'{moment:.3f} {line}')
            shutil.rmtree(self.home, ignore_errors=True)
        assert 'Sanitizer' not in self.said(), self.said()
        assert 'its cage refused' not in self.said(), self.said()  # what a program needs, its cage must let it
