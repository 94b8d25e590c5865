#!/bin/sh
# make: packaging/pictures/bubble.png, the picture of the README: a real bubble of ndrwatch-notify on xfce4-notifyd,
# which shows its buttons, at twice the usual size. Its words are those of the README's alternative text, and
# tests/system/desktop.py sees to it that they are what the agent tells of the story.
#
#     sh packaging/pictures/make.sh BUILD        BUILD is a build folder
#
# Needs: xfce4-notifyd xvfb dbus-daemon imagemagick librsvg2-common x11-xserver-utils fonts-cantarell python3
set -eu
[ $# -eq 1 ] || { sed -n '6p' "$0"; exit 64; }
build=$(realpath "$1")
cd "$(dirname "$0")/../.."

words() { sed -n 's/^!\[A bubble: "\([^.]*[^ ]*\)\. \([^"]*\)".*/'"$1"'/p' README.md; }
python3 tests/notify/toast_desktop.py "$build/notify/ndrwatch-notify" xfce packaging/pictures/bubble.png \
    "$(words '\1')" "$(words '\2')"
