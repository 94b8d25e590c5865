"""mistyped: a setting that cannot work: status names it, and says whom it waits for, in words that do not contradict."""
import rig

SETTINGS = {
    'host': ({'host': 'nosuchhost.invalid'}, 'waiting', ('waiting for the network', 'nosuchhost.invalid', 'spelling of host')),
    'mailbox': ({'mailbox': 'Archive'}, 'asking', ('waiting for you', "'Archive'", 'spelling of mailbox')),
    'password_file': ({'password_file': '/nowhere/pw'}, 'asking', ('waiting for you', "'/nowhere/pw'", 'write the password')),
    'password_command': ({'password_file': '', 'password_command': 'exit 3'}, 'asking', ('waiting for you', 'exit code 3')),
    'ca_file': ({'ca_file': '/nowhere.pem'}, 'waiting', ('trouble on this computer', "'/nowhere.pem'", 'Check ca_file')),
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
