#!/bin/sh
# symbols: what the library exports, and in which version, is what packaging/debian/libndrwatch0.symbols promises to
# the programs that are linked to it; and it is libndrwatch.so.0.
#
#   symbols.sh SOURCE LIBNDRWATCH.so
set -eu
symbols=$1/packaging/debian/libndrwatch0.symbols
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
wrong=0
complain() { echo "symbols: $*"; wrong=1; }

readelf -dW "$2" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p' >"$out/soname"
[ "$(cat "$out/soname")" = "$(sed -n '1s/ .*//p' "$symbols")" ] || complain "soname: $(cat "$out/soname")"
nm -D --defined-only --with-symbol-versions "$2" | awk '{ sub(/@@/, "@", $NF); print $NF ~ /@/ ? $NF : $NF "@" $NF }' | sort >"$out/exported"
sed -n 's/^ \([^ ]*\) [0-9][0-9.]*$/\1/p' "$symbols" | sort >"$out/promised"
[ -s "$out/promised" ] || complain "nothing is promised?"
diff -u "$out/promised" "$out/exported" || complain "the library and libndrwatch0.symbols differ: a new function is added \
to classify/libndrwatch.map and there, an old one never goes without a new soname"
exit $wrong
