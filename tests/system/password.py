"""password: a wrong one is tried twice, then the account waits for the person; a right one mends it."""
import time

import rig

with rig.Server() as server, rig.Agent(server) as agent:
    agent.password('mistyped')
    agent.start()
    account = agent.wait_state('asking')
    logins = server.log().count('Password mismatch')
    assert logins == 2, f'{logins} logins'
    assert 'password' in account['text'].lower() or 'sign' in account['text'].lower(), account
    code, words, _ = agent.command('status')
    assert 'refused the password at ' in words and 'it will not be tried again until you change it.' in words, words
    assert 'mistyped' not in words + agent.told() + agent.said(), 'a secret was shown'
    time.sleep(3)  # longer than the wait between the two tries
    assert server.log().count('Password mismatch') == 0, 'it tried again unasked'

    agent.password('sekrit')  # and now it is tried again, without a word from anybody
    agent.wait_watching()
    server.deliver(rig.bounce(1))
    agent.wait_line(rig.named(1))
