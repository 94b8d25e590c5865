"""errands: what is done once on an account's own session, with a real Dovecot and ndrwatch-imap as the agent has it.

Each part looks at one thing a person would miss: the search finds what lies in Sent, whatever the folder is called; a
draft lies where it belongs; nothing that was read changes; a bounce that comes meanwhile is there within seconds; a
session that dies says "not done" and the watch goes on.

    errands.py NDRWATCH-IMAP HASTY    HASTY: the same with the clock of tick_hasty.c
"""
import os
import re
import socket
import struct
import subprocess
import sys
import time

import light
import rig

WATCH, SECRET, STATE, MAIL, ERRAND, PIECE, DONE, PROCEED, QUIT, TAKEN, TRUST = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15
SEARCH, INDEX, FETCH, APPEND = range(4)
SENT, DRAFTS = range(2)
DID, NO_FOLDER, IS_GONE, DENIED, TOO_SLOW, TOO_LARGE, CUT_OFF, UNFIT = range(8)
WATCHING = 1
HASTE = 30  # of tick_hasty.c
MOST = 300  # seconds of that clock for an errand: ten of ours
BUSY = 3  # seconds that the machine may take itself
PROMPT = 5  # seconds: a bounce that comes during an errand; a turn is two, and this is a sanitised build
NAMES = ('Sent|Sent Items|Gesendet', 'Drafts|Entwürfe')
SPECIAL = '''namespace inbox {
  inbox = yes
  separator = /
  mailbox "Gesendete Objekte" {
    auto = create
    special_use = \\Sent
  }
  mailbox "Entwürfe" {
    auto = create
    special_use = \\Drafts
  }
}
'''
PLAIN = '''namespace inbox {
  inbox = yes
  separator = .
  prefix = INBOX.
}
'''


def number(value):
    return struct.pack('<Q', value)


def text(value):
    value = value.encode() if isinstance(value, str) else value
    return struct.pack('<I', len(value)) + value


class Fields:
    def __init__(self, payload):
        self.rest = payload

    def number(self):
        value, self.rest = struct.unpack_from('<Q', self.rest)[0], self.rest[8:]
        return value

    def bytes(self):
        length = struct.unpack_from('<I', self.rest)[0]
        value, self.rest = self.rest[4:4 + length], self.rest[4 + length:]
        return value


