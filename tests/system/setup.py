"""setup: a person at a terminal sets accounts up, from the first key to "watching", at servers that are like those of five
providers; with a wrong password, with Ctrl-C at every question, and without a terminal. What a person sees is kept in
packaging/setup (UPDATE=1 writes it anew).
"""
import difflib
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import termios
import time

import rig
import sign_in_service

MOST = 8  # answers
FOLDER = os.path.join(rig.SOURCE, 'packaging', 'setup')
PASSWORD = 'sekrit'
IDLE = 'IMAP4rev1 IDLE NAMESPACE UIDPLUS CHILDREN'
NO_IDLE = 'IMAP4rev1 ID MOVE NAMESPACE XYMHIGHESTMODSEQ UIDPLUS LITERAL+ CHILDREN X-MSG-EXT'
GOOGLE = ('IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS ENABLE MOVE CONDSTORE ESEARCH LIST-EXTENDED '
          'LIST-STATUS LITERAL- SPECIAL-USE')
MICROSOFT = 'IMAP4 IMAP4rev1 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+'


def profile(capability, folders):
    """What dovecot.sh is to have more, so that it is like a provider's."""
    boxes = ''.join('mailbox "%s" {\n auto = subscribe\n%s}\n' % (name, f' special_use = \\{use}\n' if use else '')
                    for name, use in folders.items())
    return f'imap_capability = {capability}\nnamespace inbox {{\n inbox = yes\n separator = /\n{boxes}}}\n'


PROFILES = {
    'generic': profile(IDLE + ' SPECIAL-USE', {'Sent': 'Sent', 'Junk': 'Junk', 'Drafts': 'Drafts'}),
    'charter': profile(IDLE, {'Sent': '', 'Junk': '', 'Drafts': ''}),
    'yahoo': profile(NO_IDLE, {'Sent': 'Sent', 'Bulk': 'Junk', 'Draft': 'Drafts'}),
    'gmail': profile(GOOGLE, {'[Gmail]/Sent Mail': 'Sent', '[Gmail]/Spam': 'Junk', '[Gmail]/Drafts': 'Drafts'}),
    'outlook': profile(MICROSOFT, {'Sent Items': '', 'Junk Email': '', 'Drafts': ''}),
}


def providers_ini(port):
    """The shipped table, the servers of some of its providers at this machine."""
    with open(os.path.join(rig.SOURCE, 'packaging', 'providers.ini')) as file:
        sections = re.findall(r'^\[provider (\S+)\]\n((?:\S.*\n)*)', file.read(), flags=re.M)
    return ''.join(f'[provider {name}]\n' + re.sub(r'^imap = .*', f'imap = {rig.here()}:{port}:tls', keys, flags=re.M)
                   for name, keys in sections if name in ('charter', 'gmail', 'yahoo', 'outlook.com', 'icloud'))


