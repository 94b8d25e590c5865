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
    [ "$stem" = ordinary ] && code=1
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
expect 66 "missing, folder" "$ndrwatch" explain --json missing.eml . story.eml
[ "$(wc -l <"$scratch/out")" = 3 ] || fail "not three lines"
says out '{"schema":1,"file":"missing.eml","error":"No such file or directory"}'
says out '{"schema":1,"file":".","error":"Is a directory"}'
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
expect 0 narrow "$ndrwatch" explain --width 40 delayed.eml
if command -v script >/dev/null; then
    esc=$(printf '\033')
    script -qec "'$ndrwatch' explain story.eml" /dev/null >"$scratch/out" </dev/null
    grep -q "$esc\[1m" "$scratch/out" || fail "no colour on a terminal"
    NO_COLOR=1 script -qec "'$ndrwatch' explain story.eml" /dev/null >"$scratch/out" </dev/null
    grep -q "$esc\[1m" "$scratch/out" && fail "colour in spite of NO_COLOR"
    TERM=dumb script -qec "'$ndrwatch' explain story.eml" /dev/null >"$scratch/out" </dev/null
    grep -q "$esc\[1m" "$scratch/out" && fail "colour on a dumb terminal"
    script -qec "'$ndrwatch' explain --no-color story.eml" /dev/null >"$scratch/out" </dev/null
    grep -q "$esc\[1m" "$scratch/out" && fail "colour in spite of --no-color"
fi
exit $failed
