"""scan: how long the first look and `scan --all` take in a mailbox of 100,000 mails, of which 100 came back.

The bars: 2 s and 15 s; the server (tests/system/light.py) is on the same machine.
"""
import sys
import time

import light
import rig

MAILS, BOUNCES, EVERY = 100000, 100, 600  # one mail in ten minutes: two years
SPAN = MAILS // BOUNCES
bad = []


def bar(seconds, most, words):
    print(f'{seconds:6.2f} s  {words} (bar: {most} s)')
    if seconds > most:
        bad.append(words)


with light.Server() as server, rig.Agent(server) as agent:
    server.box('sam', mails=MAILS, every=EVERY, bounces=[(number * SPAN, rig.bounce(number)) for number in range(1, BOUNCES + 1)])
    server.counts()  # it is ready
    begin = time.monotonic()
    agent.start()
    agent.wait_watching()
    bar(time.monotonic() - begin, 2, f"the first look, back {14} days: {server.counts()[0]['headers']} headers")
    agent.stop()
    begin = time.monotonic()
    code, out, err = agent.command('scan', '--all')
    took = time.monotonic() - begin
    assert code == 0 and len(agent.listed()) == BOUNCES, (code, out, err)
    bar(took, 15, f"scan --all: {server.counts()[0]['headers']} headers, {len(out.splitlines())} lines told")
sys.exit(1 if bad else 0)
