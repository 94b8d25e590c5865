"""broken: a configuration with mistakes: every one is told with its place, none is a crash."""
import os
import re

import rig

BROKEN = '''\
[account work]
adress = sam@example.org
host = localhost
port = 70000
[acount home]
password = sekrit
just words
'''
CONFIGURATIONS = {
    'mistakes': (BROKEN, (2, 4, 5, 7)),
    'binary': ('\x00\x01\x7f[[[=\n' * 5, (1,)),
    'a long line': ('[account a]\nhost = ' + 'x' * 100_000 + '\n', (2,)),
    'no account': ('', ()),
    'no value': ('[account a]\nhost\n', (2,)),
    'twice': ('[account a]\naddress = a@example.org\nhost = localhost\n[account a]\n', (4,)),
}

for name, (text, lines) in CONFIGURATIONS.items():
    with rig.Agent(config=text) as agent:
        code, out, err = agent.command('run', '--once')
        print(f'--- {name}: exit {code}\n{out}{err}')
        assert code == 78, f'{name}: exit {code}'
        told = {int(line) for line in re.findall(r'ndrwatch\.conf:(\d+):\d+', err)}
        assert told >= set(lines), f'{name}: lines {told}'
        assert err.strip() and 'Sanitizer' not in err
        assert 'sekrit' not in err, 'a secret was shown'

with rig.Agent(config='') as agent:
    os.remove(agent.home + '/config/ndrwatch/ndrwatch.conf')
    code, out, err = agent.command('run', '--once')
    print(f'--- no file: exit {code}\n{out}{err}')
    assert code == 78 and 'ndrwatch.conf' in err
