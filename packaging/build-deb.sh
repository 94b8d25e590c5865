#!/bin/sh
# build-deb: the Debian packages of this commit, in one command.
#
#   sh packaging/build-deb.sh [FOLDER]    into build-deb/ unless said; what is not committed is left out
#
# Needs root or sudo only where packages to build with are missing.
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in -*) sed -n '2,6p' "$0"; exit 64 ;; esac
out=$(mkdir -p "${1:-build-deb}" && cd "${1:-build-deb}" && pwd)

sh packaging/need.sh "to build packages" build-essential debhelper meson ninja-build pkgconf scdoc libetpan-dev libssl-dev \
    libsqlite3-dev libjansson-dev libseccomp-dev libnotify-dev libcmocka-dev openssl python3 dbus-daemon

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
# dpkg wants its folder at the top; ours has four others to share packaging/ with. The commit's date is the build's date.
git archive --prefix=ndrwatch-0.1.0/ HEAD | tar -xf - -C "$work"
mv "$work/ndrwatch-0.1.0/packaging/debian" "$work/ndrwatch-0.1.0/debian"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
cd "$work/ndrwatch-0.1.0"
if ! dpkg-buildpackage -us -uc -b >"$out/build.log" 2>&1; then
    tail -40 "$out/build.log"
    echo "build-deb: the packages could not be built; all of it is in $out/build.log" >&2
    exit 70
fi
mv ../*.deb ../*.changes ../*.buildinfo "$out"
cd "$out"
ls -l ./*.deb
