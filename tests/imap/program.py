#!/usr/bin/python3
"""program: runs ndrwatch-imap as the agent would, over descriptor 3, against a small IMAP
server with TLS on loopback. Usage: program.py NDRWATCH-IMAP. Speaks TAP."""
import base64
import os, re, socket, ssl, struct, subprocess, sys, tempfile, threading, time, warnings

WATCH, SECRET, STATE, MAIL, QUIT, TAKEN, SEEN, SCAN, CAGE, TRUST, EXPECT, CAME = 1, 2, 3, 4, 9, 10, 11, 12, 14, 15, 21, 22
CONNECTING, WATCHING, WAITING, ASKING = range(4)
FINE, UNREACHABLE, THROTTLED, STALE, REFUSED, UNTRUSTED, STRANGE, LOCAL = range(8)
PASSWORD = b'correct "horse" \\ battery'
PATIENCE = 20  # seconds before a test gives up waiting
warnings.simplefilter('ignore', DeprecationWarning)  # old TLS is meant to be old


def here():
    """This machine by name, where it knows its own (a bare container does not)."""
    try:
        socket.getaddrinfo('localhost', None)
        return 'localhost'
    except OSError:
        return '127.0.0.1'


HOST = here()
OURS = 'DNS:localhost,IP:127.0.0.1'  # the names in a certificate of ours

BOUNCE = (b'Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.net\r\n'
          b'To: you@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n'
          b'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n'
          b'\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n--b--\r\n')
ORDINARY = (b'From: friend@example.com\r\nTo: you@example.org\r\nSubject: Lunch?\r\n'
            b'Content-Type: text/plain\r\n\r\nTomorrow?\r\n')


# ---- certificates ----

def openssl(*words, **more):
    subprocess.run(('openssl',) + words, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, **more)


def make_certificates(d):
    """A CA of our own, and leaves to be accepted and refused."""
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', d + '/ca.key',
            '-out', d + '/ca.pem', '-days', '30', '-subj', '/CN=Lighthouse Test CA')
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', d + '/self.key',
            '-out', d + '/self.pem', '-days', '30', '-subj', '/CN=localhost',
            '-addext', 'subjectAltName=' + OURS)
    for name, host, names, start, end in (
            ('good', 'localhost', OURS, '20200101000000Z', '20400101000000Z'),
            ('wrong', 'lantern.example.net', 'DNS:lantern.example.net,IP:192.0.2.7',
             '20200101000000Z', '20400101000000Z'),
            ('early', 'localhost', OURS, '20390315000000Z', '20400101000000Z'),
            ('expired', 'localhost', OURS, '20200101000000Z', '20210315000000Z')):
        p = d + '/' + name
        openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', p + '.key',
                '-out', p + '.csr', '-subj', '/CN=' + host)
        os.mkdir(p)
        open(p + '/index', 'w').close()
        with open(p + '/serial', 'w') as f:
            f.write('01\n')
        with open(p + '.cnf', 'w') as f:
            f.write('[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nserial=%s/serial\n'
                    'new_certs_dir=%s\ndefault_md=sha256\npolicy=p\n[p]\nCN=supplied\n'
                    '[x]\nsubjectAltName=%s\n' % (p, p, p, names))
        openssl('ca', '-batch', '-config', p + '.cnf', '-cert', d + '/ca.pem', '-keyfile',
                d + '/ca.key', '-in', p + '.csr', '-out', p + '.pem', '-notext',
                '-startdate', start, '-enddate', end, '-extensions', 'x')


# ---- the server ----

