"""certificate: to a server that is not who it says, nothing is sent; status shows whose certificate that was, why it
is refused and what to do."""
import rig

REASONS = {'wronghost': ('not for ' + rig.here(), 'whether host is'),
           'expired': ('its certificate expired on ', 'to renew it'),
           'selfsigned': ('vouches for itself', 'name that in ca_file')}

for cert, reason in REASONS.items():
    with rig.Server(cert) as server, rig.Agent(server) as agent:
        agent.start()
        account = agent.wait_state('asking')
        issuer = 'selfsigned test server' if cert == 'selfsigned' else 'ndrwatch test CA'
        for expected in (f'{cert} test server', issuer, 'Nothing was sent', *reason):
            assert expected in account['text'], f'"{expected}" is missing in: {account["text"]}'
            assert expected in ' '.join(agent.command('status')[1].split()), agent.command('status')
        agent.stop()
        log = server.log()
        print(cert, '|', account['text'])
        assert 'Login:' not in log and 'mismatch' not in log, log
        assert 'TLS' in log, f'nobody came: {log}'

        server.stop()
        server.use('good')
        server.start()
        agent.start()
        agent.wait_watching()
