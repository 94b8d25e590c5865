"""light: an IMAP server that weighs little: a thousand TLS connections, a mailbox of 100,000 mails that nobody had to write.

    with light.Server() as server, rig.Agent(server) as agent:
        server.box('sam', mails=100000, every=120)      # one in two minutes, the last a moment ago
        server.deliver('sam', rig.bounce(1))
        server.wait('idle', 1)                          # so many connections are in IDLE

It speaks TLS 1.3 with an RSA leaf behind an intermediate, as most servers do, and notes when each connection came.
Run as a program it is the server itself: JSON lines in (what to do), JSON lines out (what has happened).
"""
import asyncio
import bisect
import datetime
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time

DAY = 86400
MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
ORDINARY = (b'From: Robin <robin@example.com>\r\nReturn-Path: <robin@example.com>\r\nSubject: How are you?\r\n'
            b'Content-Type: text/plain; charset=utf-8\r\n\r\n')


# ---- the server ----

class Box:
    """A mailbox. What was there at the beginning is the same ordinary mail, one every so many seconds."""

    def __init__(self, mails=0, every=60, bounces=(), ago=0, uidnext=True, refuses=False, stalls=False):
        self.first = mails
        self.refuses = refuses  # SEARCH, as some servers do
        self.stalls = stalls  # SEARCH is never answered
        self.every = every
        self.began = time.time() - ago  # when the last of them came
        self.uidnext = uidnext  # RFC 3501, 6.3.1: some do not tell it
        self.kept = {}  # UID to (received, bytes) of what is no ordinary mail
        self.readers = set()
        self.last = mails
        for uid, text in bounces:
            self.kept[uid] = (self.began - (mails - uid) * every, text.encode())

    def received(self, uid):
        return self.kept[uid][0] if uid in self.kept else self.began - (self.first - uid) * self.every

    def text(self, uid):
        return self.kept[uid][1] if uid in self.kept else ORDINARY + b'Hello\r\n'

    def header(self, uid):
        if uid not in self.kept:
            return ORDINARY
        wanted = (b'from', b'return-path', b'subject', b'content-type', b'auto-submitted', b'x-failed-recipients')
        head = self.kept[uid][1].partition(b'\r\n\r\n' if b'\r\n\r\n' in self.kept[uid][1] else b'\n\n')[0]
        fields = re.split(rb'\r?\n(?![ \t])', head)
        return b''.join(re.sub(rb'\r?\n', b'\r\n', field) + b'\r\n' for field in fields
                        if field.partition(b':')[0].lower() in wanted) + b'\r\n'

    def since(self, day):
        """The first UID received on or after the day; they are in order."""
        return bisect.bisect_left(range(1, self.last + 1), day, key=self.received) + 1

    def add(self, text):
        self.last += 1
        self.kept[self.last] = (time.time(), text)
        for reader in self.readers:
            reader.announce()


def stamp(seconds):
    moment = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
    return f'{moment.day:2}-{MONTHS[moment.month - 1]}-{moment.year} {moment:%H:%M:%S} +0000'.encode()


