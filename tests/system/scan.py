"""scan: `scan --all` goes through a whole mailbox, alone or beside a running agent, and goes on after a kill."""
import json
import os
import random
import socket
import subprocess
import threading
import time

import light
import rig

MAILS = 6000
OLD = {700 * number: rig.bounce(number) for number in range(1, 9)}  # 8 of them came back, long ago


def fill(server):
    server.box('sam', mails=MAILS, every=3600, bounces=list(OLD.items()))  # 250 days


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


# Alone, with words: one summary, nothing by itself; a second time nothing is new.
with light.Server() as server, rig.Agent(server) as agent:
    fill(server)
    code, out, err = agent.command('scan')
    assert code == 0 and out == '', (code, out, err)  # none in the last days
    assert server.counts()[0]['headers'] < MAILS / 10
    code, out, err = agent.command('scan', '--all')
    assert code == 0, (code, out, err)
    assert out.count('came back in the last') == 1 and '8 mails came back' in out and 'Not delivered' not in out, out
    assert len(agent.listed()) == 8
    assert server.counts()[0]['headers'] >= MAILS
    code, out, err = agent.command('scan', '--all', '--json')
    assert code == 0 and all(line['event'] == 'scan' and line['v'] == 1 for line in lines(out)), (code, out, err)
    assert lines(out)[-1]['state'] == 'over' and lines(out)[-1]['share'] == 1 and lines(out)[-1]['found'] == 0, out

# Beside a running agent, which tells a new mail meanwhile by itself.
with light.Server() as server, rig.Agent(server) as agent:
    fill(server)
    agent.start()
    agent.wait_watching()
    scan = subprocess.Popen([rig.NDRWATCH, 'scan', '--all', '--json'], env=agent.environment, stdout=subprocess.PIPE)
    server.deliver('sam', rig.bounce(100))
    agent.wait_line(rig.named(100))
    out = scan.communicate(timeout=rig.SLOW)[0].decode()
    assert scan.returncode == 0 and lines(out)[-1]['found'] == 8, out
    agent.wait_line('8 mails came back in the last')
    assert 'reader1@' not in agent.told() and len(agent.listed()) == 9, agent.told()

# Killed again and again: `run` goes on where it was, and tells one summary in the end.
seed = random.randrange(1 << 32)
chance = random.Random(seed)
print(f'SEED={seed}')
with light.Server() as server, rig.Agent(server) as agent:
    fill(server)
    agent.start()
    agent.wait_watching()
    scan = subprocess.Popen([rig.NDRWATCH, 'scan', '--all', '--json'], env=agent.environment, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL)
    scan.stdout.readline()
    for _ in range(3):
        time.sleep(chance.uniform(0.1, 0.6))  # the moment is what is tested
        agent.kill()
        agent.start()
        agent.wait_watching()
    agent.wait_line('8 mails came back in the last')
    scan.communicate(timeout=rig.SLOW)
    assert 'Not delivered: reader' not in agent.told() and len(agent.listed()) == 8, agent.told()
    server.deliver('sam', rig.bounce(100))
    agent.wait_line(rig.named(100))
    seen = server.counts()[0]['headers']
    print(f'{seen} headers of {MAILS} mails in four runs')
    assert seen < 2.5 * MAILS, 'it did not go on, it began anew'


# A server that does not tell UIDNEXT, and no mail in the last weeks: what is there is old, what comes is new.
with light.Server() as server, rig.Agent(server) as agent:
    server.box('sam', mails=300, every=3600, ago=30 * 86400, uidnext=False, bounces=[(100, rig.bounce(1))])
    agent.start()
    agent.wait_watching()
    server.deliver('sam', rig.bounce(100))
    agent.wait_line(rig.named(100))
    assert len(agent.listed()) == 1, agent.listed()
    code, out, err = agent.command('scan', '--all', '--json')
    assert code == 0 and lines(out)[-1]['found'] == 1, (code, out, err)
    agent.wait_line(rig.named(1))
    assert len(agent.listed()) == 2, agent.listed()


def pretend(path, answers, ask):
    """What `scan --all` says to an agent that answers so, each on a connection of its own, and then no more."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()

        def serve():
            for answer in answers:
                client, _ = listener.accept()
                with client, client.makefile('rw') as file:
                    file.readline()
                    file.readline()
                    file.write(f'{{"hello": 1, "version": "0"}}\n{answer}\n')
                    file.flush()

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        said = ask()
        server.join(rig.SLOW)
    os.remove(path)
    return said


# An older agent that does not know the question is heard, and not taken for one that is through.
with rig.Agent() as agent:
    os.makedirs(agent.state, 0o700)
    control = agent.state + '/control'
    error = '{"error": "this question is not known", "hint": "restart it", "exit": 69}'
    begun = '{"answer": {"accounts": 1}}'
    for answers in ([error], [begun, error]):
        code, out, err = pretend(control, answers, lambda: agent.command('scan', '--all'))
        assert code == 69 and out == '' and 'this question is not known' in err and 'restart it' in err, (code, out, err)
    code, out, err = pretend(control, [begun, '{"answer": {"scans": [], "busy": true}}'],
                             lambda: agent.command('scan', '--all'))
    assert code == 75 and 'does not answer' in err and 'has ended' not in err, (code, out, err)