class Imap:
    """ndrwatch-imap on the mailbox of sam; the agent's end."""

    def __init__(self, server, program=sys.argv[1]):
        self.server, self.request, self.ready = server, 100, b''
        self.mails, self.state, self.states = [], None, 0
        ours, theirs = socket.socketpair()
        self.socket = ours
        self.process = subprocess.Popen([program], preexec_fn=lambda: os.dup2(theirs.fileno(), 3), close_fds=True,
                                        pass_fds=(3,), stderr=subprocess.PIPE)
        theirs.close()
        with open(server.folder + '/certs/ca.pem', 'rb') as file:
            self.say(TRUST, text('/ca.pem') + text(file.read()) + text(''))
        self.say(WATCH, text('test') + text(rig.here()) + text('sam') + text('INBOX') + text('/ca.pem') +
                 number(server.port) + number(0) * 2 + number(14) + number(0) * 5 + text('') * 2 + number(0) * 2)
        self.until(lambda: self.state == WATCHING, 'watching')

    def say(self, kind, payload=b'', request=0):
        self.socket.sendall(struct.pack('<IHHII', len(payload), kind, 3, 0, request) + payload)

    def hear(self, seconds):
        """The next frame of an errand; all else is dealt with. None: none came."""
        deadline = time.monotonic() + seconds
        while True:
            if len(self.ready) >= 16:
                length, kind, _, _, request = struct.unpack('<IHHII', self.ready[:16])
                if len(self.ready) >= 16 + length:
                    payload, self.ready = self.ready[16:16 + length], self.ready[16 + length:]
                    if kind in (PIECE, DONE):
                        return kind, request, payload
                    self.live(kind, request, payload)
                    return None
            left = deadline - time.monotonic()
            if left <= 0:
                raise rig.Late('no frame')
            self.socket.settimeout(left)
            try:
                more = self.socket.recv(1 << 20)
            except socket.timeout:
                raise rig.Late('no frame') from None
            assert more, f'ndrwatch-imap has ended: {self.process.stderr.read().decode()}'
            self.ready += more

    def live(self, kind, request, payload):
        if kind == SECRET:
            self.say(SECRET, text('sekrit') + text('') + text('') + 4 * number(0), request)
        elif kind == STATE:
            self.state = Fields(payload).number()
            self.states += 1
        elif kind == MAIL:
            self.mails.append(payload)
            self.say(TAKEN, b'', request)

    def until(self, true, what, seconds=rig.SLOW):
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                raise rig.Late(what)
            self.hear(seconds)

    def ask(self, kind, folder=SENT, name='', ids='', to='', since=0, uidvalidity=0, uid=0, mail=b'', seconds=20):
        self.request += 1
        self.say(ERRAND, number(kind) + number(folder) + number(int(seconds * 1000)) + text(name) + text(NAMES[folder]) + text(ids) +
                 text(to) + text('') * 2 + number(since) + number(0) + number(uidvalidity) + number(uid) + number(len(mail)) +
                 number(1795262400), self.request)
        for at in range(0, len(mail), 1 << 18):
            self.say(PIECE, number(0) + number(at) + number(0) * 2 + text(mail[at:at + (1 << 18)]), self.request)
        return self.request

    def answer(self, request, proceed=True, seconds=rig.SLOW):
        """(outcome, facts, bytes of the pieces)"""
        pieces, deadline = [], time.monotonic() + seconds
        while True:
            frame = self.hear(deadline - time.monotonic())
            if not frame or frame[1] != request:
                continue
            fields = Fields(frame[2])
            if frame[0] == PIECE:
                uidvalidity, at, looked, total = [fields.number() for _ in range(4)]
                pieces.append(fields.bytes())
                if proceed:
                    self.say(PROCEED, number(0), request)
                continue
            names = ('outcome', 'count', 'looked', 'total', 'complete', 'uidvalidity', 'uid', 'received')
            facts = {name: fields.number() for name in names}
            facts['folder'], facts['text'] = fields.bytes().decode(), fields.bytes().decode()
            return facts['outcome'], facts, b''.join(pieces)

    def do(self, kind, **more):
        return self.answer(self.ask(kind, **more))

    def close(self):
        self.say(QUIT)
        self.socket.close()
        words = self.process.stderr.read().decode()
        code = self.process.wait(rig.SLOW)
        assert code == 0, (code, words)
        assert 'Sanitizer' not in words, words

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.process.kill()
        else:
            self.close()


def folder(server, name):
    return server.box() + '/.' + name


def fill(server, name, count, big=0):
    """Mails in another folder than the INBOX, Message-IDs <sent-N@example.org>."""
    owner = os.stat(server.folder + '/mail')
    for path in (server.box(), folder(server, name)):
        for part in ('', '/tmp', '/new', '/cur'):
            os.makedirs(path + part, exist_ok=True)
            os.chown(path + part, owner.st_uid, owner.st_gid)
    for i in range(count):
        path = f'{folder(server, name)}/cur/{1700000000 + i}.{i}.test:2,S'
        with open(path, 'wb') as file:
            file.write(b'From: sam@example.org\r\nTo: pat%d@example.com\r\nSubject: letter %d\r\nMessage-ID: <sent-%d@example.org>\r\n'
                       b'\r\nHello\r\n' % (i, i, i) + b'x' * big)
        os.chown(path, owner.st_uid, owner.st_gid)


def flags(server, name):
    return sorted(os.path.basename(path).partition(':2,')[2] for path in os.listdir(folder(server, name) + '/cur'))


def owns(raw):
    fields, found = Fields(raw), []
    while fields.rest:
        found.append((fields.number(), fields.number(), fields.bytes().decode(), fields.bytes().decode()))
    return found


