#!/bin/bash
# Proves what a deb of packaging/build.sh does to a machine: installs, upgrades, removes and
# purges it, in a root file system that is this machine's with all changes kept in memory. As
# root, on Debian or Ubuntu, with adduser, debconf and systemd's tools:
#
#     packaging/check-deb.sh packaging/target/belfry_*.deb
set -euo pipefail

. "${0%/*}/checks.sh"

inside() {
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root \
    DEBIAN_FRONTEND=noninteractive "$@"
}
as_belfry() {
  inside setpriv --reuid belfry --regid belfry --clear-groups env -C /etc/belfry "$@"
}
packages() { inside dpkg "$@" >>"$work/dpkg.log" 2>&1 </dev/null; }
is() { [ "$1" = "$2" ]; }
mode_of() { inside stat -c '%U:%G %a' "$1"; }

mkdir "$work/upper" "$work/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o noexec none "$root/tmp"
# Without the machine's own Java, and as if its package had never been here.
for folder in /usr/lib/jvm /opt/java; do
  [ ! -d "$root$folder" ] || mount -t tmpfs none "$root$folder"
done
packages --purge belfry || true
rm -rf "$root/var/lib/belfry" "$root/etc/belfry"
# The index of all manual pages of the machine is not made anew each time.
rm -f "$root/var/lib/man-db/auto-update"

# The same package as a later version with other defaults.
inside mkdir /srv/deb
cp "$package" "$root/srv/deb/first.deb"
dpkg-deb --raw-extract "$package" "$work/next"
sed -i 's/^Version: .*/&+later/' "$work/next/DEBIAN/control"
echo "# A later default." >>"$work/next/etc/belfry/belfry.yaml"
dpkg-deb --root-owner-group -Znone --build "$work/next" "$root/srv/deb/next.deb" >/dev/null
rm -rf "$work/next"

holds "it installs" packages --install /srv/deb/first.deb
holds "the command is there" inside belfry --version
holds "there is a user without a login" \
  grep -q '^belfry:.*:/var/lib/belfry:.*/nologin$' "$root/etc/passwd"
holds "the data are the user's alone" is "$(mode_of /var/lib/belfry)" "belfry:belfry 700"
holds "the settings are for root to write and the user to read" \
  is "$(mode_of /etc/belfry/belfry.yaml)" "root:belfry 640"
holds "the service is enabled" \
  test -L "$root/etc/systemd/system/multi-user.target.wants/belfry.service"
holds "systemd understands the unit" inside systemd-analyze verify belfry.service
holds "the unit is hardened" \
  test "$(inside systemd-analyze security --offline=true belfry.service |
    sed -n 's/.*exposure level for belfry.service: \([0-9]*\).*/\1/p')" -le 2
holds "there is a man page for each command" \
  inside test -s /usr/share/man/man1/belfry.1.gz -a -s /usr/share/man/man1/belfry-restore.1.gz
holds "bash completes" inside bash -c '
  source /usr/share/bash-completion/completions/belfry && complete -p belfry' >/dev/null
holds "the files are those of the package" inside dpkg --verify belfry

# As the unit starts it: its user, its folder, its command.
serve() {
  chroot "$root" /usr/bin/env -i -C /etc/belfry PATH=/usr/bin:/bin setpriv --reuid belfry \
    --regid belfry --clear-groups --no-new-privs /usr/bin/belfry serve --server.port=0 \
    >"$work/server.log" 2>&1 &
  server=$!
  holds "the service's command listens" eventually grep -q 'Belfry listens on' "$work/server.log"
  url=$(grep -oE 'http://[^ ]+:[0-9]+' "$work/server.log" | head -n 1)
}

stop() {
  kill "$server"
  status=0
  wait "$server" || status=$?
  server=
  [ $status = 0 ]
}

notify() {
  curl -sf -d '{"to":{"user":"42"},"notification":{"title":"kept"}}' "$url/v1/notify"
}
inbox_has() { curl -sf "$url/v1/users/42/inbox" | grep -q '"kept"'; }

serve
holds "it is ready" eventually curl -sf "$url/health/ready"
holds "it writes its data" notify
holds "the cache of classes is used" grep -qE '/usr/lib/belfry/lib/belfry-SERVER.*aot' \
  "/proc/$server/maps"
echo
holds "the server stops" stop

holds "root backs up" inside belfry backup --data /var/lib/belfry /srv/copy.db
holds "and restores for the service" \
  inside belfry restore --data /var/lib/belfry --force /srv/copy.db
holds "the data stay the user's alone" is "$(mode_of /var/lib/belfry/belfry.db)" "belfry:belfry 600"
holds "the doctor, as the service's user, finds nothing that fails" as_belfry belfry doctor --port 0

echo "# changed here" >>"$root/etc/belfry/belfry.yaml"
holds "an upgrade installs" packages --force-confold --install /srv/deb/next.deb
holds "it keeps the settings" grep -q '^# changed here' "$root/etc/belfry/belfry.yaml"
holds "and their owner" is "$(mode_of /etc/belfry/belfry.yaml)" "root:belfry 640"
serve
holds "it keeps the data" eventually inbox_has
holds "the server of the upgrade stops" stop

inside systemctl disable belfry.service >>"$work/dpkg.log" 2>&1
holds "an upgrade of a disabled service installs" packages --install /srv/deb/next.deb
holds "and leaves it disabled" \
  test ! -e "$root/etc/systemd/system/multi-user.target.wants/belfry.service"

holds "it is removed" packages --remove belfry
holds "the command is gone" test ! -e "$root/usr/bin/belfry" -a ! -e "$root/usr/lib/belfry"
holds "settings and data stay" test -e "$root/etc/belfry/belfry.yaml" -a -d "$root/var/lib/belfry"
holds "it is purged" packages --purge belfry
holds "the settings are gone" test ! -e "$root/etc/belfry"
holds "the data stay, since nobody asked" test -s "$root/var/lib/belfry/belfry.db"

holds "it installs again beside its data" packages --install /srv/deb/first.deb
serve
holds "which are there" eventually inbox_has
holds "the server of the second installation stops" stop
echo 'belfry belfry/remove-data boolean true' | inside debconf-set-selections
holds "a purge that was asked to remove data" packages --purge belfry
holds "removes them" test ! -e "$root/var/lib/belfry"
holds "and the user" fails grep -q '^belfry:' "$root/etc/passwd"

echo "check-deb: $held facts hold"
