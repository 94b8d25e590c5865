"""bombs: mails made to cost much go the whole road, from a server through ndrwatch-imap and `ndrwatch parse`.

    bombs.py BOMB IMAP SIZE [plain]    plain: built without sanitisers, so that memory and CPU time count

Each kind in each of its coats (tests/support/bomb.c), of SIZE bytes; beyond 262144 a mail is not read. No program dies, no mail
is read twice, no program grows or spins, and the returned mail that comes last is told.
"""
import shutil
import subprocess
import sys
import tempfile
import time

import hostile_server
import rig

MOST = 16  # MiB that a program may grow over what it takes for an ordinary mail
CPU = 0.02  # seconds a mail, in each program
EACH = 1  # seconds a mail, at most, on a busy machine with sanitisers: none may hold up those behind it


def make(bomb, size):
    """The bytes of each."""
    names = subprocess.run([bomb], check=True, capture_output=True, text=True).stdout.splitlines()
    mails = subprocess.run([bomb, str(size)], check=True, capture_output=True).stdout
    assert len(mails) == len(names) * size
    return [mails[at:at + size] for at in range(0, len(mails), size)]


def main():
    bomb, imap, size = sys.argv[1:4]
    plain = 'plain' in sys.argv[4:]
    folder = tempfile.mkdtemp(prefix='bombs-', dir='/tmp')
    try:
        hostile_server.make_certificates(folder)
        shutil.copy(rig.NDRWATCH, folder + '/ndrwatch')
        shutil.copy(imap, folder + '/ndrwatch-imap')
        rig.NDRWATCH = folder + '/ndrwatch'
        server = hostile_server.Server(hostile_server.contexts(folder))
        hostile_server.serve([server])
        bombs = make(bomb, int(size))
        with rig.Agent() as agent:
            agent.configure(f'[account test]\ncheck_domains = no\naddress = sam@example.org\nuser = sam\nhost = {rig.here()}\n'
                            f'port = {server.port}\nca_file = {folder}/ca.pem\npassword_file = {agent.home}/password\n')
            walk(agent, server, bombs, plain)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def walk(agent, server, bombs, plain):
    agent.start()
    agent.wait_watching()
    server.deliver([rig.bounce(1)])
    agent.wait_line(rig.named(1))
    family = {name: rig.wait_until(lambda name=name: agent.child(name), name) for name in ('ndrwatch-imap', 'parse')}
    family['ndrwatch'] = agent.process.pid
    before = {name: rig.usage(pid) for name, pid in family.items()}

    began = time.monotonic()
    server.deliver([*bombs, rig.bounce(2)])
    took = agent.wait_line(rig.named(2), 60 + EACH * len(bombs)) - began
    print(f'{len(bombs)} mails of {len(bombs[0]) >> 10} KiB: {took:.1f} s')
    for name, pid in family.items():
        peak, cpu = (now - then for now, then in zip(rig.usage(pid), before[name]))
        print(f'{name}: {before[name][0]:.1f} MiB and {peak:.1f} more, {1000 * cpu / len(bombs):.1f} ms of CPU a mail')
        if plain:
            assert peak < MOST, f'{name} grew by {peak:.1f} MiB'
            assert cpu / len(bombs) < CPU, f'{name} took {cpu:.1f} s'

    for word in ('started anew', 'died', 'could not read'):
        assert word not in agent.said() + agent.told(), agent.said()
    assert {name: agent.child(name) for name in ('ndrwatch-imap', 'parse')}.items() <= family.items(), 'a program died'
    fetched = [line for line in server.lines if 'BODY.PEEK[]' in line]
    assert len(fetched) == len(set(line.partition(' ')[2] for line in fetched)), 'a mail was fetched twice'
    print(f'{len(fetched)} were fetched, {len(agent.listed())} are listed')
    agent.stop()


main()
