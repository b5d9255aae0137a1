#!/bin/sh
# CPU per delivery of Belfry and the floor with more and more subscribers: it should not grow.
. "$(dirname "$0")/peers.sh"

load() { # connections messages url pid
  taskset -c 1 "$work/fanload" -u "$3" -c "$1" -m "$2" -w 1 -P "$4" 2>/dev/null | tail -n 1 |
    grep -o '[0-9.]* us/delivery'
}

for _ in 1 2 3 4 5 6; do # warm, without measuring
  load 500 300 ws://127.0.0.1:9102/notifications $belfry >/dev/null
done
for _ in 1 2 3; do
  for connections in 100 500 2000 5000 15000; do
    messages=$((300000 / connections))
    url=ws://127.0.0.1
    echo "$connections floor  $(load $connections $messages $url:9100/ $floor)"
    echo "$connections belfry $(load $connections $messages $url:9102/notifications $belfry)"
  done
done | tee "$work/scale.txt"
echo
for connections in 100 500 2000 5000 15000; do
  for who in floor belfry; do
    grep "^$connections $who " "$work/scale.txt" | grep -o '[0-9.]* us' | sort -n |
      sed -n "2s/.*/median, $connections subscribers, $who: &/p"
  done
done
