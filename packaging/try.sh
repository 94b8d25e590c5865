#!/bin/sh
# try: see ndrwatch at work on a throw-away mail server of this machine. No account, no question, nothing left running.
#
#   sh packaging/try.sh           a minute or two on a fresh Debian 12, packages and build included
#   sh packaging/try.sh --keep    keep the mail server's folder as well
set -eu
cd "$(dirname "$0")/.."
keep=
case "${1:-}" in
'') ;;
--keep) keep=yes ;;
*) sed -n '2,5p' "$0"; exit 64 ;;
esac

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n== %s\n' "$*"; }
rig() { sh tests/system/dovecot.sh "$@"; }

pending() { "$ndrwatch" list --pending 2>/dev/null | grep -o '^b-[0-9]*' || :; }

server='' home='''' agent='' notifier=''
finish() {
    code=$?
    trap '' INT TERM HUP
    # No bubble stays whose buttons nobody hears. The agent first: then the notifier has heard all of it.
    [ -z "$notifier" ] || for id in $(pending); do "$ndrwatch" handled "$id" >/dev/null || break; done
    for pid in $agent $notifier; do
        if kill "$pid" 2>/dev/null; then wait "$pid" || :; fi
    done
    [ -z "$server" ] || rig stop "$server" || :
    [ -z "$server" ] || [ "$keep" ] || rm -rf "$server"
    [ $code != 130 ] || [ -z "$home" ] || rm -rf "$home"
    exit $code
}
trap finish EXIT
trap 'echo; echo "Stopped."; exit 130' INT TERM HUP

# Asks ten times a second: within SECONDS, does the command say yes?
within() {
    tries=$(($1 * 10))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.1
    done
}

say "1. What it takes"
sh packaging/need.sh "to build ndrwatch" meson ninja-build gcc libc6-dev pkgconf libetpan-dev libcurl4-gnutls-dev libssl-dev \
    libsqlite3-dev libjansson-dev nettle-dev libseccomp-dev libidn2-dev libnotify-dev
sh packaging/need.sh "to make keys for the throw-away mail server" openssl python3
rig fetch build-dovecot
echo "Everything is here. The mail server, Dovecot, runs from its unpacked packages: it is not installed."

say "2. Building in build-try/"
[ -f build-try/build.ninja ] || meson setup build-try --buildtype=release -Dtests=disabled >build-try.log 2>&1 ||
    { cat build-try.log; exit 70; }
ninja -C build-try >build-try.log 2>&1 || { tail -40 build-try.log; exit 70; }
rm -f build-try.log
ndrwatch=$PWD/build-try/agent/ndrwatch

say "3. A mail server on 127.0.0.1, with a certificate of its own"
server=$(mktemp -d /tmp/ndrwatch-XXXXXX)
home=$(mktemp -d /tmp/ndrwatch-home-XXXXXX)
rig prepare "$server" build-dovecot
rig start "$server"
echo "It listens on port $(cat "$server/port"), for this machine only."

say "4. ndrwatch watches two inboxes over TLS"
export XDG_CONFIG_HOME="$home/config" XDG_STATE_HOME="$home/state"
mkdir -p "$home/config/ndrwatch"
(umask 077 && echo sekrit >"$home/password")
account() { # NAME ADDRESS
    printf '[account %s]\ncheck_domains = no\naddress = %s\nuser = %s\nhost = 127.0.0.1\nport = %s\nca_file = %s\npassword_file = %s\n' \
        "$1" "$2" "$1" "$(cat "$server/port")" "$server/certs/ca.pem" "$home/password"
}
{ account home sam@example.org && echo && account outlook sam.rivers@outlook.com; } >"$home/config/ndrwatch/ndrwatch.conf"
sed '/./s/^/    /' "$home/config/ndrwatch/ndrwatch.conf"
: >"$home/told"
"$ndrwatch" run >"$home/told" 2>"$home/log" &
agent=$!
watching() { [ "$("$ndrwatch" status 2>/dev/null | grep -c 'Watching since')" = 2 ]; }
within 30 watching || { cat "$home/log"; "$ndrwatch" status; exit 70; }
if [ "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "${DBUS_SESSION_BUS_ADDRESS:-}" ] &&
    [ -x build-try/notify/ndrwatch-notify ]; then
    build-try/notify/ndrwatch-notify --icon "$PWD/packaging/icons/io.github.ndrwatch.Ndrwatch.svg" 2>>"$home/log" &
    notifier=$!
    connected() { "$ndrwatch" status --json | grep -q '"connected":true'; }
    within 5 connected || :
fi
echo
"$ndrwatch" status | sed 's/^/    /'

say "5. Eight mails arrive: five came back, three are ordinary"
for mail in 6-newsletter 2-no-such-user 7-quoted 3-mailbox-full 4-too-large 8-read-receipt 5-taken-for-spam; do
    rig deliver "$server" home "packaging/try/$mail.eml"
done
# A notice begins at the start of a line; its body is indented.
notices() { grep -c '^[^ ]' "$home/told" || :; }
told() {
    for who in pat@charter.net jo.miler@example.com lee@example.com print@example.net kim@example.net; do
        grep "^[^ ].*$who" "$home/told" || :
    done | wc -l
}
tells() { [ "$(told)" -ge "$1" ]; }
# The last of an inbox is told last: then the ordinary ones before it have been looked at.
within 30 tells 4 || cat "$home/log"
# Sent yesterday and back this minute, so that "wait a few hours" counts from now.
sed "s/Tue, 7 Apr 2026 13:11:5[12] +0000/$(date -R)/; s/Mon, 6 Apr 2026 13:09:[23][08] +0000/$(date -R -d '1 day ago')/" \
    packaging/try/1-refused.eml >"$home/1-refused.eml"
rig deliver "$server" outlook "$home/1-refused.eml"
within 30 tells 5 || cat "$home/log"
bubbles() { sed -n 's/^\(b-[0-9]*\) is on the desktop$/\1/p' "$home/log" | sort -u | wc -l; }
all_shown() { [ "$(bubbles)" -ge 5 ]; }
# Many desktops start their notification server for the first bubble only.
[ -z "$notifier" ] || within 10 all_shown || cat "$home/log"
desktop=
[ "$(bubbles)" = 0 ] || desktop=yes
if [ "$desktop" ]; then
    echo "$(bubbles) bubbles are on your desktop. As lines they read:"
    "$ndrwatch" list
else
    echo "There is no desktop here; there you would get bubbles. These are the lines of 'ndrwatch run':"
    echo
    cat "$home/told"
fi

say "6. One of them in full: ndrwatch show latest"
"$ndrwatch" show latest

if [ "$desktop" ]; then
    say "7. Press the buttons of a bubble: 'What to do' shows the steps"
    echo "The bubbles stay for 20 seconds, or until you have marked all of them as handled."
    all_handled() { [ -z "$(pending)" ]; }
    within 20 all_handled || :
fi

say "In short"
right=$(told) wrong=$(($(notices) - right))
echo "$right of 5 returned mails told, $wrong of 3 ordinary ones."
[ -z "$desktop" ] || echo "$(bubbles) of 5 shown as bubbles; they are taken back now, for nobody would hear their buttons."
echo
echo "What it knows lies in $home/state/ndrwatch. To look further:"
echo "    export XDG_CONFIG_HOME=$XDG_CONFIG_HOME XDG_STATE_HOME=$XDG_STATE_HOME"
echo "    $ndrwatch list"
echo "    $ndrwatch show ID"
echo "To forget it all: rm -r $home"
[ "$right" = 5 ] && [ "$wrong" = 0 ] && { [ -z "$desktop" ] || [ "$(bubbles)" = 5 ]; }