class Reader:
    """One connection."""

    def __init__(self, house, incoming, outgoing):
        self.house, self.incoming, self.outgoing = house, incoming, outgoing
        self.box, self.idle, self.told = None, None, 0

    def say(self, *parts):
        if not self.outgoing.is_closing():
            self.outgoing.write(b''.join(parts))

    def announce(self):
        if self.idle and self.told != self.box.last:
            self.told = self.box.last
            self.say(b'* %d EXISTS\r\n' % self.told)

    def sign_in(self, tag, _):
        self.house.note('signed')
        self.say(tag, b' OK [CAPABILITY IMAP4rev1 IDLE] in\r\n')

    def list(self, tag, _):
        for name in self.house.boxes:
            if name.startswith(self.user + '/'):
                self.say(b'* LIST (\\Sent) "/" "%b"\r\n' % name.partition('/')[2].encode())
        self.say(tag, b' OK listed\r\n')

    def examine(self, tag, words):
        name = words.split(None, 1)[1].strip(b'"').decode()
        if self.box:
            self.box.readers.discard(self)
        self.box = self.house.box(self.user if name.upper() == 'INBOX' else f'{self.user}/{name}')
        self.box.readers.add(self)
        self.told = self.box.last
        self.say(b'* %d EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n' % self.told)
        if self.box.uidnext:
            self.say(b'* OK [UIDNEXT %d] .\r\n' % (self.told + 1))
        self.say(tag, b' OK [READ-ONLY] open\r\n')

    def search(self, tag, words):
        if self.box.stalls:
            return
        if self.box.refuses:
            self.say(tag, b' NO [CANNOT] there is no search here\r\n')
            return
        if any(key in words.upper() for key in (b'HEADER ', b' TO ', b' FROM ')):  # none is like that
            self.say(b'* SEARCH\r\n', tag, b' OK found\r\n')
            return
        least, most = self.box.last + 1, self.box.last
        # Here a mail's sequence number is its UID.
        among = re.match(rb'UID SEARCH (\d+):(\d+) ', words.upper())
        for first, last in re.findall(rb'UID (\d+):(\d+|\*)', words):
            # N:* has the last mail in it, however large N is (RFC 3501, section 9).
            least = min(least, int(first), self.box.last if last == b'*' else int(first))
            most = most if last == b'*' else min(most, int(last))
        for day, month, year in re.findall(rb'SINCE "?(\d+)-(\w+)-(\d+)', words):
            moment = datetime.datetime(int(year), MONTHS.index(month.decode()) + 1, int(day), tzinfo=datetime.timezone.utc)
            least = min(least, self.box.since(moment.timestamp()))
        if among:
            least, most = max(least, int(among[1])), min(most, int(among[2]))
        self.house.note('searches')
        self.say(b'* SEARCH ' + ' '.join(map(str, range(least, most + 1))).encode() + b'\r\n', tag, b' OK found\r\n')

    def fetch(self, tag, words):
        uids = []
        for part in words.split()[2].split(b','):
            first, _, last = part.partition(b':')
            most = self.box.last if last == b'*' else int(last or first)
            uids.extend(range(int(first), min(most, self.box.last) + 1))
        whole = b'BODY.PEEK[]' in words
        self.house.note('bodies' if whole else 'headers', len(uids))
        section = b'BODY[]<0>' if whole else b'BODY[HEADER.FIELDS ("From")]<0>'
        for uid in uids:
            text = (self.box.text(uid) if whole else self.box.header(uid))[:262144]
            self.say(b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "%b" %b {%d}\r\n' %
                     (uid, uid, len(text), stamp(self.box.received(uid)), section, len(text)), text, b')\r\n')
        self.say(tag, b' OK fetched\r\n')

    async def take_nothing(self):
        """It asks for the mail, and takes none of it."""
        self.say(b'+ go on\r\n')
        await self.outgoing.drain()
        await asyncio.Event().wait()

    def begin_idle(self, tag, _):
        self.idle = tag
        self.house.idle(1)
        self.say(b'+ idling\r\n')
        self.announce()

    def done(self, *_):
        tag, self.idle = self.idle, None
        self.house.idle(-1)
        self.say(tag, b' OK done\r\n')

    def noop(self, tag, _):
        self.say(tag, b' OK .\r\n')

    async def serve(self):
        self.say(b'* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN IDLE] light\r\n')
        known = {b'LOGIN': self.sign_in, b'AUTHENTICATE': self.sign_in, b'EXAMINE': self.examine, b'UID SEARCH': self.search,
                 b'UID FETCH': self.fetch, b'LIST': self.list, b'IDLE': self.begin_idle, b'NOOP': self.noop}
        while line := await self.incoming.readline():
            tag, _, words = line.strip().partition(b' ')
            if tag == b'DONE' and self.idle:
                self.done()
                continue
            self.house.note('commands')
            verb = b' '.join(words.upper().split()[:2 if words[:4].upper() == b'UID ' else 1])
            if verb == b'APPEND':
                await self.take_nothing()
            if verb in (b'LOGIN', b'AUTHENTICATE'):
                self.user = self.house.name_in(words)
            known.get(verb, lambda tag, _: self.say(tag, b' BAD what?\r\n'))(tag, words)
            await self.outgoing.drain()

    def leave(self):
        if self.idle:
            self.house.idle(-1)
        if self.box:
            self.box.readers.discard(self)


