#!/bin/sh
# coverage: how much of classify/ its tests and corpora run, by clang-19 and llvm-cov-19.
#
#   coverage.sh [FOLDER]       builds in FOLDER (build-coverage); prints a table, and what is missing below the bars
#
# The bars: every condition of rules.c and diagnose.c decides an outcome by itself (MC/DC, 100 %); 95 % of the lines
# and of the branches of the rest. Ends with 1 below, with 77 where clang-19 is not there.
set -eu
source=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-build-coverage}
flags='-fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc -Wno-unused-command-line-argument'
sh "$source/packaging/need.sh" "to measure" clang-19 llvm-19 libclang-rt-19-dev || {
    echo "coverage: skipped: no clang-19"
    exit 77
}
[ -f "$folder/build.ninja" ] || CC=clang-19 meson setup "$folder" "$source" -Dtests=enabled -Dparser-only=true \
    -Doptimization=0 "-Dc_args=$flags" "-Dc_link_args=$flags" >"$folder.log" || { tail -20 "$folder.log"; exit 1; }
rm -f "$folder.log"
rm -rf "$folder/profiles"
ninja -j2 -C "$folder" >/dev/null
# Each program keeps one profile, into which its runs are merged.
LLVM_PROFILE_FILE=$(realpath "$folder")/profiles/%m.profraw meson test -C "$folder" --no-rebuild --suite classify \
    --suite fuzz --no-suite cost --timeout-multiplier 5 >"$folder/tests.log" || { grep -E 'FAIL|TIMEOUT|ERROR' "$folder/tests.log"; exit 1; }
llvm-profdata-19 merge -sparse "$folder"/profiles/*.profraw -o "$folder/all.profdata"

# A function is the same in every program: what each ran of it is added up.
objects=
for program in "$folder"/tests/classify/test_* "$folder"/tests/classify/replay_*; do
    [ ! -f "$program" ] || objects="$objects${objects:+ -object} $program"
done
# shellcheck disable=SC2086  # a list of words
llvm-cov-19 export $objects -instr-profile "$folder/all.profdata" -sources "$source"/classify/*.c -summary-only >"$folder/coverage.json"
python3 - "$folder/coverage.json" <<'END'
import json
import os
import sys

MCDC = ('rules.c', 'diagnose.c')
BAR = 95
MAKERS = ('phrase_make.c', 'phrase_print.c')  # run when ndrwatch is built
wrong = False
whole = {'lines': [0, 0], 'branches': [0, 0], 'mcdc': [0, 0]}
with open(sys.argv[1]) as file:
    files = json.load(file)['data'][0]['files']
print(f'{"file":14}{"lines":>8}{"branches":>10}{"MC/DC":>8}')
for entry in sorted(files, key=lambda entry: entry['filename']):
    name = os.path.basename(entry['filename'])
    if name in MAKERS:
        continue
    figures = {kind: entry['summary'][kind] for kind in whole}
    for kind, sums in whole.items():
        if name not in MCDC:
            sums[0] += figures[kind]['covered']
            sums[1] += figures[kind]['count']
    percent = {kind: 100 * one['covered'] / one['count'] if one['count'] else 100 for kind, one in figures.items()}
    low = min(percent['lines'], percent['branches']) < BAR or (name in MCDC and percent['mcdc'] < 100)
    print(f'{name:14}{percent["lines"]:8.1f}{percent["branches"]:10.1f}{percent["mcdc"]:8.1f}{"  low" if low else ""}')
    wrong = wrong or (name in MCDC and percent['mcdc'] < 100)
percent = {kind: 100 * sums[0] / sums[1] for kind, sums in whole.items()}
print(f'{"the rest":14}{percent["lines"]:8.1f}{percent["branches"]:10.1f}{percent["mcdc"]:8.1f}'
      f'  (bars: {BAR} lines and branches; MC/DC 100 in {" and ".join(MCDC)})')
sys.exit(1 if wrong or min(percent['lines'], percent['branches']) < BAR else 0)
END
