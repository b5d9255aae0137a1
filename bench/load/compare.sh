#!/bin/sh
# CPU per delivery of Belfry, uWebSockets and the floor, each five times in turn.
. "$(dirname "$0")/peers.sh"

load() { # url in-flight pid
  taskset -c 1 "$work/fanload" -u "$1" -c 500 -m 300 -w "$2" -P "$3" 2>/dev/null | tail -n 1
}

for _ in 1 2 3 4 5 6 7 8; do # warm, without measuring
  for inflight in 1 4; do
    load ws://127.0.0.1:9102/notifications $inflight $belfry >/dev/null
    load ws://127.0.0.1:9101/ $inflight $uws >/dev/null
  done
done
for inflight in 1 4 16; do
  for _ in 1 2 3 4 5; do
    echo "$inflight floor  $(load ws://127.0.0.1:9100/ $inflight $floor)"
    echo "$inflight uws    $(load ws://127.0.0.1:9101/ $inflight $uws)"
    echo "$inflight belfry $(load ws://127.0.0.1:9102/notifications $inflight $belfry)"
  done
done | tee "$work/compare.txt" | sed 's/delivered.*= \(.*\)\/s; latency/\1\/s; latency/'
echo
for inflight in 1 4 16; do
  for who in floor uws belfry; do
    grep "^$inflight $who " "$work/compare.txt" | grep -o '[0-9.]* us/delivery' | sort -n |
      sed -n "3s/.*/median, $inflight in flight, $who: &/p"
  done
done
