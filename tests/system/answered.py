"""answered: who was said to be out of reach has answered a mail sent since, and the trouble is over; who wrote last week is not
called a person with a wrong address.

Nobody reports that a mail has arrived; who answers it has it. Mails that answer nothing, or something older, prove nothing.
"""
import os
import time

import mine
import rig

DAY = 86400


def letter(number, name, answers=None):
    """A mail of the reader's."""
    return (b'From: "Reader" <Reader%d@example.com>\r\nTo: sam@example.org\r\nSubject: Re: The keys\r\n%b'
            b'Message-ID: <%b@example.com>\r\n\r\nThank you\r\n'
            % (number, b'In-Reply-To: <%b@example.org>\r\n' % answers if answers else b'', name))


def aged(folder, name, days):
    """The file that was put there last came so many days ago."""
    path = max((os.path.join(folder, file) for file in os.listdir(folder)), key=os.path.getctime)
    with open(path, 'rb') as file:
        assert name in file.read(), path
    os.utime(path, (time.time() - days * DAY,) * 2)


def past(agent, number):
    for event in agent.listed():
        if any(one['recipient'] == f'reader{number}@example.com' for one in event['recipients']):
            return event['past']
    return None


def refused(number):
    """A returned mail that speaks of the way, not of the address."""
    return rig.bounce(number).replace(b'550 5.1.1', b'550 5.4.316').replace(b'Status: 5.1.1', b'Status: 5.4.316') \
        .replace(b'Recipient address rejected: User unknown in', b'Message expired, connection refused').replace(b'virtual mailbox table', b'')


with rig.Server() as server, rig.Agent(server) as agent:
    server.deliver(letter(3, b'last-week'))
    aged(server.box() + '/new', b'last-week', 7)
    for number in (1, 2, 3):
        mine.put_sent(server, mine.own(number))
        aged(server.box() + '/.Sent/cur', b'original-%d@' % number, 3)
    for number in (1, 2):
        server.deliver(refused(number))
        aged(server.box() + '/new', b'original-%d@' % number, 2)
    mine.put_sent(server, mine.own(1).replace(b'original-1', b'another-1'))
    agent.start()
    agent.wait_watching()
    rig.wait_until(lambda: len(agent.listed()) == 2, 'two returned mails')

    # The reader whose address is said to be unknown wrote a week ago.
    server.deliver(rig.bounce(3))
    rig.wait_until(lambda: past(agent, 3), 'the third')
    assert 'H10' in [finding['rule'] for finding in past(agent, 3)['findings']], past(agent, 3)
    assert 'was in use on' in agent.command('show', 'latest')[1], agent.command('show', 'latest')

    # One answers what came back, as from another copy; one what was sent since.
    server.deliver(letter(2, b'old', b'original-2'))
    server.deliver(letter(2, b'bare'))
    server.deliver(letter(1, b'new', b'another-1'))
    rig.wait_until(lambda: past(agent, 1)['state'] == 'works', f'an answer: {past(agent, 1)}')
    assert 'is over (works)' in agent.said(), agent.said()
    assert past(agent, 2)['state'] == 'failed' and not past(agent, 2)['worked'], past(agent, 2)
    print(past(agent, 1), past(agent, 2), past(agent, 3), sep='\n')
