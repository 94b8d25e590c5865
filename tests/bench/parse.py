"""parse: mails a second, read and diagnosed and advised on, beside Sisimai and flufl.bounce; one thread of each.

    parse.py PARSE MAILS        PARSE: parse.c, built; MAILS: the folder of the test mails

NDRWATCH_CORPUS may name a folder with bounces/ and others/; the bars are meant for a large one. Rounds alternate, so
that all meet the same machine; what counts is the processor's time: the median of the rounds, and of their ratios.
Below the floor of 30 times the faster peer over the bounces the benchmark fails. A peer that is not installed is left
out, and it says so.
"""
import glob
import os
import statistics
import subprocess
import sys
import tempfile

FLOOR, BAR_BOUNCES, BAR_ALL = 30, 50, 100
BAR_GATE = 3.0  # GB/s of bounce_likely over long headers
ROUNDS = 5
HEADER = 65536  # bytes of a long header

program, folder = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))


def long_header():
    """What lists, filters and signatures make of a header, over and over."""
    hop = ('Received: from mx{0}.example.net (mx{0}.example.net [192.0.2.{0}])\r\n\tby mail.example.org (Postfix) with '
           'ESMTPS id 4AbCdE{0}\r\n\tfor <you@example.org>; Sat, 21 Nov 2026 10:00:00 +0100 (CET)\r\n'
           'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=k{0};\r\n'
           + ('\t' + 'dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZyBhbmQgb24=' + '\r\n') * 6)
    text = 'From: You <you@example.org>\r\nSubject: Minutes\r\n'
    number = 1
    while len(text) < HEADER:
        text += hop.format(number)
        number = number % 250 + 1
    return text[:HEADER] + '\r\n\r\n'


def named():
    """Set and path of each mail."""
    own = sorted(glob.glob(folder + '/*.eml'))
    sets = {'own-bounces': [path for path in own if not os.path.basename(path).startswith('not-')], 'own': own}
    corpus = os.environ.get('NDRWATCH_CORPUS')
    if corpus:
        bounces = sorted(glob.glob(corpus + '/bounces/**/*.eml', recursive=True))
        sets['bounces'] = bounces
        sets['all'] = bounces + sorted(glob.glob(corpus + '/others/**/*.eml', recursive=True))
    return {name: paths for name, paths in sets.items() if paths}


class Reader:
    def __init__(self, name, command, greets=True):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        stderr=subprocess.DEVNULL if greets else None)
        self.there = not greets or self.process.stdout.readline() == 'ready\n'
        self.times = {}

    def ask(self, work, name):
        self.process.stdin.write(f'{work} {name}\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer:
            sys.exit(f'parse: {self.name} has died over "{work} {name}"')
        self.times.setdefault((work, name), []).append(float(answer[0]))
        self.mails, self.bytes, self.reports = map(int, answer[1:])

    def time(self, work, name):
        return statistics.median(self.times[work, name])

    def times_as_fast(self, work, peer, name):
        """Round by round beside a peer that reads."""
        ours, theirs = self.times[work, name], peer.times['read', name]
        return statistics.median(other / own for own, other in zip(ours, theirs))


with tempfile.TemporaryDirectory() as scratch:
    sets = named()
    header = os.path.join(scratch, 'header')
    with open(header, 'w', newline='') as file:
        file.write(long_header())
    with open(os.path.join(scratch, 'list'), 'w') as file:
        for name, paths in (sets | {'header': [header]}).items():
            file.writelines(f'{name} {path}\n' for path in paths)
    us = Reader('ndrwatch', [program, file.name], greets=False)
    peers = []
    for name, command in (('Sisimai', ['perl', here + '/parse_sisimai.pl', file.name]),
                          ('flufl.bounce', ['/usr/bin/python3', here + '/parse_flufl.py', file.name])):
        peer = Reader(name, command)
        if peer.there:
            peers.append(peer)
        else:
            print(f'{name} is not installed, so it is not compared')

    wrong = False
    for name in sets:
        for _ in range(ROUNDS):
            us.ask('memchr', name)
            us.ask('tell', name)
            us.ask('read', name)
            for peer in peers:
                peer.ask('read', name)
        us.ask('read', name)
        mine = us.time('read', name)
        print(f'{name}: {us.mails} mails, {us.bytes / 1e6:.2f} MB')
        print(f'  {"ndrwatch":13}{us.mails / mine:10,.0f} mails/s  {us.reports} reports, {us.bytes / mine / 1e6:,.0f} MB/s '
              f'(memchr: {us.bytes / us.time("memchr", name) / 1e6:,.0f})')
        for peer in peers:
            peer.ask('read', name)
            print(f'  {peer.name:13}{peer.mails / peer.time("read", name):10,.0f} mails/s  {peer.reports} reports')
        if not peers:
            continue
        faster = min(peers, key=lambda peer: peer.time('read', name))
        ratio = us.times_as_fast('read', faster, name)
        bounces = name.endswith('bounces')
        print(f'  {ratio:.1f} times {faster.name} (bar: {BAR_BOUNCES if bounces else BAR_ALL}'
              f'{f", floor: {FLOOR}" if bounces else ""}; with the headline filled: '
              f'{us.times_as_fast("tell", faster, name):.1f})')
        wrong = wrong or (bounces and ratio < FLOOR)

    for _ in range(ROUNDS):
        us.ask('look', 'header')
        us.ask('memchr', 'header')
    gate, limit = (us.bytes / us.time(work, 'header') / 1e9 for work in ('look', 'memchr'))
    print(f'bounce_likely: {gate:.2f} GB/s over {us.bytes // 1024} KiB of header (bar: {BAR_GATE}; memchr: {limit:.1f})')
    if wrong:
        print(f'Below the floor of {FLOOR} times the faster peer.')
    if not peers:
        sys.exit(77)
sys.exit(1 if wrong else 0)
