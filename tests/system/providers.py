"""providers: what real providers do, in their own words, done to the real programs by the clock of tick_hasty.c.

    providers.py IMAP [NAME…]      IMAP is ndrwatch-imap with that clock

Each row is an account at a server that behaves like that for ever: 22 scripted behaviours, and five providers as they are. All are accounts of one agent.
`ndrwatch status` says of each what its row says, a returned mail that can be had is told once, no server sees more than six
connections in the first two minutes of its clock, nor two at once, and a refused password is tried twice.
tests/imap/test_behaviours.c goes on for hours.
"""
import asyncio
import base64
import dataclasses
import os
import re
import shutil
import sys
import tempfile
import threading
import time

import hostile_server
import rig

HASTE = 30  # of tick_hasty.c
FIRST, MOST = 120, 6  # product seconds, and connections in them
GROW = 40  # product seconds after which the returned mail is there

MICROSOFT = 'IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+'
GOOGLE = 'IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR AUTH=XOAUTH2 AUTH=PLAIN AUTH=OAUTHBEARER'
YAHOO = 'IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER ID MOVE NAMESPACE XYMHIGHESTMODSEQ UIDPLUS LITERAL+ CHILDREN X-MSG-EXT'
CHARTER = 'IMAP4rev1 AUTH=PLAIN AUTH=LOGIN IDLE NAMESPACE UIDPLUS CHILDREN'
PLAIN = 'IMAP4rev1 ID UIDPLUS SASL-IR AUTH=PLAIN'
NO_PASSWORDS = 'Microsoft takes no passwords from mail programs; sign in with: ndrwatch login '
CROWDED = 'says that too many mail programs are signed in at once; close one, for example on another device'
ASKED = 'the server does not say when mail comes, so it is asked every '
AS_ASKED = 'Waiting, as the server asked, since '


@dataclasses.dataclass
class Row:
    name: str
    says: str  # in `status`
    state: str = 'watching'
    fault: str = 'fine'
    domain: str = 'example.net'  # of the address: whose provider it is
    caps: str = PLAIN + ' IDLE'
    greeting: str = '* OK fake ready'  # '': none; with BYE it is the end
    before: tuple = ()  # lines said before it
    login: str = ''  # in place of OK
    bye: str = ''  # after that
    examine: str = ''  # in place of OK
    idle: str = ''  # in place of going into it
    ends: object = None  # product seconds in IDLE before the server ends it,
    ending: str = ''  # with these words
    early: bool = False  # EXISTS comes before '+'
    pushes: bool = True  # it tells in IDLE of what comes
    swallows: bool = False  # DONE is never answered
    beats: int = 0  # product seconds between "Still here"
    logins: int = 0  # at most; 0: any
    tells: bool = False  # the returned mail is told


def ending(name, text, fault, says):
    return Row(name, says, state='waiting', fault=fault, ends=20, ending=text)


def refusing(name, text, says, fault='throttled', **more):
    state = 'asking' if fault == 'refused' else 'waiting'
    return Row(name, says, state=state, fault=fault, login=text, logins=2 if fault == 'refused' else 0, **more)


