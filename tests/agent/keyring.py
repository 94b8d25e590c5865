"""keyring: ndrwatch-keyring against a real gnome-keyring, against none, and against GNOME Online Accounts played here.

Usage: keyring.py NDRWATCH-KEYRING; it starts itself again on a bus of its own. 77: this machine has no gnome-keyring."""
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

GOA = 'org.gnome.OnlineAccounts'
XML = '''<node><interface name="org.freedesktop.DBus.ObjectManager"><method name="GetManagedObjects">
<arg type="a{oa{sa{sv}}}" direction="out"/></method></interface></node>'''
ACCOUNT_XML = f'''<node><interface name="{GOA}.Account"><method name="EnsureCredentials"><arg type="i" direction="out"/></method></interface>
<interface name="{GOA}.OAuth2Based"><method name="GetAccessToken"><arg type="s" direction="out"/><arg type="i" direction="out"/></method></interface>
<interface name="{GOA}.PasswordBased"><method name="GetPassword"><arg type="s" direction="in"/><arg type="s" direction="out"/></method></interface></node>'''
EVERY = ''.join(map(chr, range(33, 127))).encode()  # every printable character


def ask(program, what, account='home', kind='password', secret=b'', env=None):
    """The texts of the answer, and the secret."""
    ours, theirs = socket.socketpair()
    child = subprocess.Popen([program], env=env, preexec_fn=lambda: os.dup2(theirs.fileno(), 3), pass_fds=[3],
                             stderr=subprocess.PIPE)
    theirs.close()
    ours.sendall(b''.join(t.encode() + b'\0' for t in (what, account, kind, 'imap.example.org', '')) + secret)
    ours.shutdown(socket.SHUT_WR)
    said = b''
    while more := ours.recv(65536):
        said += more
    words = child.communicate(timeout=60)[1]
    assert child.returncode == 0 and secret not in words + b'!' or not secret, words
    parts = said.split(b'\0', 5)
    return [p.decode() for p in parts[:5]], parts[5]


def outcome(*arguments, **more):
    return ask(*arguments, **more)[0][0]


def unlock(*more):
    subprocess.run(['gnome-keyring-daemon', *more, '--unlock', '--components=secrets', '--daemonize'], input=b'door\n', check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def real_keyring(program):
    unlock()
    end = time.monotonic() + 20  # the daemon has its name on the bus before it has its keyring
    while (said := outcome(program, 'get')) != 'absent':
        assert time.monotonic() < end, said
        time.sleep(0.05)
    assert outcome(program, 'forget') == 'absent'
    assert outcome(program, 'put', secret=EVERY) == 'good'
    assert outcome(program, 'put', kind='refresh-token', secret=b'x' * 16384) == 'good'
    assert ask(program, 'get') == (['good', '', '', '', ''], EVERY)
    assert ask(program, 'get', kind='refresh-token')[1] == b'x' * 16384
    assert outcome(program, 'get', account='work') == 'absent'
    assert outcome(program, 'put', secret=b'second') == 'good'  # in place of the first
    assert ask(program, 'get')[1] == b'second'
    subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path', '/org/freedesktop/secrets',
                    '--method', 'org.freedesktop.Secret.Service.Lock', "['/org/freedesktop/secrets/collection/login']"],
                   check=True, stdout=subprocess.DEVNULL)
    texts, secret = ask(program, 'get')
    assert texts[0] == 'locked' and 'unlock it' in texts[4] and secret == b'', texts
    assert outcome(program, 'put', secret=b'third') == 'locked'
    assert outcome(program, 'forget') == 'locked'
    assert outcome(program, 'get', account='work') == 'absent'  # a locked keyring shows what it has not
    unlock('--replace')
    assert ask(program, 'get')[1] == b'second'
    assert outcome(program, 'forget') == 'good' and outcome(program, 'get') == 'absent'
    files = subprocess.run(['grep', '-rlaE', 'second|' + 'x' * 64, os.environ['HOME']], stdout=subprocess.PIPE).stdout
    assert files == b'', files


