#!/bin/sh
# layers.sh SOURCE_ROOT LIBNDRWATCH.so: the arrows of ARCHITECTURE.md, enforced.
set -eu
library=$(realpath "$2")
cd "$1"
bad=0
may() {
    folder=$1
    shift
    for other in classify imap notify agent agent/net agent/keyring; do
        case " $folder $* " in *" $other "*) continue ;; esac
        if grep -n "#include \"$other/[^/]*\.h\"" "$folder"/*.[ch]; then
            echo "$folder/ must not include $other/"
            bad=1
        fi
    done
}
may classify
may imap classify
may agent/net imap
may notify classify
may agent classify imap notify agent/net agent/keyring
may agent/keyring

# From outside, only the public headers.
for pair in 'classify bounce' 'imap messages|cage' 'agent/keyring slip' 'agent/net lookup|web' 'notify notice|render|rows|report'; do
    folder=${pair% *}
    for user in classify imap notify agent agent/net agent/keyring; do
        [ "$user" = "$folder" ] && continue
        if grep -n "#include \"$folder/[^/]*\.h\"" "$user"/*.[ch] | grep -Ev "\"$folder/(${pair#* })\.h\""; then
            echo "$user/ may see only the public headers of $folder/"
            bad=1
        fi
    done
done

# The parser may only touch memory.
allowed='^(calloc|free|malloc|realloc|mem(chr|rchr|mem|cmp|cpy|move|set)|str(len|cmp|chr)|__stack_chk_fail|__(asan|ubsan|lsan|tsan|sanitizer|gcov|cyg)_.*|__mem(cpy|move|set)_chk|__.*_finalize|__assert_fail|_ITM_.*|__gmon_start__)$'
symbols=$(nm -uD "$library" | awk '{print $NF}' | sed 's/@.*//')
case $symbols in *malloc*) ;; *) echo "no symbols read from $library"; bad=1 ;; esac
if printf '%s\n' "$symbols" | grep -Ev "$allowed" | grep .; then
    echo "the parser may only touch memory"
    bad=1
fi
exit $bad
