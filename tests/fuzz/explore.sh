#!/bin/sh
# explore: what the fuzz targets find beyond their corpora: those of classify/, with --programs those of the other folders.
#
#   explore.sh [--programs] [--seconds N] [--fast | --afl] [--into FOLDER] [TARGET…]
#   explore.sh [--programs] --goals [--into FOLDER]    10^7 runs of read, 10^8 of the others together
#   explore.sh [--programs] --totals [--into FOLDER]   what all runs into FOLDER make together
#
# Runs each target for so many seconds (60), one after the other, under ASan and UBSan; --fast without them, --afl by
# AFL++ instead of libFuzzer. FOLDER (build-explore, build-explore-programs) keeps build, corpora, findings and runs.tsv,
# so that what is stopped goes on where it was. Ends with 1 where there is a finding, with 77 where there is no clang.
set -u
source=$(cd "$(dirname "$0")/../.." && pwd)
seconds=60 flavour=sanitised into='' mode=explore folders=classify
while [ $# -gt 0 ]; do
    case $1 in
    --programs) folders='imap agent/net notify agent' ;;
    --seconds) seconds=$2 && shift ;;
    --fast) flavour=fast ;;
    --afl) flavour=afl ;;
    --into) into=$2 && shift ;;
    --goals) mode=goals ;;
    --totals) mode=totals ;;
    -*) sed -n '2,11p' "$0"; exit 64 ;;
    *) break ;;
    esac
    shift
done
targets=${*:-$(for folder in $folders; do find "$source/tests/$folder" -name 'fuzz_*.c'; done | sed 's/.*fuzz_\(.*\)\.c/\1/' | sort -u)}
parser=true
[ "$folders" = classify ] || parser=false
into=${into:-build-explore$([ $parser = true ] || echo -programs)}
mkdir -p "$into/findings" || exit 73
into=$(cd "$into" && pwd)
runs=$into/runs.tsv # target, flavour, runs, seconds
touch "$runs"
small='$1 != "read"'

say() { printf '%-8s %-10s %12s %8s %9s %s\n' "$@"; }

# Runs so far of the targets that fit CONDITION, an expression of awk.
total() { awk -F'\t' "$1"' { sum += $3 } END { printf "%d\n", sum }' "$runs"; }

# Where the program of a target is, in a build folder.
place() { # TARGET
    for folder in $folders; do
        [ -f "$source/tests/$folder/fuzz_$1.c" ] && echo "tests/$folder/fuzz_$1" && return
    done
    echo "explore: no tests/*/fuzz_$1.c in: $folders" >&2
    exit 64
}

compiler() {
    for name in "$@"; do
        command -v "$name" && return
    done
    echo "explore: skipped: none of these is there: $*" >&2
    exit 77
}

build() { # FLAVOUR
    sanitise=none
    case $1 in
    afl) cc=$(compiler afl-clang-fast) ;;
    *) cc=$(compiler clang-19 clang) ;;
    esac || exit
    [ "$1" != sanitised ] || sanitise=address,undefined
    [ -f "$into/$1/build.ninja" ] || CC=$cc "${MESON:-meson}" setup "$into/$1" "$source" -Dfuzz=true -Dtests=enabled \
        -Dparser-only=$parser -Db_sanitize=$sanitise -Db_lundef=false --buildtype=debugoptimized >"$into/$1.log" || {
        tail -20 "$into/$1.log" && exit 1
    }
    names=
    for target in $targets; do names="$names $(place "$target")" || exit; done
    # shellcheck disable=SC2086  # a list of files
    ninja -j2 -C "$into/$1" $names >"$into/$1.log" || { tail -20 "$into/$1.log" && exit 1; }
}

seeds() { # TARGET
    echo "$source/tests/fuzz/$1"
    case $1 in read | reply | gate) echo "$source/tests/classify/mails" ;; esac
}

# As long as the mails are; the other targets read less.
longest() { case $1 in read | gate) echo 8192 ;; guard | facts) echo 4096 ;; *) echo 1024 ;; esac; }

