"""calm: whatever an account waits for, the agent's loop turns only when something is due; before a reload and after it.

Accounts that are well, refused, without a secret, behind commands that fail or hang, without
a sign-in, behind a closed port, and asked by the clock. Each turn reads the signals once, so reads are counted: a timer in the past makes
thousands, however busy the machine is.
"""
import os
import signal
import socket
import time

import rig

SECONDS = 10
MOST = 200  # reads in a second: some thirteen a turn, and a retry of some account is a few turns
HANGING = 5


def accounts(server, agent, closed):
    none = {'password_file': None}
    kinds = {
        'well': {},
        'clock': {'idle': 'no', 'poll': 60},
        'refused': {'password_file': agent.home + '/wrong'},
        'nowhere': {'port': closed},
        'homeless': none,
        'failing': none | {'password_command': 'exit 1'},
        'token': none | {'token_command': 'exit 1'},
        'nobody': none | {'auth': 'oauth2', 'client_id': 'x', 'address': 'sam@gmail.com'},
    } | {f'hanging{i}': none | {'password_command': 'sleep 100'} for i in range(HANGING)}
    return ''.join(agent.account(server, **keys).replace('[account test]', f'[account {name}]') for name, keys in kinds.items())


def stands(agent):
    return {account['name']: account['state'] for account in agent.accounts()}


def settled(agent):
    now = stands(agent)
    return now.get('well') == now.get('clock') == 'watching' and now['refused'] == now['homeless'] == now['nobody'] == 'asking'


def stay_calm(agent, when):
    rig.wait_until(lambda: settled(agent), f'all stand {when}: {stands(agent)}', 60)
    began, before = time.monotonic(), rig.reads(agent.process.pid)
    time.sleep(SECONDS)
    each = (rig.reads(agent.process.pid) - before) / (time.monotonic() - began)
    print(f'{when}: {each:.1f} reads a second; {stands(agent)}', flush=True)
    assert each <= MOST, f'{when}: {each:.0f} reads a second'


with rig.Server() as server, rig.Agent(server) as agent:
    agent.password('sekrit')
    with open(os.open(agent.home + '/wrong', os.O_WRONLY | os.O_CREAT, 0o600), 'w') as file:
        file.write('mistyped\n')
    with socket.create_server(('127.0.0.1', 0)) as gone:
        closed = gone.getsockname()[1]
    agent.configure(accounts(server, agent, closed))
    agent.start()
    stay_calm(agent, 'at first')
    for again in ('after a reload', 'after another'):
        imap = agent.child('ndrwatch-imap')
        agent.process.send_signal(signal.SIGHUP)
        rig.wait_until(lambda: agent.child('ndrwatch-imap') not in (imap, None), f'ndrwatch-imap is started {again}')
        stay_calm(agent, again)
    server.deliver(rig.bounce(1))
    agent.wait_line(rig.named(1))