class House:
    """All mailboxes and connections."""

    def __init__(self):
        self.boxes, self.counts, self.came, self.idling = {}, {}, [], 0

    def box(self, user):
        return self.boxes.setdefault(user, Box())

    def note(self, what, more=1):
        self.counts[what] = self.counts.get(what, 0) + more

    @staticmethod
    def tell(**event):
        print(json.dumps(event), flush=True)

    def idle(self, more):
        self.idling += more
        self.tell(idle=self.idling, at=time.monotonic())

    @staticmethod
    def name_in(words):
        import base64
        parts = words.split()
        if parts[0].upper() == b'LOGIN':
            return parts[1].strip(b'"').decode()
        return base64.b64decode(parts[2]).split(b'\0')[1].decode()

    async def connection(self, incoming, outgoing):
        self.came.append(time.monotonic())
        reader = Reader(self, incoming, outgoing)
        try:
            await reader.serve()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            reader.leave()
            outgoing.close()

    def heed(self, line):
        order = json.loads(line)
        if 'box' in order:
            name = order.pop('box')
            self.boxes[name] = Box(**order)
        elif 'deliver' in order:
            box = self.box(order['deliver'])
            for text in order['texts']:
                box.add(text.encode())
        elif 'counts' in order:
            self.tell(counts=self.counts, came=self.came)

    async def run(self, cert, key, port):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        server = await asyncio.start_server(self.connection, '127.0.0.1', port, ssl=context, limit=1 << 20, backlog=1024)
        self.tell(port=server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()
        orders = asyncio.StreamReader(limit=1 << 26)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
        while line := await orders.readline():
            self.heed(line)


# ---- for a test ----

def certificates(folder):
    """A root, an intermediate and a leaf, RSA 2048; chain.pem is what the server sends."""
    def openssl(*arguments):
        subprocess.run(['openssl', *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.makedirs(folder)
    for name, extra in (('mid', 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=keyCertSign,cRLSign'),
                        ('leaf', 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n'
                                 'keyUsage=digitalSignature\nbasicConstraints=CA:FALSE')):
        with open(f'{folder}/{name}.ext', 'w') as file:
            file.write(extra + '\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n')
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj',
            '/O=ndrwatch/CN=ndrwatch test root', '-addext', 'keyUsage=critical,keyCertSign,cRLSign')
    for name, issuer in (('mid', 'ca'), ('leaf', 'mid')):
        openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', f'{name}.key', '-out', f'{name}.csr', '-subj',
                f'/O=ndrwatch/CN=ndrwatch test {name}')
        openssl('x509', '-req', '-in', f'{name}.csr', '-CA', f'{issuer}.pem', '-CAkey', f'{issuer}.key', '-CAcreateserial',
                '-days', '2', '-extfile', f'{name}.ext', '-out', f'{name}.pem')
    with open(f'{folder}/chain.pem', 'wb') as chain:
        for name in ('leaf', 'mid'):
            with open(f'{folder}/{name}.pem', 'rb') as part:
                shutil.copyfileobj(part, chain)


class Late(Exception):
    """Something expected did not happen in time."""


class Server:
    """The server as a child; its folder has certs/ca.pem as that of rig.Server."""

    def __init__(self, port=0):
        self.folder = tempfile.mkdtemp(prefix='light-', dir='/tmp')
        certificates(self.folder + '/certs')
        self.changed = threading.Condition()
        self.start(port)

    def start(self, port=0):
        self.now, self.moments = {}, {}
        self.process = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), self.folder + '/certs/chain.pem', self.folder + '/certs/leaf.key', str(port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, args=[self.process.stdout], daemon=True).start()
        self.wait('port', 1)
        self.port = self.now['port']

    def read(self, pipe):
        for line in pipe:
            with self.changed:
                self.now.update(json.loads(line))
                self.changed.notify_all()

    def wait(self, what, least, seconds=30):
        """Waits until the server says that so many do (or that there is some)."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.now.get(what, 0) >= least, seconds):
                raise Late(f'{what} {self.now.get(what)}, not {least}, after {seconds} s')

    def order(self, **order):
        self.process.stdin.write(json.dumps(order) + '\n')
        self.process.stdin.flush()

    def box(self, user, mails, every, bounces=(), **more):
        self.order(box=user, mails=mails, every=every, bounces=[(uid, text.decode('latin-1')) for uid, text in bounces], **more)

    def deliver(self, user, *texts):
        self.order(deliver=user, texts=[text.decode('latin-1') for text in texts])

    def counts(self):
        """What it has counted, and when each connection came (seconds of CLOCK_MONOTONIC)."""
        with self.changed:
            self.now.pop('counts', None)
        self.order(counts=True)
        with self.changed:
            if not self.changed.wait_for(lambda: 'counts' in self.now, 30):
                raise Late('no counts')
            return self.now['counts'], self.now['came']

    def stop(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


if __name__ == '__main__':
    asyncio.run(House().run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
