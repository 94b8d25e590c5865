#!/bin/sh
# man: ndrwatch.conf(5) has the keys of the configuration; libndrwatch(3) names every public function and no other, its example is example.c to the letter, and scdoc
# takes it.
#
#   man.sh SOURCE [SCDOC]
set -eu
source=$1 scdoc=${2:-}
page=$source/packaging/man/libndrwatch.3.scd
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
wrong=0
complain() { echo "man: $*"; wrong=1; }

sed -e 's|/\*.*\*/||' -e '/\/\*/,/\*\//d' -e 's|//.*||' "$source/classify/bounce.h" |
    grep -oE '\bbounce_[a-z_]+\(' | tr -d '(' | sort -u >"$out/declared"
[ -s "$out/declared" ] || complain "nothing is declared in bounce.h?"
sed -n '/^# SYNOPSIS/,/^# DESCRIPTION/p' "$page" | grep -oE '\*bounce_[a-z_]+\*\(' | tr -d '*(' | sort -u >"$out/synopsis"
sed '/^# SYNOPSIS/,/^# DESCRIPTION/d' "$page" | grep -oE '\*bounce_[a-z_]+\*\(\)' | tr -d '*()' | sort -u >"$out/told"
diff -u "$out/declared" "$out/synopsis" || complain "SYNOPSIS is not what bounce.h declares"
diff -u "$out/declared" "$out/told" || complain "a public function is not explained, or one that is none"

awk '/^# EXAMPLE/ { on = 1 } on && /^```/ { if (inside) exit; inside = 1; next } inside' "$page" >"$out/example.c"
diff -u "$source/packaging/man/example.c" "$out/example.c" || complain "the example is not packaging/man/example.c"

if [ -z "$scdoc" ]; then
    echo "man: scdoc is not here: not rendered"
elif ! "$scdoc" <"$page" >"$out/libndrwatch.3" || [ ! -s "$out/libndrwatch.3" ]; then
    complain "scdoc does not take the page"
fi

# ndrwatch.conf(5) has each key of the configuration, and no other.
conf=$source/packaging/man/ndrwatch.conf.5.scd
sed -n 's/^ *\[KEY_[A-Z_]*\] *= *{"\([a-z_]*\)".*/\1/p' "$source/agent/config.c" | sort >"$out/keys"
[ "$(wc -l <"$out/keys")" -gt 10 ] || complain "no keys in agent/config.c?"
sed -n '/^# WHERE/,/^# FILES/p' "$conf" | grep -E '^\*[a-z_]+\*' | grep -oE '^.*' | tr -d '*,' | tr ' ' '\n' | sort >"$out/paged"
diff -u "$out/keys" "$out/paged" || complain "ndrwatch.conf(5) does not have the keys of agent/config.c"
[ -z "$scdoc" ] || "$scdoc" <"$conf" >"$out/ndrwatch.conf.5" || complain "scdoc does not take ndrwatch.conf(5)"
exit $wrong
