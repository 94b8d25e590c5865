"""sign_in: a mailbox that takes tokens alone, from nobody signed in to watching and back: Dovecot asks the sign-in service what a
token is; the token ends within IDLE, is rotated, is revoked; a person signs in again. And no token is anywhere to be read."""
import os
import signal
import time

import login
import rig
import sign_in_service

NAME = 'alice@example.org'  # what the service calls the account; its address is another one
SASL = 'xoauth2 oauthbearer'


def takes_tokens(server, service):
    """Dovecot's configuration: tokens are introspected (RFC 7662), and no password is asked there."""
    with open(server.folder + '/oauth2.ext', 'w') as file:
        file.write(f'introspection_mode = post\nintrospection_url = http://id:secret@127.0.0.1:{service.port}/introspect\n'
                   'username_attribute = username\nactive_attribute = active\nactive_value = true\nforce_introspection = yes\n')
    with open(server.folder + '/more', 'w') as file:
        file.write(f'passdb {{\n  driver = oauth2\n  mechanisms = {SASL}\n  args = {server.folder}/oauth2.ext\n}}\n')
    with open(server.folder + '/last', 'w') as file:
        file.write(f'auth_mechanisms = plain login {SASL}\n')
    server.start()


def config(server):
    return (f'[account home]\naddress = sam@example.org\nhost = {rig.here()}\nport = {server.port}\nca_file = {server.folder}/certs/ca.pem\n'
            f'check_domains = no\nauth = oauth2\nclient_id = {sign_in_service.CLIENT}\n')


def refreshes(service):
    return service.asked('/token', 'refresh_token')


def sign_in(agent, service):
    words = login.Login(agent, '--device')
    service.approve(words.wait(r'\n    ([B-T]{8})\n'))
    code, text = words.end()
    assert code == 0 and f'Signed in to Fabrikam as {NAME}' in text and 'goes on with it now' in text, text
    return text


def asking(agent, words):
    return rig.wait_until(lambda: [account for account in agent.accounts() if account['state'] == 'asking' and words in account['text']],
                          f'asking: {words}; {agent.accounts()}')


with sign_in_service.Service(NAME) as service, rig.Server(start=False) as server, rig.Agent(config=config(server)) as agent:
    takes_tokens(server, service)
    with open(agent.home + '/config/ndrwatch/providers.ini', 'w') as file:
        file.write(service.providers())
    began = time.monotonic()
    agent.start()
    asking(agent, 'nobody has signed in to Fabrikam yet: run ndrwatch login home')
    printed = sign_in(agent, service)
    agent.wait_watching()
    assert refreshes(service) == 1
    server.deliver(rig.bounce(1), NAME)
    agent.wait_line(rig.named(1))
    print(f'signed in: {time.monotonic() - began:.1f} s')

    # The token ends while the session is open, and the session after it: one refusal, one silent renewal.
    service.access.clear()
    server.kick()
    server.deliver(rig.bounce(2), NAME)
    agent.wait_line(rig.named(2))
    assert refreshes(service) == 2 and service.most == 1, service.log
    assert agent.said().count('no sign-in') == 1, agent.said()  # before anybody had signed in
    print(f'renewed: {time.monotonic() - began:.1f} s')

    said = agent.said()
    assert 'password' not in said and said.count('asks you to sign in') == 0, said

    # Killed, and on with what was kept last.
    agent.kill()
    agent.start()
    agent.wait_watching()
    assert refreshes(service) == 3
    print(f'killed: {time.monotonic() - began:.1f} s')

    # Told to end, or to begin anew, while the one token that will live is on its way: it is kept first.
    service.rotate, service.slow = 'strict', 2
    with open(agent.home + '/config/ndrwatch/providers.ini', 'w') as file:
        file.write(service.providers(rotates='strict'))
    agent.stop()
    agent.start()
    agent.wait_watching()
    asked = agent.said().count('run ndrwatch login')
    for number, begin_anew in enumerate((lambda: (agent.stop(), agent.start()), lambda: agent.process.send_signal(signal.SIGHUP))):
        service.access.clear()
        server.kick()
        rig.wait_until(lambda: service.in_flight, 'a token is on its way')
        begin_anew()
        server.deliver(rig.bounce(4 + number), NAME)
        agent.wait_line(rig.named(4 + number))
        assert agent.said().count('run ndrwatch login') == asked, agent.said()
    service.rotate, service.slow = 'each', 0
    with open(agent.home + '/config/ndrwatch/providers.ini', 'w') as file:
        file.write(service.providers())
    agent.stop()
    agent.start()
    agent.wait_watching()
    print(f'ended in the midst of it: {time.monotonic() - began:.1f} s')

    # Revoked: the person is asked, once, and the service is left alone.
    before = refreshes(service)
    service.revoke()
    server.kick()
    asking(agent, 'the password was changed, which ends every sign-in with Fabrikam: run ndrwatch login home')
    asked = refreshes(service)
    assert before < asked <= before + 2, asked  # the newest, and the one before it
    login.hidden(agent, service, printed, agent.told(), agent.said(), server.log(0))
    printed += sign_in(agent, service)
    agent.wait_watching()
    server.deliver(rig.bounce(3), NAME)
    agent.wait_line(rig.named(3))
    assert refreshes(service) == asked + 1
    login.hidden(agent, service, printed, agent.told(), agent.said())
    print(f'revoked and signed in again: {time.monotonic() - began:.1f} s')

    # Out, and started anew: nobody is signed in.
    code, out, err = agent.command('logout', 'home')
    assert code == 0, err
    agent.stop()
    agent.start()
    asking(agent, 'nobody has signed in to Fabrikam yet')
    login.hidden(agent, service, agent.told(), agent.said(), agent.command('status')[1])

# A token is for the servers of whoever gave it, also where another program prints it: that one is not even asked.
with sign_in_service.Service(NAME) as service, rig.Server(start=False) as server:
    takes_tokens(server, service)
    mine = config(server).replace(f'client_id = {sign_in_service.CLIENT}', f'token_command = touch {server.folder}/asked; echo a-token')
    with rig.Agent(config=mine) as agent:
        with open(agent.home + '/config/ndrwatch/providers.ini', 'w') as file:
            file.write(service.providers(hosts='imap.example.org'))
        agent.start()
        asking(agent, 'a token of Fabrikam is never sent to ')
        assert 'a token of Fabrikam is never sent to ' in ' '.join(agent.command('check')[1].split())
        assert not os.path.exists(server.folder + '/asked') and 'XOAUTH2' not in server.log(0)
