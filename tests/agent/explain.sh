#!/bin/sh
# `ndrwatch explain` as people and programs meet it: words and JSON against golden files
# beside each mail (UPDATE=1 writes them), exit codes, and its manners with bad input.
# usage: explain.sh NDRWATCH FOLDER
ndrwatch=$(realpath "$1")
folder=$2
unset NO_COLOR TZ
export TERM=xterm LC_ALL=C.UTF-8
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0

fail() {
    echo "FAIL: $*"
    failed=1
}

# expect CODE NAME COMMAND...: runs it, keeps what it says in $scratch/out and $scratch/err.
expect() {
    code=$1
    name=$2
    shift 2
    "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    got=$?
    [ "$got" = "$code" ] || fail "$name: exit $got, not $code"
}

says() {
    grep -qF -- "$2" "$scratch/$1" || fail "$name: '$2' is not in its $1: $(cat "$scratch/$1")"
}

golden() {
    if [ "${UPDATE:-}" = 1 ]; then
        cp "$scratch/out" "$1"
    else
        diff -u "$1" "$scratch/out" || fail "$1 differs"
    fi
}

cd "$folder" || exit 1
for mail in *.eml; do
    stem=${mail%.eml}
    code=0
    case $stem in ordinary | challenge) code=1 ;; esac
    expect $code "$stem" "$ndrwatch" explain "$mail"
    golden "$stem.txt"
    expect "$code" "$stem json" "$ndrwatch" explain --json "$mail"
    golden "$stem.json"
done

# Standard input, with and without its name, gives the same words as the file.
for arguments in "" "-"; do
    name="stdin '$arguments'"
    "$ndrwatch" explain $arguments <story.eml >"$scratch/out" || fail "$name: exit $?"
    diff story.txt "$scratch/out" >/dev/null || [ "${UPDATE:-}" = 1 ] || fail "$name differs"
done

expect 0 text "$ndrwatch" explain --text 550 5.4.316 Message expired
says out "Not delivered"
expect 0 "text json" "$ndrwatch" explain --json --text "550 5.1.1 User unknown"
says out '"cause":"no_such_user"'
expect 0 "text, then json" "$ndrwatch" explain --text "550 5.1.1 User unknown" --json
says out '"cause":"no_such_user"'
says out '"status":"5.1.1"'
expect 1 "text of nothing" "$ndrwatch" explain --text hello there
says out "not a reply I know"

# One bad file stops nothing; the worst decides the exit code.
expect 0 "two" "$ndrwatch" explain story.eml delayed.eml
[ "$(grep -c '^$' "$scratch/out")" -ge 3 ] || fail "no blank line between files"
expect 1 "one other" "$ndrwatch" explain --json story.eml ordinary.eml
[ "$(wc -l <"$scratch/out")" = 2 ] || fail "not two lines"
mkdir "$scratch/folder"
expect 66 "missing, folder" "$ndrwatch" explain --json missing.eml "$scratch/folder" story.eml
[ "$(wc -l <"$scratch/out")" = 3 ] || fail "not three lines"
says out '{"schema":1,"file":"missing.eml","error":"No such file or directory"}'
says out "{\"schema\":1,\"file\":\"$scratch/folder\",\"error\":\"no mail in this folder (files named *.eml)\"}"
says out '"cause":"connection_refused"'
expect 66 "missing in words" "$ndrwatch" explain missing.eml
says err "ndrwatch: explain: 'missing.eml': No such file or directory"
says err "hint: "

# Bad input: empty, binary, 100 MB of nothing (a hole), no name in UTF-8.
: >"$scratch/empty"
head -c 100000 /dev/urandom >"$scratch/binary"
truncate -s 100M "$scratch/huge"
odd=$(printf '%s/odd\377' "$scratch")
cp story.eml "$odd"
expect 1 "empty" "$ndrwatch" explain "$scratch/empty"
says out "This is not a returned mail"
expect 1 "binary" "$ndrwatch" explain "$scratch/binary"
expect 1 "huge" timeout 5 "$ndrwatch" explain "$scratch/huge"
expect 0 "odd name" "$ndrwatch" explain --json "$odd"
iconv -f UTF-8 -t UTF-8 "$scratch/out" >/dev/null || fail "odd name: not UTF-8"

