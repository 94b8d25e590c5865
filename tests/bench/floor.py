"""floor: bare.py as a child whose stamps can be waited for."""
import os
import subprocess
import sys
import threading

import rig

BARE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'bare.py')


class Floor:
    def __init__(self, server):
        self.process = subprocess.Popen([sys.executable, BARE, rig.here(), str(server.port), server.folder + '/certs/ca.pem'],
                                        stdout=subprocess.PIPE, text=True)
        self.moments = {}
        self.changed = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        self.wait('idle')

    def read(self):
        for line in self.process.stdout:
            moment, what = line.split()
            with self.changed:
                self.moments[what] = float(moment)
                self.changed.notify_all()

    def wait(self, what):
        with self.changed:
            if not self.changed.wait_for(lambda: what in self.moments, rig.SLOW):
                raise rig.Late(f'the bare client did not see {what}')
            return self.moments[what]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