class Server:
    """One mailbox. `ways` are words for how it behaves."""

    def __init__(self, folder, certificate='good', ways=(), mails=()):
        self.ways, self.mails = set(ways), list(mails)
        self.logins, self.connections, self.after_handshake = 0, 0, b''
        self.tokens, self.sorry = [], []
        self.told = len(self.mails)
        self.lines, self.idlers, self.lock = [], [], threading.Lock()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if 'tls1.1' in self.ways:
            self.context.set_ciphers('ALL:@SECLEVEL=0')
            self.context.minimum_version = ssl.TLSVersion.TLSv1
            self.context.maximum_version = ssl.TLSVersion.TLSv1_1
        self.context.load_cert_chain('%s/%s.pem' % (folder, certificate),
                                     '%s/%s.key' % (folder, certificate))
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        self.connections += 1
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if 'starttls' in self.ways:
                if not self.before_tls(client):
                    return
                client = self.context.wrap_socket(client, server_side=True)
            elif 'plain' not in self.ways:
                client = self.context.wrap_socket(client, server_side=True)
            if 'silent' in self.ways:
                self.after_handshake += client.recv(1000)
                return
            self.talk(client, client.makefile('rb'))
        except (OSError, ValueError):
            pass
        finally:
            client.close()

    def before_tls(self, client):
        """The plain lines, honest or not; True: TLS may begin."""
        ways = self.ways
        client.sendall({'preauth': b'* PREAUTH welcome', 'early': b'* OK hi\r\n1 OK begin',
                        'stalls': b'* OK'}.get(next(iter(ways & {'preauth', 'early', 'stalls'}), ''),
                                               b'* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready')
                       + (b'' if 'stalls' in ways else b'\r\n'))
        said = b''
        while not said.endswith(b'\n'):
            more = client.recv(100)
            self.after_handshake += more
            if not more:
                return False
            said += more
        if 'stripped' in ways:
            client.sendall(b'1 BAD what?\r\n')
        elif 'injects' in ways:
            client.sendall(b'1 OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n')
        else:
            client.sendall(b'* CAPABILITY IMAP4rev1 AUTH=NOSUCH\r\n1 OK begin\r\n')
            return True
        self.after_handshake += client.recv(1000)
        return False

    def talk(self, client, lines):
        say = lambda text: client.sendall(text if isinstance(text, bytes)
                                          else text.encode() + b'\r\n')
        caps = 'IMAP4rev1' + ('' if 'old' in self.ways else ' IDLE') + ('' if 'login' in self.ways else ' AUTH=PLAIN SASL-IR')
        if 'tokens' in self.ways:
            caps += ' AUTH=XOAUTH2 AUTH=OAUTHBEARER'
        if 'xoauth2' in self.ways:
            caps += ' AUTH=XOAUTH2'
        if 'starttls' in self.ways:
            pass  # greeted already
        elif 'preauth' in self.ways:
            say('* PREAUTH welcome')
        else:
            say('* OK [CAPABILITY %s] ready' % caps)
        for line in lines:
            line = line.decode().rstrip('\r\n')
            self.lines.append(line)
            tag, _, rest = line.partition(' ')
            verb = rest.split(' ')[0].upper()
            if verb in ('LOGIN', 'AUTHENTICATE'):
                self.logins += 1
                if 'OAUTHBEARER' in rest or 'XOAUTH2' in rest:
                    self.token(say, lines, tag, rest)
                    continue
                if 'refuse' in self.ways or not self.right(rest):
                    say(tag + ' NO [AUTHENTICATIONFAILED] Invalid credentials')
                else:
                    say('%s OK [CAPABILITY %s] in' % (tag, caps))
            elif verb == 'EXAMINE':
                say('* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n'
                    '* OK [UIDNEXT %d] ok' % (len(self.mails), len(self.mails) + 1))
                say(tag + ' OK [READ-ONLY] in')
            elif verb == 'IDLE':
                self.idle(say, lines, tag)
            elif verb == 'UID':
                self.uid(say, tag, rest)
            elif verb == 'CAPABILITY':
                say('* CAPABILITY %s\r\n%s OK' % (caps, tag))
            elif verb == 'NOOP':
                say('* %d EXISTS\r\n%s OK' % (len(self.mails), tag))
            elif verb == 'LOGOUT':
                say('* BYE\r\n%s OK' % tag)
                return
            else:
                say(tag + ' BAD what?')

    def token(self, say, lines, tag, rest):
        """As Dovecot does it: the reason, an answer that says nothing, then NO."""
        _, mechanism, said = rest.split(' ')
        said = base64.b64decode(said)
        self.tokens.append(said)
        if b'auth=Bearer fresh' + 2 * b'\x01' in said:
            say(tag + ' OK in')
            return
        say(b'+ ' + base64.b64encode(b'{"status":"invalid_token","scope":"mail"}') + b'\r\n')
        self.sorry.append(next(lines, b'').strip())
        say(tag + ' NO [AUTHENTICATIONFAILED] Authentication failed.')

    @staticmethod
    def right(rest):
        """Is it the password, said as LOGIN or as PLAIN?"""
        if rest.startswith('AUTHENTICATE PLAIN '):
            return base64.b64decode(rest[19:]) == b'\0you@example.org\0' + PASSWORD
        said = re.fullmatch(r'LOGIN "(.*)" "(.*)"', rest)
        plain = lambda text: re.sub(r'\\(.)', r'\1', text).encode()
        return bool(said) and plain(said[1]) == b'you@example.org' and plain(said[2]) == PASSWORD

    def idle(self, say, lines, tag):
        if 'no-idle' in self.ways:
            say(tag + ' NO not now')
            return
        if 'early' in self.ways and len(self.mails) == 1:
            self.mails.append(BOUNCE)
            self.told = 2
            say('* 2 EXISTS')
        say('+ idling')
        with self.lock:
            self.idlers.append(say)
            if self.told != len(self.mails):  # came between two commands
                say('* %d EXISTS' % len(self.mails))
                self.told = len(self.mails)
        line = next(lines, b'')
        with self.lock:
            self.idlers.remove(say)
        if line.strip() == b'DONE':
            say(tag + ' OK done')

    def deliver(self, mail):
        with self.lock:
            self.mails.append(mail)
            if self.idlers:
                self.told = len(self.mails)
            for say in self.idlers:
                say('* %d EXISTS' % len(self.mails))

    def uid(self, say, tag, rest):
        if 'SEARCH' in rest:
            first = re.search(r'UID (\d+):', rest[4:])
            least = 1 if 'SINCE' in rest else min(int(first[1]), len(self.mails))
            say('* SEARCH ' + ' '.join(map(str, range(least, len(self.mails) + 1))))
        else:
            for uid in self.listed(rest.split(' ')[2]):
                mail = self.mails[uid - 1]
                whole = 'BODY.PEEK[]' in rest
                if 'growing' in self.ways and whole and len(self.mails) < 60:
                    self.mails.append(BOUNCE)
                    say('* %d EXISTS' % len(self.mails))
                part = mail if whole else mail.partition(b'\r\n\r\n')[0] + b'\r\n\r\n'
                say(b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE '
                    b'"21-Nov-2026 10:00:00 +0100" BODY%s<0> {%d}\r\n%s)\r\n'
                    % (uid, uid, len(mail), b'[]' if whole else b'[HEADER.FIELDS ("From")]',
                       len(part), part))
        say(tag + ' OK done')

    def listed(self, words):
        for part in words.split(','):
            first, _, last = part.partition(':')
            last = len(self.mails) if last == '*' else int(last or first)
            yield from range(min(int(first), len(self.mails)), last + 1)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept
        self.listener.close()


