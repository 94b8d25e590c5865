#!/bin/sh
# install: what `ninja install` puts where: a C program builds with pkg-config against either library, and the programs
# run from there without ldconfig.
#
#   install.sh BUILD SANITISERS MESON…        SANITISERS: of the build, or none; MESON…: the command that is meson
set -eu
build=$1 sanitise=
[ "$2" = none ] || sanitise=-fsanitize=$2
shift 2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
unset LD_LIBRARY_PATH DESTDIR
"$@" install -C "$build" --no-rebuild --quiet --destdir "$root" >"$root/log" 2>&1 || { cat "$root/log"; exit 1; }
place() { find "$root" -name "$1" ! -type d; }

PKG_CONFIG_LIBDIR=$(dirname "$(place ndrwatch.pc)") PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
cat >"$root/use.c" <<'END'
#include <ndrwatch/bounce.h>
#include <stdio.h>

int
main(void)
{
    static const char report[] = "Content-Type: multipart/report; report-type=delivery-status\r\n\r\n";
    static const char letter[] = "Subject: hello\r\n\r\n";
    printf("%d %d\n", bounce_likely(report, sizeof report - 1), bounce_likely(letter, sizeof letter - 1));
    return 0;
}
END
compile() { # NAME LIBRARY…
    name=$1
    shift
    # shellcheck disable=SC2046,SC2086  # lists of flags
    "${CC:-cc}" -std=c17 -Wall -Wextra -Wpedantic -Werror $sanitise $(pkg-config --cflags ndrwatch) "$root/use.c" \
        -o "$root/$name" $(pkg-config --libs-only-L ndrwatch) "$@"
}
libraries=$(dirname "$(place libndrwatch.so)")
# shellcheck disable=SC2046  # a list of flags
compile shared $(pkg-config --libs-only-l ndrwatch)
[ "$(LD_LIBRARY_PATH=$libraries "$root/shared")" = "1 0" ]
if "$root/shared" >"$root/log" 2>&1; then echo "install: that was not the shared library"; exit 1; fi
compile static -l:libndrwatch.a
[ "$("$root/static")" = "1 0" ]

[ "$(place ndrwatch-imap)" ] || exit 0 # -Dparser-only
"$(place ndrwatch)" --version
"$(place ndrwatch-imap)" --version