by_libfuzzer() { # TARGET
    mkdir -p "$into/corpus/$1"
    # shellcheck disable=SC2046  # two folders
    "$into/$flavour/$(place "$1")" -max_total_time="$seconds" -max_len="$(longest "$1")" -timeout=10 \
        -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 -artifact_prefix="$into/findings/$1-" \
        ${dictionary:+-dict="$dictionary"} "$into/corpus/$1" $(seeds "$1") >"$into/$1.log" 2>&1
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$into/$1.log")
}

by_afl() { # TARGET
    mkdir -p "$into/afl-seeds/$1" "$into/afl-out"
    # shellcheck disable=SC2046  # two folders
    find $(seeds "$1") -type f -size -8k -exec cp {} "$into/afl-seeds/$1/" \;
    AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_AUTORESUME=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
        afl-fuzz -V "$seconds" ${dictionary:+-x "$dictionary"} -i "$into/afl-seeds/$1" -o "$into/afl-out/$1" -- \
        "$into/afl/$(place "$1")" >"$into/$1.log" 2>&1
    stats=$into/afl-out/$1/default/fuzzer_stats
    executed=$(sed -n 's/^execs_done *: *//p' "$stats")
    # It counts on where it was resumed; we want this run's own.
    executed=$((executed - $(total "\$1 == \"$1\" && \$2 == \"afl\"")))
    find "$into/afl-out/$1" -path '*crashes/id*' -o -path '*hangs/id*' | while read -r file; do
        cp "$file" "$into/findings/$1-$(sha1sum "$file" | cut -c1-40)"
    done
}

# A finding names itself TARGET-crash-…, TARGET-leak-…, TARGET-timeout-…
findings() { find "$into/findings" -type f -name "$1*" | wc -l; }

explore() { # TARGET…
    for target; do
        began=$(date +%s)
        executed=0
        dictionary=$source/tests/fuzz/$target.dict
        [ -f "$dictionary" ] || dictionary=
        case $flavour in afl) by_afl "$target" ;; *) by_libfuzzer "$target" ;; esac
        took=$(($(date +%s) - began))
        printf '%s\t%s\t%d\t%d\n' "$target" "$flavour" "${executed:-0}" "$took" >>"$runs"
        say "$target" "$flavour" "${executed:-0}" "$took" "$((${executed:-0} / (took + !took)))" "$(findings "$target-")"
        [ "${executed:-0}" -gt 0 ] || { tail -20 "$into/$target.log"; exit 1; }
    done
}

# A fifth of the runs with sanitisers, then faster ones, always where most is missing.
goals() {
    seconds=120
    build sanitised && build fast
    while [ "$(findings '')" = 0 ]; do
        flavour=sanitised
        if [ $parser = true ] && [ "$(total '$1 == "read"')" -lt 10000000 ]; then
            [ "$(total '$1 == "read" && $2 == "sanitised"')" -lt 2000000 ] || flavour=fast
            explore read
        elif [ "$(total "$small")" -lt 100000000 ]; then
            [ "$(total "$small"' && $2 == "sanitised"')" -lt 20000000 ] || flavour=fast
            # shellcheck disable=SC2046  # a list of words
            explore $(echo "$targets" | tr ' ' '\n' | grep -v '^read$')
        else
            break
        fi
    done
}

say target build runs seconds runs/s findings
case $mode in
explore)
    build "$flavour"
    # shellcheck disable=SC2086  # a list of words
    explore $targets
    ;;
goals) goals ;;
esac
if [ $mode != explore ]; then
    for target in $targets; do
        for flavour in sanitised fast afl; do
            awk -F'\t' -v target="$target" -v flavour=$flavour '$1 == target && $2 == flavour { runs += $3; took += $4 }
                END { if (took) print runs, took, int(runs / took) }' "$runs" | while read -r sum took rate; do
                say "$target" "$flavour" "$sum" "$took" "$rate" "$(findings "$target-")"
            done
        done
    done
    [ $parser = false ] || echo "read: $(total '$1 == "read"') of 10000000"
    echo "the others: $(total "$small") of 100000000"
fi
if [ "$(findings '')" != 0 ]; then
    echo "Found; each becomes a file in tests/fuzz/TARGET, in the commit that mends it:"
    find "$into/findings" -type f
    exit 1
fi