# ---- the agent's side ----

def secret_frame(secret, why=b'', user=b'', token=0, expires=0, fault=0, wait=0):
    return b''.join(struct.pack('<I', len(b)) + b for b in (secret, why, user)) + struct.pack('<QQQQ', token, expires, fault, wait)


class Agent:
    def __init__(self, program, server, folder, password=PASSWORD, days=7, mark=(0, 0), host=HOST, starttls=0):
        ours, theirs = socket.socketpair()
        self.child = subprocess.Popen([program], pass_fds=[3],
                                      preexec_fn=lambda: os.dup2(theirs.fileno(), 3))
        theirs.close()
        self.socket, self.rest, self.password = ours, b'', password
        self.frames, self.take, self.held, self.burst = [], True, [], None
        self.given, self.stale, self.token, self.user = [], [], 0, b''
        text = lambda b: struct.pack('<I', len(b)) + b
        with open(folder + '/ca.pem', 'rb') as file:
            self.say(TRUST, b''.join(map(text, ((folder + '/ca.pem').encode(), file.read(), b''))))
        self.say(WATCH, b''.join(map(text, (
            b'story', host.encode(), b'you@example.org', b'INBOX', (folder + '/ca.pem').encode())))
            + struct.pack('<9Q', server.port, mark[0], mark[1], days, starttls, 0, 0, 0, 0)
            + text(b'') + text(b'') + struct.pack('<QQ', 0, 0))

    def say(self, kind, payload=b'', request=0):
        self.socket.sendall(struct.pack('<IHHII', len(payload), kind, 3, 5, request) + payload)

    def hear(self, deadline):
        """The next frame as (type, request, payload), or None at the deadline."""
        while True:
            if len(self.rest) >= 16:
                length, kind, _, account, request = struct.unpack('<IHHII', self.rest[:16])
                assert account == (0 if kind == CAGE else 5)
                if len(self.rest) >= 16 + length:
                    payload = self.rest[16:16 + length]
                    self.rest = self.rest[16 + length:]
                    return kind, request, payload
            self.socket.settimeout(max(0.01, deadline - time.time()))
            try:
                more = self.socket.recv(1 << 20)
            except socket.timeout:
                return None
            if not more:
                return None
            self.rest += more

    def until(self, wanted, seconds=PATIENCE):
        """Plays the agent until wanted(kind, payload) is true; returns that payload."""
        deadline = time.time() + seconds
        while True:
            frame = self.hear(deadline)
            if frame is None:
                return None
            kind, request, payload = frame
            self.frames.append((kind, payload))
            if kind == SECRET:
                secret, why = (self.password, b'') if self.password else (b'', b'no such file')
                self.stale.append(struct.unpack('<Q', payload)[0])
                if self.given:
                    secret = self.given.pop(0)
                self.say(SECRET, secret_frame(secret, why, self.user, self.token), request)
            if kind == MAIL and self.take:
                self.say(TAKEN, request=request)
            if kind == MAIL and not self.take:
                self.held.append(request)
            if len(self.held) == self.burst:
                while self.held:
                    self.say(TAKEN, request=self.held.pop())
            if wanted(kind, payload):
                return payload

    def state(self, *states, seconds=PATIENCE):
        """Waits for such a state; returns (fault, next, text)."""
        payload = self.until(lambda k, p: k == STATE and p[0] in states, seconds)
        if payload is None:
            return None
        _, fault, _, when, _, length = struct.unpack('<QQQQQI', payload[:44])
        return fault, when, payload[44:].decode()

    def mails(self):
        return [struct.unpack('<QQQQ', p[:32]) + (p[44:],) for k, p in self.frames if k == MAIL]

    def quit(self):
        if self.child.poll() is None:
            try:
                self.say(QUIT)
            except OSError:
                pass
        try:
            code = self.child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            code = 'killed'
        self.socket.close()
        return code


