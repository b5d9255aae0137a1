#!/bin/sh
# Inboxes: in SQLite with many users known; beside a table with a row of flags for each user and
# notification, as ratios of one run; in a PostgreSQL that it starts.
#
#   USERS          known in SQLite; default 1000000
#   PG_USERS       known in PostgreSQL; default 100000; 0 for without
#   PEER_USERS     of the comparison; default 10000
#   PEER_ITEMS     notifications to everyone in it; default 200
#   POSTGRESQL     the folder of its programs; default the newest in /usr/lib/postgresql
#   DATA           a folder on the disk to measure; it is made, and must not be there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${DATA:-/var/tmp/belfry-inbox}
[ ! -e "$data" ] || { echo "$data is there already" >&2; exit 1; }
postgresql=${POSTGRESQL:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}
(cd "$here/../.." && ./mvnw -q -P jmh package -pl bench -am -DskipTests)
mkdir -p "$data/sqlite" "$data/peer" "$data/pg"

as_postgres() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}
end() {
  [ -z "$postgresql" ] ||
    as_postgres "$postgresql/pg_ctl" -D "$data/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$data"
}
trap end EXIT
trap 'exit 1' INT TERM
bench() { # class arguments...
  class=$1
  shift
  java --enable-native-access=ALL-UNNAMED -Xmx2g -cp "$here/../target/benchmarks.jar" \
    "dev.belfry.bench.$class" "$@"
}

echo "== beside a table of flags"
bench InboxRatios "$data/peer" "${PEER_USERS:-10000}" "${PEER_ITEMS:-200}"
echo "== SQLite"
bench InboxLoad "$data/sqlite" "${USERS:-1000000}"
[ "${PG_USERS:-100000}" != 0 ] && [ -n "$postgresql" ] || exit 0
echo "== PostgreSQL"
[ "$(id -u)" != 0 ] || chown postgres "$data/pg"
as_postgres "$postgresql/initdb" -D "$data/pg" -U belfry -A trust >/dev/null
as_postgres "$postgresql/pg_ctl" -D "$data/pg" -l "$data/pg/log" -w start >/dev/null \
  -o "-p 9155 -c listen_addresses=127.0.0.1 -c unix_socket_directories="
bench InboxLoad postgresql://belfry@127.0.0.1:9155/postgres "${PG_USERS:-100000}"
