"""login: `ndrwatch login` and `logout` with a sign-in service of our own: by code, by browser, by paste; what it refuses, what
stalls, a wrong state, two at a time. And no token is anywhere but in the vault."""
import glob
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

import rig
import sign_in_service

CONFIG = ('[account home]\naddress = sam@example.org\nhost = 127.0.0.1\nport = 993\nauth = oauth2\nclient_id = '
          + sign_in_service.CLIENT + '\n')


class Login:
    """`ndrwatch login home`, and what it prints."""

    def __init__(self, agent, *options, environment=None):
        self.process = subprocess.Popen([rig.NDRWATCH, 'login', 'home', *options], env={**agent.environment, **(environment or {})},
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.text, self.changed = '', threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while more := os.read(self.process.stdout.fileno(), 65536):
            with self.changed:
                self.text += more.decode()
                self.changed.notify_all()

    def wait(self, pattern):
        with self.changed:
            assert self.changed.wait_for(lambda: re.search(pattern, self.text), rig.SLOW), self.text
            return re.search(pattern, self.text)[1]

    def end(self):
        code = self.process.wait(rig.SLOW)
        self.reader.join(rig.SLOW)
        self.process.stdin.close()
        assert 'Sanitizer' not in self.text, self.text
        return code, self.text


def home(service, **more):
    agent = rig.Agent(config=CONFIG)
    with open(agent.home + '/config/ndrwatch/providers.ini', 'w') as file:
        file.write(service.providers(**more))
    return agent


def hidden(agent, service, *texts):
    """No token in what was printed, in argv or environment of what runs, in any file but the vault's."""
    words = list(texts)
    for path in glob.glob(agent.home + '/**', recursive=True):
        if os.path.isfile(path) and '/secrets/' not in path:
            with open(path, 'rb') as file:
                words.append(file.read().decode('latin-1'))
    for path in glob.glob('/proc/[0-9]*/cmdline') + glob.glob('/proc/[0-9]*/environ'):
        try:
            with open(path, 'rb') as file:
                words.append(file.read().decode('latin-1'))
        except OSError:
            pass
    with open(f'/proc/{os.getpid()}/cmdline') as file:
        assert file.read() in words  # we do see them
    for secret in service.secrets():
        assert not any(secret in text for text in words), secret
    for path in glob.glob(agent.state + '/secrets/*'):  # sealed, too
        assert os.stat(path).st_mode & 0o77 == 0, path
        with open(path, 'rb') as file:
            raw = file.read()
            assert not any(secret.encode() in raw for secret in service.secrets())


def by_code():
    with sign_in_service.Service() as service, home(service) as agent:
        login = Login(agent)
        code = login.wait(r'\n    ([B-T]{8})\n')
        assert service.base + '/link' in login.text and 'not shown' not in login.text
        other = Login(agent)
        assert other.end()[0] == 75 and 'another sign-in' in other.text, other.text
        rig.wait_until(lambda: service.asked('/token') >= 1, 'a poll')
        service.next += [(503, b'', {}, 0)]  # and it goes on
        hidden(agent, service, login.text.replace(code, ''))
        service.approve(code)
        ended, text = login.end()
        assert ended == 0 and 'Signed in to Fabrikam as sam@example.org. It is kept in' in text, text
        assert 'as soon as ndrwatch runs' in text
        assert service.asked('/token', 'device_code') >= 2 and service.most == 1
        for path in ('/token', '/device'):
            assert all('client_secret' not in form for where, form in service.log if where == path)
        hidden(agent, service, text)
        refresh, = service.grants
        code, out, _ = agent.command('logout', 'home')
        assert code == 0 and 'kept no more' in out, out
        assert refresh in service.dead
        assert agent.command('logout', 'home')[0] == 1


def refused():
    """Words for people, and codes."""
    with sign_in_service.Service() as service, home(service) as agent:
        for state, code, words in (('no', 1, 'you said no on the page of Fabrikam'), ('late', 1, 'was not typed in time')):
            login = Login(agent, '--device')
            service.approve(login.wait(r'\n    ([B-T]{8})\n'), state)
            assert login.end()[0] == code and words in login.text, login.text
        agent.configure(CONFIG.replace(sign_in_service.CLIENT, 'another'))
        login = Login(agent)
        assert login.end()[0] == 78 and 'knows no program under your client_id' in login.text, login.text
        agent.configure(re.sub('client_id.*\n', '', CONFIG))
        login = Login(agent)
        assert login.end()[0] == 78 and 'token_command = COMMAND' in login.text, login.text
        agent.configure(CONFIG.replace('auth = oauth2\n', 'auth = password\n').replace('client_id = ' + sign_in_service.CLIENT + '\n', ''))
        login = Login(agent)
        assert login.end()[0] == 64 and 'with a password' in login.text, login.text


def elsewhere():
    """A page that is not the service's own is never shown."""
    with sign_in_service.Service() as service, home(service, pages='login.example') as agent:
        login = Login(agent)
        assert login.end()[0] == 76 and '/link' not in login.text, login.text


def browse(page):
    """As a browser does; gives the page where it ends."""
    with urllib.request.urlopen(page, timeout=rig.SLOW) as answer:
        head = dict(answer.headers)
        assert head['Cache-Control'] == 'no-store' and head['Referrer-Policy'] == 'no-referrer', head
        return answer.read().decode()


def status_of(url, **head):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=head), timeout=rig.SLOW) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def by_browser():
    with sign_in_service.Service() as service, home(service, rotates='strict') as agent:
        login = Login(agent, '--browser')
        page = login.wait(r'\n    (http://\S+)\n')
        port = int(re.search(r'redirect_uri=http%3A%2F%2F127.0.0.1%3A(\d+)%2F&', page)[1])
        here = f'http://127.0.0.1:{port}'
        state = re.search(r'&state=([\w-]+)', page)[1]
        # Not ours: another state, another issuer, another host, no request at all. It waits on.
        assert status_of(here + '/?code=evil&state=x' + state[1:]) == 404
        assert status_of(here + f'/?code=evil&state={state}&iss=https://evil.example') == 404
        assert status_of(here + f'/?code=evil&state={state}', Host='evil.example') == 404
        assert status_of(here + '/favicon.ico') == 404
        with socket.create_connection(('127.0.0.1', port)) as noise:
            noise.sendall(b'\x16\x03\x01' * 10000)
        with socket.create_connection(('127.0.0.1', port)):
            pass
        assert service.asked('/token') == 0 and login.process.poll() is None
        assert 'Signed in' in browse(page)
        ended, text = login.end()
        assert ended == 0 and 'Signed in to Fabrikam' in text, text
        assert service.asked('/token') == 1
        hidden(agent, service, text)
        login = Login(agent, '--browser')
        page = login.wait(r'\n    (http://\S+)\n')
        state, port = re.search(r'&state=([\w-]+)', page)[1], re.search(r'127.0.0.1%3A(\d+)', page)[1]
        assert status_of(f'http://127.0.0.1:{port}/?error=access_denied&state={state}') == 200
        assert login.end()[0] == 1 and 'said no' in login.text, login.text