# ---- the tests ----

def test_good(program, folder):
    """A bounce is told, an ordinary mail is not, and nothing is marked as read."""
    server = Server(folder, mails=[ORDINARY, BOUNCE])
    agent = Agent(program, server, folder)
    assert agent.state(WATCHING), 'never watching'
    assert [m[:3] for m in agent.mails()] == [(7, 2, len(BOUNCE))], agent.mails()
    assert agent.mails()[0][3] == 1795251600 and agent.mails()[0][4] == BOUNCE
    seen = [struct.unpack('<QQQQ', p) for k, p in agent.frames if k == SEEN]
    assert seen == [(7, 2, 2, 0)], seen
    server.deliver(ORDINARY)
    server.deliver(BOUNCE)
    begun = time.time()
    assert agent.until(lambda k, p: k == MAIL), 'no news'
    assert time.time() - begun < 1
    assert agent.mails()[1][1] == 4
    assert agent.quit() == 0
    verbs = {l.split(' ')[1] if ' ' in l else l for l in server.lines}
    assert verbs <= {'AUTHENTICATE', 'EXAMINE', 'UID', 'IDLE', 'DONE', 'LOGOUT'}, verbs
    fetches = [l for l in server.lines if 'FETCH' in l]
    assert fetches and all('BODY.PEEK[' in l for l in fetches), fetches


