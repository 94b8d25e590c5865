#!/bin/sh
# docs: what README.md shows is what the programs do: the explain example, the sample configuration, the files it
# names; and ARCHITECTURE.md names the files there are.
#
#   docs.sh SOURCE NDRWATCH        UPDATE=1 writes the example anew
set -eu
source=$1 ndrwatch=$2
readme=$source/README.md
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
wrong=0
complain() { echo "docs: $*"; wrong=1; }

# 1. The lines after "$ ndrwatch explain < returned.eml" are the program's own.
prompt='$ ndrwatch explain < returned.eml'
shown() { awk -v prompt="$prompt" '$0 == prompt { on = 1; next } on && /^```/ { exit } on' "$readme"; }
TZ=UTC LC_ALL=C.UTF-8 "$ndrwatch" explain <"$source/packaging/try/1-refused.eml" >"$out/real"
[ -s "$out/real" ] || complain "explain says nothing"
if [ "${UPDATE:-}" ]; then
    awk -v prompt="$prompt" -v real="$out/real" '
        $0 == prompt { print; while ((getline line < real) > 0) print line; on = 1; next }
        on && /^```/ { on = 0 }
        !on' "$readme" >"$out/readme"
    cp "$out/readme" "$readme"
fi
shown >"$out/shown"
diff -u "$out/shown" "$out/real" || complain "README's example is not what explain says (UPDATE=1 mends it)"

# 2. The sample configuration has no fault. Nothing is signed in to: the state folder cannot be made, which is
# found out only when the configuration has been read.
sed -n '/```ini/,/```/p' "$readme" | sed '/```/d; s/^ *//' >"$out/good.conf"
[ -s "$out/good.conf" ] || complain "README has no sample configuration"
sed 's/^host/hoost/' "$out/good.conf" >"$out/bad.conf"
read_config() {
    code=0
    HOME="$out" XDG_STATE_HOME=/dev/null/none "$ndrwatch" run --once --config "$1" >"$out/said" 2>&1 || code=$?
}
read_config "$out/bad.conf"
[ $code = 78 ] || complain "a sample with a mistake is taken: $code $(cat "$out/said")"
read_config "$out/good.conf"
[ $code = 73 ] || complain "README's sample configuration is not taken: $code $(cat "$out/said")"

# 3. What it links to and runs is there.
for name in $(sed -n 's/.*](\([A-Za-z][^):]*\)).*/\1/p' "$readme") packaging/try.sh tests/run.sh; do
    [ -e "$source/$name" ] || complain "$name is named and is not there"
done

# 4. Each command it names is one.
for name in $(sed -n 's/.*`ndrwatch \([a-z][a-z-]*\).*/\1/p' "$readme" | sort -u); do
    "$ndrwatch" --help | grep -q "^  $name " || complain "'ndrwatch $name' is not a command"
done
[ "$(wc -l <"$readme")" -le 120 ] || complain "README has more than 120 lines"

# 5. What README.md and HACKING.md install is what tests/run.sh installs (libc6-dev comes with gcc).
packages() { # WHAT FOR
    awk -v call="need.sh \"$1\"" 'index($0, call) { on = 1; sub(/.*" /, "") }
        on { last = sub(/ *\|\|.*/, ""); sub(/\\$/, ""); print; if (last) exit }' "$source/tests/run.sh" | tr -s ' ' '\n' | grep -v libc6-dev
}
installs() { # DOCUMENT WHAT FOR
    [ "$(packages "$2" | wc -l)" -gt 1 ] || complain "tests/run.sh installs nothing $2"
    for name in $(packages "$2"); do
        sed -n 's/^ *sudo apt install //p' "$source/$1" | tr ' ' '\n' | grep -qxF "$name" || complain "$1 does not install $name"
    done
}
installs README.md "to build"
for reason in "to build" "to test" "to look for hostile mails"; do
    installs HACKING.md "$reason"
done

# 6. ARCHITECTURE.md names every file, in the line of its folder, and no other.
architecture=$source/ARCHITECTURE.md
sed -n '/^## Files/,/^## Frames/p' "$architecture" | awk '
    /^- `/ { folder = $2; gsub(/`/, "", folder) }
    { line = $0; sub(/^- `[a-z\/]*\/`/, "", line)
      while (match(line, /`[a-z0-9_]*`/)) {
          print folder substr(line, RSTART + 1, RLENGTH - 2) ".c"
          line = substr(line, RSTART + RLENGTH)
      } }' | sort >"$out/named"
(cd "$source" && ls classify/*.c imap/*.c notify/*.c agent/*.c agent/net/*.c agent/keyring/*.c) | sort >"$out/files"
diff -u "$out/named" "$out/files" || complain "ARCHITECTURE.md, Files: not the files there are"
[ "$(wc -l <"$architecture")" -le 120 ] || complain "ARCHITECTURE.md has more than 120 lines"
exit $wrong