class Terminal:
    """A program at a terminal, and a person who answers it."""

    def __init__(self, home, *arguments):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
        self.process = subprocess.Popen([rig.NDRWATCH, *arguments], env={**home.environment, 'TERM': 'dumb'},
                                        stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.slave = slave
        self.shown, self.answers, self.at = '', 0, 0

    def read(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                self.shown += os.read(self.master, 65536).decode(errors='replace').replace('\r\n', '\n')
            except OSError:
                pass
        return bool(ready)

    def wait(self, text, seconds=rig.SLOW):
        deadline = time.monotonic() + seconds
        while text not in self.shown[self.at:]:
            if time.monotonic() > deadline or (self.process.poll() is not None and not self.read(0)):
                raise rig.Late(f"'{text}' was not asked; shown:\n{self.shown}")
            self.read(0.2)
        self.at = self.shown.index(text, self.at) + len(text)

    def hidden(self):
        """Is what is typed not shown?"""
        return not termios.tcgetattr(self.slave)[3] & termios.ECHO

    def answer(self, question, text):
        self.wait(question)
        if 'Password (it is not shown): ' in question:
            rig.wait_until(self.hidden, 'a password is not shown')
        self.answers += 1
        os.write(self.master, text.encode() + b'\n')

    def end(self, seconds=rig.SLOW):
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                self.process.kill()
                raise rig.Late(f'setup does not end; shown:\n{self.shown}')
            self.read(0.1)
        while self.read(0):
            if self.process.poll() is not None and not select.select([self.master], [], [], 0)[0]:
                break
        assert not self.hidden(), 'the terminal is left without echo'
        os.close(self.slave)
        os.close(self.master)
        assert 'Sanitizer' not in self.shown, self.shown
        return self.process.returncode


# What a desktop has: systemctl knows a unit, and starts it.
SYSTEMCTL = """#!/bin/sh
case $2 in
cat) exit 0 ;;
enable) setsid "$NDRWATCH" run >"$HOME/agent.log" 2>&1 </dev/null & echo $! >"$HOME/agent.pid" ;;
esac
"""


class Home(rig.Agent):
    """A person's, without a configuration yet; their providers are at this machine."""

    def __init__(self, server=None, unit=False):
        super().__init__(None, '')
        self.path = self.home + '/config/ndrwatch/ndrwatch.conf'
        os.remove(self.path)
        if server:
            with open(self.home + '/config/ndrwatch/providers.ini', 'w') as file:
                file.write(providers_ini(server.port))
        if unit:
            os.mkdir(self.home + '/bin')
            with open(os.open(self.home + '/bin/systemctl', os.O_WRONLY | os.O_CREAT, 0o755), 'w') as file:
                file.write(SYSTEMCTL)
            self.environment.update(PATH=self.home + '/bin:' + self.environment['PATH'], NDRWATCH=rig.NDRWATCH)

    def config(self):
        if not os.path.exists(self.path):
            return None
        with open(self.path) as file:
            return file.read()

    def files(self):
        """All there is, but for what was there before."""
        return sorted(os.path.join(folder, name)[len(self.home):] for folder, _, names in os.walk(self.home) for name in names
                      if name not in ('providers.ini', 'password', 'systemctl'))

    def __exit__(self, *what):
        if os.path.exists(self.home + '/agent.pid'):
            with open(self.home + '/agent.pid') as file:
                pid = int(file.read())
            os.kill(pid, signal.SIGTERM)
            rig.wait_until(lambda: not os.path.exists(f'/proc/{pid}') or open(f'/proc/{pid}/stat').read().split()[2] == 'Z', 'it ends')
            with open(self.home + '/agent.log') as file:
                assert 'Sanitizer' not in file.read()
        super().__exit__(*what)


def kept(name, terminal, home, server):
    """What was shown is what packaging/setup has, but for what is of this machine and this minute."""
    shown = terminal.shown.replace(home.home + '/config', '~/.config').replace(home.home, '~')
    shown = shown.replace(str(server.port), '993').replace(rig.here(), 'mail.example.net').replace('127.0.0.1', '192.0.2.1')
    shown = re.sub(r'\d{4}-\d\d-\d\d', 'DAY', shown)
    shown = re.sub(r'since [A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d\d:\d\d', 'since now', shown)
    shown = '$ ndrwatch setup\n' + '\n'.join(line.rstrip() for line in shown.splitlines()) + '\n'
    path = os.path.join(FOLDER, name + '.txt')
    if os.environ.get('UPDATE'):
        os.makedirs(FOLDER, exist_ok=True)
        with open(path, 'w') as file:
            file.write(shown)
    with open(path) as file:
        want = file.read()
    assert want == shown, ''.join(difflib.unified_diff(want.splitlines(True), shown.splitlines(True), 'kept', 'shown'))


def use(server, name):
    """From now on it is like that one; its mailboxes stay."""
    with open(server.folder + '/more', 'w') as file:
        file.write(PROFILES[name])
        # One user has a password of their own.
        file.write('passdb {\n driver = passwd-file\n args = scheme=PLAIN username_format=%u ' + server.folder + '/passwd\n}\n')
    server.run('stop')  # nobody is connected any more
    server.start()


def begin(home, server, *more):
    return Terminal(home, 'setup', '--ca-file', server.folder + '/certs/ca.pem', *more)


def logins(server):
    """Sign-ins since the last question: taken, and refused."""
    text = server.log()
    return text.count('Login: user='), text.count('Password mismatch')


def sets_up(server, name, address):
    """From the first key to "watching"."""
    use(server, name)
    with Home(None if name == 'generic' else server, unit=True) as home:
        terminal = begin(home, server)
        terminal.answer('mail address: ', address)
        if name == 'generic':
            terminal.answer('where its mail is? [Y/n] ', 'n')
            terminal.answer('names it: ', f'{rig.here()}:{server.port}')
        terminal.answer('Password (it is not shown): ', PASSWORD)
        terminal.answer('Else press Enter: ', '')
        terminal.answer('sign in to this computer? [Y/n] ', '')
        code = terminal.end()
        assert code == 0, terminal.shown
        assert 'atching' in terminal.shown.splitlines()[-1], terminal.shown
        assert home.accounts()[0]['state'] == 'watching'
        assert terminal.answers <= MOST, terminal.answers
        assert PASSWORD not in terminal.shown and PASSWORD not in home.config()
        assert os.stat(home.path).st_mode & 0o777 == 0o600
        kept(name, terminal, home, server)
        print(f'# {name}: {terminal.answers} answers')


def wrong_password(server):
    """Asked again once, and never a third time; nothing is left of it."""
    with Home(server) as home:
        logins(server)
        terminal = begin(home, server)
        terminal.answer('mail address: ', 'pat@charter.net')
        terminal.answer('Password (it is not shown): ', 'wrong')
        terminal.answer('Else press Enter: ', 'it@example.org')
        terminal.answer('Password (it is not shown): ', 'worse')
        assert terminal.end() == 1, terminal.shown
        assert logins(server) == (0, 2), server.log(0)
        assert 'nothing was written' in terminal.shown and home.files() == [], home.files()
        # Right at the second try; an office; without a service to start.
        terminal = begin(home, server)
        terminal.answer('mail address: ', 'pat@charter.net')
        terminal.answer('Password (it is not shown): ', 'wrong')
        terminal.answer('Else press Enter: ', 'it@example.org')
        terminal.answer('Password (it is not shown): ', PASSWORD)
        assert terminal.end() == 0, terminal.shown
        assert terminal.answers == 4 and 'ndrwatch run' in terminal.shown
        assert 'kind = office\nadmin = it@example.org\n' in home.config()
        assert home.command('check')[0] == 0


def two_names(server):
    """A provider that takes the part before the @, or all of it: Enter tries the other, with the same password."""
    with Home(server) as home:
        logins(server)
        terminal = begin(home, server)
        terminal.answer('mail address: ', 'pat@icloud.com')
        terminal.answer('Password (it is not shown): ', 'wrong')
        terminal.answer('Else press Enter: ', '')
        terminal.answer('signing in as pat@icloud.com): ', '')
        assert terminal.end() == 1
        assert logins(server) == (0, 2)
        assert re.findall(r'static\((.*?),', server.log(0))[-2:] == ['pat', 'pat@icloud.com'], server.log(0)


QUESTIONS = ('mail address: ', 'Password (it is not shown): ', 'Else press Enter: ', 'sign in to this computer? [Y/n] ')


def interrupted(server):
    """Ctrl-C, or a terminal that goes, at each question: all is as it was, or all is written."""
    for last in range(4):
        with Home(server, unit=True) as home:
            terminal = begin(home, server)
            for question, answer in list(zip(QUESTIONS, ('pat@charter.net', PASSWORD, '')))[:last]:
                terminal.answer(question, answer)
            terminal.wait(QUESTIONS[last])
            os.write(terminal.master, b'\x03' if last % 2 == 0 else b'\x04')
            code = terminal.end()
            if last < 3:
                assert code == 130 and home.files() == [], (last, code, home.files(), terminal.shown)
            else:  # only the start is left undone
                assert code == 0 and home.config() and not os.path.exists(home.home + '/agent.pid'), terminal.shown


ODD = 'p"a\'s\\s $`;#[=]{}|&*?<>()~^%@!,.-_+/ \u00e9'  # a ':' ends it in Dovecot's file


def odd_passwords(server):
    """Whatever can be typed is taken as it is, and found again."""
    with Home(server) as home:
        terminal = begin(home, server)
        terminal.answer('mail address: ', 'odd@charter.net')
        terminal.answer('Password (it is not shown): ', ODD)
        terminal.answer('Else press Enter: ', '')
        assert terminal.end() == 0, terminal.shown + server.log(0)
        code, out, err = home.command('check', '--json')
        assert code == 0 and ODD not in out and 'a sealed file' in out, out + err
        for path in home.files():
            with open(home.home + path, 'rb') as file:
                assert ODD.encode() not in file.read(), path


def without_a_terminal(server):
    with Home(server) as home:
        ask = ('setup', '--ca-file', server.folder + '/certs/ca.pem', '--yes')
        cat = ('--password-command', 'cat ' + home.home + '/password')
        code, out, err = home.command(*ask[:1], '--address', 'pat@gmail.com')
        assert code == 64 and 'terminal' in err, (code, err)
        code, out, err = home.command(*ask, '--address', 'pat@gmail.com')
        assert code == 64 and '--password-command' in err, (code, err)
        code, out, err = home.command(*ask, '--address', 'pat@gmail.com', '--password-command', 'echo nonsense')
        assert code == 1 and home.files() == [], (code, out, err, home.files())
        for unfit in (('--name', 'a b'), ('--port', '0'), ('--kind', 'odd'), ('--address', 'pat'), ('--user', 'a\nb'),
                      ('--what', 'x'), ('--admin',)):
            code, out, err = home.command(*ask, '--address', 'pat@gmail.com', *cat, *unfit)
            assert code == 64 and home.files() == [], (unfit, code, out, err)
        code, out, err = home.command(*ask, '--address', 'pat@gmail.com', *cat, '--name', 'home')
        assert code == 0, out + err
        with open(home.path, 'a') as file:
            file.write('# by hand\nlook_back = 3\n')
        before = home.config()
        # Again: the same account; another one beside it; taken back, brought back, removed.
        code, out, err = home.command(*ask, '--address', 'pat@gmail.com', *cat)
        assert code == 0 and home.config() == before, home.config()
        code, out, err = home.command(*ask, '--address', 'kim@gmail.com', *cat, '--kind', 'office', '--host', f'{rig.here()}:{server.port}')
        assert code == 0, out + err
        both = home.config()
        assert both.startswith(before) and '[account ' in both[len(before):] and 'kind = office' in both
        assert [one['address'] for one in map(json.loads, home.command('accounts', '--json')[1].splitlines())] == \
            ['pat@gmail.com', 'kim@gmail.com']
        assert home.command('setup', '--undo')[0] == 0 and home.config() == before
        assert home.command('setup', '--undo')[0] == 0 and home.config() == both
        assert home.command('setup', '--remove', 'home')[0] == 0 and '[account home]' not in home.config()
        assert home.command('setup', '--remove', 'home')[0] == 64
        # A file with faults is not touched.
        with open(home.path, 'a') as file:
            file.write('[acount x]\n')
        before = home.config()
        code, out, err = home.command(*ask, '--address', 'sam@gmail.com', *cat)
        assert code == 78 and home.config() == before and 'did you mean' in err, (code, err)


class Notifier:
    """ndrwatch-notify, as far as the agent sees it."""

    def __init__(self, home):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(home.state + '/control')
        self.socket.sendall(b'{"hello":1,"role":"notifier"}\n{"desktop":"Easel"}\n')
        self.lines = self.socket.makefile()

    def notice(self):
        for line in self.lines:
            if 'notice' in json.loads(line):
                return json.loads(line)['notice']
        raise rig.Late('no notice came')


def beside_a_running_agent(server):
    """An agent that runs reads the new account at once, and shows a bubble; check does not disturb it."""
    with Home(server) as home:
        ask = ('setup', '--ca-file', server.folder + '/certs/ca.pem', '--yes', '--password-command', 'cat ' + home.home + '/password')
        assert home.command(*ask, '--address', 'pat@charter.net')[0] == 0
        home.start()
        home.wait_watching()
        notifier = Notifier(home)
        rig.wait_until(lambda: home.status()['desktop']['server'] == 'Easel', 'the notifier is there')
        code, out, err = home.command(*ask, '--address', 'kim@spectrum.net')
        assert code == 0 and 'shown by Easel' in out, out + err
        assert notifier.notice()['key'] == 'setup'
        notifier.socket.sendall(b'{"shown":"setup"}\n{"action":"explain","key":"setup"}\n{"action":"handled","key":"setup"}\n')
        assert [one['state'] for one in home.accounts()] == ['watching', 'watching']
        since = [one['since'] for one in home.accounts()]
        logins(server)
        code, out, err = home.command('check')
        assert code == 0 and out.count('\nok    watch') == 2, out + err
        assert logins(server) == (2, 0)
        assert [one['since'] for one in home.accounts()] == since
        assert home.stop() == 0


# A token is checked where it was given.
INTROSPECTION = """introspection_mode = post
introspection_url = {base}/introspect
username_attribute = username
active_attribute = active
active_value = true
force_introspection = yes
"""
TOKENS = """passdb {{
 driver = oauth2
 mechanisms = xoauth2 oauthbearer
 args = {folder}/introspection
}}
"""


def microsoft(server):
    """What a person can do today: a program of others that prints a token, or a client id of their own; Enter writes nothing."""
    address = 'pat@outlook.com'
    with sign_in_service.Service(address) as service:
        with open(server.folder + '/introspection', 'w') as file:
            file.write(INTROSPECTION.format(base=service.base))
        with open(server.folder + '/mechanisms', 'w') as file:
            file.write('xoauth2')
        PROFILES['outlook'] = TOKENS.format(folder=server.folder) + PROFILES['outlook']
        use(server, 'outlook')
        stops_at_microsoft(server)
        prints_a_token(server, service, address)
        signs_in(server, service, address)


def tokens_may_come_here(home):
    """The shipped section of Microsoft's sign-in, but for the servers that its tokens may be sent to."""
    with open(os.path.join(rig.SOURCE, 'packaging', 'providers.ini')) as file:
        section = re.search(r'\[oauth microsoft-consumers\]\n(?:\S.*\n)*', file.read())[0]
    with open(home.home + '/config/ndrwatch/providers.ini', 'a') as file:
        file.write(re.sub(r'^hosts = .*', f'hosts = {rig.here()}', section, flags=re.M))


def prints_a_token(server, service, address):
    service.access['token-of-another-program'] = time.time() + 3600
    with Home(server, unit=True) as home:
        tokens_may_come_here(home)
        terminal = begin(home, server)
        terminal.answer('mail address: ', address)
        terminal.answer('or Enter to stop: ', '1')
        terminal.answer('prints a token: ', 'echo token-of-another-program')
        terminal.answer('Else press Enter: ', '')
        terminal.answer('sign in to this computer? [Y/n] ', '')
        assert terminal.end() == 0, terminal.shown + server.log(0)
        assert home.accounts()[0]['state'] == 'watching', terminal.shown
        assert terminal.answers <= MOST
        kept('outlook-token', terminal, home, server)
        print(f'# outlook, with a token: {terminal.answers} answers')


def signs_in(server, service, address):
    with Home(server, unit=True) as home:
        with open(home.home + '/config/ndrwatch/providers.ini', 'a') as file:
            file.write(re.search(r'\[oauth fabrikam\][^[]*', service.providers())[0].replace('fabrikam', 'microsoft-consumers'))
        terminal = begin(home, server)
        terminal.answer('mail address: ', address)
        terminal.answer('or Enter to stop: ', '2')
        terminal.answer('Client id: ', sign_in_service.CLIENT)
        terminal.answer('Else press Enter: ', '')
        terminal.wait('/link')
        code = rig.wait_until(lambda: (terminal.read(0.1) or True) and re.search(r'\n    ([B-T]{8})\n', terminal.shown), 'the code')[1]
        service.approve(code)
        terminal.answer('sign in to this computer? [Y/n] ', '')
        assert terminal.end() == 0, terminal.shown + server.log(0)
        assert home.accounts()[0]['state'] == 'watching', terminal.shown
        assert terminal.answers <= MOST
        code, out, err = home.command('check')
        assert code == 0 and 'a sign-in from' in out and not any(secret in out for secret in service.secrets()), out + err
        print(f'# outlook, with a client id: {terminal.answers} answers')


def stops_at_microsoft(server):
    with Home(server) as home:
        terminal = begin(home, server)
        terminal.answer('mail address: ', 'pat@outlook.com')
        terminal.answer('or Enter to stop: ', '')
        assert terminal.end() == 130 and home.files() == []
        for words in ('Since September 2024', 'not registered', 'token'):
            assert words in terminal.shown, terminal.shown
        kept('outlook', terminal, home, server)


def main():
    began = time.monotonic()
    with rig.Server(start=False) as server:
        with open(server.folder + '/passwd', 'w') as file:
            file.write('odd@charter.net:{PLAIN}%s\n' % ODD)
        for name, address in (('gmail', 'pat@gmail.com'), ('yahoo', 'pat@yahoo.com'), ('generic', 'pat@example.org'),
                              ('charter', 'pat@charter.net')):
            sets_up(server, name, address)
            print(f'# {time.monotonic() - began:.1f} s')
        for test in (wrong_password, two_names, interrupted, odd_passwords, without_a_terminal, beside_a_running_agent, microsoft):
            test(server)
            print(f'# {test.__name__}: {time.monotonic() - began:.1f} s')


if __name__ == '__main__':
    main()
