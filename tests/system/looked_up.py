"""looked_up: the domain of a returned mail is looked up by itself, if the mail is one's own, and only then.

On a Dovecot and a name server of our own, in a network that leads nowhere else.
"""
import re
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


def refused(number, domain, words):
    """rig.bounce(number), with other words of the server."""
    text = re.sub(rb'550 5\.1\.1[^\n]*\n(    [^\n]*\n)*', words + b'\n', returned(number, domain))
    return text.replace(b'Status: 5.1.1', b'Status: 5.0.0')


def unproven(number):
    """Of a mail from torn.zz, refused since nobody vouches for the server that carried it."""
    text = refused(number, 'sound.zz', b'550 5.7.1 SPF check of torn.zz failed for 192.0.2.8').replace(b'sam@example.org', b'you@torn.zz')
    return text.replace(b'From: Sam', b'DKIM-Signature: v=1; a=rsa-sha256; d=torn.zz; s=old; b=0=\nFrom: Sam')


def ones_own(server, mails, agent):
    """One's own domain, where a mail was not believed to be its; not where the mail is not one's own."""
    before = len(server.asked())
    mails.deliver(unproven(9))
    agent.wait_line('reader9@sound.zz')
    mails.deliver(unproven(4))
    agent.wait_line('reader4@sound.zz')
    rig.wait_until(lambda: agent.json('show', 'latest')['hint']['sender'], 'the finding')
    event = agent.json('show', 'latest')
    assert [one['id'] for one in event['hint']['sender']] == ['spf_refused', 'dkim_revoked', 'dmarc_none'], event
    assert 'none of those that torn.zz names' in event['past']['findings'][-1]['text'], event['past']
    page = ' '.join(agent.command('show', 'latest')[1].split())
    assert 'Seen from this computer on' in page and 'Name 192.0.2.8, or whoever runs it, in the SPF record of torn.zz' in page, page
    asked = server.asked()[before:]
    assert len([name for name, kind in asked if (name, kind) == ('torn.zz', 'TXT')]) == 1, asked


def closed_door(mails, agent):
    """A server that did not answer is knocked at, since `check_domains = knock`; there is no way to it from here."""
    mails.deliver(refused(5, 'down.zz', b'550 5.4.316 Message expired, connection refused'))
    agent.wait_line('reader5@down.zz')
    rig.wait_until(lambda: agent.json('show', 'latest')['hint']['checked'], 'the look-up')
    checked = agent.json('show', 'latest')['hint']['checked']
    assert 'down.zz has mail servers' in checked and 'no way from this network to its mail server (192.0.2.29)' in checked, checked


def own_and_others():
    """Of one's own: looked up. Of a mail nobody sent, of a lure, of a big provider's: not."""
    with names.Server(names.WORLD) as server, rig.Server() as mails, rig.Agent() as agent:
        agent.configure(agent.account(mails, check_domains='knock', address='you@torn.zz'))
        mine.put_sent(mails, *(mine.own(number) for number in range(1, 6)))
        agent.start()
        agent.wait_watching()
        mine.indexed(agent, 5)
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
        assert hint() == {'checked': '', 'suggestion': 'reader8@gmail.com', 'sender': []}, hint()
        page = agent.command('show', 'latest')[1]
        assert 'Check whether you meant reader8@gmail.com.' in ' '.join(page.split()), page
        strange = {name for name in asked(server) if name != 'harbour.zz' and not name.endswith(('.invalid', '.com'))}
        assert not strange and not {name for name in asked(server) if 'gmail' in name or 'example' in name}, asked(server)
        ones_own(server, mails, agent)
        closed_door(mails, agent)
        agent.stop()
        rows = kept(agent)
        assert list(rows) == ['@torn.zz', 'down.zz', 'harbour.zz'], rows
        assert [name for name, facts in rows.items() if 'SMTP' in facts] == ['down.zz'], rows
        times = [name for name, kind in server.asked() if name == 'harbour.zz' and kind == 'MX']
        assert len(times) == 1, times


def switched_off(address, **keys):
    with names.Server(names.WORLD, address) as server:
        with rig.Server() as mails, rig.Agent() as agent:
            agent.configure(agent.account(mails, **keys))
            mine.put_sent(mails, mine.own(2))
            agent.start(before=names.apart(address))
            agent.wait_watching()
            mine.indexed(agent, 1)
            mails.deliver(returned(2, 'other.zz'))
            agent.wait_line('reader2@other.zz')
            assert agent.json('show', 'latest')['verdict'] == 'mine'
            agent.stop()
            assert not kept(agent), kept(agent)
        assert not server.asked(), server.asked()


def by_word():
    switched_off('127.0.1.1', check_domains='no')


def in_an_office():
    switched_off('127.0.1.2', check_domains='', kind='office')


if __name__ == '__main__':
    names.enter()
    names.use(names.SERVER)
    rig.side_by_side((own_and_others, by_word, in_an_office))
