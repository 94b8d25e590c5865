"""web: `ndrwatch-net web` and web servers that stall, lie, send without end, and are not who they say they are.

    web.py NDRWATCH-NET          each row is one process and one server of our own on loopback
"""
import os
import re
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

NET = sys.argv[1]
HEADER = struct.Struct('<IHHII')
OUTCOMES = ('answered', 'unreachable', 'untrusted', 'silent', 'too big', 'unfit')
SHORT = 800  # ms
SECRET = 'refresh-!*$-canary'


def numbers():
    """Of the frames, from the header itself: its version, WEB, CAGE."""
    with open(os.path.join(os.path.dirname(__file__), '../../../imap/messages.h')) as file:
        header = file.read()
    body = header[header.index('enum message_type {'):]
    body = re.sub(r'/\*.*?\*/', '', body[body.index('{') + 1:body.index('}')], flags=re.S)
    names = [part.split('=')[0].strip() for part in body.split(',')]
    version = int(re.search(r'MESSAGE_VERSION = (\d+)', header)[1])
    return version, names.index('MESSAGE_WEB') + 1, names.index('MESSAGE_CAGE') + 1


VERSION, WEB, CAGE = numbers()


def text(string):
    raw = string.encode() + b'\0'
    return struct.pack('<I', len(raw)) + raw


def frame(payload, kind=None):
    return HEADER.pack(len(payload), kind or WEB, VERSION, 0, 7) + payload


def request(url, form=None, patience=5000):
    return struct.pack('<Q', patience) + text(url) + struct.pack('<Q', form is not None) + text(form or '')


class Answer:
    def __init__(self, payload):
        outcome, self.code, self.date, self.retry_after = struct.unpack_from('<QQqQ', payload)
        at, parts = 32, []
        for _ in range(3):
            length, = struct.unpack_from('<I', payload, at)
            parts.append(payload[at + 4:at + 4 + length])
            at += 4 + length
        assert at == len(payload), (at, len(payload))
        self.outcome, self.type, self.text = OUTCOMES[outcome], parts[0][:-1].decode(), parts[1][:-1].decode()
        self.body = parts[2]

    def __str__(self):
        return f'{self.outcome} {self.code or ""} {self.type} {self.text} {len(self.body)} bytes'


def run(bytes_in, environment=None):
    """What the program sends until it ends, its exit code, its log."""
    ours, theirs = socket.socketpair()
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith('proxy')}
    net = subprocess.Popen([NET, 'web'], stderr=subprocess.PIPE, pass_fds=[],
                           env={**clean, **(environment or {})},
                           preexec_fn=lambda: os.dup2(theirs.fileno(), 3, inheritable=True), close_fds=False)
    theirs.close()
    got = b''
    try:
        ours.sendall(bytes_in)
        while more := ours.recv(65536):
            got += more
    except (ConnectionResetError, BrokenPipeError):
        pass
    log = net.communicate(timeout=60)[1].decode()
    assert 'Sanitizer' not in log and 'its cage refused' not in log, log
    assert SECRET not in log, log
    return got, net.returncode, log


def ask(url, form=None, patience=5000, environment=None):
    got, code, log = run(frame(request(url, form, patience)), environment)
    frames = []
    while got:
        length, kind, version, _, number = HEADER.unpack_from(got)
        frames.append((kind, number, got[HEADER.size:HEADER.size + length]))
        got = got[HEADER.size + length:]
    assert code == 0 and [kind for kind, _, _ in frames] == [CAGE, WEB], (code, frames, log)
    assert frames[1][1] == 7
    return Answer(frames[1][2])


class Server(threading.Thread):
    """Reads a request, then does what it is told with the connection."""

    def __init__(self, do, context=None):
        super().__init__(daemon=True)
        self.do, self.context, self.heard = do, context, []
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            if not self.do:  # says nothing at all
                time.sleep(20)
            heard = b''
            while b'\r\n\r\n' not in heard:
                more = connection.recv(65536)
                if not more:
                    return
                heard += more
            head, _, body = heard.partition(b'\r\n\r\n')
            for line in head.split(b'\r\n'):
                if line.lower().startswith(b'content-length:'):
                    while len(body) < int(line.split(b':')[1]):
                        body += connection.recv(65536)
            self.heard.append((head.decode(), body.decode()))
            self.do(connection, head, body)
            connection.close()
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def http(code, body=b'', *lines, type='application/json'):
    head = f'HTTP/1.1 {code} x\r\nContent-Type: {type}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n'
    return (head + ''.join(line + '\r\n' for line in lines) + '\r\n').encode() + body


def says(*args, **more):
    return lambda connection, head, body: connection.sendall(http(*args, **more))


def raw(bytes_out):
    return lambda connection, head, body: connection.sendall(bytes_out)


