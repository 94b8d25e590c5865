#!/bin/sh
# wrong: every story in wrong/ must fail, with the words of its second line ("# complains: …").
#
#   wrong.sh DAYS FOLDER
set -u
bad=0
complain() { echo "$*"; bad=1; }
count=0
for story in "$2"/*.story; do
    count=$((count + 1))
    words=$(sed -n '2s/^# complains: //p' "$story")
    [ -n "$words" ] || complain "$story does not say what is wrong with it"
    said=$("$1" "$story") && complain "$story passes"
    case $said in
    *"$words"*) ;;
    *) complain "$story: expected \"$words\", was: $said" ;;
    esac
done
[ "$count" -gt 10 ] || complain "$count stories in $2"
exit $bad
