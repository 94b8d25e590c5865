#!/bin/sh
# prefixes.sh SOURCE_ROOT: what classify/NAME.h declares begins with NAME_ (bounce_ for the
# public header; struct and macros too), so that a name tells its file.
set -eu
cd "$1"
bad=0
for header in classify/*.h; do
    name=$(basename "$header" .h)
    # Function names at the start of a line or behind their type.
    for symbol in $(sed -e 's|/\*.*\*/||' -e '/\/\*/,/\*\//d' -e 's|//.*||' "$header" |
        grep -oE '^[a-z].*[ *][a-z_0-9]+\(' | grep -oE '[a-z_0-9]+\($' | tr -d '('); do
        case $symbol in
        "$name"_*) ;;
        *) echo "$header: $symbol should begin with ${name}_"; bad=1 ;;
        esac
    done
done
exit $bad
