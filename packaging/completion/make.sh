#!/bin/sh
# make: what a shell completes after "ndrwatch ", made of what `--help` says, so that it cannot say anything else.
#
#   make.sh NDRWATCH bash|zsh|fish
#
# Of each command: its options (lines that begin with one, and usage), the words it takes (lines that begin with
# one, and a|b in usage), and of what kind its arguments are (ID, ACCOUNT, FILE).
set -eu
ndrwatch=$1 shell=$2
help=$(mktemp -d)
trap 'rm -rf "$help"' EXIT

commands=$("$ndrwatch" --help | sed -n 's/^  \([a-z][a-z-]*\)  *[a-z].*/\1/p')
for command in $commands; do "$ndrwatch" "$command" --help >"$help/$command"; done
does() { "$ndrwatch" --help | sed -n "s/^  $1  *//p" | sed "s/'//g"; }

usage() { sed '/^$/q' "$help/$1"; }
named() { # COMMAND: its options
    { usage "$1" | grep -oE -- '--[a-z]+(-[a-z]+)*|-o' || :; sed -nE 's/^ +(--[a-z-]+|-o).*/\1/p' "$help/$1"; echo --help; } | sort -u
}
words() { # COMMAND: what it takes besides
    [ "$1" != causes ] || "$ndrwatch" causes --json | sed -nE 's/.*"(cause|notice|id)": ?"([a-z0-9_]+)".*/\2/p'
    usage "$1" | grep -oE '[a-z-]+(\|[a-z-]+)+' | tr '|' '\n' | grep -v '^-' || :
    sed -nE 's/^ {2}([a-z][a-z-]+) {2,}.*/\1/p' "$help/$1"
    case $(usage "$1") in *'ID|latest'*) echo latest ;; esac
}
kinds() { # COMMAND: ids, accounts, files
    case $(usage "$1") in *'ID|latest'*) echo ids ;; esac
    case $(usage "$1") in *ACCOUNT*) echo accounts ;; esac
    case $(usage "$1") in *FILE* | *FOLDER*) echo files ;; esac
}
line() { sort -u | tr '\n' ' ' | sed 's/ $//'; }

ids='ndrwatch list 2>/dev/null | grep -o "^b-[0-9]*"'
accounts='sed -n "s/^\[account \(.*\)\]/\1/p" "${XDG_CONFIG_HOME:-$HOME/.config}/ndrwatch/ndrwatch.conf" 2>/dev/null'

bash_page() {
    cat <<END
# bash completion for ndrwatch
_ndrwatch() {
    local word=\${COMP_WORDS[COMP_CWORD]} words kinds
    COMPREPLY=()
    if [ "\$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(echo "$commands" | line) --help --version" -- "\$word")
        return
    fi
    case \${COMP_WORDS[1]} in
END
    for command in $commands; do
        echo "    $command) words='$({ named "$command"; words "$command"; } | line)' kinds='$(kinds "$command" | line)' ;;"
    done
    cat <<END
    *) return ;;
    esac
    case \$word in
    -*) ;;
    *)
        case " \$kinds " in *' ids '*) words="\$words \$($ids)" ;; esac
        case " \$kinds " in *' accounts '*) words="\$words \$($accounts)" ;; esac
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "\$words" -- "\$word")
    case " \$kinds " in *' files '*) compopt -o default ;; esac
}
complete -F _ndrwatch ndrwatch
END
}

zsh_page() {
    cat <<END
#compdef ndrwatch
local -a commands
local all kinds
commands=(
END
    for command in $commands; do echo "    '$command:$(does "$command")'"; done
    cat <<END
)
if ((CURRENT == 2)); then
    _describe -t commands command commands
    compadd -- --help --version
    return
fi
case \$words[2] in
END
    for command in $commands; do
        echo "$command) all='$({ named "$command"; words "$command"; } | line)' kinds='$(kinds "$command" | line)' ;;"
    done
    cat <<END
*) return ;;
esac
[[ \$kinds != *ids* || \$PREFIX == -* ]] || all+=" \$($ids)"
[[ \$kinds != *accounts* || \$PREFIX == -* ]] || all+=" \$($accounts)"
compadd -- \${=all}
[[ \$kinds != *files* ]] || _files
END
}

fish_page() {
    echo "# fish completion for ndrwatch"
    echo "complete -c ndrwatch -f"
    echo "complete -c ndrwatch -n __fish_use_subcommand -a '--help --version'"
    for command in $commands; do
        seen="-n '__fish_seen_subcommand_from $command'"
        echo "complete -c ndrwatch -n __fish_use_subcommand -a $command -d '$(does "$command")'"
        all=$({ named "$command"; words "$command"; } | line)
        echo "complete -c ndrwatch $seen -a '$all'"
        for kind in $(kinds "$command"); do
            case $kind in
            ids) echo "complete -c ndrwatch $seen -a '(ndrwatch list 2>/dev/null | string match -r \"^b-[0-9]+\")'" ;;
            accounts) echo "complete -c ndrwatch $seen -a '(string match -rg \"^\\[account (.*)\\]\" <\$HOME/.config/ndrwatch/ndrwatch.conf 2>/dev/null)'" ;;
            files) echo "complete -c ndrwatch $seen -F" ;;
            esac
        done
    done
}

case $shell in
bash) bash_page ;;
zsh) zsh_page ;;
fish) fish_page ;;
*) sed -n '2,8p' "$0"; exit 64 ;;
esac
