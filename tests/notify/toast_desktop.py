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


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            print('toast_desktop: %s is not installed' % program)
            sys.exit(77)


def start_screen(stage):
    read, write = os.pipe()
    stage.start(['Xvfb', '-displayfd', str(write), '-screen', '0', '1024x640x24',
                 '-nolisten', 'tcp', '-dpi', '96'], pass_fds=[write],
                stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as number:
        stage.environment['DISPLAY'] = ':' + number.readline().strip()


def start_server(stage, command, name):
    """Screen, bus, server, agent and notifier, all connected."""
    stage.environment.update(XDG_CONFIG_HOME=stage.folder, XDG_CACHE_HOME=stage.folder,
                             XDG_RUNTIME_DIR=stage.folder, XDG_STATE_HOME=stage.folder,
                             GTK_A11Y='none', NO_AT_BRIDGE='1', GDK_BACKEND='x11')
    start_screen(stage)
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


def take(stage, picture):
    """The bubble alone, on white, for the README."""
    time.sleep(1)  # it fades in
    call(stage, 'import', '-window', 'root', '-trim', '+repage', '-strip', picture)


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
    server.kill()
    agent.await_line({'desktop': ''})
    stage.start(['dunst'], stderr=subprocess.DEVNULL)
    agent.await_line({'desktop': 'dunst'})
    until(lambda: call(stage, 'dunstctl', 'count', 'displayed') == '1', 'raised again')
    agent.send({'withdraw': 'b-000017'})
    until(lambda: call(stage, 'dunstctl', 'count', 'displayed') == '0', 'withdrawn')


def xfce(stage, title, body):
    """xfce4-notifyd: shown, replaced, withdrawn; its name has the one button less."""
    need(XFCE)
    _, agent = start_server(stage, [XFCE], 'Xfce Notify Daemon')
    agent.notice(title=title, body=body)
    shown(agent)
    until(lambda: colours(stage) > 10, 'pixels')
    if len(sys.argv) > 3:
        take(stage, sys.argv[3])
    agent.notice(title=title, body='1. Wait a few hours.\n2. Send it once more.')
    shown(agent)
    agent.send({'withdraw': 'b-000017'})
    until(lambda: colours(stage) == 1, 'an empty screen')


def main():
    need('Xvfb', 'dbus-daemon', 'import')
    stage = Stage(sys.argv[1], None)
    title, body = sys.argv[4:6] if len(sys.argv) > 5 else (TITLE, BODY)
    try:
        {'dunst': dunst, 'xfce': xfce}[sys.argv[2]](stage, title, body)
    finally:
        if os.path.exists(stage.errors):
            print(stage.complaints(), end='', file=sys.stderr)
        stage.clear()


main()
