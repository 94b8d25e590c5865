#!/bin/sh
# try: packaging/try.sh in an empty environment, as a stranger runs it: it succeeds, and the machine listens to no new
# socket and has enabled no new service afterwards.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Addresses that are listened to, from the kernel (0A is LISTEN, 07 an open UDP socket), and what starts at boot.
machine() {
    {
        cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" { print "tcp", $2 }'
        cat /proc/net/udp /proc/net/udp6 2>/dev/null | awk '$4 == "07" { print "udp", $2 }'
        find /etc/rc?.d /etc/systemd/system /etc/init.d /etc/xdg/autostart 2>/dev/null
        dpkg-query -W -f='${Package}\n' | grep -e dovecot -e postfix -e exim
    } | sort -u
}

machine >"$out/before"
code=0
env -i PATH="$PATH" TERM=dumb HOME=/nowhere sh packaging/try.sh >"$out/words" 2>&1 || code=$?
cat "$out/words"
[ $code = 0 ] || { echo "try.sh: exit $code"; exit 1; }

# Other programs of this machine may listen for a moment: what is new must still be there half a minute later.
new() { machine >"$out/after" && comm -13 "$out/before" "$out/after" | grep .; }
tries=30
while new >"$out/new"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || { echo "the machine is not as it was; new:"; cat "$out/new"; exit 1; }
    sleep 1
done
grep -q '^5 of 5 returned mails told, 0 of 3 ordinary ones' "$out/words"
for left in /tmp/ndrwatch-*/run/master.pid; do
    [ ! -e "$left" ] || { echo "a mail server was left running: $left"; exit 1; }
done
rm -rf "$(sed -n 's/^To forget it all: rm -r //p' "$out/words")"
