# SPDX-License-Identifier: Apache-2.0
# For scripts to include: apt with a root of its own, so that neither the machine's sources nor its installed packages change.
#
# REQUIRES: $work, an empty folder that the caller removes, and fail(), which ends the script.

# The mirror's address is where apt has this release's own packages from; it is asked for, never written down.
mirror() {
  # shellcheck disable=SC2016 # for apt to expand
  apt-get indextargets --format '$(REPO_URI)' \
    'Created-By: Packages' "Release: $VERSION_CODENAME" 'Component: main' | sort -u | head -n 1
}

# private_apt ARCHITECTURE PROGRAM [ARGUMENT...]. Lists are kept in the work folder and go with it.
private_apt() {
  architecture=$1
  tool=$2
  shift 2
  "$tool" -q=2 \
    -o Dir::State="$work/$architecture/state" -o Dir::Cache="$work/$architecture/cache" -o Dir::State::status="$work/status" \
    -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Sandbox::User=root \
    -o Acquire::Languages=none "$@"
}

# private_update ARCHITECTURE SUITE...: reads the lists of these suites.
private_update() {
  architecture=$1
  shift
  # shellcheck disable=SC1091
  . /etc/os-release
  mkdir -p "$work/$architecture/state/lists/partial" "$work/$architecture/cache/archives/partial"
  : >"$work/status"
  uri=$(mirror)
  [ -n "$uri" ] || fail "apt has no source for $VERSION_CODENAME main"
  for suite; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite main"
  done | sort -u >"$work/sources.list"
  private_apt "$architecture" apt-get update || fail "reading the package lists failed"
}
