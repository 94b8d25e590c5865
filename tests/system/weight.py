"""weight: what a watch weighs, and what a returned mail costs its server, as installed.

The figures beside the peers' are those of tests/bench; here is what they rest on: the bars, and each command counted.
"""
import glob

import light
import rig

BARS = {1: 3.0, 100: 8.0}  # accounts to MiB of ndrwatch-imap that are its own
COST = {'commands': 3, 'headers': 1, 'bodies': 1}  # two fetches and IDLE; DONE is no command
STORE = '/etc/ssl/certs/ca-certificates.crt'


def own(pid):
    """Private_Dirty, in MiB."""
    with open(f'/proc/{pid}/smaps_rollup') as file:
        return sum(int(line.split()[1]) for line in file if line.startswith('Private_Dirty:')) / 1024


for count, bar in BARS.items():
    with light.Server() as server, rig.Agent(config='') as agent:
        agent.configure(''.join(agent.account(server, user=f'u{i}', address=f'u{i}@example.org', ca_file=agent.home + '/ca.pem')
                                .replace('test]', f'u{i}]') for i in range(count)))
        with open(agent.home + '/ca.pem', 'w') as both:  # as large as a system's store
            for path in (server.folder + '/certs/ca.pem', *glob.glob(STORE)):
                with open(path) as part:
                    both.write(part.read())
        agent.start()
        server.wait('idle', count, 60)
        # The look for a folder of sent mail comes a moment later, once a day.
        rig.wait_until(lambda: agent.said().count('Sent folder was not indexed') == count, 'nothing else is to be done', 60)
        weight = own(agent.child('ndrwatch-imap'))
        # That there is no Sent folder is found out once, and not with each mail.
        rig.wait_until(lambda: all(account['sent']['state'] == 'no-folder' for account in agent.accounts()), 'no Sent folders')
        server.wait('idle', count, 60)
        before = server.counts()[0]
        server.deliver('u0', rig.bounce(1))
        agent.wait_line(rig.named(1))
        server.wait('idle', count, 60)
        after = server.counts()[0]
        cost = {what: after.get(what, 0) - before.get(what, 0) for what in COST}
        print(f'{count} accounts: {weight:.2f} MiB (bar {bar}); a returned mail costs {cost}')
        assert weight <= bar
        assert all(cost[what] <= COST[what] for what in COST), cost
