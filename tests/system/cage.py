"""cage: the shipped programs in their cages do all of their work: names are looked up by DNS and in /etc/hosts, also when
those files are replaced; every charset is read; a reload and a mended ca_file are noticed; nothing is refused that they
need (rig.py looks at the log). And the password is nowhere once it has been used.

In namespaces of its own: a network with a name server, and an /etc to write in. (Attacks: tests/imap/attack.c.)
"""
import base64
import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

import rig

NAME = 'mail.example.net'  # the certificate 'wronghost' is for it
LATE = 'hesiod'            # comes with libc: a module of name resolution that is loaded by the first look-up
ADDRESS = '10.77.2.1'      # of the server, and of nobody else


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def enter():
    """Starts this script again with a network and mounts of its own."""
    alone = ['unshare', *([] if os.getuid() == 0 else ['-Ur']), '-nm']
    try:
        run(*alone, 'ip', 'link', 'set', 'lo', 'up')
    except (OSError, subprocess.CalledProcessError) as error:
        rig.skip(f'no network of our own here: {error}')
    os.execvp(alone[0], [*alone, sys.executable, __file__, 'inside'])


def own_etc(folder):
    """An /etc with what programs need, of which we are free to replace files."""
    for name in ('passwd', 'group', 'host.conf', 'ld.so.cache', 'localtime', 'ssl'):
        if os.path.isdir('/etc/' + name):
            shutil.copytree('/etc/' + name, f'{folder}/{name}', symlinks=True, ignore=shutil.ignore_patterns('private'))
        elif os.path.exists('/etc/' + name):
            shutil.copy('/etc/' + name, f'{folder}/{name}')
    for name, text in (('nsswitch.conf', f'hosts: {LATE} files dns\n'), ('hosts', '127.0.0.1 localhost\n'), ('resolv.conf', '')):
        with open(f'{folder}/{name}', 'w') as file:
            file.write(text)
    os.chmod(folder, 0o755)
    run('mount', '--bind', folder, '/etc')


def replace(name, text):
    """As an editor and NetworkManager do: a new file, put in place of the old one."""
    with open(f'/etc/{name}.new', 'w') as file:
        file.write(text)
    os.rename(f'/etc/{name}.new', f'/etc/{name}')


class Names(threading.Thread):
    """A name server that knows one name."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.asked, self.deaf = 0, False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 53))
        self.start()

    def run(self):
        while True:
            question, client = self.socket.recvfrom(512)
            if self.deaf:
                continue
            self.asked += 1
            wire = b''.join(bytes([len(part)]) + part.encode() for part in NAME.split('.')) + b'\0'
            end = question.index(b'\0', 12) + 5
            known = question[12:end - 4] == wire and question[end - 4:end - 2] == b'\0\1'  # A
            answer = b'\xc0\x0c\0\1\0\1\0\0\0\0\0\4' + socket.inet_aton(ADDRESS) if known else b''
            self.socket.sendto(question[:2] + b'\x81\x80\0\1' + (b'\0\1' if known else b'\0\0') + b'\0\0\0\0' + question[12:end]
                               + answer, client)


def kernel():
    """Landlock's ABI (0: none), and whether there is seccomp."""
    abi = ctypes.CDLL(None).syscall(444, None, 0, 1)
    with open('/proc/self/status') as file:
        known = os.uname().machine in ('x86_64', 'aarch64')  # what imap/sieve has a list for
        return max(abi, 0), known and 'Seccomp:' in file.read()


def fields(pid):
    with open(f'/proc/{pid}/status') as file:
        return dict(line.rstrip('\n').split(':\t', 1) for line in file if ':\t' in line)


def memory(pid):
    with open(f'/proc/{pid}/maps') as maps, open(f'/proc/{pid}/mem', 'rb', 0) as file:
        for line in maps:
            first, last = (int(part, 16) for part in line.split()[0].split('-'))
            if line.split()[1][0] == 'r' and '[v' not in line:
                file.seek(first)
                yield file.read(last - first)


def holds(pid, text):
    return any(text in part for part in memory(pid))


