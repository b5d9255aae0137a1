# What the checks of packages have in common: a mount namespace, a folder of memory ($work) with a
# root file system in it ($root), facts that are counted. To be sourced, with the package as $1.

[ -n "${CHECK_IN_NAMESPACE:-}" ] ||
  CHECK_IN_NAMESPACE=yes exec unshare --mount --pid --fork --kill-child "$0" "$@"

package=$(readlink -f "$1")
work=$(mktemp -d)
root=$work/root
server=
held=0

finish() {
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  umount -R "$work" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# A fact $1 that the command after it shows.
holds() {
  if ! "${@:2}"; then
    printf 'NOT SO: %s\n' "$1" >&2
    cat "$work"/*.log >&2 || true
    exit 1
  fi
  held=$((held + 1))
  printf 'holds: %s\n' "$1"
}

# Waits a minute for the command to succeed.
eventually() {
  for _ in $(seq 300); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  return 1
}

fails() { ! "$@"; }

mount -t tmpfs none "$work"
mount -t proc proc /proc
