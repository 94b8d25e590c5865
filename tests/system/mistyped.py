"""mistyped: a setting that cannot work: status names it, and says whom it waits for, in words that do not contradict."""
import glob
import os
import signal
import time

import rig

LONG_AGO = 60 * 86400  # seconds: before what a first look reads

SETTINGS = {
    'host': ({'host': 'nosuchhost.invalid'}, 'waiting', ('Waiting for the network', 'nosuchhost.invalid', 'spelling of host')),
    'mailbox': ({'mailbox': 'Archive'}, 'asking', ('Waiting for you', "'Archive'", 'spelling of mailbox')),
    'password_file': ({'password_file': '/nowhere/pw'}, 'asking', ('Waiting for you', "'/nowhere/pw'", 'write the password')),
    'password_command': ({'password_file': '', 'password_command': 'exit 3'}, 'asking', ('Waiting for you', 'exit code 3')),
    'ca_file': ({'ca_file': '/nowhere.pem'}, 'waiting', ('Trouble on this computer', "'/nowhere.pem'", 'Check ca_file')),
}

with rig.Server() as server:
    for name, (setting, state, expected) in SETTINGS.items():
        with rig.Agent(server) as agent:
            agent.configure(agent.account(server, **setting))
            agent.start()
            agent.wait_state(state)
            code, words, _ = agent.command('status')
            print(name, '|', words.splitlines()[0])
            for word in expected:
                assert word in words, f'"{word}" is missing in: {words}'
            assert 'refused' not in words and '.;' not in words and '..' not in words, words

# Corrected while it runs: what is found then is told, by a first look or a scan, and not held back for the name that was wrong.
with rig.Server() as server, rig.Agent(server) as agent:
    server.deliver(rig.bounce(1))
    for path in glob.glob(server.box() + '/new/*'):
        os.utime(path, (time.time() - LONG_AGO, time.time() - LONG_AGO))
    server.deliver(rig.bounce(2))
    agent.configure(agent.account(server, mailbox='Archive'))
    agent.start()
    agent.wait_state('asking')
    agent.configure(agent.account(server))
    agent.process.send_signal(signal.SIGHUP)
    agent.wait_line(rig.named(2))
    agent.wait_watching()
    assert len(agent.listed()) == 1, agent.listed()
    code, out, err = agent.command('scan', '--all')
    assert code == 0, (out, err)
    agent.wait_line(rig.named(1))
    assert len(agent.listed()) == 2, agent.listed()
