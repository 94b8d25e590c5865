"""found: setup asks a name server of our own where the mail of a domain is: by SRV records, by the provider that takes its mail in,
by names that are usual; and asks the domain's web server. Nothing leaves this machine: the network has lo alone (names.py).
"""
import os

import names
import rig

WORLD = '''  local-zone: "." static
''' + names.local(
    '_imaps._tcp.srv.example. SRV 10 0 993 late.srv.example.', '_imaps._tcp.srv.example. SRV 0 0 10993 imap.srv.example.',
    '_imap._tcp.old.example. SRV 0 0 143 mail.old.example.', '_imaps._tcp.old.example. SRV 0 0 0 .',
    'office.example. MX 0 office-example.mail.protection.outlook.com.',
    'usual.example. MX 10 mx.usual.example.', 'imap.usual.example. A 192.0.2.1',
    'bare.example. MX 10 mx.bare.example.')
# Domain, and what its section says of the server; none: nothing is found.
FOUND = {
    'srv.example': ('host = imap.srv.example', 'port = 10993'),
    'old.example': ('host = mail.old.example', 'tls = starttls'),
    'office.example': ('host = outlook.office365.com',),
    'usual.example': ('host = imap.usual.example',),
    'bare.example': (),
}


def set_up(domain):
    with rig.Agent(None, '') as agent:
        path = agent.home + '/config/ndrwatch/ndrwatch.conf'
        os.remove(path)
        code, out, err = agent.command('setup', '--address', 'pat@' + domain, '--token-command', 'true', '--name', 'a', '--no-test', '--yes')
        assert 'Sanitizer' not in err, err
        if code:
            return code, err
        with open(path) as file:
            return code, file.read()


def main():
    names.enter()
    with names.Server(WORLD) as server:
        names.use(names.SERVER)
        for domain, lines in FOUND.items():
            code, text = set_up(domain)
            assert code == (0 if lines else 64), (domain, code, text)
            for line in lines:
                assert line + '\n' in text, (domain, text)
            if not lines:
                assert '--host' in text, text
        asked = server.asked()
        for question in (('_imaps._tcp.srv.example', 'SRV'), ('office.example', 'MX'), ('imap.usual.example', 'A')):
            assert question in asked, (question, asked)
        # A provider we know is not asked about.
        before = len(asked)
        assert set_up('charter.net')[0] == 0 and len(server.asked()) == before


if __name__ == '__main__':
    main()
