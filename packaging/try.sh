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

server='' home='' agent='' notifier=''
finish() {
    code=$?
    trap '' INT TERM HUP
    for pid in $notifier $agent; do
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
sh packaging/need.sh "to build ndrwatch" meson ninja-build gcc libc6-dev pkgconf libetpan-dev libssl-dev \
    libsqlite3-dev libjansson-dev libnotify-dev
sh packaging/need.sh "to make keys for the throw-away mail server" openssl python3
rig fetch build-dovecot
echo "Everything is here. The mail server, Dovecot, runs from its unpacked packages: it is not installed."

say "2. Building in build-try/"
[ -f build-try/build.ninja ] || meson setup build-try --buildtype=release -Dtests=false >build-try.log 2>&1 ||
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

say "4. ndrwatch watches its inbox over TLS"
export XDG_CONFIG_HOME="$home/config" XDG_STATE_HOME="$home/state"
mkdir -p "$home/config/ndrwatch"
(umask 077 && echo sekrit >"$home/password")
cat >"$home/config/ndrwatch/ndrwatch.conf" <<END
[account try]
address = sam@example.org
user = sam
host = 127.0.0.1
port = $(cat "$server/port")
ca_file = $server/certs/ca.pem
password_file = $home/password
END
sed '/./s/^/    /' "$home/config/ndrwatch/ndrwatch.conf"
: >"$home/told"
"$ndrwatch" run >"$home/told" 2>"$home/log" &
agent=$!
watching() { "$ndrwatch" status --json 2>/dev/null | grep -q '"watching"'; }
within 30 watching || { cat "$home/log"; "$ndrwatch" status; exit 70; }
desktop=
if [ "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "${DBUS_SESSION_BUS_ADDRESS:-}" ] &&
    [ -x build-try/notify/ndrwatch-notify ]; then
    build-try/notify/ndrwatch-notify 2>>"$home/log" &
    notifier=$!
    on_desktop() { "$ndrwatch" status --json | grep -q '"server":"[^"]'; }
    within 5 on_desktop && desktop=yes
fi

say "5. Eight mails arrive: five came back, three are ordinary"
for mail in 6-newsletter 2-no-such-user 7-quoted 3-mailbox-full 4-too-large 8-read-receipt 5-taken-for-spam; do
    rig deliver "$server" sam "packaging/try/$mail.eml"
done
# The last one is told last: then all the others have been looked at. Sent yesterday and back this minute, so that
# "wait a few hours" counts from now.
sed "s/Tue, 7 Apr 2026 13:11:5[12] +0000/$(date -R)/; s/Mon, 6 Apr 2026 13:09:[23][08] +0000/$(date -R -d '1 day ago')/" \
    packaging/try/1-refused.eml >"$home/1-refused.eml"
rig deliver "$server" sam "$home/1-refused.eml"
# A notice begins at the start of a line; its body is indented.
notices() { grep -c '^[^ ]' "$home/told" || :; }
told() {
    for who in pat@charter.net jo.miler@example.com lee@example.com print@example.org kim@example.net; do
        grep "^[^ ].*$who" "$home/told" || :
    done | wc -l
}
all_told() { [ "$(told)" -ge 5 ]; }
within 30 all_told || cat "$home/log"
if [ "$desktop" ]; then
    echo "They are on your desktop, as bubbles. As lines they read:"
    "$ndrwatch" list
else
    echo "There is no desktop here; there you would get bubbles. These are the lines of 'ndrwatch run':"
    echo
    cat "$home/told"
fi

say "6. One of them in full: ndrwatch show latest"
"$ndrwatch" show latest

say "7. In short"
right=$(told) wrong=$(($(notices) - right))
echo "$right of 5 returned mails told, $wrong of 3 ordinary ones."
echo
echo "What it knows lies in $home/state/ndrwatch. To look further:"
echo "    export XDG_CONFIG_HOME=$XDG_CONFIG_HOME XDG_STATE_HOME=$XDG_STATE_HOME"
echo "    $ndrwatch list"
echo "    $ndrwatch show ID"
echo "To forget it all: rm -r $home"
[ "$right" = 5 ] && [ "$wrong" = 0 ]
