#!/bin/sh
# debian: the packages of this commit, built twice, judged by lintian, and lived with in a Debian 12 of their own:
# installed without a desktop, used, installed over, removed, purged. Dials apt's mirror and nothing else. Needs root.
#
#   debian.sh SOURCE FOLDER       FOLDER keeps the Debian between runs
set -eu
source=$1 folder=$2
[ "$(id -u)" = 0 ] || { echo "debian: needs root"; exit 77; }
mkdir -p "$folder"
out=$(mktemp -d)
root=$out/root
finish() {
    umount -R "$root/proc" "$root/dev" 2>/dev/null || :
    rm -rf "$out"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP
wrong=0
complain() { echo "debian: $*"; wrong=1; }

sh "$source/packaging/need.sh" "to look at packages" lintian mmdebstrap

# 1. Twice the same, whatever the folder, the zone, the language and the mask.
export DEB_BUILD_OPTIONS=nocheck # the tests of the library are other tests here
sh "$source/packaging/build-deb.sh" "$out/one"
(umask 027; TZ=Pacific/Kiritimati LC_ALL=C sh "$source/packaging/build-deb.sh" "$out/two" >/dev/null)
for package in "$out"/one/*.deb; do
    cmp "$package" "$out/two/$(basename "$package")" || complain "$(basename "$package") comes out differently the second time"
done

# 2. What lintian has to say is nothing.
lintian --allow-root -EIL +pedantic "$out"/one/*.changes >"$out/said" 2>&1 || :
if grep '^[EWI]:' "$out/said"; then complain "lintian has something to say"; fi

# 3. A Debian of its own.
if [ ! -e "$folder/bookworm.tar" ]; then
    mmdebstrap --quiet --variant=minbase --include=ca-certificates,passwd bookworm "$folder/new.tar"
    mv "$folder/new.tar" "$folder/bookworm.tar"
fi
mkdir "$root"
tar -xf "$folder/bookworm.tar" -C "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --make-rslave "$root/dev"
cp /etc/resolv.conf "$root/etc/"
mkdir "$root/debs"
cp "$out"/one/*.deb "$root/debs"
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive chroot "$root" "$@" </dev/null; }
packages() { inside dpkg-query -W -f '${Package}\n' | sort; }
files() { (cd "$root" && find etc usr lib var/lib/systemd -not -path 'usr/share/doc/*' 2>/dev/null | grep -i ndrwatch | sort); }

inside apt-get -qq update
packages >"$out/before"
inside sh -c "apt-get -qq -y --no-install-recommends install /debs/libndrwatch0_*.deb /debs/ndrwatch_*.deb" >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
packages | comm -13 "$out/before" - >"$out/more"
echo "debian: without a desktop it brings: $(tr '\n' ' ' <"$out/more")"
if grep -E '^(libglib|libgtk|libx11|libnotify|dbus)' "$out/more"; then complain "the agent brings a part of a desktop"; fi
[ "$(stat -c %s "$root"/debs/ndrwatch_*.deb)" -lt 1500000 ] || complain "ndrwatch_*.deb has more than 1.5 MB"
files | grep -vE '^(etc/xdg/autostart|usr/(bin|libexec|share|lib/(systemd|x86_64-linux-gnu))|lib/systemd|var/lib/systemd|etc/systemd)' &&
    complain "a file lies where none should"

# Used by a person, installed over, removed, purged: what it remembers stays theirs.
inside useradd -m sam
inside su sam -c 'ndrwatch --version && ndrwatch explain --text "550 5.4.316 Message expired, connection refused"' >"$out/log" 2>&1 || complain "it does not explain: $(cat "$out/log")"
grep -q 'refused' "$out/log" || complain "it does not explain: $(cat "$out/log")"
code=0
inside su sam -c 'mkdir -p ~/.local/state/ndrwatch && echo kept >~/.local/state/ndrwatch/mine && ndrwatch check' >"$out/log" 2>&1 || code=$?
[ $code = 1 ] && grep -q 'ndrwatch setup' "$out/log" || complain "check does not say how to begin: $code $(cat "$out/log")"
inside sh -c "apt-get -qq -y --no-install-recommends install /debs/ndrwatch-desktop_*.deb" >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
inside sh -c "apt-get -qq -y --reinstall install /debs/ndrwatch_*.deb" >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
inside apt-get -qq -y remove ndrwatch ndrwatch-desktop libndrwatch0 >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
if files | grep -E '/bin/|libexec|\.service$' | grep -v '^var/lib\|^etc/systemd'; then complain "remove leaves programs"; fi
inside dpkg --purge ndrwatch ndrwatch-desktop libndrwatch0 >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
if files | grep .; then complain "purge leaves files"; fi
[ "$(inside cat /home/sam/.local/state/ndrwatch/mine)" = kept ] || complain "purge takes what belongs to a person"
exit $wrong
