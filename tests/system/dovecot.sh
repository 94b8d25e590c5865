#!/bin/sh
# dovecot: a private Dovecot for tests and for packaging/try.sh: TLS on loopback, an ordinary user, one folder.
#
#   dovecot.sh fetch DEBS          download Dovecot's packages without installing them (where it is not installed)
#   dovecot.sh prepare DIR [DEBS]  make keys, certificates and configuration in DIR; unpack DEBS where needed
#   dovecot.sh start DIR           serve imaps on 127.0.0.1, port DIR/port, certificate DIR/certs/$(cat DIR/cert)
#   dovecot.sh deliver DIR USER FILE
#   dovecot.sh kick DIR            cut every connection, keep serving
#   dovecot.sh stop DIR            and wait until it has gone
#
# Any user name signs in with the password "sekrit". The certificates' names are localhost and 127.0.0.1; DIR/certs
# holds ca.pem and the pairs good, wronghost, expired, selfsigned. DIR lies directly in /tmp with a short name: a
# socket's path has 107 bytes, and Dovecot's own path of its modules, 24 bytes, is replaced in place by ours.
set -eu
umask 022

# Dovecot will not serve as root: give the work to nobody.
if [ "$(id -u)" = 0 ]; then
    user=nobody group=nogroup
    run() { (cd "$dir" && exec setpriv --reuid="$user" --regid="$group" --clear-groups "$@"); }
    own() { chown -R "$user:$group" "$@"; }
else
    user=$(id -un) group=$(id -gn)
    run() { (cd "$dir" && exec "$@"); }
    own() { :; }
fi

die() {
    echo "dovecot.sh: $*" >&2
    exit 1
}

installed() { [ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/imap-login ] && [ -z "${DOVECOT_UNPACK:-}" ]; }

# The packages apt would install, downloaded only: no service comes with a file that is merely unpacked.
fetch() {
    installed && return
    mkdir -p "$1"
    packages=dovecot-core\ dovecot-imapd
    packages="$packages $(apt-get -s --no-install-recommends install dovecot-imapd 2>/dev/null |
        sed -n 's/^Inst \([^ ]*\).*/\1/p')"
    # shellcheck disable=SC2046,SC2086  # lists of words
    (cd "$1" && apt-get -q download $(printf '%s\n' $packages | sort -u) >fetch.log 2>&1) ||
        { cat "$1/fetch.log" >&2; die "could not download Dovecot; is there a network and an up-to-date 'apt-get update'?"; }
}

