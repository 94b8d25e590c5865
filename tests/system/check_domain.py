"""check_domain: `ndrwatch check-domain` on a name server of our own: each thing that DNS can say, and do."""
import contextlib
import functools
import json
import os
import signal
import socket
import subprocess
import threading
import time

import names
import names_hostile
import rig

# domain, exit code, what it is
ROWS = [
    ('fine.example', 0, 'takes_mail'),
    ('Fine.Example.', 0, 'takes_mail'),
    ('jo@fine.example', 0, 'takes_mail'),
    ('null.example', 1, 'null_mx'),
    ('Bücher.example', 1, 'null_mx'),
    ('host.example', 0, 'host_only'),
    ('empty.example', 1, 'no_server'),
    ('gone.example', 1, 'gone'),
    ('harbour.cmo', 1, 'no_top'),
    ('broken.example', 1, 'failing'),
    ('slow.example', 1, 'failing'),
    ('refused.example', 75, 'no_answer'),
    ('private.example', 1, 'private'),
    ('old.example', 1, 'nowhere'),
    ('number.example', 1, 'literal'),
    ('alias.example', 0, 'takes_mail alias'),
    ('many.example', 0, 'takes_mail'),
    ('huge.example', 0, 'takes_mail'),
]
# an account's own domain, what is known of its mail, what is found
OWN = [
    ('sound.zz', 'spf dmarc'),
    ('sound.zz --selector s1 --address 192.0.2.7', 'spf_passes dkim dmarc name'),
    ('torn.zz --selector old --address 192.0.2.8', 'spf_refused dkim_revoked name_mismatch dmarc_none'),
    ('torn.zz --selector none --address 192.0.2.9', 'spf_refused dkim_none name_none dmarc_none'),
    ('torn.zz --address 192.0.2.8 --lists', 'spf_refused name_mismatch listed dmarc_none'),
    ('torn.zz --address 192.0.2.9 --lists', 'spf_refused name_none dmarc_none lists'),
    ('twice.zz', 'spf_several dmarc_none'),
    ('long.zz', 'spf_too_long dmarc_none'),
    ('null.example', ''),  # for those who write texts
    ('gmail.com', ''),  # whose customers have no say in it
    ('harbour.zz', ''),  # somebody else's
]
SOON = 8  # seconds, where a second server answers, or nobody can; the first alone would be waited for twice as long
# what a door says, what is found there, what it hears
DOORS = [
    ('open', b'220-mx.open.zz\r\n220 ready\r\n', 'door_open', 'EHLO QUIT'),
    ('rude', b'554 no mail from homes\r\n', 'door_unwilling', 'QUIT'),
    ('web', b'HTTP/1.1 400 Bad Request\r\n\r\n', 'door_odd', ''),
    ('flood', b'220' + b'-' * 100000, 'door_odd', ''),
    ('down', None, 'door_refused', ''),
]
LATE = 20  # seconds: what the whole may take is sixteen; a look-up without an end would last longer


def told(answer):
    return ' '.join(finding['id'] for finding in answer['findings'])


def each_outcome():
    with names.Server(names.WORLD) as server:
        names.use(names.SERVER)

        def row(domain, code, want):
            got, answer, seconds = names.check(domain)
            print(f'{domain}: {got} {told(answer)}, {seconds:.1f} s')
            assert (got, told(answer)) == (code, want), (domain, got, answer)
            assert seconds < LATE, (domain, seconds)
            asked = dict.fromkeys(name for name, _ in server.asked())
            for look in answer['lookups']:
                assert look['name'] in {name.lower() for name in asked} or look['outcome'] == 'no-name', look
        rig.side_by_side([functools.partial(row, *each) for each in ROWS])
        # Proof that it was this server that spoke, and what it was asked for.
        for name, kind in server.asked():
            assert name.endswith(('.invalid', '.com', 'example', 'cmo', '192.0.2.9')) or name == '.', name
        code, answer, _ = names.check('huge.example')
        mx = next(look for look in answer['lookups'] if look['type'] == 'MX')
        assert len(mx['records']) == 32, len(mx['records'])


def senders():
    """Who may send for a domain is asked of one's own alone."""
    with names.Server(names.WORLD, '127.0.1.5') as server, rig.Agent() as agent:
        agent.configure(''.join(
            f'[account {domain}]\naddress = you@{domain}\nhost = mail.example\npassword_command = false\ncheck_domains = no\n'
            for domain in ('sound.zz', 'torn.zz', 'twice.zz', 'long.zz', 'null.example', 'gmail.com')))
        for words, want in OWN:
            before = len(server.asked())
            code, out, said = agent.command('check-domain', *words.split(), '--json', before=names.apart('127.0.1.5'))
            found = json.loads(out)['sender']
            print(f'{words}: {" ".join(one["id"] for one in found)}')
            assert ' '.join(one['id'] for one in found) == want, (words, found, said)
            texts = [name for name, kind in server.asked()[before:] if kind in ('TXT', 'PTR')]
            assert bool(texts) == bool(want), texts
        code, page, _ = agent.command('check-domain', 'long.zz', before=names.apart('127.0.1.5'))
        words = ' '.join(page.split())
        assert code == 0 and 'As the sender of your mail: long.zz names so many senders' in words, page
        assert 'For whoever runs it: Shorten the SPF record of long.zz: it takes 12 look-ups' in words, page
        for words in ('harbour.zz --selector s1', 'harbour.zz --address 192.0.2.7', 'sound.zz --address mail', 'sound.zz --selector', 'sound.zz --lists'):
            code, out, said = agent.command('check-domain', *words.split())
            assert code == 64 and 'hint:' in said and not out, (words, said)


