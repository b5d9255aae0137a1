#!/bin/sh
# Resident memory and CPU of 14,000 idle WebSockets beyond the first 1,000: first cold, then warm.
. "$(dirname "$0")/peers.sh"

idle() { # name url pid
  taskset -c 1 "$work/fanload" -u "$2" -c 1000 -m 0 -K >/dev/null 2>&1 &
  held=$!
  sleep 3
  for run in first second third; do
    echo "$1, $run: $(taskset -c 1 "$work/fanload" -u "$2" -c 14000 -m 0 -P "$3" 2>/dev/null)"
    sleep 4
  done
  kill $held
  sleep 1
}

grep VmRSS /proc/$belfry/status
idle floor ws://127.0.0.1:9100/ $floor
idle uws ws://127.0.0.1:9101/ $uws
idle belfry ws://127.0.0.1:9102/notifications $belfry
