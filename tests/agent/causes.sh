#!/bin/sh
# `ndrwatch causes` as people and programs meet it: every cause and every rule once, the words of each, the page for
# man(1), and its manners.
# usage: causes.sh NDRWATCH RULES.C GOLDEN        UPDATE=1 writes the golden pages anew
set -eu
ndrwatch=$1 rules=$2 golden=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "FAIL: $*"
    exit 1
}

"$ndrwatch" causes >"$scratch/all"
[ "$(grep -c '^[a-z0-9_]* *[0-9][0-9]*  [A-Z]' "$scratch/all")" = 42 ] || fail "it does not list 42 causes"
[ "$(grep -c '^[a-z0-9_]*       *[A-Z][^0-9]*\.$' "$scratch/all")" = 9 ] || fail "it does not list 9 notices"
[ "$(wc -L <"$scratch/all")" -le 84 ] || fail "a line of the list is too long"

# One golden page of words for each: what a change says anew is read in the diff. The rules have their own tests.
sed -n 's/^\([a-z0-9_]*\)  *[0-9]*  [A-Z].*/\1/p' "$scratch/all" >"$scratch/ids"
mkdir "$scratch/pages"
while read -r id; do
    COLUMNS=80 "$ndrwatch" causes "$id" | sed '/^  Rules/,$d' >"$scratch/pages/$id.txt"
done <"$scratch/ids"
if [ "${UPDATE:-}" ]; then
    rm -rf "$golden"
    cp -r "$scratch/pages" "$golden"
fi
diff -ru "$golden" "$scratch/pages" || fail "the words differ from $golden (UPDATE=1 renews them)"

"$ndrwatch" causes no_such_user | tr -s ' \n' ' ' >"$scratch/one"
grep -q ' Rules ms.recipient: ' "$scratch/one" || fail "its rules are missing"
grep -q ' yahoo.user: .*\[Yahoo, SMTP error codes\] ' "$scratch/one" || fail "a rule or its source is missing"

"$ndrwatch" causes --json >"$scratch/json"
sed -n 's/^    {"\([a-z0-9.]*\)", BOUNCE_CAUSE.*/\1/p' "$rules" | sort >"$scratch/want"
[ -s "$scratch/want" ] || fail "no rules in $rules?"
"$ndrwatch" causes --man >"$scratch/page.7"
python3 - "$scratch/json" "$scratch/want" "$scratch/page.7" <<'END'
import json, sys
entries = [json.loads(line) for line in open(sys.argv[1])]
causes = [entry for entry in entries if "cause" in entry]
notices = [entry for entry in entries if "notice" in entry]
assert len({cause["cause"] for cause in causes}) == 42 and len(notices) == 9
rules = sorted(rule["id"] for cause in causes for rule in cause["rules"])
assert rules == sorted(open(sys.argv[2]).read().split()), rules
assert all(rule["source"] and rule["phrases"] for cause in causes for rule in cause["rules"])
assert all(cause["who"] and cause["headline"] and cause["steps"] and cause["postmaster"] and cause["waiting"]
           for cause in causes)
assert [cause for cause in causes if cause["cause"] == "greylisted"][0]["who"] == ["nobody"]
assert any(rule["hosts"] == "google|gmail" for cause in causes for rule in cause["rules"])
# The page for man(1) has each of them and all its words, and no line of it is taken for a request.
page = open(sys.argv[3]).read()
macros = {line.split()[0] for line in page.splitlines() if line[:1] in ".'"}
assert macros <= {".\\\"", ".TH", ".SH", ".SS", ".PP", ".IP", ".B"}, macros
for entry in entries:
    assert f'\n.SS {entry.get("cause") or entry.get("notice")}\n' in page, entry
    for text in [entry["happened"], entry["again"], entry["keep"], *entry["steps"], *entry.get("postmaster", [])]:
        assert text in page, text
END
if command -v groff >/dev/null; then
    groff -man -ww -K utf8 -T utf8 "$scratch/page.7" 2>&1 >"$scratch/typeset" | grep . && fail "groff does not like the page"
    grep -q 'example.net refused your mail' "$scratch/typeset" || fail "groff has not typeset it"
fi

code=0
"$ndrwatch" causes nothing_such 2>"$scratch/err" || code=$?
[ $code = 64 ] || fail "an unknown cause: exit $code"
grep -q "'nothing_such' is not a cause" "$scratch/err" || fail "it does not say what is wrong"
code=0
"$ndrwatch" causes --pending 2>/dev/null || code=$?
[ $code = 64 ] || fail "a wrong option: exit $code"
"$ndrwatch" causes --help | grep -q '^usage: ndrwatch causes' || fail "no help"
