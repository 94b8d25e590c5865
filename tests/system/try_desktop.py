"""try_desktop: packaging/try.sh on a desktop (Xvfb, a bus, xfce4-notifyd): five bubbles come, and none stays.

    try_desktop.py [PICTURE]        keeps what the screen shows while they are there
"""
import os
import re
import shutil
import subprocess
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../notify'))
import rig
import toast_desktop as desk
from toast import Stage, until

COMEBACK = ['pat@charter.net', 'jo.miler@example.com', 'lee@example.com', 'print@example.net', 'kim@example.net']


class Bus:
    """What was said to the notification server and by it."""

    def __init__(self, stage):
        self.path = stage.folder + '/heard'
        with open(self.path, 'wb') as log:
            stage.start(['dbus-monitor', '--session', "interface='org.freedesktop.Notifications'"], stdout=log)
        until(lambda: self.text(), 'dbus-monitor listens')

    def text(self):
        with open(self.path, errors='replace') as log:
            return log.read()

    def calls(self, member):
        """The arguments of each, as dbus-monitor prints them."""
        return re.findall(r'member=%s\n((?:   .*\n)*)' % member, self.text())


def main():
    desk.need('Xvfb', 'dbus-daemon', 'dbus-monitor', 'import', 'xsetroot', desk.XFCE)
    stage = Stage(None, None)
    try:
        stage.environment.update(XDG_CONFIG_HOME=stage.folder, XDG_CACHE_HOME=stage.folder, XDG_RUNTIME_DIR=stage.folder,
                                 GTK_A11Y='none', NO_AT_BRIDGE='1', GDK_BACKEND='x11')
        desk.start_screen(stage)
        desk.call(stage, 'xsetroot', '-solid', desk.WALL)
        stage.start_bus()
        bus = Bus(stage)
        stage.start([desk.XFCE], stderr=subprocess.DEVNULL)
        words_path = stage.folder + '/words'
        with open(words_path, 'w') as words:
            trying = stage.start(['sh', rig.SOURCE + '/packaging/try.sh'], stdin=subprocess.DEVNULL, stdout=words, stderr=words)

        def said():
            with open(words_path) as words:
                return words.read()

        try:
            rig.wait_until(lambda: 'The bubbles stay' in said() or trying.poll() is not None, 'try shows them', 300)
            bubbles = bus.calls('Notify')
            assert len(bubbles) == 5, bubbles
            for address in COMEBACK:
                assert [text for text in bubbles if address in text and '"email.bounced"' in text], address
            until(lambda: desk.colours(stage) > 10, 'pixels')
            if len(sys.argv) > 1:
                desk.call(stage, 'import', '-window', 'root', sys.argv[1])
            assert trying.wait(60) == 0
            assert '5 of 5 returned mails told, 0 of 3 ordinary ones' in said()
            assert '5 of 5 shown as bubbles' in said()
            until(lambda: desk.colours(stage) == 1, 'no bubble is left')
            assert len(bus.calls('NotificationClosed')) == 5
        except BaseException:
            print(said())
            raise
        for home in re.findall(r'^To forget it all: rm -r (/tmp/ndrwatch-home-\S+)$', said(), re.M):
            shutil.rmtree(home)
    finally:
        if stage.processes and 'trying' in locals() and trying.poll() is None:
            trying.terminate()  # it takes its mail server with it
            trying.wait(30)
        stage.clear()


main()
