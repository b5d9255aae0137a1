#!/bin/bash
# Proves that a tar.gz of packaging/build.sh is all that a machine needs: unpacks it into a root
# file system that has libc, a shell, three tools of coreutils and no Java, and uses it there.
# Nothing may be run from its /tmp, which is how natives that are unpacked would show. As root:
#
#     packaging/check-tar.sh packaging/target/belfry-*.tar.gz
set -euo pipefail

. "${0%/*}/checks.sh"

inside() { chroot "$root" /usr/bin/env -i HOME=/nowhere PATH=/usr/bin "$@"; }
belfry() { inside /srv/moved/bin/belfry "$@"; }
uses() { grep -qE "/srv/moved/$1" "/proc/$server/maps"; }

mkdir -p "$root"/{usr/bin,proc,dev,tmp,data,srv}
ln -s usr/bin "$root/bin"
for tool in sh readlink cksum tr env; do
  cp -L "$(command -v $tool)" "$root/usr/bin/"
done
for library in $(ldd "$root"/usr/bin/* | grep -oE '/[^ ]+\.so[^ ]*' | sort -u) \
  $(ldconfig -p | grep -oE '/[^ ]*/lib(m|dl|pthread|rt)\.so\.[0-9]$'); do
  mkdir -p "$root${library%/*}"
  cp -L "$library" "$root$library"
done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o noexec none "$root/tmp"
tar -xzf "$package" -C "$root/srv"
mv "$root"/srv/belfry-* "$root/srv/moved"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost \
  -keyout "$root/data/key.pem" -out "$root/data/cert.pem" 2>/dev/null

holds "there is no java to be found" fails inside sh -c 'command -v java'
holds "the command runs" belfry --version

serve() {
  chroot "$root" /usr/bin/env -i HOME=/nowhere PATH=/usr/bin /srv/moved/bin/belfry serve \
    --server.port=0 --data=/data '--channels=[{match: "kept", durable: true}]' "$@" \
    >"$work/server.log" 2>&1 &
  server=$!
  holds "it listens" eventually grep -q 'Belfry listens on' "$work/server.log"
  url=$(grep -oE 'https?://[^ ]+:[0-9]+' "$work/server.log" | head -n 1)
}

# Ends the server as a supervisor does.
stop() {
  kill "$server"
  status=0
  wait "$server" || status=$?
  server=
  [ $status = 0 ]
}

serve
holds "it is ready" eventually curl -sf "$url/health/ready"
holds "a message is published" belfry publish -u "$url" kept one
holds "and received" test "$(belfry listen -u "$url" kept --since earliest --count 1)" != ""
holds "classes come from the cache, in another folder than it was made in" \
  uses 'lib/belfry-SERVER-[0-9]+\.aot'
holds "SQLite comes from the package" uses lib/native/libsqlitejdbc.so
holds "epoll comes from the package" uses lib/native/libnetty_transport_native_epoll
holds "the command line has its cache" \
  grep -q 'AOTCache=.*belfry-CLIENT' <(inside sh -x /srv/moved/bin/belfry --version 2>&1)
holds "it has manual pages and a completion" test -s "$root/srv/moved/share/man/man1/belfry-top.1" \
  -a -s "$root/srv/moved/share/bash-completion/completions/belfry"
held_cpu=$(awk '{ printf "%.2f", ($14 + $15) / 100 }' "/proc/$server/stat")
held_rss=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$server/status")
holds "it stops when it is told to" stop

serve --server.tls.certificate=/data/cert.pem --server.tls.key=/data/key.pem
holds "TLS works" eventually curl -sf --cacert "$root/data/cert.pem" \
  "${url/127.0.0.1/localhost}/notifications/kept?since=earliest" -H 'Accept: application/json'
holds "by BoringSSL from the package" uses lib/native/libnetty_tcnative
holds "the server stops again" stop

echo "check-tar: $held facts hold; CPU until ready and used $held_cpu s, RSS $held_rss MiB"
