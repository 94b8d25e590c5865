"""watched: `ndrwatch watch`: a domain that is down is waited for over restarts, told once, and given up after 14 days.

On a Dovecot and a name server of our own, in a network that leads nowhere else. Time is moved in the journal, while nobody runs.
"""
import contextlib
import json
import socket
import sqlite3

import names
import rig

DOWN = names.WORLD
# empty.example gets a mail server, broken.example answers.
UP = DOWN.replace('  local-zone: "broken.example." transparent\n', names.local(
    'empty.example. MX 10 a.fine.example.', 'broken.example. MX 10 a.fine.example.'))
NOBODY = '127.0.0.9'
WORDS = 'or as soon as you hear here that gone.example answers'


class Notifier:
    def __init__(self, agent):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(rig.SLOW)
        self.socket.connect(f'{agent.state}/control')
        self.lines = self.socket.makefile('rw')
        self.say({'hello': 1, 'role': 'notifier'})
        assert self.hear()['hello'] == 1

    def say(self, line):
        self.lines.write(json.dumps(line) + '\n')
        self.lines.flush()

    def hear(self):
        return json.loads(self.lines.readline())


def row(agent, domain):
    with contextlib.closing(sqlite3.connect(f'{agent.state}/journal.db')) as journal:
        return journal.execute('SELECT watched, told FROM domains WHERE domain = ?', [domain]).fetchone()


def move(agent, column, seconds):
    """So long ago is it now that they were looked up, or that somebody began to wait."""
    with contextlib.closing(sqlite3.connect(f'{agent.state}/journal.db')) as journal, journal:
        journal.execute(f'UPDATE domains SET {column} = {column} - ? WHERE {column} > 0', [seconds])


def watch(agent, *words, code=0):
    got, out, err = agent.command('watch', *words)
    assert got == code, (words, got, out, err)
    return ' '.join((out + err).split())


def watches(agent):
    return [each['domain'] for each in json.loads(agent.command('watch', '--json')[1])['watches']]


def events(agent, domain):
    lines = [json.loads(line) for line in agent.told().splitlines()]
    return [line for line in lines if line['event'] == 'domain' and line['domain'] == domain]


def page(agent):
    return ' '.join(agent.command('show', 'latest')[1].split())


def refused(agent):
    assert 'ndrwatch has never run' in watch(agent, 'gone.example', code=69)
    assert 'No domain is watched' in watch(agent)
    assert 'there is nothing to wait for' in watch(agent, 'jo@fine.example', code=1)
    assert 'is mistyped' in watch(agent, 'harbour.cmo', code=1)
    assert 'a big provider' in watch(agent, 'GMail.com', code=1)
    watch(agent, 'no..domain', code=64)
    watch(agent, '--stop', code=64)


def told_while_it_runs(agent, mails):
    """With no bubble to be had, and with no name server at first: that is no answer of the domain."""
    agent.start('--events')
    agent.wait_watching()
    names.use(NOBODY)
    assert '14 days' in agent.command('watch', '--help')[1]
    assert 'is watched until' in watch(agent, 'jo@Empty.example')
    watch(agent, 'broken.example')
    watch(agent, 'unwanted.example')
    assert 'watched no more' in watch(agent, 'unwanted.example', '--stop')
    assert 'was not watched' in watch(agent, 'unwanted.example', '--stop', code=1)
    assert watches(agent) == ['broken.example', 'empty.example'], watches(agent)
    names.use(names.SERVER)
    with names.Server(DOWN.replace("  local-data: 'empty.example. TXT", "  local-data: 'empty.example. MX 5 a.fine.example.'\n  local-data: 'empty.example. TXT")):
        watch(agent, 'gone.example')  # and all that was not looked up yet
        rig.wait_until(lambda: events(agent, 'empty.example'), 'the event')
        rig.wait_until(lambda: json.loads(agent.command('watch', '--json')[1])['watches'][1]['checked'], 'the look at the last')
        assert watches(agent) == ['broken.example', 'gone.example'], watches(agent)
    [event] = events(agent, 'empty.example')
    assert event['verdict'] == 'takes_mail' and event['again'] is False, event
    assert 'empty.example can be found again: send your mail once more' in agent.said()
    mails.deliver(rig.story().replace(b'@charter.net', b'@gone.example'))
    rig.wait_until(agent.listed, 'the returned mail')
    assert WORDS in page(agent), page(agent)


def bubble_waits_for_a_notifier(agent):
    """Shown by one that dies with it: it comes again, as a repeat; then no more."""
    first = Notifier(agent)
    lines = [first.hear() for _ in range(2)]
    notice = next(line['notice'] for line in lines if line['notice']['key'] == 'domain:empty.example')
    assert notice['again'] is False and notice['title'] == 'empty.example can be found again', notice
    agent.kill()
    assert row(agent, 'empty.example')[1] < 0, 'claimed before it is told'
    agent.start('--events')
    agent.wait_watching()
    second = Notifier(agent)
    lines = [second.hear() for _ in range(2)]
    notice = next(line['notice'] for line in lines if line['notice']['key'] == 'domain:empty.example')
    assert notice['again'] is True, notice
    second.say({'shown': 'domain:empty.example'})
    third = Notifier(agent)
    assert third.hear()['notice']['key'].startswith('b-'), 'the returned mail alone is not settled'
    agent.stop()
    assert row(agent, 'empty.example') == (0, 0), row(agent, 'empty.example')
    assert len(events(agent, 'empty.example')) == 1


def over_a_restart(agent):
    """A quarter of an hour later it answers."""
    move(agent, 'checked', 15 * 60)
    with names.Server(UP) as server:
        agent.start('--events')
        rig.wait_until(lambda: events(agent, 'broken.example'), 'the event')
        assert watches(agent) == ['gone.example'], watches(agent)
        # One domain after the other: the second may still be on its way.
        rig.wait_until(lambda: ('gone.example', 'MX') in server.asked(), 'the look-up of gone.example')
        agent.stop()
        assert ('empty.example', 'MX') not in server.asked(), server.asked()


def given_up(agent):
    move(agent, 'watched', 14 * 24 * 3600)
    agent.start('--events')
    rig.wait_until(lambda: 'gone.example is not watched any more: in 14 days' in agent.said(), 'the end')
    assert watches(agent) == [], watches(agent)
    assert WORDS not in page(agent), page(agent)
    agent.stop()
    assert row(agent, 'gone.example') == (0, 0) and not events(agent, 'gone.example')


if __name__ == '__main__':
    names.enter()
    names.use(names.SERVER)
    with rig.Server() as mails, rig.Agent() as agent:
        agent.configure(agent.account(mails, check_domains='no'))
        with names.Server(DOWN):
            refused(agent)
        told_while_it_runs(agent, mails)
        bubble_waits_for_a_notifier(agent)
        over_a_restart(agent)
        given_up(agent)