def test_expected(program, folder):
    """Who is waited for is told when a mail of theirs comes: one header field more, and not one command."""
    def commands(sender, answers):
        """Those that one mail of a sender costs, and the mails told of."""
        before = len(server.lines)
        server.deliver(ORDINARY.replace(b'friend@example.com', sender).replace(b'\r\n\r\n', answers + b'\r\n\r\n'))
        assert agent.until(lambda k, p: k == SEEN), sender
        end = time.time() + PATIENCE
        while not server.lines[-1].endswith('IDLE') or len(server.lines) - before < 2:
            assert time.time() < end, server.lines[before:]
            time.sleep(0.01)
        return [' '.join(line.split(' ')[1:]) or line for line in server.lines[before:]], [p for k, p in agent.frames if k == CAME]

    def expect(addresses):
        """It is known by the time that a look, which is asked for behind it, is over."""
        before = len(server.lines)
        agent.say(EXPECT, addresses)
        agent.say(SCAN)
        assert agent.until(lambda k, p: k == SEEN), 'no look'
        end = time.time() + PATIENCE
        while not server.lines[-1].endswith('IDLE') or len(server.lines) == before:
            assert time.time() < end, server.lines[before:]
            time.sleep(0.01)

    server = Server(folder, mails=[ORDINARY])
    agent = Agent(program, server, folder)
    assert agent.state(WATCHING)
    answers = b'\r\nIn-Reply-To: <1@example.org>'
    plain, told = commands(b'pat@example.com', answers)
    assert not told and not any('Reply-To' in line for line in server.lines), server.lines
    expect(b'jo@example.com\npat@example.com\n')
    waited, told = commands(b'"Pat" <Pat@example.com>', answers)
    assert len(told) == 1, told
    received, length = struct.unpack('<QI', told[0][:12])
    assert received == 1795251600 and told[0][12:12 + length] == b'Pat@example.com' and told[0].endswith(b'<1@example.org>')
    assert len(waited) == len(plain) and sum('In-Reply-To' in line for line in waited) == 1, (plain, waited)
    agent.frames.clear()
    assert not commands(b'mallory@example.net', b'')[1]
    expect(b'')
    assert not commands(b'pat@example.com', answers)[1]
    assert 'In-Reply-To' not in [line for line in server.lines if 'FETCH' in line][-1]
    assert agent.quit() == 0


def test_starttls(program, folder):
    """TLS after a plain greeting; what was said in the plain is not believed."""
    server = Server(folder, ways=['starttls'], mails=[BOUNCE])
    agent = Agent(program, server, folder, starttls=1)
    assert agent.state(WATCHING), 'never watching'
    assert len(agent.mails()) == 1 and server.logins == 1
    assert server.after_handshake == b'1 STARTTLS\r\n', server.after_handshake
    assert server.lines[0].endswith('CAPABILITY'), server.lines
    assert agent.quit() == 0


def test_starttls_attacks(program, folder):
    """Taken away, answered early, words put in behind, PREAUTH, a certificate of another: no password leaves."""
    for way, certificate, words in (('stripped', 'good', 'does not switch'), ('injects', 'good', 'more than it was asked'),
                                    ('early', 'good', 'more than it was asked'), ('preauth', 'good', 'signed in before'),
                                    ('', 'wrong', 'lantern.example.net')):
        server = Server(folder, certificate, ways=['starttls', way])
        agent = Agent(program, server, folder, starttls=1)
        fault, when, text = agent.state(ASKING)
        assert fault == UNTRUSTED and words in text and when > 0, (way, fault, text)
        assert server.after_handshake in (b'', b'1 STARTTLS\r\n'), (way, server.after_handshake)
        assert server.logins == 0 and not agent.until(lambda k, p: k == SECRET, 0.1), way
        assert agent.quit() == 0
        server.close()


def test_mark(program, folder):
    """Above the mark is fetched; with no days to look back at, nothing else."""
    server = Server(folder, mails=[BOUNCE, BOUNCE, BOUNCE])
    agent = Agent(program, server, folder, days=0, mark=(7, 2))
    assert agent.state(WATCHING)
    assert [m[1] for m in agent.mails()] == [3], agent.mails()
    assert agent.quit() == 0


def test_other_uidvalidity(program, folder):
    """Another UIDVALIDITY: the mails of the last days anew."""
    server = Server(folder, mails=[BOUNCE, BOUNCE])
    agent = Agent(program, server, folder, mark=(6, 2))
    assert agent.state(WATCHING)
    assert [m[:2] for m in agent.mails()] == [(7, 1), (7, 2)], agent.mails()
    assert agent.quit() == 0


def refused_certificate(program, folder, certificate, *words, host=HOST):
    server = Server(folder, certificate, ways=['silent'])
    agent = Agent(program, server, folder, host=host)
    fault, when, text = agent.state(ASKING)
    assert fault == UNTRUSTED
    for word in words + (host, 'Nothing was sent'):
        assert word in text, (word, text)
    assert time.time() + 800 < when < time.time() + 960, when
    assert server.after_handshake == b'', server.after_handshake
    assert all(k != SECRET for k, _ in agent.frames)
    assert agent.quit() == 0
    assert server.connections == 1


def test_wrong_host(program, folder):
    """A certificate for another host: nothing is sent, and a person is told what to do."""
    refused_certificate(program, folder, 'wrong',
                        'its certificate is for lantern.example.net, 192.0.2.7, not for', 'whether host is',
                        'made out to lantern.example.net and issued by Lighthouse Test CA')


