"""looked_up: the domain of a returned mail is looked up by itself, if the mail is one's own, and only then.

On a Dovecot and a name server of our own, in a network that leads nowhere else.
"""
import sqlite3

import mine
import names
import rig


def returned(number, domain):
    """rig.bounce(number), of a mail to another domain."""
    return rig.bounce(number).replace(b'@example.com', b'@' + domain.encode())


def asked(server):
    return {name.lower() for name, _ in server.asked()}


def kept(agent):
    with sqlite3.connect(f'file:{agent.state}/journal.db?mode=ro&immutable=1', uri=True) as journal:
        return dict(journal.execute('SELECT domain, facts FROM domains'))


def own_and_others(server):
    """Of one's own: looked up. Of a mail nobody sent, of a lure, of a big provider's: not."""
    with rig.Server() as mails, rig.Agent() as agent:
        agent.configure(agent.account(mails, check_domains='yes'))
        mine.put_sent(mails, mine.own(1), mine.own(2), mine.own(3))
        agent.start()
        agent.wait_watching()
        mine.indexed(agent, 3)
        mails.deliver(returned(7, 'unsure.zz'))
        agent.wait_line('reader7@unsure.zz')
        assert agent.json('show', 'latest')['verdict'] != 'mine'
        lure = mine.mail('fake-send-again.eml')
        mails.deliver(lure)
        agent.wait_line('A fake notice')
        mails.deliver(returned(1, 'gmail.com'))
        agent.wait_line('reader1@gmail.com')
        before = asked(server)
        assert not before, before
        mails.deliver(returned(2, 'harbour.zz'))
        agent.wait_line('reader2@harbour.zz')
        rig.wait_until(lambda: 'harbour.zz' in asked(server), 'the look-up')
        mails.deliver(returned(3, 'harbour.zz'))
        agent.wait_line('reader3@harbour.zz')
        def hint():
            return agent.json('show', 'latest')['hint']
        rig.wait_until(lambda: 'harbour.zz says of itself that it takes no mail' in hint()['checked'], 'the finding')
        page = agent.command('show', 'latest')[1]
        assert 'Seen from this computer on' in page and 'takes no mail' in page, page
        mails.deliver(returned(8, 'gmial.zz').replace(b'gmial.zz', b'gmial.com'))
        agent.wait_line('reader8@gmial.com')
        assert hint() == {'checked': '', 'suggestion': 'reader8@gmail.com'}, hint()
        page = agent.command('show', 'latest')[1]
        assert 'Check whether you meant reader8@gmail.com.' in ' '.join(page.split()), page
        agent.stop()
        assert list(kept(agent)) == ['harbour.zz'], kept(agent)
        times = [name for name, kind in server.asked() if name == 'harbour.zz' and kind == 'MX']
        assert len(times) == 1, times
        strange = {name for name in asked(server) if name != 'harbour.zz' and not name.endswith(('.invalid', '.com'))}
        assert not strange and not {name for name in asked(server) if 'gmail' in name or 'example' in name}, asked(server)


def switched_off(server):
    before = len(server.asked())
    for keys in ({'check_domains': 'no'}, {'check_domains': '', 'kind': 'office'}):
        with rig.Server() as mails, rig.Agent() as agent:
            agent.configure(agent.account(mails, **keys))
            mine.put_sent(mails, mine.own(2))
            agent.start()
            agent.wait_watching()
            mine.indexed(agent, 1)
            mails.deliver(returned(2, 'other.zz'))
            agent.wait_line('reader2@other.zz')
            assert agent.json('show', 'latest')['verdict'] == 'mine'
            agent.stop()
            assert not kept(agent), kept(agent)
    assert len(server.asked()) == before, server.asked()[before:]


if __name__ == '__main__':
    names.enter()
    names.use(names.SERVER)
    with names.Server(names.WORLD) as name_server:
        own_and_others(name_server)
        switched_off(name_server)
