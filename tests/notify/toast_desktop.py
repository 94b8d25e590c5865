#!/usr/bin/python3
"""toast_desktop: the desktop program on real notification servers, under Xvfb.

usage: toast_desktop.py NDRWATCH_NOTIFY dunst|xfce [PICTURE TITLE BODY]

Exit 77, skipped, where the server or Xvfb is not installed. With PICTURE the bubble is taken
from the screen into that file (packaging/pictures/make.sh)."""

import os
import shutil
import subprocess
import sys
import time

from toast import Agent, Stage, TITLE, BODY, shown, until

ICON = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../packaging/icons/'
                    'io.github.ndrwatch.Ndrwatch.svg')
XFCE = '/usr/lib/%s/xfce4/notifyd/xfce4-notifyd' % (os.uname().machine + '-linux-gnu')

WALL = '#c9d6e8'


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            print('toast_desktop: %s is not installed' % program)
            sys.exit(77)


def start_screen(stage):
    read, write = os.pipe()
    # Without -noreset it begins anew when its last client leaves, and takes nobody meanwhile.
    stage.start(['Xvfb', '-displayfd', str(write), '-screen', '0', '2048x1280x24',
                 '-noreset', '-nolisten', 'tcp', '-dpi', '96'], pass_fds=[write],
                stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as number:
        stage.environment['DISPLAY'] = ':' + number.readline().strip()


def start_server(stage, command, name):
    """Screen, bus, server, agent and notifier, all connected."""
    stage.environment.update(XDG_CONFIG_HOME=stage.folder, XDG_CACHE_HOME=stage.folder,
                             XDG_RUNTIME_DIR=stage.folder, XDG_STATE_HOME=stage.folder,
                             GTK_A11Y='none', NO_AT_BRIDGE='1', GDK_BACKEND='x11')
    if len(sys.argv) > 3:
        prepare_picture(stage)
    start_screen(stage)
    call(stage, 'xsetroot', '-solid', WALL)
    stage.start_bus()
    server = stage.start(command, stderr=subprocess.DEVNULL)
    agent = Agent(stage.control)
    stage.start_notifier('--icon', os.path.realpath(ICON))
    agent.accept()
    agent.await_line({'desktop': name})
    return server, agent


def call(stage, *command):
    return subprocess.run(command, env=stage.environment, check=True,
                          stdout=subprocess.PIPE).stdout.decode().strip()


def colours(stage):
    """How many different pixels the screen shows: an empty one has 1."""
    return int(call(stage, 'import', '-window', 'root', '-format', '%k', 'info:-'))


def prepare_picture(stage):
    """A screen of many dots, and letters as on a real desktop."""
    stage.environment['GDK_SCALE'] = '2'
    settings = os.path.join(stage.folder, 'gtk-3.0')
    os.mkdir(settings)
    with open(os.path.join(settings, 'settings.ini'), 'w', encoding='utf-8') as out:
        out.write('[Settings]\ngtk-font-name=Cantarell 11\ngtk-xft-antialias=1\n'
                  'gtk-xft-hinting=1\ngtk-xft-hintstyle=hintslight\n')


def take(stage, picture):
    """The bubble and a little of the wall behind it."""
    time.sleep(1)  # it fades in
    screen = os.path.join(stage.folder, 'screen.png')
    call(stage, 'import', '-window', 'root', screen)
    call(stage, 'convert', screen, '-trim', '+repage', '-bordercolor', WALL,
         '-border', '24', '-strip', '+dither', '-colors', '256', picture)


def dunst(stage, title, body):
    """dunst: shown, clicked, updated in place, restarted, withdrawn."""
    need('dunst', 'dunstctl')
    server, agent = start_server(stage, ['dunst'], 'dunst')
    agent.notice(title=title, body=body)
    shown(agent)
    until(lambda: call(stage, 'dunstctl', 'count', 'displayed') == '1', 'a bubble')
    until(lambda: colours(stage) > 10, 'pixels')
    call(stage, 'dunstctl', 'action', '0')
    agent.await_line({'action': 'explain', 'key': 'b-000017'})
    agent.notice(body='1. Wait a few hours.\n2. Send it once more.')
    shown(agent)
    until(lambda: call(stage, 'dunstctl', 'count', 'displayed') == '1', 'one bubble')
    agent.quiet()
    agent.heard.clear()
    server.terminate()
    agent.await_line({'desktop': ''})
    stage.start(['dunst'], stderr=subprocess.DEVNULL)
    agent.await_line({'desktop': 'dunst'})
    until(lambda: call(stage, 'dunstctl', 'count', 'displayed') == '1', 'raised again')
    agent.send({'withdraw': 'b-000017'})
    until(lambda: call(stage, 'dunstctl', 'count', 'displayed') == '0', 'withdrawn')


def xfce(stage, title, body):
    """xfce4-notifyd: shown, replaced, restarted, withdrawn."""
    need(XFCE)
    server, agent = start_server(stage, [XFCE], 'Xfce Notify Daemon')
    agent.notice(title=title, body=body)
    shown(agent)
    until(lambda: colours(stage) > 10, 'pixels')
    if len(sys.argv) > 3:
        take(stage, sys.argv[3])
    agent.notice(title=title, body='1. Wait a few hours.\n2. Send it once more.')
    shown(agent)
    server.terminate()
    agent.await_line({'desktop': ''})
    until(lambda: colours(stage) == 1, 'an empty screen')
    stage.start([XFCE], stderr=subprocess.DEVNULL)
    agent.await_line({'desktop': 'Xfce Notify Daemon'})
    until(lambda: colours(stage) > 10, 'raised again')
    agent.send({'withdraw': 'b-000017'})
    until(lambda: colours(stage) == 1, 'withdrawn')


def main():
    need('Xvfb', 'dbus-daemon', 'import', 'xsetroot')
    stage = Stage(sys.argv[1], None)
    title, body = sys.argv[4:6] if len(sys.argv) > 5 else (TITLE, BODY)
    try:
        {'dunst': dunst, 'xfce': xfce}[sys.argv[2]](stage, title, body)
    finally:
        if os.path.exists(stage.errors):
            print(stage.complaints(), end='', file=sys.stderr)
        stage.clear()


if __name__ == '__main__':
    main()