def test_wrong_address(program, folder):
    """An address as host, and a certificate that does not name it: likewise."""
    refused_certificate(program, folder, 'wrong', 'not for 127.0.0.1', host='127.0.0.1')


def test_expired(program, folder):
    """An expired certificate likewise."""
    refused_certificate(program, folder, 'expired', 'its certificate expired on 2021-03-15',
                        'issued by Lighthouse Test CA', 'to renew it')


def test_not_yet_valid(program, folder):
    """A certificate of the future likewise: the clock may be wrong."""
    refused_certificate(program, folder, 'early', 'only from 2039-03-15 on',
                        'date of this machine')


def test_self_signed(program, folder):
    """A certificate that vouches for itself likewise."""
    refused_certificate(program, folder, 'self', 'self-signed', 'issued by localhost',
                        'name that in ca_file')


def no_tls(program, folder, way, *words):
    server = Server(folder, ways=[way])
    agent = Agent(program, server, folder)
    fault, when, text = agent.state(WAITING)
    assert fault == STRANGE and 'No password was sent' in text, text
    for word in words:
        assert word in text, (word, text)
    assert server.lines == [] or way == 'plain', server.lines
    assert all(k != SECRET for k, _ in agent.frames)
    assert agent.quit() == 0


def test_old_tls(program, folder):
    """A server with nothing newer than TLS 1.1."""
    no_tls(program, folder, 'tls1.1', 'switch TLS 1.2 on')


def test_plain(program, folder):
    """A server that does not speak TLS at all."""
    no_tls(program, folder, 'plain', 'does not speak TLS', '993')


def test_wrong_password(program, folder):
    """Two logins, then a person is asked; a new secret is tried once more."""
    server = Server(folder)
    agent = Agent(program, server, folder, password=b'wrong')
    fault, when, text = agent.state(ASKING)
    assert fault == REFUSED and 'you@example.org' in text, text
    assert when == 0, when
    assert server.logins == 2, server.logins
    assert agent.state(CONNECTING, seconds=2) is None and server.logins == 2
    agent.say(SCAN)  # a look is not a login
    assert agent.state(ASKING) and server.logins == 2
    agent.password = PASSWORD
    agent.say(SECRET, secret_frame(b'new'))
    assert agent.state(WATCHING) and server.logins == 3
    assert agent.quit() == 0


def test_token(program, folder):
    """A token that is too old: a fresh one is asked for once, in silence; the sign-in name comes with it."""
    for ways, sorry in (('tokens', b'AQ=='), ('xoauth2', b'')):
        server = Server(folder, ways=[ways])
        agent = Agent(program, server, folder)
        agent.token, agent.user, agent.given = 1, b'sam@live.com', [b'old', b'fresh']
        assert agent.state(WATCHING)
        assert agent.stale == [0, 1], agent.stale
        assert server.logins == 2 and server.sorry == [sorry], server.sorry
        assert all(b'sam@live.com' in said for said in server.tokens), server.tokens
        assert not any(verb in line for line in server.lines for verb in ('LOGIN', 'PLAIN')), server.lines
        assert agent.quit() == 0


def test_token_refused(program, folder):
    """Refused twice: a person is asked, with the server's reason; then never again by itself, and anew when told."""
    server = Server(folder, ways=['tokens'])
    agent = Agent(program, server, folder)
    agent.token, agent.given = 1, [b'old', b'older', b'fresh']
    fault, when, text = agent.state(ASKING)
    assert fault == REFUSED and when == 0 and server.logins == 2, (fault, when, server.logins)
    assert 'refused the access token of you@example.org' in text and 'status invalid_token' in text, text
    assert 'a token for mail is wanted' in text, text
    agent.say(SECRET, secret_frame(b''))
    assert agent.state(WATCHING) and server.logins == 3
    assert agent.stale == [0, 1, 0], agent.stale
    assert agent.quit() == 0


def test_no_password(program, folder):
    """No secret: no login; the agent's why is told."""
    server = Server(folder)
    agent = Agent(program, server, folder, password=b'')
    fault, when, text = agent.state(ASKING)
    assert fault == REFUSED and 'no such file' in text and server.logins == 0
    assert agent.quit() == 0


