"""hostile_server: an IMAP server that is honest but for one act, once, at one step of the talk.

    server = Server(certificates, 'FETCH', act)        # its port is server.port
    act(talk, tag)                                     # says what it likes with talk.say, talk.flood, talk.hang, …

A step is 'accept', 'tls', 'greet', 'STARTTLS', 'CAPABILITY', 'LOGIN', 'EXAMINE', 'SEARCH', 'HEADERS', 'BODY', 'IDLE', 'IDLING'
or 'DONE'. When the act is over, by itself or because the client has hung up, the server is honest for ever, and `after` is
put into its mailbox: the returned mail that must be told. What was heard is kept: `plains` before TLS, one a connection,
and `lines` after it.
"""
import base64
import os
import re
import select
import selectors
import socket
import ssl
import subprocess
import threading
import time

PASSWORD = 'sekrit'
SECRETS = [PASSWORD.encode(), base64.b64encode(f'\0sam\0{PASSWORD}'.encode()), base64.b64encode(PASSWORD.encode())]
CAPABILITIES = b'IMAP4rev1 IDLE UIDPLUS LITERAL+ AUTH=PLAIN SASL-IR'
LET_GO = 60  # seconds that the server waits for a client that does not hang up


# ---- certificates ----

def openssl(*words):
    subprocess.run(('openssl',) + words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def nul_name():
    """A subjectAltName of 'localhost\\0.example.net', which a C string takes for localhost (CVE-2009-2408)."""
    name = b'localhost\0.example.net'
    return 'DER:' + ':'.join('%02x' % byte for byte in bytes([0x30, len(name) + 2, 0x82, len(name)]) + name)


def make_certificates(folder):
    """A CA, a leaf to be accepted and six to be refused; quick, for they are of elliptic curves."""
    key = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes')
    ours = 'DNS:localhost,IP:127.0.0.1'
    openssl('req', '-x509', *key, '-keyout', folder + '/ca.key', '-out', folder + '/ca.pem', '-days', '30', '-subj', '/CN=Test CA')
    openssl('req', '-x509', *key, '-keyout', folder + '/selfsigned.key', '-out', folder + '/selfsigned.pem', '-days', '30',
            '-subj', '/CN=localhost', '-addext', 'subjectAltName=' + ours)
    for name, names, start, end, use in (
            ('good', ours, '2020', '2040', 'serverAuth'), ('wronghost', 'DNS:lantern.example.net', '2020', '2040', 'serverAuth'),
            ('expired', ours, '2020', '2021', 'serverAuth'), ('notyet', ours, '2039', '2040', 'serverAuth'),
            ('clientauth', ours, '2020', '2040', 'clientAuth'), ('nulhost', nul_name(), '2020', '2040', 'serverAuth')):
        path = f'{folder}/{name}'
        openssl('req', '-new', *key, '-keyout', path + '.key', '-out', path + '.csr', '-subj', '/CN=' + name)
        os.mkdir(path)
        with open(path + '/index', 'w'), open(path + '/serial', 'w') as serial, open(path + '.cnf', 'w') as config:
            serial.write('01\n')
            config.write(f'[ca]\ndefault_ca=d\n[d]\ndatabase={path}/index\nserial={path}/serial\nnew_certs_dir={path}\n'
                         f'default_md=sha256\npolicy=p\n[p]\nCN=supplied\n[x]\nsubjectAltName={names}\nextendedKeyUsage={use}\n')
        openssl('ca', '-batch', '-config', path + '.cnf', '-cert', folder + '/ca.pem', '-keyfile', folder + '/ca.key',
                '-in', path + '.csr', '-out', path + '.pem', '-notext', '-startdate', start + '0101000000Z',
                '-enddate', end + '0101000000Z', '-extensions', 'x')


def contexts(folder):
    """One TLS context a certificate, for all servers."""
    made = {}
    for name in ('good', 'wronghost', 'expired', 'notyet', 'selfsigned', 'clientauth', 'nulhost'):
        made[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made[name].load_cert_chain(f'{folder}/{name}.pem', f'{folder}/{name}.key')
    return made


# ---- one connection ----

class Over(Exception):
    """This connection is over."""


class Talk:
    """One connection, as an act sees it."""

    def __init__(self, server, raw):
        self.server, self.socket, self.rest, self.plain = server, raw, b'', b''
        self.secure = self.hostile = False
        self.known = 0  # times it heard the password
        self.told = 0  # mails the client was told of
        self.ended = False  # IDLE was ended by us
        self.bell, self.rope = socket.socketpair()  # rung where there is news for one in IDLE
        self.urgent = []  # what is to be said there first

    def ring(self, *texts):
        """From another thread: a TLS connection is for one at a time."""
        self.urgent += texts
        self.rope.send(b'!')

    def wait(self):
        """Until the bell rings, or the client says something; true: the bell."""
        if self.rest or self.socket.pending():
            return False
        ready, _, _ = select.select([self.socket, self.bell], [], [], LET_GO)
        return self.bell in ready and bool(self.bell.recv(100))

    def say(self, text):
        self.socket.sendall(text if isinstance(text, bytes) else text.encode())

    def flood(self, chunk, total=None):
        """So many bytes (None: without end) of chunk again and again, as fast as they are taken."""
        block = chunk * max(1, 65536 // len(chunk))
        sent = 0
        while total is None or sent < total:
            self.say(block)
            sent += len(block)

    def drip(self, text):
        """One byte a second, as this client's clock goes."""
        for byte in text:
            self.say(bytes([byte]))
            time.sleep(1 / self.server.haste)

    def hang(self):
        """Says nothing more; until the client hangs up."""
        self.socket.settimeout(LET_GO)
        while more := self.socket.recv(65536):
            self.server.heard(self, more)
        raise Over

    def close(self):
        raise Over

    def line(self):
        while b'\n' not in self.rest:
            more = self.socket.recv(65536)
            if not more:
                raise Over
            self.server.heard(self, more)
            self.rest += more
        line, _, self.rest = self.rest.partition(b'\n')
        return line.rstrip(b'\r').decode('latin-1')


# ---- the server ----

class Server:
    """One account's server. `mails` are there from the beginning, `after` comes after the act; number them with bounce()."""

    def __init__(self, tls, step=None, act=None, mails=(), after=b'', starttls=False, haste=1, certificate='good'):
        self.tls, self.step, self.act, self.after, self.starttls, self.haste = tls, step, act, after, starttls, haste
        self.certificate = certificate  # of the act; all else has the good one
        self.mails, self.uidvalidity = list(mails), 1000
        self.plains, self.lines, self.bytes = [], [], 0
        self.acted = self.over = None  # when the act began, and when its connection ended or went on
        self.connections = self.hostile_logins = 0
        self.leaks, self.idlers, self.lock = [], [], threading.Lock()
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=16)
        self.port = self.listener.getsockname()[1]

    def heard(self, talk, text):
        """Keeps it; a secret may be said once a connection, over TLS, in a login, and once more where the server asks again."""
        self.bytes += len(text)
        if not talk.secure:
            talk.plain += text
        if any(secret in text for secret in SECRETS):
            login = re.fullmatch(rb'\d+ (AUTHENTICATE PLAIN|LOGIN) [^\r\n]*\r\n' if not talk.known else rb'[\w+/=]*\r\n', text)
            if not talk.secure or not login or talk.known > 1:
                self.leaks.append(text)
            talk.known += 1
            self.hostile_logins += talk.hostile

    def serve(self, raw):
        self.connections += 1
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.settimeout(LET_GO)
        talk = Talk(self, raw)
        try:
            self.play(talk, 'accept', None)
            if self.starttls:
                self.before_tls(talk)
            self.handshake(talk)
            if not self.starttls and not self.play(talk, 'greet', None):
                talk.say(b'* OK [CAPABILITY ' + CAPABILITIES + b'] ready\r\n')
            while True:
                self.answer(talk, talk.line())
        except (Over, OSError, ValueError):
            pass
        finally:
            self.plains.append(talk.plain)
            if talk.hostile:
                self.finish()
            for end in (talk.socket, talk.bell, talk.rope):
                end.close()

    def finish(self):
        """The act is over."""
        with self.lock:
            if self.over is not None:
                return
            self.over = time.monotonic()
        self.deliver([self.after])

    def deliver(self, mails):
        with self.lock:
            self.mails += mails
            for talk in self.idlers:
                talk.ring()

    def play(self, talk, step, tag):
        """The act, if it is its turn; true: it has answered."""
        with self.lock:
            if self.step != step or self.acted is not None:
                return False
            self.acted = time.monotonic()
            talk.hostile = True
        self.act(talk, tag)
        self.finish()
        return True

    def before_tls(self, talk):
        if not self.play(talk, 'greet', None):
            talk.say(b'* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n')
        tag, _, verb = talk.line().partition(' ')
        if verb != 'STARTTLS':
            raise Over
        if not self.play(talk, 'STARTTLS', tag):
            talk.say(tag + ' OK begin\r\n')

    def handshake(self, talk):
        name = 'good'
        if self.step == 'tls' and self.acted is None:
            self.acted, talk.hostile, name = time.monotonic(), True, self.certificate
            if self.act:
                self.act(talk, None)
        talk.socket = self.tls[name].wrap_socket(talk.socket, server_side=True)
        talk.secure, talk.rest = True, b''

    # ---- commands ----

    def answer(self, talk, line):
        self.lines.append(line)
        tag, _, rest = line.partition(' ')
        words = rest.split(' ')
        verb = words[1] if words[0] == 'UID' else words[0]
        step = {'AUTHENTICATE': 'LOGIN', 'FETCH': 'BODY' if 'BODY.PEEK[]' in rest else 'HEADERS'}.get(verb, verb)
        if step != 'IDLE' and self.play(talk, step, tag):
            return
        known = getattr(self, 'on_' + step, None)
        if known:
            known(talk, tag, rest)
        else:
            talk.say(f'{tag} BAD what?\r\n')

    def on_CAPABILITY(self, talk, tag, _):
        talk.say(b'* CAPABILITY ' + CAPABILITIES + b'\r\n' + tag.encode() + b' OK\r\n')

    def on_LOGIN(self, talk, tag, _):
        talk.say(tag.encode() + b' OK [CAPABILITY ' + CAPABILITIES + b'] in\r\n')

    def on_EXAMINE(self, talk, tag, _):
        self.opened(talk, tag)

    def opened(self, talk, tag, exists=None, uidvalidity=None, uidnext=None):
        """EXAMINE's answer, with other numbers where some are given (bytes; b'': leave it out)."""
        count = len(self.mails)
        for given, usual, form in ((exists, count, b'* %s EXISTS'), (uidvalidity, self.uidvalidity, b'* OK [UIDVALIDITY %s] v'),
                                   (uidnext, count + 1, b'* OK [UIDNEXT %s] n')):
            if given != b'':
                talk.say(form % (given if given is not None else b'%d' % usual) + b'\r\n')
        talk.say(f'* FLAGS (\\Seen)\r\n{tag} OK [READ-ONLY] in\r\n')
        talk.told = count

    def on_SEARCH(self, talk, tag, rest):
        count = len(self.mails)
        first = re.search(r'UID (\d+):', rest[4:])
        least = 1 if 'SINCE' in rest else min(int(first[1]), count)
        talk.say('* SEARCH ' + ' '.join(map(str, range(least, count + 1))) + f'\r\n{tag} OK done\r\n')

    def listed(self, words):
        last_of_all = len(self.mails)
        for part in words.split(','):
            first, _, last = part.partition(':')
            last = last_of_all if last == '*' else int(last or first)
            for uid in range(min(int(first), last), max(int(first), last) + 1):
                if uid <= last_of_all:
                    yield uid

    def on_HEADERS(self, talk, tag, rest):
        self.give(talk, rest, lambda mail: mail.partition(b'\r\n\r\n')[0] + b'\r\n\r\n', b'[HEADER.FIELDS ("From")]')
        talk.say(tag + ' OK done\r\n')

    def on_BODY(self, talk, tag, rest):
        self.give(talk, rest, lambda mail: mail, b'[]')
        talk.say(tag + ' OK done\r\n')

    def give(self, talk, rest, part, section):
        stamp = time.strftime('%d-%b-%Y %H:%M:%S +0000', time.gmtime()).encode()
        most = int(re.search(r'<0\.(\d+)>', rest)[1])
        for uid in self.listed(rest.split(' ')[2]):
            mail = self.mails[uid - 1]
            text = part(mail)[:most]
            talk.say(b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "%s" BODY%s<0> {%d}\r\n%s)\r\n'
                     % (uid, uid, len(mail), stamp, section, len(text), text))

    def on_NOOP(self, talk, tag, _):
        self.tell(talk)
        talk.say(tag + ' OK done\r\n')

    def tell(self, talk):
        if talk.told != len(self.mails):
            talk.told = len(self.mails)
            talk.say(b'* %d EXISTS\r\n' % talk.told)

    def on_IDLE(self, talk, tag, _):
        if self.play(talk, 'IDLE', tag):
            return
        talk.say('+ idling\r\n')
        with self.lock:
            self.idlers.append(talk)
        try:
            self.tell(talk)
            self.play(talk, 'IDLING', tag)
            while not talk.ended:
                self.tell(talk)
                if not talk.wait():
                    break
                while talk.urgent:
                    talk.say(talk.urgent.pop(0))
            if talk.line() == 'DONE' and not self.play(talk, 'DONE', tag) and not talk.ended:
                talk.say(tag + ' OK done\r\n')
        finally:
            with self.lock:
                self.idlers.remove(talk)

    def on_LOGOUT(self, talk, _tag, _rest):
        talk.hang()  # none of these servers answers it, ever


def serve(servers):
    """Accepts for all of them, a thread a connection; until the process ends."""
    ready = selectors.DefaultSelector()
    for server in servers:
        server.listener.setblocking(False)
        ready.register(server.listener, selectors.EVENT_READ, server)

    def accept():
        while True:
            for key, _ in ready.select():
                try:
                    raw, _ = key.data.listener.accept()
                except OSError:
                    continue
                threading.Thread(target=key.data.serve, args=(raw,), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