TOO_MANY = '[ALERT] Too many simultaneous connections. (Failure)'
ROWS = [
    Row('normal', 'Watching since ', tells=True),
    refusing('authfail', 'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)',
             'Spectrum refused the password at ', fault='refused', domain='charter.net'),
    Row('toomany', 'Gmail ' + CROWDED, state='waiting', fault='throttled', domain='gmail.com', greeting='* BYE ' + TOO_MANY),
    refusing('loginbusy', 'NO [UNAVAILABLE] Server Unavailable. 15', AS_ASKED),
    Row('noidle', ASKED + '3 minutes', domain='yahoo.com', caps=PLAIN, tells=True, logins=1),
    ending('drop', '', 'unreachable', 'Waiting for the network since '),
    ending('bye', '* BYE Autologout; idle for too long', 'expired', 'Signing in again since '),
    Row('idleno', ASKED + 'minute', idle='NO IDLE not allowed now', tells=True, logins=1),
    Row('idlebad', ASKED + 'minute', idle='BAD [CLIENTBUG] IDLE Command is not supported', tells=True, logins=1),
    ending('exchange', '* BYE Connection is closed. 13', 'expired', 'Signing in again since '),
    Row('mute', 'Waiting for the network since ', state='waiting', fault='unreachable', greeting=''),
    Row('silentidle', 'stopped answering', state='waiting', fault='unreachable', domain='lossy.example', swallows=True),
    Row('silentpush', 'Watching since ', domain='lossy.example', pushes=False, tells=True, logins=1),
    Row('earlyexists', 'Watching since ', early=True, tells=True, logins=1),
    Row('prebanner', 'Watching since ', before=('* OK Waiting for authentication process to respond..',) * 2, tells=True, logins=1),
    Row('stillhere', 'Watching since ', beats=21, tells=True, logins=1),
    refusing('basicdisabled', 'NO Basic authentication is disabled.', NO_PASSWORDS, fault='refused', domain='outlook.com',
             bye='* BYE Microsoft Exchange Server IMAP4 server signing off.'),
    Row('notconnected', 'Outlook.com took the sign-in but did not open the mailbox. Switch IMAP on: https://', state='waiting', fault='strange',
        domain='outlook.com', examine='BAD User is authenticated but not connected.', bye='* BYE Connection closed. 14'),
    Row('throttled', AS_ASKED, state='waiting', fault='throttled',
        examine='BAD Request is throttled. Suggested Backoff Time: 20000 milliseconds'),
    refusing('gmailmany', 'NO ' + TOO_MANY, 'Gmail ' + CROWDED, domain='gmail.com'),
    refusing('dovecotmax', 'NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)', CROWDED),
    Row('yahoolimit', AS_ASKED, state='waiting', fault='throttled', domain='yahoo.com', caps=''),
    refusing('icloudbusy', 'BAD [UNAVAILABLE] Service temporarily unavailable', AS_ASKED),
    ending('sessionexp', '* BYE Session expired, please login again.', 'expired', 'Signing in again since '),
    # And the exact words of other refusals.
    refusing('loginfailed', 'NO LOGIN failed.', 'refused the password at ', fault='refused'),
    refusing('webpassword', 'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
             'Gmail wants a password made for mail programs. Make one at https://', fault='refused', domain='gmail.com'),
    refusing('imapoff', 'NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for '
             'IMAP access. (Failure)', 'IMAP is switched off at Gmail.', fault='refused', domain='gmail.com'),
    # The five providers, as they are to who has the right password.
    Row('generic', 'Watching since ', tells=True, logins=1),
    refusing('outlook', 'NO Basic authentication is disabled.', NO_PASSWORDS + 'outlook', fault='refused', domain='hotmail.com', caps=MICROSOFT,
             bye='* BYE Microsoft Exchange Server IMAP4 server signing off.', greeting='* OK The Microsoft Exchange IMAP4 service is ready. [ZgBh]'),
    Row('gmail', 'Watching since ', domain='gmail.com', caps=GOOGLE, tells=True, logins=1, greeting='* OK Gimap ready for requests from 127.0.0.1'),
    Row('yahoo', ASKED + '3 minutes', domain='yahoo.com', caps=YAHOO, tells=True, logins=1),
    Row('charter', 'Watching since ', domain='charter.net', caps=CHARTER, tells=True, logins=1),
]

# Nobody's, whose IDLE is to be renewed soon.
LOSSY = '[provider lossy]\nname = Lossy\ndomains = lossy.example\nsupport = none\nidle = lossy\nidle-restart = 120\n'


class Server:
    """One row's, until the process ends."""

    def __init__(self, row, number):
        self.row, self.mail = row, rig.bounce(number)
        self.came, self.logins, self.open, self.together, self.examined = [], 0, 0, 0, []

    def exists(self):
        return 1 if self.came and time.monotonic() - self.came[0] > GROW / HASTE else 0

    async def serve(self, reader, writer):
        self.came.append(time.monotonic())
        talk = Talk(self, reader, writer)
        try:
            await talk.play()
        except (OSError, asyncio.IncompleteReadError, EOFError):
            pass
        finally:
            self.open -= talk.inside
            writer.close()