def with_a_desktop():
    """xdg-open is given the page."""
    with sign_in_service.Service() as service, home(service, flows='browser') as agent:
        os.mkdir(agent.home + '/bin')
        with open(agent.home + '/bin/xdg-open', 'w') as file:
            file.write(f'#!/bin/sh\nexec python3 -c "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])" "$1"\n')
        os.chmod(agent.home + '/bin/xdg-open', 0o755)
        login = Login(agent, environment={'DISPLAY': ':99', 'PATH': agent.home + '/bin:' + os.environ['PATH']})
        assert login.end()[0] == 0 and 'Sign in in your browser' in login.text, login.text


def by_paste():
    with sign_in_service.Service() as service, home(service, redirect='https://127.0.0.1') as agent:
        for spoil, code in ((lambda end: end, 0), (lambda end: end.replace('state=', 'state=x'), 1), (lambda end: 'what?', 1)):
            login = Login(agent, '--browser')  # it leads back over TLS: a paste all the same
            page = login.wait(r'\n    (http://\S+)\n')
            login.wait(r'(paste it here)')

            class Stay(urllib.request.HTTPRedirectHandler):
                def redirect_request(self, *_):
                    return None
            try:
                urllib.request.build_opener(Stay).open(page)
            except urllib.error.HTTPError as led:
                end = led.headers['Location']
            login.process.stdin.write(spoil(end) + '\n')
            login.process.stdin.flush()
            assert login.end()[0] == code, login.text
        assert service.asked('/token') == 1


def bad_services():
    """Stalls, portals, errors, a token without a refresh token: words, nothing kept, nothing hangs."""
    rows = [
        ((200, b'<html>Welcome to our WiFi</html>', {'Content-Type': 'text/html'}, 0), 'does this network want'),
        ((500, b'', {}, 0), None),
        ((200, b'x' * 100000, {}, 0), 'does this network want'),
        ((200, {'access_token': 'a'}, {}, 0), 'no token to renew'),
        ((400, {'error': 'invalid_grant', 'error_codes': [50173]}, {}, 0), 'the password was changed'),
    ]
    with sign_in_service.Service() as service, home(service) as agent:
        for answer, words in rows:
            login = Login(agent, '--paste')
            page = login.wait(r'\n    (http://\S+)\n')
            state = re.search(r'&state=([\w-]+)', page)[1]
            service.next = [answer]
            login.process.stdin.write(f'http://127.0.0.1:1/?code=x&state={state}\n')
            login.process.stdin.flush()
            code = login.end()[0]
            assert code in (1, 69) and 'Signed in' not in login.text and (not words or words in login.text), (code, login.text)
        assert not glob.glob(agent.state + '/secrets/home*')
        login = Login(agent, '--device')
        login.wait(r'(Waiting)')
        login.process.send_signal(signal.SIGINT)
        assert login.process.wait(rig.SLOW) == -signal.SIGINT


if __name__ == '__main__':
    began = time.monotonic()
    for scenario in (by_code, refused, elsewhere, by_browser, with_a_desktop, by_paste, bad_services):
        scenario()
        print(f'{scenario.__name__}: {time.monotonic() - began:.1f} s')
