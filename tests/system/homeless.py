"""homeless: no HOME, or a state folder that cannot be made: one clear sentence and the right exit code, no crash."""
import rig

PLACES = ('HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME')
CASES = {
    'no HOME': ({}, 78, 'HOME'),
    'HOME does not exist': ({'HOME': '/proc/nobody'}, 78, '/proc/nobody'),
    'state cannot be made': ({'HOME': '/proc/nobody', 'XDG_CONFIG_HOME': None}, (73, 74), '/proc/nobody'),
    'state is a file': ({'HOME': '/dev/null', 'XDG_CONFIG_HOME': None}, (73, 74), '/dev/null'),
}

for name, (places, wanted, word) in CASES.items():
    with rig.Agent() as agent:
        agent.configure('[account a]\naddress = a@example.org\nhost = localhost\nport = 1\n'
                        f'password_file = {agent.home}/password\n')
        for key in PLACES:
            if key in places and places[key]:
                agent.environment[key] = places[key]
            elif key not in places:
                del agent.environment[key]
        code, out, err = agent.command('run', '--once')
        print(f'--- {name}: exit {code}\n{out}{err}')
        assert code in (wanted if isinstance(wanted, tuple) else (wanted,)), f'exit {code}'
        assert word in err and 'Sanitizer' not in err

        code, out, err = agent.command('explain', rig.SOURCE + '/packaging/try/1-refused.eml')
        assert code == 0 and 'pat@charter.net' in out, f'explain needs no home: exit {code} {err}'
