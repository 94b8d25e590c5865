#!/bin/sh
# still.sh LIBRARY.a: the parser keeps no state: all the memory it has of its own is constant.
set -eu
symbols=$(mktemp)
trap 'rm -f "$symbols"' EXIT
objdump -t "$1" >"$symbols"
grep -q ' bounce_read$' "$symbols" || { echo "no symbols read from $1"; exit 1; }
# Constants with pointers in them lie in .data.rel.ro: settled once, when the program starts.
if awk '/\.data\.rel\.ro/ { next }
        (/ \.(t?data|t?bss)[. \t]/ && $NF !~ /^\.t?(data|bss)/) || /\*COM\*/ { print; bad = 1 }
        END { exit !bad }' "$symbols"; then
    echo "the parser must keep no state"
    exit 1
fi
