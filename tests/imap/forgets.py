#!/usr/bin/python3
"""forgets: after a login, no piece of the password is left in ndrwatch-imap: all of its memory is read, by root (one of
a user namespace will do). Usage: forgets.py NDRWATCH-IMAP. Speaks TAP."""
import base64, mmap, os, re, subprocess, sys, tempfile, threading

import program

PIECE = 8  # bytes: shorter ones turn up by chance
program.PASSWORD = b'Kw7#vTq2"mZx\\9LrBn4$hYd8'  # quoting changes it, and no program holds a piece of it


def become_root():
    if os.getuid() == 0:
        return
    alone = ['unshare', '-Ur']
    if subprocess.run([*alone, 'true'], capture_output=True).returncode:
        print('1..0 # SKIP only root may look into a program that hides')
        sys.exit(77)
    os.execvp(alone[0], [*alone, sys.executable, *sys.argv])


def pieces():
    """All pieces of the password as it is, as LOGIN quotes it, and as PLAIN writes it."""
    plain = base64.b64encode(b'\0you@example.org\0' + program.PASSWORD)
    user = len(b'\0you@example.org\0') * 4 // 3
    for form in (program.PASSWORD, re.sub(rb'(["\\])', rb'\\\1', program.PASSWORD), plain[user:]):
        for at in range(len(form) - PIECE + 1):
            yield form[at:at + PIECE]


def memory(pid):
    """Every readable byte of a process, as (what, bytes)."""
    with open(f'/proc/{pid}/maps') as maps, open(f'/proc/{pid}/mem', 'rb', 0) as file:
        for line in maps:
            first, last = (int(part, 16) for part in line.split()[0].split('-'))
            if line.split()[1][0] != 'r' or '[v' in line:  # vvar and vsyscall are the kernel's
                continue
            part = bytearray()
            while first + len(part) < last:
                try:
                    file.seek(first + len(part))
                    got = file.read(last - first - len(part))
                except OSError:  # this page has been given back meanwhile; those behind it may be there
                    got = bytes(mmap.PAGESIZE)
                if not got:  # the process has ended
                    break
                part += got
            yield line.strip(), bytes(part)


def found(agent):
    """Where a piece of the password is."""
    wanted = re.compile(b'|'.join(map(re.escape, set(pieces()))))
    return [(what, match.group()) for what, part in memory(agent.child.pid) for match in wanted.finditer(part)]


class Mute(program.Server):
    """Hears the login, and answers when told."""
    heard, answer = threading.Event(), threading.Event()

    def right(self, rest):
        self.heard.set()
        self.answer.wait()
        return program.Server.right(rest)


def test_while(path, folder):
    """While a server thinks about the login it is there: so this test can see it."""
    server = Mute(folder)
    agent = program.Agent(path, server, folder, password=program.PASSWORD)
    threading.Thread(target=lambda: agent.until(lambda k, p: False, 3), daemon=True).start()
    assert server.heard.wait(program.PATIENCE), 'no login'
    assert found(agent), 'the password is not seen where it must be'
    server.answer.set()
    agent.child.kill()
    agent.child.wait()


def forgotten(path, folder, state, password, *ways):
    server = program.Server(folder, ways=ways, mails=[program.BOUNCE])
    agent = program.Agent(path, server, folder, password=password, starttls='starttls' in ways)
    assert agent.state(state), 'never came to it'
    assert server.logins >= 1
    left = found(agent)
    assert not left, left
    assert agent.quit() == 0


def test_after(path, folder):
    """After AUTHENTICATE PLAIN, after LOGIN, and behind STARTTLS."""
    for ways in ((), ('login',), ('starttls',)):
        forgotten(path, folder, program.WATCHING, program.PASSWORD, *ways)


def test_after_refusal(path, folder):
    """After a login that was refused twice."""
    forgotten(path, folder, program.ASKING, program.PASSWORD, 'refuse')


def main():
    become_root()
    tests = [test for name, test in globals().items() if name.startswith('test_')]
    print('1..%d' % len(tests), flush=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program.make_certificates(folder)
        for number, test in enumerate(tests, 1):
            try:
                test(sys.argv[1], folder)
                print(f'ok {number} - {test.__name__}', flush=True)
            except Exception as error:
                failed += 1
                print(f'not ok {number} - {test.__name__}\n# {test.__doc__}: {error!r}', flush=True)
    sys.exit(failed > 0)


main()