def test_login_quoted(program, folder):
    """Without AUTH=PLAIN the words of LOGIN are quoted."""
    server = Server(folder, ways=['login'])
    agent = Agent(program, server, folder)
    assert agent.state(WATCHING)
    assert agent.quit() == 0


def test_early_exists(program, folder):
    """EXISTS before "+" is news, not the end of the session."""
    server = Server(folder, ways=['early'], mails=[ORDINARY])
    agent = Agent(program, server, folder)
    assert agent.until(lambda k, p: k == MAIL, 5), 'the early EXISTS was lost'
    assert agent.mails()[0][1] == 2 and server.connections == 1
    assert agent.quit() == 0


def test_idle_refused(program, folder):
    """IDLE answered NO: polling, and a scan looks at once."""
    server = Server(folder, ways=['no-idle'], mails=[ORDINARY])
    agent = Agent(program, server, folder)
    assert agent.state(WATCHING)
    server.mails.append(BOUNCE)
    agent.say(SCAN)
    assert agent.until(lambda k, p: k == MAIL, 5)
    assert agent.until(lambda k, p: k == SEEN, 5)
    assert server.connections == 1
    assert len([l for l in server.lines if 'IDLE' in l]) == 1
    assert agent.quit() == 0


def test_no_idle(program, folder):
    """No IDLE at all: polling. Looked at under the thread sanitiser: a worker says so."""
    server = Server(folder, ways=['old'], mails=[ORDINARY])
    agent = Agent(program, server, folder)
    assert agent.state(WATCHING)
    for number in range(5):
        agent.say(SCAN)
        assert agent.until(lambda k, p: k == SEEN, 5)
    assert not [l for l in server.lines if 'IDLE' in l]
    assert agent.quit() == 0


def test_preauth(program, folder):
    """A server that lets in without asking is left."""
    server = Server(folder, ways=['preauth'])
    agent = Agent(program, server, folder)
    fault, when, text = agent.state(WAITING)
    assert fault == STRANGE and 'without asking' in text, text
    assert server.lines == []
    assert agent.quit() == 0


def test_eight_in_flight(program, folder):
    """At most eight mails wait for the agent; then the rest, each once."""
    server = Server(folder, mails=[BOUNCE] * 20)
    agent = Agent(program, server, folder)
    agent.take = False
    agent.until(lambda k, p: False, 2)
    assert len(agent.mails()) == 8, len(agent.mails())
    agent.take = True
    for request in agent.held:
        agent.say(TAKEN, request=request)
    assert agent.state(WATCHING)
    assert [m[1] for m in agent.mails()] == list(range(1, 21))
    assert agent.quit() == 0


def test_taken_while_looking(program, folder):
    """Room that comes just when looking stops, with news from the server: it goes on."""
    server = Server(folder, ways=['growing'], mails=[BOUNCE] * 20)
    agent = Agent(program, server, folder)
    agent.take, agent.burst = False, 8
    agent.until(lambda k, p: k == MAIL and struct.unpack('<Q', p[8:16])[0] == 56)
    assert [m[1] for m in agent.mails()] == list(range(1, 57)), [m[1] for m in agent.mails()]
    assert agent.quit() == 0


def test_nobody_there(program, folder):
    """No server: waits, says so, and tries again."""
    server = Server(folder)
    server.close()
    agent = Agent(program, server, folder)
    fault, when, text = agent.state(WAITING)
    assert fault == UNREACHABLE and 'does not answer' in text, text
    assert agent.state(WAITING)
    assert agent.quit() == 0


def test_agent_gone(program, folder):
    """The agent's end closes: exit 0."""
    agent = Agent(program, Server(folder), folder)
    assert agent.state(WATCHING)
    agent.socket.shutdown(socket.SHUT_RDWR)
    assert agent.child.wait(PATIENCE) == 0


def main():
    program = sys.argv[1]
    tests = [v for k, v in globals().items() if k.startswith('test_')]
    print('1..%d' % len(tests), flush=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        make_certificates(folder)
        for i, test in enumerate(tests, 1):
            try:
                test(program, folder)
                print('ok %d - %s' % (i, test.__name__), flush=True)
            except Exception as error:
                failed += 1
                print('not ok %d - %s\n# %s: %r' % (i, test.__name__, test.__doc__, error),
                      flush=True)
                import traceback
                print('# ' + traceback.format_exc().replace('\n', '\n# '), flush=True)
    sys.exit(failed > 0)


if __name__ == '__main__':
    main()