# Many mails: an mbox, from a file and from standard input, a Maildir, a folder.
from="From MAILER-DAEMON Tue Apr  7 13:11:51 2026"
files() { # what "file" says, one a line
    sed -n 's/.*"file":"\([^"]*\)".*/\1/p' "$scratch/out" | tr '\n' ' '
}
{
    echo "$from"; cat story.eml; echo
    printf '%s\r\n' "$from" "Subject: cart" "" "From here on it is only a letter." ">From there, too." ""
    echo "$from"; cat delayed.eml
} >"$scratch/three.mbox"
expect 1 mbox "$ndrwatch" explain --json "$scratch/three.mbox"
[ "$(files)" = "$scratch/three.mbox#1 $scratch/three.mbox#2 $scratch/three.mbox#3 " ] || fail "mbox: $(files)"
[ "$(grep -c '"bounce":true' "$scratch/out")" = 2 ] || fail "mbox: not two returned"
sed '1s|"file":"[^"]*"|"file":"story.eml"|; q' "$scratch/out" | cmp -s - story.json || fail "mbox: the first is not the story"
"$ndrwatch" explain --json <"$scratch/three.mbox" >"$scratch/out"
[ "$(files)" = "-#1 -#2 -#3 " ] || fail "mbox from standard input: $(files)"
expect 1 "mbox in words" "$ndrwatch" explain "$scratch/three.mbox"
says out "$scratch/three.mbox: 2 of 3 mails came back."
grep -q "not a returned mail" "$scratch/out" && fail "mbox: the others are told, too"
{ echo "$from"; cat story.eml; } >"$scratch/one.mbox"
expect 0 "mbox of one" "$ndrwatch" explain --json "$scratch/one.mbox"
[ "$(files)" = "$scratch/one.mbox " ] || fail "mbox of one: $(files)"
mkdir -p "$scratch/Maildir/cur" "$scratch/Maildir/new" "$scratch/Maildir/tmp"
cp story.eml "$scratch/Maildir/cur/1:2,S"
cp delayed.eml "$scratch/Maildir/new/2"
cp delayed.eml "$scratch/Maildir/tmp/half"
expect 0 Maildir "$ndrwatch" explain --json "$scratch/Maildir/"
[ "$(files)" = "$scratch/Maildir/new/2 $scratch/Maildir/cur/1:2,S " ] || fail "Maildir: $(files)"
cp story.eml "$scratch/folder/b.EML"
cp ordinary.eml "$scratch/folder/a.eml"
echo "no mail" >"$scratch/folder/notes.txt"
expect 1 folder "$ndrwatch" explain --json "$scratch/folder" story.eml
[ "$(files)" = "$scratch/folder/a.eml $scratch/folder/b.EML story.eml " ] || fail "folder: $(files)"
chmod 0 "$scratch/folder/a.eml"
if [ ! -r "$scratch/folder/a.eml" ]; then
    expect 66 "folder with a closed file" "$ndrwatch" explain --json "$scratch/folder"
    [ "$(wc -l <"$scratch/out")" = 2 ] || fail "closed file: not two lines"
fi

# A quoted "From " within a mail is undone; what is beyond BOUNCE_MAIL_MAX is passed over, not held: 400 MB between
# two mails take no more memory than they do without.
{ echo "$from"; sed '/^$/q' story.eml; echo; } >"$scratch/long.mbox"
truncate -s 400M "$scratch/long.mbox"
{ echo; echo "$from"; cat story.eml; } >>"$scratch/long.mbox"
python3 - "$ndrwatch" "$scratch/one.mbox" "$scratch/long.mbox" >"$scratch/out" <<'END' || fail "long mbox: $(cat "$scratch/out")"
import os, subprocess, sys