def finds_and_appends(server, sent, drafts):
    """The whole of it, with folders of these names on the disk (maildir, modified UTF-7)."""
    with Imap(server) as imap:
        outcome, facts, _ = imap.do(SEARCH, ids='<sent-7@example.org>')
        assert (outcome, facts['count'], facts['complete']) == (DID, 1, 1), facts
        assert facts['looked'] == facts['total'] == 300 and facts['received'] > 0, facts
        outcome, facts, _ = imap.do(SEARCH, ids='<never@example.org>')
        assert (outcome, facts['count'], facts['complete']) == (DID, 0, 1), facts
        outcome, facts, _ = imap.do(SEARCH, to='pat12@example.com')
        assert (outcome, facts['count']) == (DID, 1), facts
        outcome, facts, raw = imap.do(INDEX)
        mails = owns(raw)
        assert outcome == DID and len(mails) == 300 and facts['complete'] == 1, facts
        assert {own[2:] for own in mails} == {(f'<sent-{i}@example.org>', f'pat{i}@example.com\n') for i in range(300)}
        outcome, more, raw = imap.do(INDEX, uidvalidity=facts['uidvalidity'], uid=mails[289][0])
        assert outcome == DID and owns(raw) == mails[290:], more
        outcome, facts, _ = imap.do(APPEND, folder=DRAFTS, mail=b'To: pat@example.com\r\nSubject: again\r\n\r\nHello\r\n')
        assert outcome == DID and facts['uid'] > 0, facts
        assert flags(server, drafts) == ['DS'], flags(server, drafts)
        assert set(flags(server, sent)) == {'S'}
        server.deliver(rig.bounce(1))
        imap.until(lambda: imap.mails, 'the bounce')
        assert len(server.sessions()) == 1, server.sessions()
        print('by', 'SPECIAL-USE' if sent != 'Sent Items' else 'name', 'in', facts['folder'])


def no_folders():
    with rig.Server() as server, Imap(server) as imap:
        outcome, facts, _ = imap.do(SEARCH, ids='<1@example.org>')
        assert outcome == NO_FOLDER and 'sent = NAME' in facts['text'], facts
        outcome, facts, _ = imap.do(APPEND, folder=DRAFTS, name='Posta', mail=b'a: b\r\n\r\n')
        assert outcome == NO_FOLDER and "'Posta'" in facts['text'], facts
        outcome, facts, _ = imap.do(SEARCH, name='Posta', ids='<1@example.org>')
        assert outcome == NO_FOLDER, facts
        print(facts['text'])


def whole_mail():
    mail = rig.bounce(1) + b''.join(b'%08d of many lines\r\n' % i for i in range(150000))
    with rig.Server() as server:
        server.deliver(mail)
        with Imap(server) as imap:
            imap.until(lambda: imap.mails, 'the bounce')
            fields = Fields(imap.mails[0])
            uidvalidity, uid = fields.number(), fields.number()
            outcome, facts, got = imap.do(FETCH, uidvalidity=uidvalidity, uid=uid)
            crlf = re.sub(rb'\r?\n', b'\r\n', mail)
            assert outcome == DID and got == crlf, (facts, len(got), len(crlf))
            outcome, facts, _ = imap.do(FETCH, uidvalidity=uidvalidity, uid=uid + 1)
            assert outcome == IS_GONE, facts
            outcome, facts, _ = imap.do(FETCH, uidvalidity=uidvalidity + 1, uid=uid)
            assert outcome == IS_GONE, facts
        assert [flags for flags, _ in server.mails().values()] == ['']
        print(len(got), 'bytes fetched in pieces, unread as before')


def meanwhile_and_after():
    """4,000 mails whose pieces nobody takes: the errand stands still, the watch does not."""
    with rig.Server() as server:
        fill(server, 'Sent', 4000)
        with Imap(server) as imap:
            request = imap.ask(INDEX, seconds=120)
            pieces = 0
            while pieces < 16:
                pieces += imap.hear(rig.SLOW) is not None
            server.deliver(rig.bounce(1))
            begun = time.monotonic()
            imap.until(lambda: imap.mails, 'a bounce during an errand', PROMPT)
            print(f'a bounce during an errand: {time.monotonic() - begun:.2f} s')
            for _ in range(16):
                imap.say(PROCEED, number(0), request)
            outcome, facts, _ = imap.answer(request)
            assert outcome == DID and facts['looked'] == 4000, facts

            request = imap.ask(INDEX, seconds=120)
            pieces = 0
            while pieces < 16:
                pieces += imap.hear(rig.SLOW) is not None
            server.kick()
            outcome, facts, _ = imap.answer(request, proceed=False)
            assert outcome == CUT_OFF and facts['text'], facts
            print('killed in the midst of it:', facts['text'])
            imap.until(lambda: imap.state == WATCHING, 'watching again')
            server.deliver(rig.bounce(2))
            imap.until(lambda: len(imap.mails) >= 2, 'the next bounce')

            request = imap.ask(INDEX, seconds=120)
            pieces = 0
            while pieces < 16:
                pieces += imap.hear(rig.SLOW) is not None
            imap.say(PROCEED, number(1), request)  # not wanted any more: its place is free
            outcome, facts, _ = imap.do(SEARCH, ids='<sent-3999@example.org>')
            assert (outcome, facts['count']) == (DID, 1), facts


