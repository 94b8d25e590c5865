"""names: a name server of our own, and a network that leads nowhere else.

    names.enter()                            the script starts again, in namespaces of its own
    with names.Server(names.WORLD) as server:
        names.use('127.0.0.1')               what resolv.conf says from now on
        names.apart('127.0.0.2')             before a command: what it says to that one
        names.check('null.example')          exit code and JSON of `ndrwatch check-domain`
        server.asked()                       the names it has been asked for

The network has one interface, lo, and no route: nothing that is asked here can leave this machine.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
import time

import cable
import rig

HEAD = '''server:
  interface: {address}
  port: 53
  do-daemonize: no
  chroot: ""
  username: ""
  directory: "{folder}"
  pidfile: "{folder}/pid"
  logfile: "{folder}/log"
  use-syslog: no
  log-queries: yes
  num-threads: 1
  module-config: "iterator"
  do-not-query-localhost: no
  minimal-responses: yes
'''
SERVER = '127.0.0.1'
HUGE = 1270  # records: 64 KiB of them, and they fit just so


DOORS = {'open': '192.0.2.25', 'rude': '192.0.2.26', 'web': '192.0.2.27', 'flood': '192.0.2.28', 'down': '192.0.2.29',
         'mute': '192.0.2.30'}
KEY = 'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC1TaNgLlSyQMNWVLNLvyY' + 'A' * 152 + 'AQAB'  # of 1024 bits


def local(*records):
    return ''.join(f"  local-data: '{record}'\n" for record in records)


# Whatever is not named here does not exist.
WORLD = '''  local-zone: "." static
  local-zone: "slow.example." deny
  local-zone: "refused.example." refuse
  local-zone: "broken.example." transparent
  local-zone: "alias.example." transparent
  do-not-query-address: 192.0.2.53
''' + local(
    'example. SOA ns.example. root.example. 1 2 3 4 5',
    'com. SOA ns.example. root.example. 1 2 3 4 5',
    'fine.example. MX 20 b.fine.example.', 'fine.example. MX 10 a.fine.example.',
    'a.fine.example. A 192.0.2.1', 'b.fine.example. AAAA 2001:db8::1',
    'null.example. MX 0 .', 'xn--bcher-kva.example. MX 0 .',
    'zz. SOA ns.example. root.example. 1 2 3 4 5', 'harbour.zz. MX 0 .',
    'host.example. A 192.0.2.7',
    'empty.example. TXT "nothing else"',
    'private.example. MX 10 mx.private.example.', 'mx.private.example. A 192.168.7.7',
    'old.example. MX 10 mx.old.example.',
    'number.example. MX 10 192.0.2.9.',
    *(f'many.example. MX {n} mx-number-{n}.many.example.' for n in range(60)),
    *(f'mx-number-{n}.many.example. A 192.0.2.4' for n in range(60)),
    # Domains of one's own: who may send for them.
    'sound.zz. MX 10 mx.sound.zz.', 'mx.sound.zz. A 192.0.2.1', 'sound.zz. TXT "v=spf1 include:relay.zz ~all"',
    'relay.zz. TXT "v=spf1 ip4:192.0.2.0/28 -all"', '_dmarc.sound.zz. TXT "v=DMARC1; p=quarantine"',
    f's1._domainkey.sound.zz. TXT "v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"',
    '7.2.0.192.in-addr.arpa. PTR out.sound.zz.', 'out.sound.zz. A 192.0.2.7',
    'torn.zz. MX 10 mx.torn.zz.', 'mx.torn.zz. A 192.0.2.1', 'torn.zz. TXT "v=spf1 -all"', 'old._domainkey.torn.zz. TXT "p="',
    '8.2.0.192.in-addr.arpa. PTR out.sound.zz.',
    'twice.zz. MX 10 mx.torn.zz.', 'twice.zz. TXT "v=spf1 -all"', 'twice.zz. TXT "v=spf1 mx -all"',
    'long.zz. MX 10 mx.torn.zz.', f'long.zz. TXT "v=spf1{"".join(f" include:part{n}.zz" for n in range(12))} -all"',
    # Lists: one that names 192.0.2.8, one that does not, one that answers nobody here.
    '2.0.0.127.zen.spamhaus.org. A 127.0.0.2', '8.2.0.192.zen.spamhaus.org. A 127.0.0.3',
    '2.0.0.127.bl.spamcop.net. A 127.0.0.2', '2.0.0.127.psbl.surriel.com. A 127.255.255.254',
    # Mail servers that are knocked at; 192.0.2.1, of sound.zz, is the control.
    *(f'{name}.zz. MX 10 mx.{name}.zz.' for name in DOORS), *(f'mx.{name}.zz. A {at}' for name, at in DOORS.items()),
    *(f'part{n}.zz. TXT "v=spf1 ip4:198.51.100.{n} -all"' for n in range(12)),
    *(f'huge.example. MX {n} {"x" * 20}{n}.huge.example.' for n in range(HUGE)),
    *(f'{"x" * 20}{n}.huge.example. A 192.0.2.5' for n in range(HUGE)),
) + '''
forward-zone:
  name: "broken.example."
  forward-addr: 192.0.2.53
auth-zone:
  name: "alias.example."
  zonefile: "alias.zone"
  for-upstream: yes
'''
ZONE = '''$ORIGIN alias.example.
@ 3600 IN SOA ns.example. root.example. 1 3600 600 86400 60
@ 3600 IN NS ns.example.
@ 3600 IN MX 10 mx
mx 3600 IN CNAME real
real 3600 IN A 192.0.2.8
'''
# The sign-in page of a public Wi-Fi: it answers for all there is.
LIAR = '''  local-zone: "." redirect
''' + local('. A 192.168.1.1')


def enter():
    if not shutil.which('unbound', path=os.environ['PATH'] + ':/usr/sbin'):
        rig.skip('no unbound here')
    cable.enter()
    cable.run('ip', 'link', 'set', 'lo', 'up')
    # No other interface, and no road.
    links = subprocess.check_output(['ip', '-o', 'link']).decode().splitlines()
    names = {line.split(':')[1].strip().partition('@')[0] for line in links if 'DOWN' not in line}
    roads = subprocess.check_output(['ip', 'route']) + subprocess.check_output(['ip', '-6', 'route', 'show', 'default'])
    assert names == {'lo'} and not roads.strip(), (names, roads)
    with tempfile.NamedTemporaryFile(prefix='ndrw-resolv-') as file:
        cable.run('mount', '--bind', file.name, '/etc/resolv.conf')


def have(*addresses):
    """This network's one interface has these, too."""
    for address in addresses:
        cable.run('ip', 'addr', 'add', address + '/32', 'dev', 'lo')