def most(path):
    child = subprocess.Popen([sys.argv[1], 'explain', '--json', path], stdout=subprocess.PIPE)
    said = child.stdout.read()
    child.stdout.close()
    return os.wait4(child.pid, 0)[2].ru_maxrss, said

(short, _), (long, said) = most(sys.argv[2]), most(sys.argv[3])
print(f'{short} KiB, {long} KiB for 400 MB, {len(said.splitlines())} lines')
sys.exit(long > short + 16384 or b'long.mbox#2' not in said or b'connection_refused' not in said)
END

# Times: --now and TZ fix both.
expect 0 "now" env TZ=EST5EDT,M3.2.0,M11.1.0 "$ndrwatch" explain --now 2026-04-06T15:30:00-04:00 story.eml
says out "(from 19:11 today)"
expect 0 "much later" env TZ=UTC "$ndrwatch" explain --now 2026-05-06T15:30:00Z story.eml
says out "Send it once more now"
says out "6 April, 19:11"
expect 0 "TZ alone" env TZ=JST-9 "$ndrwatch" explain story.eml
says out "(from Tue 08:11)"

# Usage.
expect 0 help "$ndrwatch" explain --help
says out "usage: ndrwatch explain"
for bad in --nonsense --width=0 --width=x --width=-1 --width=9999 --now=yesterday \
    --now=2026-04-06T15:30:00 --now=2026-04-06T15:30:00+9 --text --width; do
    expect 64 "$bad" "$ndrwatch" explain "$bad"
    says err "hint: "
done
expect 74 "full disk" sh -c '"$1" explain story.eml >/dev/full' sh "$ndrwatch"

# Colour is for terminals alone; a narrow page is narrow.
expect 0 colour "$ndrwatch" explain story.eml
grep -q "$(printf '\033')" "$scratch/out" && fail "colour without a terminal"
expect 0 why "$ndrwatch" explain --why story.eml
says out "status               Status: line 7 of part 2"
says out "original subject     original Subject: line "
expect 0 narrow "$ndrwatch" explain --width 40 delayed.eml
if command -v script >/dev/null; then
    esc=$(printf '\033')
    script -qec "'$ndrwatch' explain story.eml" /dev/null >"$scratch/out" </dev/null
    grep -q "$esc\[1m" "$scratch/out" || fail "no colour on a terminal"
    NO_COLOR=1 script -qec "'$ndrwatch' explain story.eml" /dev/null >"$scratch/out" </dev/null
    grep -q "$esc\[1m" "$scratch/out" && fail "colour in spite of NO_COLOR"
    # How far it is, where it takes long: a mailbox that takes its time.
    mkfifo "$scratch/slow"
    { cat "$scratch/three.mbox"; sleep 1.5; cat "$scratch/three.mbox"; } >"$scratch/slow" &
    script -qec "'$ndrwatch' explain --json '$scratch/slow' >/dev/null" /dev/null >"$scratch/out" </dev/null
    grep -q "[0-9] mails, [0-9] returned$esc" "$scratch/out" || fail "no progress on a terminal"
    wait
    { cat "$scratch/three.mbox"; sleep 1.5; cat "$scratch/three.mbox"; } >"$scratch/slow" &
    expect 1 "slow" "$ndrwatch" explain --json "$scratch/slow"
    wait
    [ -s "$scratch/err" ] && fail "progress without a terminal"
    TERM=dumb script -qec "'$ndrwatch' explain story.eml" /dev/null >"$scratch/out" </dev/null
    grep -q "$esc\[1m" "$scratch/out" && fail "colour on a dumb terminal"
    script -qec "'$ndrwatch' explain --no-color story.eml" /dev/null >"$scratch/out" </dev/null
    grep -q "$esc\[1m" "$scratch/out" && fail "colour in spite of --no-color"
fi
exit $failed