def endless(connection, head, body):
    connection.sendall(b'HTTP/1.1 200 x\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n')
    for _ in range(1600):
        connection.sendall(b'x' * 65536)


def endless_head(connection, head, body):
    connection.sendall(b'HTTP/1.1 200 x\r\n')
    for number in range(100000):
        connection.sendall(b'X-%d: %s\r\n' % (number, b'y' * 500))


def drip(connection, head, body):
    connection.sendall(b'HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n')
    for _ in range(200):
        connection.sendall(b'x')
        time.sleep(0.1)


# what it is, what the server does, what is wanted, the code, more
ROWS = [
    ('an answer', says(200, b'{"a":1}'), 'answered', 200, {'type': 'application/json', 'body': b'{"a":1}'}),
    ('its type has parameters', says(200, b'{}', type='Application/JSON; charset=utf-8'), 'answered', 200, {'type': 'application/json'}),
    ('a refusal', says(400, b'{"error":"invalid_grant"}'), 'answered', 400, {'body': b'{"error":"invalid_grant"}'}),
    ('a sign-in page of the network', says(200, b'<html>', type='text/html'), 'answered', 200, {'type': 'text/html'}),
    ('led elsewhere', says(302, b'', 'Location: http://127.0.0.1:1/'), 'answered', 302, {'body': b''}),
    ('not now', says(503, b'', 'Retry-After: 120'), 'answered', 503, {'retry_after': 120}),
    ('not now, says a liar', says(503, b'', 'Retry-After: 99999999999'), 'answered', 503, {'retry_after': 86400}),
    ('not now, says a fool', says(503, b'', 'Retry-After: -5'), 'answered', 503, {'retry_after': 0}),
    ('too often', says(429, b'', 'Retry-After: soon'), 'answered', 429, {'retry_after': 0}),
    ('a clock', says(200, b'', 'Date: Sat, 07 Nov 2026 12:00:00 GMT'), 'answered', 200, {'date': 1794052800}),
    ('a broken clock', says(200, b'', 'Date: yesterday'), 'answered', 200, {'date': 0}),
    ('cookies', says(200, b'{}', 'Set-Cookie: a=b'), 'answered', 200, {}),
    ('just as much as may be', says(200, b'x' * 65536), 'answered', 200, {'body': b'x' * 65536}),
    ('one byte more', says(200, b'x' * 65537), 'too big', 0, {}),
    ('100 MB', endless, 'too big', 0, {}),
    ('a head without end', endless_head, 'too big', 0, {}),
    ('a byte now and then', drip, 'silent', 0, {}),
    ('nothing', None, 'silent', 0, {}),
    ('less than it says', raw(b'HTTP/1.1 200 x\r\nContent-Length: 9\r\n\r\nx'), 'unreachable', 0, {}),
    ('the end at once', raw(b''), 'unreachable', 0, {}),
    ('noise', raw(b'\x00\xff\x1b[2J' * 100), 'unreachable', 0, {}),
    ('a status of noise', raw(b'HTTP/1.1 9999999 x\r\n\r\n'), 'unreachable', 0, {}),
    ('chunks of noise', raw(b'HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx'), 'unreachable', 0, {}),
    ('packed', raw(b'HTTP/1.1 200 x\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b'), 'answered', 200, {'body': b'\x1f\x8b'}),
]


def plain():
    for name, do, outcome, code, more in ROWS:
        with Server(do) as server:
            began = time.monotonic()
            patience = SHORT if outcome == 'silent' else 20000
            answer = ask(f'http://127.0.0.1:{server.port}/token', 'refresh_token=' + SECRET, patience)
            print(f'{name}: {answer}, {time.monotonic() - began:.1f} s')
            assert (answer.outcome, answer.code) == (outcome, code), answer
            for key, value in more.items():
                assert getattr(answer, key) == value, (key, getattr(answer, key))
            assert all(' ' <= letter <= '~' for letter in answer.text), answer.text
            assert time.monotonic() - began < 10
            assert len(server.heard) == (1 if do else 0), server.heard
            for head, body in server.heard:
                assert head.startswith('POST /token HTTP/1.1\r\n') and 'application/x-www-form-urlencoded' in head, head
                assert body == 'refresh_token=' + SECRET and 'Cookie' not in head, (head, body)
    with Server(says(200, b'<clientConfig/>', type='text/xml')) as server:
        answer = ask(f'http://localhost:{server.port}/mail/config-v1.1.xml?emailaddress=a%40b.example')
        assert answer.body == b'<clientConfig/>' and server.heard[0][0].startswith('GET /mail/config-v1.1.xml?email'), answer
    for url in ('http://192.0.2.1/', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'https://a@b.example/', 'https:///', 'https://a b/', ''):
        assert ask(url).outcome == 'unfit', url
    with socket.socket() as nobody:  # bound, and does not listen
        nobody.bind(('127.0.0.1', 0))
        assert ask(f'http://127.0.0.1:{nobody.getsockname()[1]}/').outcome == 'unreachable'