unpack() {
    [ -n "${1:-}" ] && set -- "$1"/*.deb
    [ -f "${1:-}" ] || die "no Dovecot here; 'sh tests/run.sh' fetches one without installing it"
    for deb; do dpkg-deb -x "$deb" "$dir/root"; done
    modules=/usr/lib/dovecot/modules
    ours=$dir/mod
    [ ${#ours} -le ${#modules} ] || die "$dir: the name is too long; use mktemp -d /tmp/ndrwatch-XXXXXX"
    while [ ${#ours} -lt ${#modules} ]; do ours=$ours/; done
    ln -s "root$modules" "$dir/mod"
    grep -rlF "$modules" "$dir/root/usr" | LC_ALL=C xargs sed -i "s|$modules|$ours|g"
}

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1" 2>/dev/null; }

# certificate NAME SAN DAYS: signed by our CA. DAYS -1 ended yesterday.
certificate() {
    new_key "$1.key"
    openssl req -new -key "$1.key" -subj "/O=ndrwatch/CN=$1 test server" -out "$1.csr"
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$2" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$3" \
        -extfile "$1.ext" -out "$1.pem" 2>/dev/null
    rm "$1.csr" "$1.ext"
}

certificates() (
    here=DNS:localhost,IP:127.0.0.1
    mkdir -p "$dir/certs"
    cd "$dir/certs"
    new_key ca.key
    openssl req -x509 -key ca.key -days 90 -subj "/O=ndrwatch/CN=ndrwatch test CA" -out ca.pem \
        -addext keyUsage=critical,keyCertSign,cRLSign
    certificate good $here 90
    certificate wronghost DNS:mail.example.net 2
    certificate expired $here -1
    new_key selfsigned.key
    openssl req -x509 -key selfsigned.key -days 2 -subj "/O=ndrwatch/CN=selfsigned test server" \
        -addext subjectAltName=$here -out selfsigned.pem
)

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

configuration() {
    cert=$(cat "$dir/cert") port=$(cat "$dir/port")
    cat <<END
base_dir = $dir/run
state_dir = $dir/state
log_path = $dir/log
listen = 127.0.0.1$(cat "$dir/listen" 2>/dev/null)
protocols = imap
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
first_valid_uid = 1
mail_uid = $user
mail_gid = $group
mail_location = maildir:$dir/mail/%u
mail_max_userip_connections = 100
$(cat "$dir/more" 2>/dev/null)
auth_mechanisms = plain login $(cat "$dir/mechanisms" 2>/dev/null)
auth_verbose = yes
auth_failure_delay = 0
ssl = required
ssl_cert = <$dir/certs/$cert.pem
ssl_key = <$dir/certs/$cert.key
stats_writer_socket_path =
passdb {
  driver = static
  args = password=sekrit
}
userdb {
  driver = static
  args = uid=$user gid=$group home=$dir/mail/%u
}
$(cat "$dir/last" 2>/dev/null)
service imap-login {
  chroot =
  process_min_avail = 1
  service_count = 0
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = $port
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth {
  user = $user
}
service auth-worker {
  user = $user
}
END
    [ -d "$dir/root" ] || return 0
    cat <<END
libexec_dir = $dir/root/usr/lib/dovecot
mail_plugin_dir = $dir/root/usr/lib/dovecot/modules
import_environment = \$import_environment LD_LIBRARY_PATH=$(libraries)
END
}

libraries() {
    lib=$dir/root/usr/lib
    echo "$lib/dovecot:$lib/dovecot/modules/old-stats$(printf ':%s' "$lib"/*-linux-*)"
}

# Dovecot's programs look for doveconf at its installed place; doveconf -e starts them with the answers instead.
dovecot() {
    root=
    [ -d "$dir/root" ] && root=$dir/root LD_LIBRARY_PATH=$(libraries) && export LD_LIBRARY_PATH
    program=$1
    shift
    run "$root/usr/bin/doveconf" -c "$dir/dovecot.conf" -e "$root/usr/$program" -c "$dir/dovecot.conf" "$@"
}

# Asks ten times a second, at most 10 s.
wait_for() {
    tries=0
    until "$@" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || return 1
        sleep 0.1
    done
}

serving() { [ -s "$dir/run/master.pid" ] && python3 -c "import socket; socket.create_connection(('127.0.0.1', $port)).close()"; }
gone() { [ ! -e "$dir/run/master.pid" ]; } # its process may stay a zombie where init is lazy

prepare() {
    mkdir -p "$dir/run" "$dir/state" "$dir/mail"
    chmod 755 "$dir"
    certificates
    [ -s "$dir/port" ] || free_port >"$dir/port"
    [ -s "$dir/cert" ] || echo good >"$dir/cert"
    installed || unpack "${1:-}"
    own "$dir/run" "$dir/state" "$dir/mail" "$dir/certs"
    own "$dir" # its log is made beside them
}

start() {
    configuration >"$dir/dovecot.conf"
    port=$(cat "$dir/port")
    # Into a file: what it inherits stays open as long as it serves.
    dovecot sbin/dovecot >"$dir/start.log" 2>&1 || { cat "$dir/start.log" "$dir/log"; die "Dovecot does not start"; } >&2
    wait_for serving || { cat "$dir/log"; die "Dovecot does not answer on port $port"; } >&2
}

stop() {
    [ -s "$dir/run/master.pid" ] || return 0
    pid=$(cat "$dir/run/master.pid")
    kill "$pid" 2>/dev/null || return 0
    wait_for gone || kill -9 "$pid"
}

# As every delivery agent does it: the whole file under tmp, then renamed into new.
deliver() {
    box=$dir/mail/$1
    name=$(date +%s.%N).$$.test
    [ -d "$box/new" ] || { mkdir -p "$box/tmp" "$box/new" "$box/cur" && own "$box"; }
    cp "$2" "$box/tmp/$name"
    own "$box/tmp/$name"
    mv "$box/tmp/$name" "$box/new/$name"
}

command=${1:-} dir=${2:-}
[ $# -ge 2 ] || { sed -n '2,14p' "$0"; exit 64; }
shift 2
case $command in
fetch) fetch "$dir" ;;
prepare) prepare "$@" ;;
start) start ;;
deliver) deliver "$@" ;;
kick) dovecot bin/doveadm kick '*' ;;
stop) stop ;;
*) die "unknown command '$command'" ;;
esac