def online_accounts(program):
    from gi.repository import Gio, GLib
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    state = {'token': True, 'authorized': True, 'disabled': False}

    def objects():
        string, true = (lambda s: GLib.Variant('s', s)), (lambda b: GLib.Variant('b', b))
        one = {GOA + '.Account': {'MailDisabled': true(state['disabled'])},
               GOA + '.Mail': {'EmailAddress': string('Sam@gmail.com'), 'ImapSupported': true(True),
                               'ImapHost': string('imap.gmail.com'), 'ImapUserName': string('sam@gmail.com')}}
        one[GOA + ('.OAuth2Based' if state['token'] else '.PasswordBased')] = {}
        other = {GOA + '.Account': {}, GOA + '.Calendar': {}}
        return GLib.Variant('(a{oa{sa{sv}}})', ({'/a/other': other, '/a/one': one},))

    def called(_bus, _sender, _path, _interface, method, _arguments, answer):
        if method == 'GetManagedObjects':
            answer.return_value(objects())
        elif method == 'EnsureCredentials' and not state['authorized']:
            answer.return_dbus_error(GOA + '.Error.NotAuthorized', 'no')
        elif method == 'EnsureCredentials':
            answer.return_value(GLib.Variant('(i)', (3600,)))
        elif method == 'GetAccessToken':
            answer.return_value(GLib.Variant('(si)', ('ya29.token', 3599)))
        else:
            answer.return_value(GLib.Variant('(s)', ('pass word',)))

    texts, _ = ask(program, 'online', 'sam@gmail.com')
    assert texts[0] == 'away' and 'does not run here' in texts[4], texts
    loop = GLib.MainLoop()
    for path, xml in (('/org/gnome/OnlineAccounts', XML), ('/a/one', ACCOUNT_XML)):
        for interface in Gio.DBusNodeInfo.new_for_xml(xml).interfaces:
            bus.register_object(path, interface, called, None, None)
    owned = threading.Event()
    Gio.bus_own_name_on_connection(bus, GOA, Gio.BusNameOwnerFlags.NONE, lambda *_: owned.set(), None)
    threading.Thread(target=loop.run, daemon=True).start()
    assert owned.wait(10)
    assert ask(program, 'online', 'sam@GMAIL.com') == (['good', 'token', '3599', 'sam@gmail.com', ''], b'ya29.token')
    assert outcome(program, 'online', 'robin@gmail.com') == 'absent'
    state['token'] = False
    assert ask(program, 'online', 'sam@gmail.com') == (['good', '', '', 'sam@gmail.com', ''], b'pass word')
    state['authorized'] = False
    texts, secret = ask(program, 'online', 'sam@gmail.com')
    assert texts[0] == 'failed' and 'Settings, Online Accounts' in texts[4] and secret == b'', texts
    state['disabled'] = True
    assert outcome(program, 'online', 'sam@gmail.com') == 'absent'
    loop.quit()


def nobody_there(program):
    """No bus; a bus that is gone; a bus without a keyring."""
    bare = {'HOME': os.environ['HOME'], 'PATH': os.environ['PATH']}
    assert outcome(program, 'get', env=bare) == 'away'
    assert outcome(program, 'online', env=bare) == 'away'
    assert outcome(program, 'get', env={**bare, 'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nowhere'}) == 'away'
    inner = [sys.executable, __file__, program, 'inner']
    subprocess.run(['dbus-run-session', '--config-file', os.environ['BARE_BUS'], '--'] + inner, check=True, timeout=60)


def main():
    program = os.path.realpath(sys.argv[1])
    if sys.argv[2:] == ['inner']:
        assert outcome(program, 'get') == 'away' and outcome(program, 'put', secret=b'x') == 'away'
        return
    if sys.argv[2:] == ['outer']:
        for test in (nobody_there, real_keyring, online_accounts):
            test(program)
            print('ok', test.__name__, flush=True)
        return
    needed = ('gnome-keyring-daemon', 'dbus-run-session', 'gdbus')
    try:
        import gi  # noqa: F401
    except ImportError:
        needed += ('python3-gi',)
    if not all(map(shutil.which, needed)):
        print('skipped: needs', ', '.join(needed))
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix='ndrw-') as home:
        config = home + '/bus.conf'
        with open(config, 'w') as out:
            out.write('<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" '
                      '"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type>'
                      f'<listen>unix:tmpdir={home}</listen><policy context="default"><allow send_destination="*"/>'
                      '<allow receive_sender="*"/><allow own="*"/></policy></busconfig>')
        os.mkdir(home + '/run', 0o700)
        env = {'HOME': home, 'PATH': os.environ['PATH'], 'XDG_RUNTIME_DIR': home + '/run', 'BARE_BUS': config,
               'PYTHONPATH': os.environ.get('PYTHONPATH', '')}
        for name in ('ASAN_OPTIONS', 'LSAN_OPTIONS'):
            env.update({name: os.environ[name]} if name in os.environ else {})
        done = subprocess.run(['dbus-run-session', '--config-file', config, '--', sys.executable, __file__, program, 'outer'],
                              env=env, timeout=120)
        sys.exit(done.returncode)


main()
