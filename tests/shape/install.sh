#!/bin/sh
# install: what `ninja install` puts where: libndrwatch(3)'s example builds with pkg-config against either library
# and runs, C++ takes the header, and the programs run from there without ldconfig.
#
#   install.sh SOURCE BUILD SANITISERS MESON…        SANITISERS: of the build, or none; MESON…: the command that is meson
set -eu
source=$1 build=$2 sanitise=
[ "$3" = none ] || sanitise=-fsanitize=$3
shift 3
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
unset LD_LIBRARY_PATH DESTDIR
"$@" install -C "$build" --no-rebuild --quiet --destdir "$root" >"$root/log" 2>&1 || { cat "$root/log"; exit 1; }
place() { find "$root" -name "$1" ! -type d; }

PKG_CONFIG_LIBDIR=$(dirname "$(place ndrwatch.pc)") PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
compile() { # NAME LIBRARY…
    name=$1
    shift
    # shellcheck disable=SC2046,SC2086  # lists of flags
    "${CC:-cc}" -std=c17 -Wall -Wextra -Wpedantic -Werror $sanitise $(pkg-config --cflags ndrwatch) \
        "$(place example.c)" -o "$root/$name" $(pkg-config --libs-only-L ndrwatch) "$@"
}
libraries=$(dirname "$(place libndrwatch.so)")
export LD_LIBRARY_PATH="$libraries"

# The example of the man page, with either library: one returned mail and one other.
explains() { # PROGRAM
    "$1" <"$source/packaging/try/1-refused.eml" >"$root/said"
    for line in '^pat@charter.net: Charter refused every connection' '^  - Wait a few hours' '^  (connection_refused, '; do
        grep -q "$line" "$root/said" || { cat "$root/said"; echo "install: $1: no '$line'"; exit 1; }
    done
    code=0
    "$1" <"$source/packaging/try/6-newsletter.eml" >"$root/said" || code=$?
    [ "$code $(cat "$root/said")" = "1 An ordinary mail." ]
}
# shellcheck disable=SC2046  # a list of words
compile shared $(pkg-config --libs-only-l ndrwatch)
explains "$root/shared"
if LD_LIBRARY_PATH='' "$root/shared" </dev/null >"$root/log" 2>&1; then
    echo "install: that was not the shared library"
    exit 1
fi
compile static -l:libndrwatch.a
LD_LIBRARY_PATH='' explains "$root/static"

# The header is C++ as well. Linked as C, so that it goes with the sanitisers of the build.
cat >"$root/use.cpp" <<'END'
#include <ndrwatch/bounce.h>

int
main()
{
    static const char reply[] = "550 5.1.1 User unknown";
    struct bounce_options options = {};
    options.size = sizeof options;
    bounce *read = nullptr;
    if (bounce_read_reply(reply, sizeof reply - 1, &options, &read) != BOUNCE_READ)
        return 1;
    const bounce_diagnosis why = bounce_diagnose(read, read->failures);
    bounce_free(read);
    return why.cause == BOUNCE_CAUSE_NO_SUCH_USER ? 0 : 2;
}
END
cxx=$(command -v g++ || command -v clang++ || true)
if [ "$cxx" ]; then
    # shellcheck disable=SC2046,SC2086  # lists of flags
    "$cxx" -std=c++11 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags ndrwatch) -c "$root/use.cpp" -o "$root/use.o"
    # shellcheck disable=SC2046,SC2086
    "${CC:-cc}" $sanitise "$root/use.o" -o "$root/use" $(pkg-config --libs ndrwatch)
    "$root/use"
else
    echo "install: neither g++ nor clang++ is here: bounce.h was not tried as C++"
fi

[ "$(place ndrwatch-imap)" ] || exit 0 # -Dparser-only
ndrwatch=$(find "$root" -path "*/bin/ndrwatch")
"$ndrwatch" --version
"$(place ndrwatch-imap)" --version
[ -s "$(place providers.ini)" ] || { echo "install: no providers.ini"; exit 1; }
"$ndrwatch" causes --man | cmp - "$(place ndrwatch-causes.7)" || { echo "install: ndrwatch-causes(7) is not what the program says"; exit 1; }
