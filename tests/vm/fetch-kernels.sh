#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Downloads the kernels of kernels.txt from the Debian mirror that apt is configured with, without installing them.
#
#   fetch-kernels.sh [LANE...]     all lanes without an argument; prints LANE and the path of its image
#
# What stands in the cache is not downloaded again. The packages come by apt-get from a private apt root (its own lists,
# its own sources), so that neither the machine's sources nor its installed packages change.
#
#   TRACE_KERNELS   the cache; ${XDG_CACHE_HOME:-~/.cache}/trace-tests/kernels by default
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=${TRACE_KERNELS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/trace-tests/kernels}

fail() {
  echo "fetch-kernels: $*" >&2
  exit 1
}

suite_of() {
  awk -v lane="$1" '$1 == lane { print $2 }' "$here/kernels.txt"
}

# shellcheck source=tests/vm/private-apt.sh
. "$here/private-apt.sh"

# Lanes are named by version, and those of another architecture begin with its name: arm64-6.1.
architecture_of() {
  case $1 in
    *-*) echo "${1%%-*}" ;;
    *) echo amd64 ;;
  esac
}

# The package that a meta-package or an image package depends on and whose name begins with $2.
dependency() {
  private_apt "$architecture" apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces "$1/$3" \
    2>/dev/null | awk -v prefix="$2" '$1 == "Depends:" && index($2, prefix) == 1 { print $2; exit }'
}

# Downloads package $1 of suite $2 and unpacks it under $work/root.
unpack() {
  (cd "$work" && private_apt "$architecture" apt-get download "$1/$2") || fail "downloading $1 of $2 failed"
  dpkg-deb --fsys-tarfile "$work/$1"_*.deb | tar -x -C "$work/root" --wildcards './boot/vmlinuz-*' './lib/modules/*/vmlinuz' \
    './usr/lib/modules/*/vmlinuz' 2>/dev/null || true
}

# The cloud flavour has the same core as the generic one at a third of the size. Its image lies in the package that the
# meta-package depends on, or, from 7.2 on, in a linux-binary-* which that one depends on.
fetch() {
  lane=$1
  suite=$2
  rm -rf "$work/root" "$work"/*.deb && mkdir "$work/root"
  package=$(dependency "linux-image-cloud-$architecture" linux-image- "$suite")
  [ -n "$package" ] || fail "suite $suite has no kernel package"
  while [ -n "$package" ]; do
    unpack "$package" "$suite"
    image=$(find "$work/root" -name 'vmlinuz*' -type f | head -n 1)
    [ -z "$image" ] || break
    package=$(dependency "$package" linux-binary- "$suite")
  done
  [ -n "$image" ] || fail "no kernel image in the packages of suite $suite"
  mkdir -p "$cache/$lane"
  cp "$image" "$cache/$lane/vmlinuz.part"
  mv "$cache/$lane/vmlinuz.part" "$cache/$lane/vmlinuz"  # so that a broken-off run leaves no half image
}

# shellcheck disable=SC2046 # a list of words
[ $# -gt 0 ] || set -- $(awk '/^[a-z0-9]/ { print $1 }' "$here/kernels.txt")
missing=
for lane; do
  [ -n "$(suite_of "$lane")" ] || fail "unknown kernel \"$lane\" (see $here/kernels.txt)"
  [ -s "$cache/$lane/vmlinuz" ] || missing="$missing $lane"
done

if [ -n "$missing" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  for architecture in $(for lane in $missing; do architecture_of "$lane"; done | sort -u); do
    of_it=$(for lane in $missing; do [ "$(architecture_of "$lane")" != "$architecture" ] || echo "$lane"; done)
    # shellcheck disable=SC2046 # a list of words
    private_update "$architecture" $(for lane in $of_it; do suite_of "$lane"; done)
    for lane in $of_it; do
      fetch "$lane" "$(suite_of "$lane")"
    done
  done
fi

for lane; do
  echo "$lane $cache/$lane/vmlinuz"
done
