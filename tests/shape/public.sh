#!/bin/sh
# public.sh BOUNCE_H LIBNDRWATCH.so: what is exported is exactly what is declared.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Comments name functions too: only what is declared counts.
sed -e 's|/\*.*\*/||' -e '/\/\*/,/\*\//d' -e 's|//.*||' "$1" |
    grep -oE '\bbounce_[a-z_]+\(' | tr -d '(' | sort -u >"$scratch/declared"
nm -D --defined-only "$2" | awk '$2 ~ /[A-Z]/ {print $3}' | sed 's/@.*//' | sort -u >"$scratch/exported"
[ -s "$scratch/declared" ] || { echo "nothing declared in $1?"; exit 1; }
diff -u "$scratch/declared" "$scratch/exported"