def use(*servers):
    """From now on /etc/resolv.conf names these; only here, since the mounts are ours."""
    with open('/proc/self/mountinfo') as mounts:
        assert ' /etc/resolv.conf ' in mounts.read(), 'not ours to write'
    with open('/etc/resolv.conf', 'w') as file:
        file.write(''.join(f'nameserver {server}\n' for server in servers))


def apart(*servers):
    """Before a command: it has a resolv.conf of its own, which names these."""
    lines = ''.join(f'nameserver {server}\n' for server in servers)
    words = 'umount /etc/resolv.conf && file=$(mktemp) && printf %s "$0" >"$file" && mount --bind "$file" /etc/resolv.conf && rm "$file" && exec "$@"'
    return ['unshare', '-m', 'sh', '-c', words, lines]


class Server:
    def __init__(self, world, address=SERVER):
        self.folder = tempfile.mkdtemp(prefix='ndrw-names-', dir='/tmp')
        with open(self.folder + '/conf', 'w') as file:
            file.write(HEAD.format(folder=self.folder, address=address) + world)
        with open(self.folder + '/alias.zone', 'w') as file:
            file.write(ZONE)
        self.process = subprocess.Popen(['/usr/sbin/unbound', '-d', '-p', '-c', self.folder + '/conf'])
        rig.wait_until(lambda: 'start of service' in self.log(), 'unbound')

    def log(self):
        try:
            with open(self.folder + '/log') as file:
                return file.read()
        except OSError:
            return ''

    def asked(self):
        return re.findall(r'info: 127\.0\.0\.1 (\S+)\. (\S+) IN', self.log())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def check(domain, *options, before=()):
    """Exit code, the object printed, seconds."""
    began = time.monotonic()
    done = subprocess.run([*before, rig.NDRWATCH, 'check-domain', '--json', *options, domain], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60)
    assert not done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, time.monotonic() - began