def check_layers(agent):
    """status says what the kernel says."""
    landlock, seccomp = kernel()
    cage = agent.status()['cage']
    assert sorted(cage) == ['ndrwatch parse', 'ndrwatch-imap'], cage
    for word, layers in (('ndrwatch-imap', cage['ndrwatch-imap']), ('parse', cage['ndrwatch parse'])):
        assert layers == {'landlock': landlock, 'seccomp': seccomp, 'limits': True, 'no_new_privs': True, 'hidden': True}, layers
        status = fields(agent.child(word))
        assert status['NoNewPrivs'] == '1' and status['Seccomp'] == ('2' if seccomp else '0'), status
        with open(f'/proc/{agent.child(word)}/limits') as file:
            assert re.search(r'Max core file size +0 +0 ', file.read())
    words = agent.command('status')[1]
    assert words.count('Cage: ') == 2 and 'Landlock' in words, words


def check_secrets(agent):
    """What was read from the file, framed, and sent as PLAIN; the name of the host shows that we do see."""
    plain = base64.b64encode(b'\0sam\0sekrit')
    assert holds(agent.child('ndrwatch-imap'), NAME.encode())
    for pid in agent.family():
        for secret in (b'sekrit', plain, plain[8:]):
            assert not holds(pid, secret), (pid, secret)


if sys.argv[1:] != ['inside']:
    enter()
run('ip', 'link', 'set', 'lo', 'up')
run('ip', 'addr', 'add', ADDRESS + '/32', 'dev', 'lo')
etc = tempfile.mkdtemp(prefix='ndrw-etc-', dir='/tmp')
try:
    own_etc(etc)
    names = Names('127.0.0.1')
    replace('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n')
    with rig.Server('wronghost', start=False) as server:
        with open(server.folder + '/listen', 'w') as file:
            file.write(' ' + ADDRESS)
        server.start()
        with rig.Agent(server) as agent:
            agent.configure(agent.account(server, host=NAME))
            agent.start()
            agent.wait_watching()
            assert names.asked > 0
            with open(f'/proc/{agent.child("ndrwatch-imap")}/maps') as file:
                assert f'libnss_{LATE}.so' in file.read(), 'no module was loaded'
            check_layers(agent)
            check_secrets(agent)
            server.deliver(rig.bounce(1).replace(b'Subject: The keys', b'Subject: =?koi8-r?B?8NLJ?= =?iso-2022-jp?B?GyRCRnxLXBsoQg==?='))
            agent.wait_line(rig.named(1))
            assert agent.listed()[0]['original']['subject'] == 'При日本', agent.listed()[0]

            # Another name server, in a file put in place of the first.
            names.deaf = True
            names = Names('127.0.0.2')
            replace('resolv.conf', 'nameserver 127.0.0.2\noptions timeout:1 attempts:1\n')
            server.kick()
            server.deliver(rig.bounce(2))
            agent.wait_line(rig.named(2))
            assert names.asked > 0

            # No name server at all, and the name in /etc/hosts.
            names.deaf = True
            replace('hosts', f'127.0.0.1 localhost\n{ADDRESS} {NAME}\n')
            server.kick()
            server.deliver(rig.bounce(3))
            agent.wait_line(rig.named(3))

            # It began anew for each: nothing that a server is blamed for, or that anybody must read.
            assert agent.said().count('begins anew') >= 2, agent.said()
            for word in ('exit code', 'process of its own', 'died over'):
                assert word not in agent.said(), agent.said()

            # A ca_file that is not there yet: it is taken once it is.
            agent.configure(agent.account(server, host=NAME, ca_file=agent.home + '/ca.pem'))
            agent.process.send_signal(signal.SIGHUP)
            assert 'ca.pem' in agent.wait_state('waiting')['text']
            shutil.copy(server.folder + '/certs/ca.pem', agent.home + '/ca.pem')
            agent.wait_watching()
            check_layers(agent)
            check_secrets(agent)
finally:
    run('umount', '/etc')
    shutil.rmtree(etc)
