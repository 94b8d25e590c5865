#!/bin/sh
# seeds: tests/seeds.tsv has every fact S-001 … S-095 once, in order, and each is shown by something there is: a story that
# says so itself, a test that meson runs, a function of one. "later: issue N" is for issues 6 to 8; these are counted.
#
#   seeds.sh SOURCE
set -eu
cd "$1/tests"
table=seeds.tsv
wrong=0
complain() { echo "seeds: $*"; wrong=1; }

shows() { # FACT PROOF
    file=${2%%:*}
    case $2 in
    "later: issue "[678]) later="$later $1" ;;
    "open: "*) open="$open $1" ;;
    *..* | /*) complain "$1: '$2' is not below tests/" ;;
    *.story) grep -q "^shows.* $1\b" "$file" 2>/dev/null || complain "$1: $file does not say that it shows it" ;;
    *)
        name=$(basename "$file")
        stem=${name%.*}
        grep -qsE "\b(${stem}|${stem#test_})\b" "$(dirname "$file")/meson.build" || complain "$1: no test runs '$file'"
        [ -f "$file" ] || complain "$1: there is no $file"
        if [ "$file" != "$2" ]; then
            grep -qsE "cmocka_unit_test\(${2#*:}\)|^def ${2#*:}\(" "$file" || complain "$1: there is no ${2#*:} in $file"
        fi
        ;;
    esac
}

later='' open='' expected=1 facts=0
claimed=$(mktemp)
trap 'rm -f "$claimed"' EXIT
tab=$(printf '\t')
while IFS="$tab" read -r fact asks proofs; do
    case $fact in \#* | fact) continue ;; esac
    [ "$fact" = "$(printf 'S-%03d' $expected)" ] || complain "$fact where S-$expected should be"
    expected=$((expected + 1)) facts=$((facts + 1))
    if [ -z "$asks" ] || [ -z "$proofs" ]; then complain "$fact: nothing shows it"; fi
    while [ -n "$proofs" ]; do
        proof=${proofs%%, *}
        case $proofs in *", "*) proofs=${proofs#*, } ;; *) proofs='' ;; esac
        shows "$fact" "$proof"
    done
done <"$table"
[ $facts = 95 ] || complain "$facts facts, not 95"

# What a story claims to show stands in the table.
claims() { awk '$1 == "shows" { for (i = 2; i <= NF; i++) if ($i ~ /^S-/) print $i, FILENAME }' days/*.story; }
claims >"$claimed"
while read -r fact story; do
    grep "^$fact$tab" $table | grep -q "$story" || complain "$story shows $fact, and the table does not say so"
done <"$claimed"

# Every rule of the past has a story.
for rule in H01 H02 H03 H04 H05 H06 H07 H08 H09 H10 H11 H12 H13 H14 H15 H16 H17 H18 H19 H20 \
    P01 P02 P03 P04 P05 P06 P07 P08 P09 P10 P11 P12; do
    grep -q "^shows.* $rule\b" days/*.story || complain "no story shows $rule"
done
echo "seeds: $facts facts; later:${later:- none}; open:${open:- none}"
exit $wrong
