#!/bin/sh
# Takes packaging/pictures/bubble.png, the picture of the README: a real bubble of
# ndrwatch-notify on xfce4-notifyd, which shows its buttons, at twice the usual size.
#
#     sh packaging/pictures/make.sh BUILD [TITLE BODY]
#
# BUILD is a build folder; TITLE and BODY are what the agent tells of the README's story.
# Needs: xfce4-notifyd xvfb dbus-daemon imagemagick librsvg2-common x11-xserver-utils
# fonts-cantarell python3
set -eu

if [ $# -ne 1 ] && [ $# -ne 3 ]; then
    echo "usage: sh packaging/pictures/make.sh BUILD [TITLE BODY]" >&2
    exit 64
fi
build=$1
title=${2:-Not delivered: friend@charter.net}
body=${3:-Wait a few hours, then send it once more. Charter refused every connection from Outlook.com.}
root=$(cd "$(dirname "$0")/../.." && pwd)

python3 "$root/tests/notify/toast_desktop.py" "$build/notify/ndrwatch-notify" xfce \
    "$root/packaging/pictures/bubble.png" "$title" "$body"
echo "$root/packaging/pictures/bubble.png"
