#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures Trace and prints what docs/performance.md records: sudo sh tests/bench/run.sh [BUILD_DIR [PART...]]
# Parts: syscalls engine start_to_event start_cpu resident latency; all of them if none is named.
# Build first with -DTRACE_BENCH=ON. ROUNDS (5) and BATCHES (20) may be set; TRACE_EBPF and TRACE_RULES name others.
#
# Everything of one kind runs in one go, in rounds that take every case in turn, so that a machine that gets busier
# or slower does so to all of them. Compare by ratio.
set -eu

build=${1:-build}
rounds=${ROUNDS:-5}
batches=${BATCHES:-20}
programs=$build/tests/bench
trace_ebpf=${TRACE_EBPF:-$build/collector/trace-ebpf}
trace_rules=${TRACE_RULES:-$build/rules/trace-rules}
work=$(mktemp -d)
observer=
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Frames without fields: getppid's is this long; open and close carry more (see docs/wire.md).
getppid_frame_bytes=152
getppid_call=110

stop() {
  if [ -n "$observer" ]; then
    kill -TERM "$observer" 2>/dev/null || true
    wait "$observer" 2>/dev/null || true
    observer=
  fi
}

# Starts an observer away from CPU 0 and waits until it says that it is ready.
start() {
  : >"$work/observer"
  taskset -c 1 "$@" >"$work/observer" 2>&1 &
  observer=$!
  for _ in $(seq 200); do
    grep -q ready "$work/observer" && return
    sleep 0.05
  done
  echo "starting \"$*\": not ready in 10 s:" >&2
  cat "$work/observer" >&2
  exit 1
}

collect() { start "$trace_ebpf" --buffer-size 64M "$@"; }

# measure CASE LOAD: one round of the load, to $work/CASE. Stops the observer and notes what it lost.
measure() {
  "$programs/syscall_load" "$2" "$batches" >>"$work/$1"
  stop
  sed -n 's/.* \([0-9]*\) lost.*/\1/p' "$work/observer" >>"$work/$1.lost"
  : >"$work/observer"
}

median() { cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# report CASE BASELINE TEXT
report() {
  lost=$(awk '{ n += $1 } END { print n + 0 }' "$work/$1.lost")
  awk -v text="$3" -v best="$(median "$work/$1" 1)" -v typical="$(median "$work/$1" 2)" \
      -v base="$(median "$work/$2" 1)" -v lost="$lost" \
      'BEGIN { printf "%-34s %8.1f %8.1f %7.2f %9d\n", text, best, typical, best / base, lost }'
}

syscalls() {
  : >"$work/observer"
  for _ in $(seq "$rounds"); do
    measure nothing getppid
    start "$programs/baseline" empty;                                     measure empty getppid
    collect --trace event=chdir --output none;                            measure filtered getppid
    start "$programs/baseline" bare "$getppid_frame_bytes" "$getppid_call"; measure bare getppid
    collect --trace event=getppid --output binary:/dev/null; measure frames getppid
    collect --trace event=getppid --output json:/dev/null;   measure json getppid
    measure open-nothing open-close
    start "$programs/baseline" empty;                                     measure open-empty open-close
    collect --trace event=openat,close --trace comm=syscall_load --output binary:/dev/null
    measure open-frames open-close
  done
  printf '%-34s %8s %8s %7s %9s\n' 'ns per system call' best median ratio lost
  report nothing nothing 'getppid, nothing attached'
  report empty nothing 'getppid, empty exit hook'
  report filtered empty 'getppid, filtered out (/ empty)'
  report bare nothing "getppid, bare program, same bytes"
  report frames bare 'getppid, frames (/ bare)'
  report json bare 'getppid, JSON (/ bare)'
  report open-nothing open-nothing 'open+close, nothing attached'
  report open-empty open-nothing 'open+close, empty exit hook'
  report open-frames open-nothing 'open+close, frames (/ nothing)'
}

# A mixture of processes, files and loops for a few seconds, recorded both ways at once.
mixed_load() {
  end=$(($(date +%s) + 3))
  while [ "$(date +%s)" -lt "$end" ]; do
    find /etc -type f -exec cat {} + >/dev/null 2>&1 || true
    for _ in $(seq 20); do /bin/true; cat /etc/hostname >/dev/null; done
  done
}

record() {
  collect --trace 'event=openat,close,execve,security_file_open,sched_process_*' --trace tree=$$ \
          --output "binary:$work/record" --output "json:$work/record.json"
  mixed_load
  stop
  tail -n 1 "$work/observer"
}

# CPU seconds of a command, user and system.
cpu_seconds() {
  { /usr/bin/env bash -c 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>"$0"' "$work/said" "$@"; } 2>&1 |
    awk '{ print $1 + $2 }'
}

# repeated FILE: the file's name as often as makes a run of the engine last about a second.
repeated() { for _ in 1 2 3 4 5 6; do printf '%s ' "$1"; done; }

# The names hold no blanks: mktemp made them.
# shellcheck disable=SC2046
engine() {
  record
  for _ in $(seq "$rounds"); do
    "$programs/raw_json" $(repeated "$work/record.json") >>"$work/raw"
    cpu_seconds "$trace_rules" $(repeated "$work/record.json") >>"$work/engine-json"
    cpu_seconds "$trace_rules" $(repeated "$work/record") >>"$work/engine-frames"
  done
  events=$(head -n 1 "$work/raw" | cut -d' ' -f1)
  printf '%-34s %8s %8s %10s\n' 'engine, CPU seconds, best run' best 'M/s' '/ raw JSON'
  raw_best=$(cut -d' ' -f2 "$work/raw" | sort -n | head -n 1)
  for case in raw engine-json engine-frames; do
    best=$(awk '{ print NF == 1 ? $1 : $2 }' "$work/$case" | sort -n | head -n 1)
    awk -v case_="$case" -v best="$best" -v events="$events" -v raw="$raw_best" \
        'BEGIN { printf "%-34s %8.3f %8.2f %10.2f\n", case_, best, events / best / 1e6, raw / best }'
  done
  echo "$events events: six times $(stat -c %s "$work/record.json") bytes of JSON, $(stat -c %s "$work/record") of frames"
}

# What signatures cost that do not match, and allocations, on a recording of both kinds.
many_rules() {
  record
  taskset -c 0 "$programs/many_rules" "$work/record" "$work/record.json"
}

# Seconds from the start of the default collection to its first event, and its largest resident set.
start_to_event() {
  for _ in $(seq "$rounds"); do
    begin=$(date +%s%N)
    while :; do cat /etc/hostname; done >/dev/null & provoker=$!
    "$trace_ebpf" --duration 5s --output json 2>/dev/null | { head -c 1 >/dev/null; date +%s%N >"$work/first"; }
    kill "$provoker"
    wait "$provoker" 2>/dev/null || true
    echo "$((($(cat "$work/first") - begin) / 1000000))"
  done | sort -n | awk '{ v[NR] = $1 } END { printf "start to first event, ms: %d best, %d median\n", v[1], v[int((NR + 1) / 2)] }'
}

start_cpu() {
  for _ in $(seq "$rounds"); do
    cpu_seconds "$trace_ebpf" --duration 1ms --output none
  done | sort -n | awk 'NR == 1 { printf "start and end, CPU seconds: %.2f best\n", $1 }'
}

# The default buffer, which counts twice: the kernel maps its pages twice over.
resident() {
  start "$trace_ebpf" --output json:/dev/null
  mixed_load
  awk '/VmHWM|RssAnon|RssFile|RssShmem/ { printf "%s %d MB  ", $1, $2 / 1024 } END { print "" }' "/proc/$observer/status"
  stop
}

latency() {
  "$trace_ebpf" --output binary 2>/dev/null | "$trace_rules" --rules aslr_inspection --output json 2>/dev/null |
    "$programs/detection_latency" 500 | awk '{ printf "event to detection, ms: p50 %s, p99 %s, worst %s, of %d\n", $1, $2, $3, $4 }'
}

echo "kernel $(uname -r), $(nproc) cores, load average $(cut -d' ' -f1 /proc/loadavg)"
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- syscalls engine many_rules start_to_event start_cpu resident latency
for part in "$@"; do "$part"; done