def broken_frames():
    for what, bytes_in in (('another frame', frame(b'', 2)), ('short', frame(request('https://a.example/')[:-1])),
                           ('long', frame(request('https://a.example/') + b'x')), ('no frame', b'x' * 64),
                           ('patience without end', frame(request('https://a.example/', None, 1 << 40)))):
        _, code, log = run(bytes_in)
        assert code == 76, (what, code, log)


# ---- TLS ----

def openssl(*arguments, folder):
    subprocess.run(['openssl', *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def certificate(folder, name, names, days):
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', name + '.key', '-out', name + '.csr',
            '-subj', '/CN=' + name, folder=folder)
    with open(f'{folder}/{name}.ext', 'w') as file:
        file.write(f'subjectAltName={names}\nextendedKeyUsage=serverAuth\n')
    openssl('x509', '-req', '-in', name + '.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', str(days),
            '-extfile', name + '.ext', '-out', name + '.pem', folder=folder)


def certificates(folder):
    for name in ('ca', 'stranger'):
        openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', name + '.key',
                '-out', name + '.pem', '-days', '2', '-subj', '/CN=' + name, '-addext', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature',
                *(['-addext', 'subjectAltName=IP:127.0.0.1'] if name == 'stranger' else []), folder=folder)
    certificate(folder, 'good', 'IP:127.0.0.1,DNS:localhost', 2)
    certificate(folder, 'other', 'DNS:mail.example.net', 2)
    certificate(folder, 'expired', 'IP:127.0.0.1', -1)


def context(folder, name, least=ssl.TLSVersion.TLSv1_2, most=ssl.TLSVersion.TLSv1_3):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if most < ssl.TLSVersion.TLSv1_2:
        made.set_ciphers('ALL:@SECLEVEL=0')
    made.minimum_version, made.maximum_version = least, most
    made.load_cert_chain(f'{folder}/{name}.pem', f'{folder}/{name}.key')
    return made


def secure(folder):
    trusted = {'SSL_CERT_FILE': folder + '/ca.pem'}
    for name, outcome in (('good', 'answered'), ('other', 'untrusted'), ('stranger', 'untrusted'), ('expired', 'untrusted')):
        with Server(says(200, b'{}'), context(folder, name)) as server:
            answer = ask(f'https://127.0.0.1:{server.port}/', environment=trusted)
            print(f'certificate {name}: {answer}')
            assert answer.outcome == outcome and (outcome == 'answered' or not server.heard), answer
    with Server(says(200, b'{}'), context(folder, 'good')) as server:  # and the system's store does not know it
        assert ask(f'https://127.0.0.1:{server.port}/').outcome == 'untrusted' and not server.heard
    old = context(folder, 'good', ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
    with Server(says(200, b'{}'), old) as server:
        assert ask(f'https://127.0.0.1:{server.port}/', environment=trusted).outcome == 'unreachable' and not server.heard


def through_a_proxy(folder):
    asked = []

    def connect(connection, head, body):
        asked.append(head.split(b'\r\n')[0].decode())
        port = int(asked[-1].split()[1].split(':')[1])
        with socket.create_connection(('127.0.0.1', port)) as beyond:
            connection.sendall(b'HTTP/1.1 200 go on\r\n\r\n')
            back = threading.Thread(target=pour, args=(beyond, connection), daemon=True)
            back.start()
            pour(connection, beyond)
            back.join()

    def pour(source, sink):
        while more := source.recv(65536):
            sink.sendall(more)
        sink.shutdown(socket.SHUT_WR)

    trusted = {'SSL_CERT_FILE': folder + '/ca.pem'}
    with Server(says(200, b'{}'), context(folder, 'good')) as server, Server(connect) as proxy:
        way = {**trusted, 'https_proxy': f'http://127.0.0.1:{proxy.port}', 'http_proxy': f'http://127.0.0.1:{proxy.port}'}
        answer = ask(f'https://127.0.0.1:{server.port}/', environment=way)
        assert answer.outcome == 'answered' and asked == [f'CONNECT 127.0.0.1:{server.port} HTTP/1.1'], (str(answer), asked)
        answer = ask(f'https://127.0.0.1:{server.port}/', environment={**way, 'no_proxy': '127.0.0.1'})
        assert answer.outcome == 'answered' and len(asked) == 1, asked
    with Server(says(200, b'{}')) as server:
        assert ask(f'http://127.0.0.1:{server.port}/', environment=way).outcome == 'answered' and len(asked) == 1


if __name__ == '__main__':
    plain()
    broken_frames()
    home = tempfile.mkdtemp(prefix='ndrw-web-')
    try:
        certificates(home)
        secure(home)
        through_a_proxy(home)
    finally:
        shutil.rmtree(home)
