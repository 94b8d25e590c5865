"""latency: how far the agent's notice is behind a bare IDLE client's EXISTS, on the same server in the same run.

The bar: p50 at most 10 ms, p99 at most 30 ms, 200 mails.
"""
import argparse
import sys
import time

import rig
from floor import Floor

parser = argparse.ArgumentParser()
parser.add_argument('--mails', type=int, default=200)
wanted = parser.parse_args().mails


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


bare_times, agent_times, behind = [], [], []
with rig.Server() as server, rig.Agent(server) as agent:
    agent.start()
    agent.wait_watching()
    with Floor(server) as floor:
        for number in range(1, wanted + 1):
            delivered = time.monotonic()
            server.deliver(rig.bounce(number))
            seen = floor.wait(str(number))
            told = agent.wait_line(rig.named(number))
            bare_times.append(seen - delivered)
            agent_times.append(told - delivered)
            behind.append((told - seen) * 1000)

print(f'{wanted} mails, delivery to notice; Dovecot itself waits 500 ms')
print('             p50        p99')
for name, values in (('bare client', bare_times), ('ndrwatch', agent_times)):
    print(f'{name:11} {percentile(values, .5) * 1000:6.1f} ms {percentile(values, .99) * 1000:7.1f} ms')
half, most = percentile(behind, .5), percentile(behind, .99)
print(f'behind      {half:6.1f} ms {most:7.1f} ms   (bar: 10 ms, 30 ms)')
print(f'ratio       {percentile(agent_times, .5) / percentile(bare_times, .5):6.3f}    '
      f'{percentile(agent_times, .99) / percentile(bare_times, .99):7.3f}')
sys.exit(0 if half <= 10 and most <= 30 else 1)
