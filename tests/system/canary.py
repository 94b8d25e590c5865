"""canary: one distinct secret of each kind, and nobody but its own place ever has it: through success, refusal, SIGHUP, crashes
with cores allowed, and every command that says how things stand, argv, environment, logs, journal and cores are looked through.

Usage: canary.py IMAP NET: the helpers that go beside a copy of $NDRWATCH, whose keyring is played by a script.
"""
import base64
import contextlib
import glob
import os
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import login
import rig
import setup
import sign_in_service

NAME = 'alice@example.org'  # whom the sign-in service knows
KINDS = ('file', 'command', 'sealed', 'credential', 'token', 'stale', 'spilt', 'refused', 'client', 'keyring')
CANARIES = {kind: f'canary.{kind}.{secrets.token_hex(20)}' for kind in KINDS}
CONTROL = 'canary.control.' + secrets.token_hex(20)
# A password of each, a token of two; the others never get in.
PASSWORDS = ('file', 'command', 'sealed', 'credential', 'keyring')
KEYRING = """#!/bin/sh
case $(tr '\\0' ' ' <&3) in
'get keyring password '*) printf 'good\\0\\0\\0\\0\\0' >&3; cat "%s/keyring" >&3 ;;
'get '*) printf 'absent\\0\\0\\0\\0\\0' >&3 ;;
*) printf 'away\\0\\0\\0\\0\\0' >&3 ;;
esac
"""


class Service(sign_in_service.Service):
    """One whose clients have a secret."""

    def at_token(self, form):
        if form.pop('client_secret', '') != CANARIES['client']:
            return self.no('invalid_client', 401)
        return super().at_token(form)


def forms(secret):
    """As it may be written: itself, either half of what is random in it, in hexadecimal, in base64 wherever it begins."""
    raw = secret.encode()
    found = {raw, raw[-40:-20], raw[-20:]} if secret.startswith('canary') else {raw, raw[:32], raw[-32:]}
    found.add(raw.hex().encode())
    for before in range(3):
        coded = base64.b64encode(b'x' * before + raw)
        found.add(coded[4:-4])
    return found


class Watch:
    """What every process shows of itself, looked at all the time."""

    def __init__(self):
        self.seen, self.over = {}, threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.over.wait(0.05):
            for path in glob.glob('/proc/[0-9]*/cmdline'):
                with contextlib.suppress(OSError):
                    with open(path, 'rb') as file:
                        line = file.read()
                    if (path, line) in self.seen:
                        continue
                    self.seen[path, line] = b''
                    with open(path[:-len('cmdline')] + 'environ', 'rb') as file:
                        self.seen[path, line] = file.read()

    def end(self):
        self.over.set()
        self.thread.join()
        return {f'argv or environment of {path} {line[:60]!r}': line + b'\0' + words for (path, line), words in self.seen.items()}


def write(path, text, mode=0o600):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), 'w') as file:
        file.write(text)


def shown(text, known):
    """Where what must not be seen is seen: the kind of each."""
    return [kind for kind, words in known.items() if any(word in text for word in words)]


def files(folder, but):
    for path in glob.glob(folder + '/**', recursive=True, include_hidden=True):
        if os.path.isfile(path) and not path.startswith(but):
            with open(path, 'rb') as file:
                yield path, file.read()


def server_of_all(server, service):
    """Each user their own password; tokens are asked of the service."""
    write(server.folder + '/passwd', ''.join(f'{kind}:{CANARIES[kind]}\n' for kind in PASSWORDS), 0o644)
    write(server.folder + '/oauth2.ext', 'introspection_mode = post\nusername_attribute = username\nactive_attribute = active\n'
          f'introspection_url = http://id:secret@127.0.0.1:{service.port}/introspect\nactive_value = true\nforce_introspection = yes\n', 0o644)
    write(server.folder + '/more', f'passdb {{\n driver = passwd-file\n args = scheme=PLAIN username_format=%u {server.folder}/passwd\n}}\n'
          f'passdb {{\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n args = {server.folder}/oauth2.ext\n}}\n', 0o644)
    write(server.folder + '/last', 'auth_mechanisms = plain login xoauth2 oauthbearer\n', 0o644)
    server.start()


def accounts(agent, server, places):
    cat = 'cat ' + places + '/'
    ways = {
        'file': f'password_file = {places}/file', 'command': f'password_command = {cat}command', 'credential': '', 'keyring': '',
        'refused': f'password_file = {places}/refused', 'token': f'token_command = {cat}token', 'stale': f'token_command = {cat}stale',
        'spilt': f'token_command = {cat}spilt; echo "wrong token $({cat}spilt)" >&2; exit 2',
        'home': f'client_id = {sign_in_service.CLIENT}\nclient_secret_command = {cat}client',
    }
    path = agent.home + '/config/ndrwatch/ndrwatch.conf'
    with open(path) as file:
        text = file.read().replace('[account sealed]\n', '[account sealed]\nauth = password\ncheck_domains = no\n')
    for name, way in ways.items():
        tokens = 'auth = oauth2\n' if 'token' in way or 'client' in way else 'auth = password\n'
        user = NAME if 'token_command' in way else name
        text += (f'[account {name}]\naddress = {name}@example.org\nhost = {rig.here()}\nport = {server.port}\ncheck_domains = no\n'
                 f'ca_file = {server.folder}/certs/ca.pem\n{tokens}{way}\n' + ('' if name == 'home' else f'user = {user}\n'))
    write(path, text)


