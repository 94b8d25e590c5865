#!/bin/sh
# complete: what shells offer after "ndrwatch " is what the program takes.
#
#   complete.sh FOLDER NDRWATCH       FOLDER: where ndrwatch (bash), _ndrwatch and ndrwatch.fish were made
set -eu
folder=$1 ndrwatch=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
wrong=0
complain() { echo "complete: $*"; wrong=1; }

mkdir -p "$out/bin" "$out/config/ndrwatch"
printf '#!/bin/sh\n[ "$1" = list ] && printf "b-000017  one\\nb-000018  two\\n"\n' >"$out/bin/ndrwatch"
chmod +x "$out/bin/ndrwatch"
printf '[account home]\n[account work]\n' >"$out/config/ndrwatch/ndrwatch.conf"

offers() { # WORD…: what bash offers for the last one
    PATH="$out/bin:$PATH" XDG_CONFIG_HOME="$out/config" bash -c '
        compopt() { COMPREPLY+=(FILES); }
        . "$0"/ndrwatch; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ndrwatch; printf "%s\n" "${COMPREPLY[@]}"' "$folder" "$@"
}
expect() { # WANTED WORD…
    wanted=$1
    shift
    offers "$@" | grep -qxF -e "$wanted" || complain "after '$*' bash does not offer $wanted"
}

commands=$("$ndrwatch" --help | sed -n 's/^  \([a-z][a-z-]*\)  *[a-z].*/\1/p')
[ "$(echo "$commands" | wc -l)" -gt 10 ] || complain "no commands?"
for command in $commands; do
    expect "$command" ndrwatch ''
    for option in $("$ndrwatch" "$command" --help | sed -nE 's/^ +(--[a-z-]+).*/\1/p'); do
        expect "$option" ndrwatch "$command" "$option"
    done
    for page in _ndrwatch ndrwatch.fish; do
        grep -q -e "[ ']$command" "$folder/$page" || complain "$page does not know $command"
    done
done
expect b-000018 ndrwatch show b-
expect latest ndrwatch draft ''
expect phoned ndrwatch note latest ''
expect their-provider ndrwatch text latest th
expect mailbox_full ndrwatch causes mailbox_f
expect FILES ndrwatch explain ''
if offers ndrwatch show x | grep -q .; then complain "bash offers something for x"; fi

for shell in bash zsh fish; do
    page=$(case $shell in bash) echo ndrwatch ;; zsh) echo _ndrwatch ;; fish) echo ndrwatch.fish ;; esac)
    if ! command -v $shell >/dev/null; then echo "complete: $shell is not here"; continue; fi
    $shell -n "$folder/$page" || complain "$shell does not take $page"
done
exit $wrong
