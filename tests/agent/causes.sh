#!/bin/sh
# `ndrwatch causes` as people and programs meet it: every cause and every rule once, the words of one, and its manners.
# usage: causes.sh NDRWATCH RULES.C
set -eu
ndrwatch=$1 rules=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "FAIL: $*"
    exit 1
}

"$ndrwatch" causes >"$scratch/all"
sed -n 's/^    {"\([a-z0-9.]*\)", BOUNCE_CAUSE.*/\1/p' "$rules" | sort >"$scratch/want"
sed -n 's/^  \([a-z0-9.]*\) .*\[.*\]$/\1/p' "$scratch/all" | sort >"$scratch/told"
[ -s "$scratch/want" ] || fail "no rules in $rules?"
diff "$scratch/want" "$scratch/told" || fail "the rules it lists are not those of $rules"
[ "$(grep -c '^[a-z]' "$scratch/all")" = 42 ] || fail "it does not list 42 causes"
grep -qx 'greylisted (nobody): .*' "$scratch/all" || fail "nobody mends greylisting, but it says another"
grep -q '  on google|gmail  \[' "$scratch/all" || fail "the hosts of a rule are missing"

"$ndrwatch" causes mailbox_full >"$scratch/one"
grep -q 'pat@example.net' "$scratch/one" || fail "the words of a cause are missing"
grep -q '^  - Tell the person' "$scratch/one" || fail "its steps are missing"
[ "$(grep -c '^[a-z]' "$scratch/one")" = 1 ] || fail "one cause was asked for"

"$ndrwatch" causes --json >"$scratch/json"
python3 - "$scratch/json" "$scratch/want" <<'END'
import json, sys
causes = [json.loads(line) for line in open(sys.argv[1])]
assert len({cause["cause"] for cause in causes}) == 42
rules = sorted(rule["id"] for cause in causes for rule in cause["rules"])
assert rules == sorted(open(sys.argv[2]).read().split()), rules
assert all(rule["source"] and rule["phrases"] for cause in causes for rule in cause["rules"])
assert all(cause["who"] and cause["headline"] for cause in causes)
END

code=0
"$ndrwatch" causes nothing_such 2>"$scratch/err" || code=$?
[ $code = 64 ] || fail "an unknown cause: exit $code"
grep -q "'nothing_such' is not a cause" "$scratch/err" || fail "it does not say what is wrong"
code=0
"$ndrwatch" causes --pending 2>/dev/null || code=$?
[ $code = 64 ] || fail "a wrong option: exit $code"
"$ndrwatch" causes --help | grep -q '^usage: ndrwatch causes' || fail "no help"