def types_password(agent, server):
    """Setup, at a terminal: what is typed goes into a sealed file."""
    terminal = setup.Terminal(agent, 'setup', '--address', 'sealed@example.net', '--user', 'sealed', '--name', 'sealed', '--host',
                              f'{rig.here()}:{server.port}', '--ca-file', server.folder + '/certs/ca.pem')
    terminal.answer('Password (it is not shown): ', CANARIES['sealed'])
    terminal.answer('Else press Enter: ', '')
    assert terminal.end() == 0, terminal.shown
    assert 'a sealed file' in terminal.shown, terminal.shown
    return terminal.shown


def crash(folder):
    """Starts what may leave a core, in the folder."""
    def begin():
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        os.chdir(folder)
    return begin


def leaves_cores(folder):
    """Does this machine write cores there? Then one with a canary in its environment must be found, or nothing here sees anything."""
    subprocess.run(['sh', '-c', 'kill -SEGV $$'], env={'CONTROL': CONTROL}, preexec_fn=crash(folder), check=False)
    found = [path for path, text in files(folder, 'none') if CONTROL.encode() in text]
    for path in found:
        os.remove(path)
    return bool(found)


def states(agent):
    return {account['name']: account['state'] for account in agent.accounts()}


def settled(agent, *asking):
    want = {**dict.fromkeys((*PASSWORDS, 'token', 'home'), 'watching'), **dict.fromkeys(asking, 'asking')}
    rig.wait_until(lambda: want.items() <= states(agent).items(), 'all stand as they must')


def run(service, server, agent, places):
    crashes = agent.home + '/crashes'
    os.mkdir(crashes)
    cores = leaves_cores(crashes)
    if not cores:
        print('# cores are not written to the folder of a process here: not looked at')
    watch = Watch()
    said = {'setup': types_password(agent, server)}
    write(agent.home + '/config/ndrwatch/providers.ini', service.providers(secret='needed'))
    accounts(agent, server, places)
    words = login.Login(agent, '--device')  # of account home
    service.approve(words.wait(r'\n    ([B-T]{8})\n'))
    code, said['login'] = words.end()
    assert code == 0, said['login']
    agent.environment.update(DBUS_SESSION_BUS_ADDRESS='unix:path=/nowhere', CREDENTIALS_DIRECTORY=places + '/credentials')
    agent.start(preexec_fn=crash(crashes))
    settled(agent, 'refused', 'stale')
    server.deliver(rig.bounce(1), 'file')
    agent.wait_line(rig.named(1))
    # It reads its configuration again; its helper dies: each time there is another one.
    for hit in (lambda _: agent.process.send_signal(signal.SIGHUP), lambda helper: os.kill(helper, signal.SIGSEGV)):
        helper = agent.child('ndrwatch-imap')
        hit(helper)
        rig.wait_until(lambda: agent.child('ndrwatch-imap') not in (None, helper), 'another helper')
        settled(agent)
    server.kick()
    settled(agent)
    said['status'] = repr((agent.ask(ask='status'), agent.ask(ask='list', pending=False), agent.ask(ask='nonsense')))
    for line in ('check --json', 'check', 'status --json', 'status', 'accounts --json', 'accounts', 'list --json', 'show latest',
                 'export latest -o ' + agent.home + '/out', 'export latest --full -o ' + agent.home + '/full'):
        said[line] = ''.join(map(str, agent.command(*line.split())))
    os.kill(agent.process.pid, signal.SIGSEGV)
    agent.wait_end()
    said['log of one life'] = agent.told() + agent.said()
    agent.start(preexec_fn=crash(crashes))
    settled(agent)
    agent.kill()
    said['log'] = agent.told() + agent.said()
    return watch.end(), said, cores


def look_through(service, agent, places, processes, said):
    known = {kind: forms(secret) for kind, secret in CANARIES.items()}
    known.update({f'{number} of the service': forms(secret) for number, secret in enumerate(service.secrets()) if secret not in CANARIES.values()})
    assert service.grants and len(service.access) > 2, service.log
    everything = {**processes, **{name: text.encode() for name, text in said.items()}, **dict(files(agent.home, places))}
    for name in ('/journal.db', '/secrets/sealed.password', '/secrets/home.refresh-token'):
        assert agent.state + name in everything, name
    for name, text in everything.items():
        assert not shown(text, known), f'{name} shows {shown(text, known)}'
    # Each is in its place, where this finds it: so it would find it elsewhere.
    for path, text in files(places, 'none'):
        assert len(shown(text, known)) == 1, path
    return len(known), len(everything)


def main():
    with tempfile.TemporaryDirectory(prefix='ndrw-', dir='/tmp') as folder:
        for path, name in ((rig.NDRWATCH, 'ndrwatch'), (sys.argv[1], 'ndrwatch-imap'), (sys.argv[2], 'ndrwatch-net')):
            shutil.copy(path, folder + '/' + name)
        rig.NDRWATCH = folder + '/ndrwatch'
        with Service(NAME) as service, rig.Server(start=False) as server, rig.Agent(config='') as agent:
            places = agent.home + '/places'
            os.makedirs(places + '/credentials', 0o700)
            for kind in KINDS:
                if kind not in ('sealed', 'credential'):
                    write(f'{places}/{kind}', CANARIES[kind])
            write(places + '/credentials/ndrwatch.credential', CANARIES['credential'])
            write(folder + '/ndrwatch-keyring', KEYRING % places, 0o700)
            os.remove(agent.home + '/config/ndrwatch/ndrwatch.conf')
            service.access[CANARIES['token']] = time.time() + 3600
            server_of_all(server, service)
            processes, said, cores = run(service, server, agent, places)
            known, places_seen = look_through(service, agent, places, processes, said)
            print(f'{known} secrets, {places_seen} places, cores {"looked for" if cores else "not looked for"}: nowhere')


main()