class Talk:
    def __init__(self, server, reader, writer):
        self.server, self.row, self.reader, self.writer, self.inside = server, server.row, reader, writer, False

    def say(self, *lines):
        for line in lines:
            self.writer.write((line + '\r\n').encode())

    async def line(self):
        line = await self.reader.readline()
        if not line:
            raise EOFError
        return line.decode('latin-1').rstrip('\r\n')

    async def play(self):
        row = self.row
        for line in row.before:
            self.say(line)
            await asyncio.sleep(1 / HASTE)
        if row.greeting:
            self.say(row.greeting)
        while ' BYE ' not in row.greeting:
            line = await self.line()
            tag, _, rest = line.partition(' ')
            verb = rest.split(' ')[1 if rest.startswith('UID ') else 0].upper()
            await getattr(self, 'on_' + verb, self.unknown)(tag, rest)

    async def unknown(self, tag, _):
        self.say(tag + ' BAD what?')

    async def on_CAPABILITY(self, tag, _):
        if not self.row.caps:
            self.say('* BYE IMAP4rev1 Server logging out', tag + ' NO [LIMIT] CAPABILITY Rate limit hit.')
            raise EOFError
        self.say('* CAPABILITY ' + self.row.caps, tag + ' OK done')

    async def on_LOGIN(self, tag, rest):
        server = self.server
        if 'AUTHENTICATE' in rest and len(rest.split(' ')) < 3:
            self.say('+ ')
            rest = 'x x ' + await self.line()
        assert 'sekrit' in rest or b'sekrit' in base64.b64decode(rest.split(' ')[2]), rest
        server.logins += 1
        self.say(f'{tag} {self.row.login or "OK in"}')
        if self.row.login:
            if self.row.bye:
                self.say(self.row.bye)
                raise EOFError
            return
        self.inside = True
        server.open += 1
        server.together = max(server.together, server.open)
    on_AUTHENTICATE = on_LOGIN

    async def on_EXAMINE(self, tag, _):
        self.server.examined.append(time.monotonic())
        if self.row.examine:
            self.say(f'{tag} {self.row.examine}')
            if self.row.bye:
                self.say(self.row.bye)
                raise EOFError
            return
        count = self.server.exists()
        self.say(f'* {count} EXISTS', '* OK [UIDVALIDITY 14] .', f'* OK [UIDNEXT {count + 1}] .', tag + ' OK [READ-ONLY] in')

    async def on_NOOP(self, tag, _):
        self.say(f'* {self.server.exists()} EXISTS', tag + ' OK done')

    async def on_SEARCH(self, tag, _):
        self.say('* SEARCH' + ' 1' * self.server.exists(), tag + ' OK done')

    async def on_FETCH(self, tag, rest):
        text = self.server.mail.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n')
        section = b'BODY[]<0>' if 'PEEK[]' in rest else b'BODY[HEADER.FIELDS ("From")]<0>'
        if b'HEADER' in section:
            text = text.partition(b'\r\n\r\n')[0] + b'\r\n\r\n'
        stamp = time.strftime('%d-%b-%Y %H:%M:%S +0000', time.gmtime()).encode()
        if self.server.exists():
            self.writer.write(b'* 1 FETCH (UID 1 RFC822.SIZE %d INTERNALDATE "%s" %s {%d}\r\n%s)\r\n'
                              % (len(text), stamp, section, len(text), text))
        self.say(tag + ' OK done')

    async def on_IDLE(self, tag, _):
        row, told, began, beaten = self.row, 0, time.monotonic(), time.monotonic()
        if row.idle:
            self.say(f'{tag} {row.idle}')
            return
        if row.early:  # what comes is told only so, and it comes while this IDLE begins
            while not self.server.exists():
                await asyncio.sleep(0.01)
            self.say('* 1 EXISTS')
        self.say('+ IDLE accepted, awaiting DONE command.')
        done = asyncio.ensure_future(self.line())
        while not done.done():
            await asyncio.wait([done], timeout=0.02)
            now = time.monotonic()
            if row.pushes and not row.early and self.server.exists() > told:
                told = 1
                self.say('* 1 EXISTS')
            if row.beats and now - beaten > row.beats / HASTE:
                beaten = now
                self.say('* OK Still here')
            if row.ends is not None and now - began > row.ends / HASTE:
                if row.ending:
                    self.say(row.ending)
                done.cancel()
                raise EOFError
        if done.result() != 'DONE':
            raise EOFError
        if not row.swallows:
            self.say(tag + ' OK done')

    async def on_LOGOUT(self, tag, _):
        raise EOFError