def while_nobody_answers():
    with rig.Server() as server, Imap(server) as imap:
        server.freeze(True)
        try:
            begun = time.monotonic()
            outcome, facts, _ = imap.do(SEARCH, ids='<1@example.org>', seconds=2)
            assert outcome in (TOO_SLOW, CUT_OFF), facts
            print(f'a server that stands still: {facts["text"]} ({time.monotonic() - begun:.1f} s)')
            imap.until(lambda: imap.state != WATCHING, 'the break is told')
            outcome, facts, _ = imap.do(SEARCH, ids='<1@example.org>', seconds=2)
            assert outcome == CUT_OFF, facts
        finally:
            server.freeze(False)


def with_more(words, then):
    server = rig.Server(start=False)
    with open(server.folder + '/more', 'w') as file:
        file.write(words)
    with server:
        server.start()
        then(server)


def special(server):
    fill(server, 'Gesendete Objekte', 300)
    fill(server, 'Sent', 5)
    finds_and_appends(server, 'Gesendete Objekte', 'Entw&APw-rfe')


def plain(server):
    fill(server, 'Sent Items', 300)
    fill(server, 'Entw&APw-rfe', 0)
    finds_and_appends(server, 'Sent Items', 'Entw&APw-rfe')


def stands_still():
    """An INDEX without an answer, an upload that nobody takes: new mail is told soon, and not once the errand's time is over."""
    upload = b'Subject: again\r\n\r\n' + b'0123456789abcdef\r\n' * 900000
    for what, minutes in ((dict(kind=INDEX, name='Sent'), 1 / 6), (dict(kind=APPEND, folder=DRAFTS, name='Drafts', mail=upload), 1)):
        with light.Server() as server, Imap(server, sys.argv[2]) as imap:
            server.box('sam/Sent', mails=10, every=60, stalls=True)
            request = imap.ask(**what, seconds=MOST)
            begun = time.monotonic()
            server.deliver('sam', rig.bounce(1))
            outcome, facts, _ = imap.answer(request)
            imap.until(lambda: imap.mails, 'the bounce')
            took = time.monotonic() - begun
            print(f'a server that stands still over it: {facts["text"]} A bounce is told after {took * HASTE:.0f} s')
            assert outcome == TOO_SLOW and took < minutes * 60 / HASTE + BUSY, (outcome, facts, took)


def large_folder():
    """100,000 mails: all of them in small pieces, while bounces are told."""
    with light.Server() as server:
        server.box('sam/Sent', mails=100000, every=60)
        server.counts()  # it has the box
        with Imap(server) as imap:
            request, looked, waited, delivered = imap.ask(INDEX, name='Sent', seconds=280), [], [], None
            while True:
                frame = imap.hear(rig.SLOW)
                if delivered and len(imap.mails) > len(waited):
                    waited.append(time.monotonic() - delivered)
                    delivered = None
                if not frame:
                    continue
                fields = Fields(frame[2])
                if frame[0] == DONE:
                    outcome, count = fields.number(), fields.number()
                    break
                looked.append([fields.number() for _ in range(4)][2])
                imap.say(PROCEED, number(0), request)
                if looked[-1] in (20000, 70000):
                    server.deliver('sam', rig.bounce(looked[-1]))
                    delivered = time.monotonic()
            assert (outcome, count) == (DID, 100000) and looked == sorted(looked) and len(looked) == 500, (outcome, count)
            assert len(waited) == 2 and max(waited) < PROMPT, waited
            memory, _ = rig.usage(imap.process.pid)
            print(f'100,000 mails indexed, {memory:.0f} MiB at most, bounces told after {waited[0]:.2f} s and {waited[1]:.2f} s')
            assert len(server.counts()[1]) == 1


def by_special_use():
    with_more(SPECIAL, special)


def by_name():
    with_more(PLAIN, plain)


os.dup2(os.open('/dev/null', os.O_RDONLY), 3)  # so that nothing else of ours is where each child has its frames
rig.side_by_side((large_folder, by_special_use, by_name, no_folders, whole_mail, meanwhile_and_after, while_nobody_answers, stands_still))
