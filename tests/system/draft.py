"""draft: a mail that came back whole becomes a draft, addressed to those alone who did not get it; nothing is sent.

It is asked of the mailbox: what lies in the folder for drafts, byte by byte; that the report and the sent mail are as
they were; that there is one connection. And of the person's point of view: each reason why it cannot be, in words.
"""
import glob
import os
import re
import signal

import rig

DRAFTS = 'namespace inbox {\n  inbox = yes\n  separator = /\n  mailbox Entwürfe {\n    auto = create\n    special_use = \\Drafts\n  }\n}\n'
LETTER = '''Received: from laptop by mx.example.org; Mon, 6 Apr 2026 13:09:30 +0000
DKIM-Signature: v=1; d=example.org; b=abc
From: Sam <sam@example.org>
To: reader1@example.com, jo@example.com
Cc: boss@example.org
Bcc: secret@example.org
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
Date: Mon, 6 Apr 2026 13:09:28 +0000
Message-ID: <original-1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="inner"

--inner
Content-Type: text/plain; charset=utf-8

Shall we meet at noon?
--inner
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

%s
--inner--
'''


def report(number, action='failed', original=LETTER, attachment='QUJD', message_id=True):
    kind = 'text/rfc822-headers' if 'Content-Type' not in original else 'message/rfc822'
    number_line = f'Message-ID: <report-{number}@mx.example.net>\n' if message_id else ''
    return f'''Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: sam@example.org
Subject: Undelivered Mail Returned to Sender
Date: Tue, 7 Apr 2026 13:11:51 +0000
{number_line}Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="outer{number}"

--outer{number}
Content-Type: text/plain

I could not deliver your mail {number}.

--outer{number}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; reader{number}@example.com
Action: {action}
Status: {'5.2.2' if action == 'failed' else '4.4.1'}
Diagnostic-Code: smtp; {'552 5.2.2 mailbox full' if action == 'failed' else '451 4.4.1 connection timed out'}

--outer{number}
Content-Type: {kind}

{original % attachment if '%s' in original else original}
--outer{number}--
'''.encode()


def drafts(server):
    found = []
    for path in glob.glob(server.box() + '/.Entw&APw-rfe/cur/*'):
        with open(path, 'rb') as file:
            found.append((path.partition(':2,')[2], file.read()))
    return found


def deliver(agent, server, text, number):
    server.deliver(text)
    agent.wait_line(f'reader{number}@example.com')


with rig.Server(start=False) as server:
    with open(server.folder + '/more', 'w') as file:
        file.write(DRAFTS)
    server.start()
    with rig.Agent(server) as agent:
        code, out, err = agent.command('draft', 'latest')
        assert code == 69 and 'ndrwatch run' in err, (code, out, err)
        agent.start()
        agent.wait_watching()

        # A whole mail, larger than what is usually looked at.
        attachment = '\n'.join('QUJD' * 18 for _ in range(60000))
        deliver(agent, server, report(1, attachment=attachment), 1)
        before = server.mails()
        code, out, err = agent.command('draft', 'latest')
        assert code == 0, (code, out, err)
        assert "'Entwürfe'" in out and 'reader1@example.com' in out and 'Nothing was sent' in out, out
        print(out.strip())
        (flags, draft), = drafts(server)
        assert flags == 'DS', flags
        head, _, body = draft.replace(b'\r\n', b'\n').partition(b'\n\n')
        assert head.decode().split('\n') == [
            'To: reader1@example.com', 'From: sam@example.org', 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
            'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="inner"'], head
        assert body == (LETTER % attachment).partition('\n\n')[2].encode(), (len(body), body[-200:])
        assert server.mails() == before
        assert len(server.sessions()) == 1
        assert agent.child('parse') and len([pid for pid in agent.family() if pid]) == 3, agent.family()

        # Why not, in words.
        deliver(agent, server, report(2, action='delayed'), 2)
        deliver(agent, server, report(3, original=LETTER.partition('MIME-Version')[0]), 3)
        deliver(agent, server, report(4, original=LETTER.replace('--inner--', '')), 4)
        deliver(agent, server, report(5, message_id=False), 5)
        deliver(agent, server, report(6), 6)
        for path in glob.glob(server.box() + '/*/*'):
            with open(path, 'rb') as file:
                if b'report-6@' in file.read():
                    os.remove(path)
        for number, words in ((2, 'still being tried'), (3, 'Only the header'), (4, 'Only the beginning'), (5, 'no number'),
                              (6, 'not in the watched mailbox'), (99, 'no such returned mail')):
            code, out, err = agent.command('draft', str(number))
            assert code != 0 and words in err, (number, code, out, err)
            print(f'{number}: {err.strip()}')
        assert len(drafts(server)) == 1

        # What was found to be none of ours is not sent again; the verdict is in the journal.
        deliver(agent, server, report(7), 7)
        agent.stop()
        import sqlite3
        journal = glob.glob(agent.home + '/**/journal.db', recursive=True)[0]
        database = sqlite3.connect(journal)
        database.execute("UPDATE event SET verdict = 'backscatter' WHERE id = 7")
        database.commit()
        database.close()
        agent.start()
        agent.wait_watching()
        code, out, err = agent.command('draft', '7')
        assert code == 65 and 'did not send' in err, (code, out, err)

        # The connection breaks in the midst of it; the program that holds it dies in the midst of it. Then it works.
        deliver(agent, server, report(8, attachment=attachment), 8)
        server.freeze(True)
        imap = agent.child('ndrwatch-imap')
        import threading
        result = []
        thread = threading.Thread(target=lambda: result.append(agent.command('draft', '8')))
        thread.start()
        rig.wait_until(lambda: 'another draft' in agent.command('draft', '7')[2], 'the draft has begun')
        os.kill(imap, signal.SIGKILL)
        thread.join(rig.SLOW)
        server.freeze(False)
        code, out, err = result[0]
        assert code == 75 and 'No draft was made' in err, (code, out, err)
        print(err.strip())
        agent.wait_watching()
        code, out, err = agent.command('draft', '8', '--json')
        assert code == 0, (code, out, err)
        assert len(drafts(server)) == 2
        assert all('' == flags for flags, _ in server.mails().values())

        # The time to send once more has come: told once, in other words, after a restart as well.
        agent.stop()
        database = sqlite3.connect(journal)
        database.execute("UPDATE outbox SET state = 'done'")
        database.execute("UPDATE cases SET remind = strftime('%s', 'now') + 3 WHERE id = (SELECT link FROM event WHERE id = 1)")
        database.commit()
        database.close()
        agent.start()
        agent.wait_watching()
        agent.wait_line('You can send it again now')
        assert agent.told().count('You can send it again now') == 1
        print(agent.told().split('\n')[-2].strip())
        code, out, err = agent.command('handled', '1')
        assert code == 0, (code, out, err)