def serve(servers, tls):
    """All of them, in a thread of their own."""
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def begin():
        for server in servers:
            listener = await asyncio.start_server(server.serve, '127.0.0.1', 0, ssl=tls)
            server.port = listener.sockets[0].getsockname()[1]
        ready.set()

    def run():
        loop.create_task(begin())
        loop.run_forever()
    threading.Thread(target=run, daemon=True).start()
    assert ready.wait(rig.SLOW)


def account(server, folder):
    row = server.row
    return (f'[account {row.name}]\ncheck_domains = no\naddress = {row.name}@{row.domain}\nhost = {rig.here()}\nport = {server.port}\n'
            f'ca_file = {folder}/ca.pem\npassword_file = {folder}/password\n')


def faults(server, agent, number):
    """What is wrong with it, when all has been told and the first two minutes are over."""
    row = server.row
    soon = sum(moment - server.came[0] < FIRST / HASTE for moment in server.came)
    if soon > MOST:
        yield f'{soon} connections in two minutes'
    if row.logins and server.logins > row.logins:
        yield f'{server.logins} logins'
    if server.together > 1:
        yield f'{server.together} sessions at once'
    if row.tells and agent.told().count(rig.named(number)) != 1:
        yield f'its mail was told {agent.told().count(rig.named(number))} times'
    if row.name == 'throttled' and any(b - a < 20 / HASTE for a, b in zip(server.examined, server.examined[1:])):
        yield 'it did not wait as long as it was asked to'


def stand(agent, servers):
    """Waits until `status` says of each what its row says."""
    wanted = {server.row.name: server.row for server in servers}
    last = {}

    def all_say():
        for found in agent.accounts():
            row = wanted.get(found['name'])
            last[found['name']] = (found['state'], found['fault'], found['sentence'])
            if row and found['fault'] == row.fault and row.says in found['sentence'] and row.state == found['state']:
                del wanted[row.name]
        return not wanted
    try:
        rig.wait_until(all_say, 'status says how each stands')
    except rig.Late:
        for name in wanted:
            print('WRONG', name, last.get(name))
        raise


def main():
    imap, *names = sys.argv[1:]
    folder = tempfile.mkdtemp(prefix='providers-', dir='/tmp')
    try:
        hostile_server.make_certificates(folder)
        shutil.copy(rig.NDRWATCH, folder + '/ndrwatch')
        shutil.copy(imap, folder + '/ndrwatch-imap')
        shutil.copy(rig.SOURCE + '/packaging/providers.ini', folder)
        rig.NDRWATCH = folder + '/ndrwatch'
        with open(os.open(folder + '/password', os.O_WRONLY | os.O_CREAT, 0o600), 'w') as file:
            file.write('sekrit\n')
        servers = [Server(row, number) for number, row in enumerate(ROWS) if not names or row.name in names]
        serve(servers, hostile_server.contexts(folder)['good'])
        with rig.Agent(config=''.join(account(server, folder) for server in servers)) as agent:
            with open(agent.home + '/config/ndrwatch/providers.ini', 'w') as file:
                file.write(LOSSY)
            agent.start()
            stand(agent, servers)
            for server in servers:
                if server.row.tells:
                    agent.wait_line(rig.named(ROWS.index(server.row)))
            rig.wait_until(lambda: all(time.monotonic() - server.came[0] > FIRST / HASTE for server in servers), 'two minutes are over')
            wrong = [f'{server.row.name}: {fault}' for server in servers for fault in faults(server, agent, ROWS.index(server.row))]
            for found in agent.accounts():
                print(f"{found['name']:14} {found['sentence']}")
            refused = [found['sentence'] for found in agent.accounts() if found['fault'] == 'refused']
            wrong += [text for text in refused if re.search(r'tried again|once more', text) and 'will not' not in text]
        for fault in wrong:
            print('WRONG', fault)
        assert not wrong, f'{len(wrong)} things are wrong'
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