class Door:
    """Port 25 of an address: greets, answers EHLO, remembers what it hears."""
    def __init__(self, address, greeting):
        self.greeting, self.heard = greeting, []
        self.socket = socket.create_server((address, 25))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                visitor, _ = self.socket.accept()
            except OSError:
                return
            with visitor, contextlib.suppress(OSError), visitor.makefile('rb') as lines:
                visitor.sendall(self.greeting)
                for line in lines:
                    self.heard.append(line.decode().strip())
                    if line.startswith(b'EHLO'):
                        visitor.sendall(b'250-mx\r\n250 STARTTLS\r\n')

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


def knock(agent, domain):
    code, out, said = agent.command('check-domain', '--knock', '--json', domain, before=names.apart('127.0.1.6'))
    assert not said, said
    found = [one for one in json.loads(out)['findings'] if one['id'].startswith('door_')]
    print(f'{domain}: {code} {found[0]["text"] if found else "nobody was knocked at"}')
    return found[0]['id'] if found else ''


def doors():
    """On request alone: EHLO and QUIT, and against a control."""
    names.have('192.0.2.1', *names.DOORS.values())
    with names.Server(names.WORLD, '127.0.1.6'), rig.Agent() as agent:
        agent.configure('[account a]\naddress = you@sound.zz\nhost = mail.example\npassword_command = false\n')
        opened = {name: Door(names.DOORS[name], greeting) for name, greeting, _, _ in DOORS if greeting}
        opened['mute'] = Door(names.DOORS['mute'], b'')
        mute = subprocess.Popen([*names.apart('127.0.1.6'), rig.NDRWATCH, 'check-domain', 'mute.zz', '--knock'], env=agent.environment,
                                stdout=subprocess.PIPE, text=True)
        assert knock(agent, 'down.zz') == 'door_shut_here'
        control = Door('192.0.2.1', b'220 mx.sound.zz\r\n')
        for name, _, want, hears in DOORS:
            assert knock(agent, name + '.zz') == want, name
            heard = opened[name].heard if name in opened else []
            assert [line.split()[0] for line in heard] == hears.split(), heard
        assert opened['open'].heard == ['EHLO [192.0.2.25]', 'QUIT'], opened['open'].heard
        assert knock(agent, 'private.example') == '' and knock(agent, 'null.example') == ''
        before = len(control.heard)
        code, out, _ = agent.command('check-domain', 'open.zz', '--json', before=names.apart('127.0.1.6'))
        assert code == 0 and 'SMTP' not in out and opened['open'].heard[2:] == [] and len(control.heard) == before
        agent.configure('')
        assert knock(agent, 'down.zz') == 'door_not_compared'
        said = mute.communicate(timeout=LATE)[0]
        assert 'has said nothing in 8 seconds' in ' '.join(said.split()), said
        for each in (control, *opened.values()):
            each.close()


def a_sign_in_page():
    with names.Server(names.LIAR, '127.0.1.1'):
        code, answer, _ = names.check('fine.example', before=names.apart('127.0.1.1'))
        assert (code, told(answer)) == (75, 'resolver_lies'), answer


def nobody():
    code, answer, seconds = names.check('fine.example', before=names.apart('127.0.0.9'))
    assert (code, told(answer)) == (75, 'no_answer') and seconds < SOON, (answer, seconds)


def another_one_answers():
    """The first of two is dead, or silent, or refuses."""
    with names.Server(names.WORLD, '127.0.1.2'):
        assert names.check('null.example', before=names.apart('127.0.0.9', '127.0.1.2'))[0] == 1
        for way in ('silence', 'noise of ours', 'cut, and nobody over TCP', 'cut, and the end over TCP'):
            with names_hostile.Hostile(way, ('127.0.1.3', 53)) as server:
                code, answer, seconds = names.check('fine.example', before=names.apart('127.0.1.3', '127.0.1.2'))
                print(f'the second after {way}: {code} in {seconds:.1f} s')
                assert code == 0 and seconds < SOON and server.asked, (way, answer, seconds)


def hostile():
    def act(way, address):
        with names_hostile.Hostile(way, (address, 53)) as server:
            code, answer, seconds = names.check('fine.example', before=names.apart(address))
            print(f'{way}: {code} {told(answer)}, {seconds:.1f} s')
            assert code == 75 and seconds < LATE and server.asked, (way, answer)
            text = json.dumps(answer, ensure_ascii=False)
            assert all(' ' <= letter for letter in text), text
    rig.side_by_side([functools.partial(act, way, f'127.0.2.{number}') for number, way in enumerate(names_hostile.WAYS, 1)],
                     len(names_hostile.WAYS))


def late():
    """ndrwatch-net does not come back: it is ended, and what is known is told."""
    with names_hostile.Hostile('silence', ('127.0.1.4', 53)):
        began = time.monotonic()
        asking = subprocess.Popen([*names.apart('127.0.1.4'), rig.NDRWATCH, 'check-domain', 'fine.example'],
                                  stdout=subprocess.PIPE, text=True)
        helper = rig.wait_until(lambda: net_of(asking.pid), 'ndrwatch-net')
        os.kill(helper, signal.SIGSTOP)
        said = asking.communicate(timeout=60)[0]
        seconds = time.monotonic() - began
        assert asking.returncode == 75 and 'nothing can be said' in said, said
        assert 14 < seconds < LATE, seconds
        assert not os.path.exists(f'/proc/{helper}')


def net_of(pid):
    """The ndrwatch-net of this process, or None."""
    for child in rig.family(pid)[1:]:
        with contextlib.suppress(OSError):
            if os.path.basename(os.readlink(f'/proc/{child}/exe')) == 'ndrwatch-net':
                return child
    return None


if __name__ == '__main__':
    names.enter()
    rig.side_by_side((hostile, late, each_outcome, senders, doors, another_one_answers, a_sign_in_page, nobody))
