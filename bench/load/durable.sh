#!/bin/sh
# Durable channels, with fsync: publishes by 64 clients, a replay of 100,000 messages to one, and
# 10,000 clients that are cut at once and resume. The server runs on core 0, the load on core 1.
#
#   SECONDS_EACH   how long publishes are measured; default 10
#   CHANNELS       so many for 64 clients, after one for all; default 64
#   MESSAGES       what is replayed; default 100000
#   CLIENTS        of the storm; default 10000
#   DATA           a folder on the disk to measure; it is made, and must not be there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../target/load
mkdir -p "$work"
cc -O2 -o "$work/durable" "$here/durable.c"
data=${DATA:-$work/durable-data}
[ ! -e "$data" ] || { echo "$data is there already" >&2; exit 1; }
"$here/../../belfry" --version >/dev/null # builds first, where that is needed

rule='{match: "kept/**", durable: true, history: {count: 1000000, bytes: 1GiB, age: 7d}}'
taskset -c 0 "$here/../../belfry" serve --port 9103 --data "$data" --channels="[$rule]" \
  --store.sync=full >"$work/durable.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$data"' EXIT
until curl -fs -o /dev/null localhost:9103/health/ready; do
  kill -0 $server || { cat "$work/durable.log" >&2; exit 1; }
  sleep 0.2
done

seconds=${SECONDS_EACH:-10}
channels=${CHANNELS:-64}
messages=${MESSAGES:-100000}
clients=${CLIENTS:-10000}

echo "== publish, one client and 64"
taskset -c 1 "$work/durable" publish 9103 kept/one 1 "$seconds" 200
for _ in 1 2 3; do
  taskset -c 1 "$work/durable" publish 9103 kept/many 64 "$seconds" 200
done
echo "== publish to many channels"
for _ in 1 2 3; do
  taskset -c 1 "$work/durable" publish 9103 kept/each 64 "$seconds" 200 "$channels"
done
echo "== replay of $messages messages, stored before"
taskset -c 1 "$work/durable" fill 9103 kept/replay 64 "$messages" 128
for _ in 1 2 3; do
  taskset -c 1 "$work/durable" replay 9103 kept/replay "$messages"
done
echo "== storm of $clients clients that missed 20 messages each"
for _ in 1 2 3; do
  taskset -c 1 "$work/durable" storm 9103 kept/storm "$clients" 20
done
