#!/bin/sh
# need: install the Debian packages that are missing, and say what for. Starts and asks nothing.
#
#   need.sh "to build" meson ninja-build gcc
#
# A package that brings a service finds starts refused (policy-rc.d, the administrator's own word if there is one).
# Root, or sudo, is wanted only where something is missing.
set -eu
why=$1
shift
policy=/usr/sbin/policy-rc.d
export DEBIAN_FRONTEND=noninteractive

missing=
for package; do
    case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
    'install ok installed') ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0
echo "Installing $why:$missing"

if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "need: root is wanted for this; run: apt-get install$missing" >&2; exit 77; }
    exec sudo sh "$0" "$why" "$@"
fi

log=$(mktemp)
made_policy=
trap 'rm -f "$log" ${made_policy:+"$policy"}' EXIT
trap 'exit 130' INT TERM HUP
if [ ! -e "$policy" ]; then
    made_policy=yes
    printf '#!/bin/sh\nexit 101 # made by ndrwatch for a moment: start no service\n' >"$policy"
    chmod 755 "$policy"
fi

# shellcheck disable=SC2086  # a list of words
install() { apt-get -q -y --no-install-recommends install $missing >"$log" 2>&1; }
update() { apt-get -q update >"$log" 2>&1; }

# Lists may be absent (a fresh image) or older than what the mirror still has.
set -- /var/lib/apt/lists/*_Packages*
[ -e "$1" ] || update || { cat "$log" >&2; exit 69; }
install || { update && install; } || { cat "$log" >&2; exit 69; }
