"""certificate: to a server that is not who it says, nothing is sent; status shows whose certificate that was."""
import rig

REASONS = {'wronghost': (rig.here(),), 'expired': ('expired',), 'selfsigned': ('self',)}

for cert, reason in REASONS.items():
    with rig.Server(cert) as server, rig.Agent(server) as agent:
        agent.start()
        account = agent.wait_state('asking')
        issuer = 'selfsigned test server' if cert == 'selfsigned' else 'ndrwatch test CA'
        for expected in (f'{cert} test server', issuer, *reason):
            assert expected in account['text'], f'"{expected}" is missing in: {account["text"]}'
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
