#!/bin/sh
# The engines beside one another: publishes by one client and by 64, deliveries by one, two and
# three nodes, and 10,000 clients whose engine was away. Servers run on core 0, load and engines on
# core 1.
#
#   ENGINES        which; default: memory sqlite postgresql unlogged redis
#   SECONDS_EACH   how long publishes are measured; default 5
#   ROUNDS         how often, each engine in turn; default 3
#   CLIENTS        of the engine that was away; default 10000
#   REDIS          the program; default redis-server
#   POSTGRESQL     the folder of its programs; default the newest in /usr/lib/postgresql
#   DATA           a folder on the disk to measure; it is made, and must not be there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../target/load
mkdir -p "$work"
for program in durable nodes; do cc -O2 -o "$work/$program" "$here/$program.c"; done
data=${DATA:-/var/tmp/belfry-engines}
[ ! -e "$data" ] || { echo "$data is there already" >&2; exit 1; }
mkdir -p "$data"
"$here/../../belfry" --version >/dev/null # builds first, where that is needed
postgresql=${POSTGRESQL:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
redis=${REDIS:-redis-server}
engines=${ENGINES:-memory sqlite postgresql unlogged redis}
seconds=${SECONDS_EACH:-5}
clients=${CLIENTS:-10000}

as_postgres() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}
start_redis() {
  taskset -c 1 "$redis" --port 9179 --bind 127.0.0.1 --dir "$data" --save '' --appendonly yes \
    --daemonize yes --pidfile "$data/redis.pid" >/dev/null
  until curl -s -o /dev/null localhost:9179 || [ $? != 7 ]; do sleep 0.1; done # 7: it is not there
}
end() {
  for pid in $servers $(cat "$data/redis.pid" 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
  as_postgres "$postgresql/pg_ctl" -D "$data/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$data"
}
servers=
trap end EXIT
trap 'exit 1' INT TERM

mkdir "$data/pg"
[ "$(id -u)" != 0 ] || chown postgres "$data/pg"
as_postgres "$postgresql/initdb" -D "$data/pg" -U belfry -A trust >/dev/null
as_postgres taskset -c 1 "$postgresql/pg_ctl" -D "$data/pg" -l "$data/pg/log" -w start >/dev/null \
  -o "-p 9154 -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
start_redis

flags() { # engine
  case $1 in
    memory) echo "--data=$data/none" ;;
    sqlite) echo "--data=$data/sqlite" ;;
    postgresql | unlogged) echo "--store.url=postgresql://belfry@127.0.0.1:9154/postgres" ;;
    redis) echo "--redis.url=redis://127.0.0.1:9179" ;;
  esac
}
serve() { # port engine; the server's process is in $server
  durable=false
  case $2 in sqlite | postgresql) durable=true ;; esac
  rule="[{match: '**', durable: $durable, history: {count: 100000, bytes: 256MiB, age: 1h}}]"
  taskset -c 0 "$here/../../belfry" serve --port "$1" --channels="$rule" $(flags "$2") \
    >"$work/$2-$1.log" 2>&1 &
  server=$!
  servers="$servers $server"
  until curl -fs -o /dev/null "localhost:$1/health/ready"; do
    kill -0 $server || { cat "$work/$2-$1.log" >&2; exit 1; }
    sleep 0.2
  done
}
stop() {
  for pid in $servers; do kill "$pid" && wait "$pid" || true; done
  servers=
}

port=9110
for engine in $engines; do
  port=$((port + 1))
  serve $port "$engine"
done
echo "load average: $(cut -d ' ' -f 1-3 /proc/loadavg)"
for round in $(seq "${ROUNDS:-3}"); do
  port=9110
  for engine in $engines; do
    port=$((port + 1))
    for publishers in 1 64; do
      printf '%-11s' "$engine"
      taskset -c 1 "$work/durable" publish $port "bench/$round" $publishers "$seconds" 200
    done
  done
done
stop

for engine in $engines; do
  case $engine in memory | sqlite) continue ;; esac
  echo "== $engine, nodes"
  ports=
  for port in 9121 9122 9123; do
    serve $port "$engine"
    ports=${ports:+$ports,}$port
    pids=$(echo $servers | tr ' ' ,)
    taskset -c 1 "$work/nodes" spread $ports bench/spread 600 500 "$pids"
  done
  echo "== $engine, away for a moment"
  case $engine in
    redis)
      restart="kill -9 \$(cat $data/redis.pid); sleep 1; cd / && taskset -c 1 $redis --port 9179"
      restart="$restart --bind 127.0.0.1 --dir $data --save '' --appendonly yes --daemonize yes"
      restart="$restart --pidfile $data/redis.pid >/dev/null"
      ;;
    *)
      restart="$postgresql/pg_ctl -D $data/pg -m immediate -w restart -l $data/pg/log >/dev/null"
      [ "$(id -u)" != 0 ] || restart="cd / && runuser -u postgres -- $restart"
      ;;
  esac
  taskset -c 1 "$work/nodes" away $ports bench/away "$clients" "$restart"
  stop
done
