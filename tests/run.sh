#!/bin/sh
# run: everything a change must pass, from a fresh Debian 12 on; the last line counts.
#
#   sh tests/run.sh          at most 15 minutes, packages and build included
#   sh tests/run.sh --all    also endurance, packaging and bench
#
# Needs root or sudo only where packages are missing. Builds in build-test/ (bench: build-bench/).
set -u
cd "$(dirname "$0")/.." || exit 1
began=$(date +%s)
limit=900 # seconds; a change must not wait longer for its answer
builddir=build-test
all=
case "${1:-}" in
'') ;;
--all) all=yes limit=7200 ;;
*) sed -n '2,7p' "$0"; exit 64 ;;
esac

# Where it ends early there is still one line that counts.
stop() {
    echo "$*"
    echo "0 passed, 1 failed"
    exit 1
}

left() { echo $((limit - ($(date +%s) - began))); }

configure() { # FOLDER OPTION…
    folder=$1
    shift
    if [ -f "$folder/build.ninja" ]; then
        meson setup --reconfigure "$folder" "$@" || meson setup --wipe "$folder" "$@"
    else
        rm -rf "$folder"
        meson setup "$folder" "$@"
    fi
}

build() { # FOLDER OPTION…
    if ! { configure "$@" && ninja -C "$1"; } >"$1.log" 2>&1; then
        tail -40 "$1.log"
        stop "The build failed; all of it is in $1.log."
    fi
    mv "$1.log" "$1/meson-logs/build.log"
}

# meson's own log, one object a test; benchmarks and a run that was cut short count as well.
count() {
    python3 - "$@" <<'END'
import json, sys
good, bad, skipped = 0, [], []
cut = sys.argv[1] == 'cut'
for path in sys.argv[2:]:
    try:
        lines = open(path, encoding='utf-8', errors='replace').readlines()
    except OSError as error:
        bad.append(f'{path} ({error.strerror})')
        continue
    for test in map(json.loads, lines):
        if test['result'] in ('OK', 'EXPECTEDFAIL'):
            good += 1
        elif test['result'] == 'SKIP':
            skipped.append(test['name'])
        else:
            bad.append(f"{test['name']} ({test['result'].lower()})")
if cut:
    bad.append('the rest (time ran out)')
for name in skipped:
    print('skipped:', name)
for name in bad:
    print('failed:', name)
if good == 0 and not bad:
    bad.append('nothing ran')
print(f'{good} passed, {len(bad)} failed' + (f', {len(skipped)} skipped' if skipped else ''))
sys.exit(1 if bad else 0)
END
}

sh packaging/need.sh "to build" meson ninja-build gcc libc6-dev pkgconf libetpan-dev libcurl4-gnutls-dev libssl-dev \
    libsqlite3-dev libjansson-dev nettle-dev libseccomp-dev libidn2-dev libnotify-dev || stop "The packages to build with could not be installed."
sh packaging/need.sh "to test" libcmocka-dev g++ scdoc openssl python3 dbus-daemon iproute2 ||
    stop "The packages to test with could not be installed."
sh packaging/need.sh "to test bubbles on real desktops" xvfb x11-xserver-utils dunst xfce4-notifyd imagemagick ||
    echo "Their tests will be skipped."
[ -z "$all" ] || sh packaging/need.sh "to look at pages" chromium || echo "They will not be looked at."
sh packaging/need.sh "to build and test the keyring" libsecret-1-dev gnome-keyring libglib2.0-bin python3-gi || echo "Its test will be skipped."
sh packaging/need.sh "to test look-ups" unbound || echo "Their tests will be skipped."
sh packaging/need.sh "to look for hostile mails" clang libclang-rt-14-dev ||
    echo "That test will be skipped."
if ! ls build-dovecot/*.deb >/dev/null 2>&1; then
    sh tests/system/dovecot.sh fetch build-dovecot || stop "Dovecot could not be fetched."
fi

echo "Building in $builddir/"
build "$builddir" -Dtests=enabled -Db_sanitize=address,undefined -Dwerror=true

state=whole
set -- "$builddir/meson-logs/testlog.json"
rm -f "$1"
suites=
[ -z "$all" ] || suites='--suite ndrwatch' # all of it, also what tests/meson.build leaves out
# Twice as many at once as there are processors: most of the system's tests wait for something.
# shellcheck disable=SC2086  # two words each
timeout --foreground -s INT -k 20 "$(left)" meson test -C "$builddir" --no-rebuild --print-errorlogs \
    --num-processes $((2 * $(nproc))) $suites
[ $? != 124 ] || state="cut"

if [ "$all" ]; then
    sh packaging/need.sh "to be compared with" libsisimai-perl python3-flufl.bounce \
        fetchmail getmail6 imapfilter mailnag || echo "They will be left out."
    echo "Building in build-bench/"
    build build-bench -Dtests=enabled --buildtype=release -Db_lto=true
    meson test -C build-bench --no-rebuild --benchmark --verbose --logbase benchmarklog
    set -- "$@" build-bench/meson-logs/benchmarklog.json
fi
count "$state" "$@"
