#!/bin/sh
# Builds the yardsticks and starts them and Belfry on core 0; sourced by the scripts beside it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../target/load
mkdir -p "$work"
cc -O2 -o "$work/fanload" "$here/fanload.c"
cc -O2 -o "$work/limit" "$here/limit.c"
if [ ! -d "$work/node_modules" ]; then
  npm install --prefix "$work" --no-audit --no-fund \
    @trufflesuite/uws-js-unofficial@20.30.0-unofficial.0
fi
cp "$here/uws.js" "$work/uws.js"
"$here/../../belfry" --version >/dev/null # builds first, where that is needed

taskset -c 0 "$work/limit" 9100 &
floor=$!
taskset -c 0 node "$work/uws.js" 9101 >/dev/null &
uws=$!
# fanload answers no pings
taskset -c 0 "$here/../../belfry" serve --port 9102 --limits.ping=1h \
  --server.transport="${TRANSPORT:-auto}" >"$work/belfry.log" 2>&1 &
belfry=$!
trap 'kill $floor $uws $belfry 2>/dev/null || true' EXIT
until grep -q "listens on" "$work/belfry.log"; do
  kill -0 $belfry # or give up
  sleep 1
done
sleep 3
