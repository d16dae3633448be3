#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a new user does: installs into an empty folder, where all must be there and work; and runs examples/quickstart.sh, for
# which BUILD must be the folder that it builds into.
#
#   run.sh [BUILD]        build by default; the last line is 'N passed, N failed, N skipped'
set -u

build=$(cd "${1:-build}" && pwd) || exit 2
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
document=$prefix/share/doc/trace
passed=0 failed=0 skipped=0

# check 'FACT' COMMAND...
check() {
  fact=$1
  shift
  if "$@" >"$work/output" 2>&1; then
    echo "ok $fact"
    passed=$((passed + 1))
  else
    echo "FAILED $fact"
    head -n 10 "$work/output" | sed 's/^/  /'
    failed=$((failed + 1))
  fi
}

# Only what is installed: nothing of the build or the source folder is on the PATH.
installed() {
  (cd / && env -i PATH="$prefix/bin:/usr/bin:/bin" "$@")
}

prints() {
  pattern=$1
  shift
  installed "$@" | tee "$work/printed" | grep -qE -- "$pattern" || { cat "$work/printed"; return 1; }
}

# Each page that a document links to is installed too.
no_link_is_broken() {
  find "$document" -name '*.md' | while read -r page; do
    grep -oE '\]\([^)#]+' "$page" | sed 's/^](//' | grep -v '://' | while read -r target; do
      [ -e "$(dirname "$page")/$target" ] || echo "$page: $target"
    done
  done >"$work/broken"
  cat "$work/broken"
  [ ! -s "$work/broken" ]
}

# The output of COMMAND... is to have the detections of suspicious-act, or of the recording
detects() {
  timeout 60 "$@" >"$work/quickstart" 2>&1
  cat "$work/quickstart"
  grep -q '^[A-Z]* TRC-102 ' "$work/quickstart" && grep -q '^[A-Z]* TRC-105 ' "$work/quickstart"
}

replays() {
  detects "$@" && grep -q '^BPF is not permitted here' "$work/quickstart"
}

# Ctrl-C reaches all of a terminal's foreground group; timeout has one of its own, and shells leave SIGINT ignored in what
# they start in the background.
ends_by_interrupt() {
  detects env --default-signal=INT timeout -s INT 15 sh examples/quickstart.sh
  grep -q '^2 detections' "$work/quickstart" && grep -q '^the input was complete' "$work/quickstart"
}

# What the compiler can do against an attack: code anywhere in memory, nothing writable that is called, no stack that is executed, checks
# of stack and of lengths, marks at what may be jumped to. Says what is missing.
is_hardened() {
  file=$prefix/bin/$1
  readelf -W -h -l -d --dyn-syms "$file" >"$work/elf"
  objdump -d "$file" >"$work/code"
  missing=
  has() {
    grep -qE -- "$2" "$3" || missing="$missing $1"
  }
  has PIE '^ *Type: *DYN' "$work/elf"
  has RELRO 'GNU_RELRO' "$work/elf"
  has BIND_NOW 'FLAGS.*NOW' "$work/elf"
  has stack-not-executable 'GNU_STACK.* RW ' "$work/elf"
  has stack-protector '__stack_chk_fail' "$work/elf"
  has fortify '__[a-z]+_chk(@|$)' "$work/elf"
  [ "$(uname -m)" != x86_64 ] || [ "$(grep -c endbr64 "$work/code")" -gt 1000 ] || missing="$missing endbr64"
  echo "missing:$missing"
  [ -z "$missing" ]
}

check "cmake installs" cmake --install "$build" --prefix "$prefix"
check "trace-ebpf tells its version" prints '^trace-ebpf [0-9]+\.[0-9]+' trace-ebpf --version
check "trace-ebpf lists its events" prints 'sched_process_exec' trace-ebpf --list
check "trace-rules lists its signatures" prints 'TRC-102' trace-rules --list
check "trace-rules passes the tests of the shipped signatures" installed trace-rules test
check "the shipped signatures work as files" installed trace-rules test "$prefix"/share/trace/signatures/*.yaml
check "the recording is detected from" prints 'anti_debugging' trace-rules --output json "$document/examples/recordings/intrusion.trace.zst"
check "the example of a signature passes its tests" installed trace-rules test "$document/examples/signatures/ssh_key_added.yaml"
for file in LICENSE README.md examples/systemd/trace-ebpf.service examples/systemd/trace-rules.service examples/systemd/trace.conf; do
  check "$file is there" test -s "$document/$file"
done
check "no link of a document is broken" no_link_is_broken
for program in trace-ebpf trace-rules; do
  check "$program is hardened" is_hardened "$program"
done
for page in trace-ebpf trace-rules; do
  check "the manual page of $page is there" test -s "$prefix/share/man/man1/$page.1"
done
for program in trace-ebpf trace-rules; do
  check "bash completes $program" bash -c ". '$prefix/share/bash-completion/completions/$program' && complete -p $program"
done

if [ "$build" = "$(pwd)/build" ]; then
  check "quickstart shows detections" detects sh examples/quickstart.sh --seconds 2
  check "quickstart replays where BPF is not permitted" \
    replays setpriv --bounding-set=-bpf,-sys_admin,-perfmon sh examples/quickstart.sh
  if [ "$(id -u)" = 0 ] && build/collector/trace-ebpf --output none -- true >/dev/null 2>&1; then
    check "quickstart ends by Ctrl-C, with its summary" ends_by_interrupt
  else
    echo "SKIPPED quickstart ends by Ctrl-C: BPF is not permitted"
    skipped=1
  fi
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
