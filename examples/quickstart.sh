#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Shows what Trace does: installs the packages it needs, builds it, watches this machine, does something suspicious itself so
# that there is a detection to see, and goes on watching until Ctrl-C.
#
#   sh examples/quickstart.sh [--seconds N]      as root
#
# Where BPF is not permitted it replays a recording instead. A second run neither installs nor builds what stands.
set -eu
cd "$(dirname "$0")/.."

seconds=
case ${1:-} in
  '') ;;
  --seconds)
    seconds=${2:-}
    case $seconds in
      '' | *[!0-9]*)
        echo "quickstart: --seconds takes a whole number" >&2
        exit 2
        ;;
    esac
    ;;
  *)
    echo "usage: sh examples/quickstart.sh [--seconds N]" >&2
    exit 2
    ;;
esac

collector=build/collector/trace-ebpf
engine=build/rules/trace-rules
act=build/examples/suspicious-act

# On a terminal ninja shows in one line how far it is.
build() {
  if [ ! -f build/build.ninja ]; then
    echo "building (a minute or two, the first time only)"
    cmake -S . -B build -G Ninja -DTRACE_TESTS=OFF >"$work/build" 2>&1 || return
  fi
  set -- -C build trace-ebpf trace-rules suspicious-act
  if [ -t 1 ]; then ninja "$@"; else ninja --quiet "$@" >"$work/build" 2>&1; fi
}

# Prints what the collector says; once it is ready, acts.
watch_log() {
  while IFS= read -r line; do
    echo "$line" >&2
    case $line in
      *ready:*)
        echo "now running $act: it asks for a debugger, and runs a program from memory" >&2
        "$act"
        ;;
    esac
  done
}

replay() {
  echo "BPF is not permitted here ($1), so this replays a recording of another machine instead."
  "$engine" --input examples/recordings/intrusion.trace.zst
  exit
}

.ci/install-packages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! build; then
  [ ! -s "$work/build" ] || tail -n 30 "$work/build" >&2
  echo "quickstart: building failed" >&2
  exit 1
fi

if ! reason=$("$collector" --output none --trace event=sched_process_exit -- true 2>&1); then
  replay "$(echo "$reason" | tail -n 1 | sed 's/^trace-ebpf: //')"
fi

echo "watching this machine; each detection is printed below; Ctrl-C ends it"
trap : INT # the programs end by themselves, with their summaries, and then this script
mkfifo "$work/log"
watch_log <"$work/log" &
"$collector" ${seconds:+--duration "${seconds}s"} 2>"$work/log" | "$engine"
wait
