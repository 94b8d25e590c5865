"""deaf: a road that swallows everything, and a server that stands still: noticed in time, and nothing lost or told twice.

Takes eleven minutes: suite endurance. Three agents, each on a mailbox and a server of its own: one whose road is
silenced, one whose server says now and then that it is there, and one whose server never does; those two stand still.
"""
import time

import cable
import rig

RENEWAL = 540  # seconds of IDLE
ANSWER = 15  # seconds for the OK to DONE
DEAD = 105  # seconds until keep-alive gives a road up
BEAT = 25  # seconds between signs of life
GRACE = 3  # seconds: this script looks twice a second, and the machine is busy
MINUTE = 60


class Watch:
    """A mailbox of its own, and who watches it."""

    def __init__(self, name, road, beat, before=()):
        self.name = name
        self.server = rig.Server(start=False)
        road.lead_to(self.server)
        with open(self.server.folder + '/more', 'w') as file:
            file.write(f'imap_idle_notify_interval = {beat} secs\n')
        self.server.start()
        self.agent = rig.Agent(self.server)
        self.agent.configure(self.agent.account(self.server, host='localhost'))
        self.agent.start(before=before)
        self.agent.wait_quiet()

    def notices(self, seconds):
        """It gives the connection up in so many seconds; then a mail comes, which nobody can tell of."""
        began = time.monotonic()
        while self.agent.accounts()[0]['state'] == 'watching':
            assert time.monotonic() - began < seconds, f'{self.name}: deaf for {seconds} s'
            time.sleep(.5)
        print(f'{self.name}: noticed after {time.monotonic() - began:.1f} s', flush=True)
        self.server.deliver(rig.bounce(1))

    def is_back(self, since):
        told = self.agent.wait_line(rig.named(1), MINUTE)
        print(f'{self.name}: told {told - since:.1f} s after the end', flush=True)
        self.agent.wait_watching()
        assert self.agent.told().count('Not delivered') == 1, self.agent.told()

    def stop(self):
        self.agent.__exit__(None)
        self.server.__exit__(None)


cable.enter()
with cable.Cable() as road:
    watches = []
    try:
        silent = Watch('a black hole', road, 3600, road.prefix())
        watches.append(silent)
        still = Watch('a standstill', road, 3600)
        watches.append(still)
        beating = Watch('a standstill, with signs of life before', road, BEAT)
        watches.append(beating)

        began = time.monotonic()
        still.server.freeze(True)
        road.silence(True)
        silent.notices(DEAD + GRACE)
        time.sleep(max(0, began + 2.5 * MINUTE - time.monotonic()))  # the outage is a long one; signs of life are a habit
        road.silence(False)
        silent.is_back(time.monotonic())

        beating.server.freeze(True)
        beating.notices(1.5 * BEAT + ANSWER + 4 + GRACE)
        beating.server.freeze(False)
        beating.is_back(time.monotonic())

        still.notices(RENEWAL + ANSWER + GRACE - (time.monotonic() - began))
        print(f'{still.name}: noticed {time.monotonic() - began:.1f} s after it began', flush=True)
        still.server.freeze(False)
        still.is_back(time.monotonic())
    finally:
        for watch in watches:
            if watch.server.frozen:
                watch.server.freeze(False)
            watch.stop()
