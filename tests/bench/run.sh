#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures Trace and prints what docs/performance.md records: sudo sh tests/bench/run.sh [BUILD_DIR [PART...]]
# Parts: syscalls engine many_rules layouts detections start_to_event start_cpu resident latency processes captures; all of them if none is named.
# Build first with -DTRACE_BENCH=ON. ROUNDS (5) and BATCHES (20) may be set; TRACE_EBPF and TRACE_RULES name others.
#
# Everything of one kind runs in one go, in rounds that take every case in turn, so that a machine that gets busier
# or slower does so to all of them. Compare by ratio.
set -eu

build=${1:-build}
rounds=${ROUNDS:-5}
batches=${BATCHES:-20}
programs=$build/tests/bench
loads=$build/tests/cost
trace_ebpf=${TRACE_EBPF:-$build/collector/trace-ebpf}
trace_rules=${TRACE_RULES:-$build/rules/trace-rules}
work=$(mktemp -d)
observer=
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Frames without fields: getppid's is this long; open and close carry more (see docs/wire.md).
getppid_frame_bytes=152

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
  "$loads/syscall_load" "$2" "$batches" >>"$work/$1"
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
    start "$loads/baseline" empty;                                     measure empty getppid
    collect --trace event=chdir --output none;                            measure filtered getppid
    start "$loads/baseline" bare "$getppid_frame_bytes"; measure bare getppid
    collect --trace event=getppid --output binary:/dev/null; measure frames getppid
    collect --trace event=getppid --output json:/dev/null;   measure json getppid
    measure open-nothing open-close
    start "$loads/baseline" empty;                                     measure open-empty open-close
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

# measure_engine CASE FILE: one round of the engine, CPU seconds to $work/CASE; read_raw the same of simdjson alone.
# The names hold no blanks: mktemp made them.
# shellcheck disable=SC2046
measure_engine() { cpu_seconds "$trace_rules" $(repeated "$2") >>"$work/$1"; }
# shellcheck disable=SC2046
measure_raw() { "$programs/raw_json" $(repeated "$2") | cut -d' ' -f2 >>"$work/$1"; }

best() { sort -n "$work/$1" | head -n 1; }

# report_engine CASE RAW EVENTS
report_engine() {
  awk -v case_="$1" -v best="$(best "$1")" -v events="$3" -v raw="$(best "$2")" \
      'BEGIN { printf "%-34s %8.3f %8.3f %8.2f %10.2f\n", case_, raw, best, events / best / 1e6, raw / best }'
}

report_engine_head() { printf '%-34s %8s %8s %8s %10s\n' 'engine, CPU seconds, best run' raw engine 'M/s' '/ raw JSON'; }

engine() {
  record
  for _ in $(seq "$rounds"); do
    measure_raw raw "$work/record.json"
    measure_engine engine-json "$work/record.json"
    measure_engine engine-frames "$work/record"
  done
  events=$((6 * $(grep -c '^{"timestamp"' "$work/record.json")))
  report_engine_head
  report_engine engine-json raw "$events"
  report_engine engine-frames raw "$events"
  echo "$events events: six times $(stat -c %s "$work/record.json") bytes of JSON, $(stat -c %s "$work/record") of frames"
}

# What signatures cost that do not match, and allocations, on a recording of both kinds.
many_rules() {
  record
  taskset -c 0 "$programs/many_rules" "$work/record" "$work/record.json"
}

# Detections a second, as JSON, if every event is one: of a recording, and through two pipes as in
# trace-ebpf | trace-rules | a reader.
detections() {
  events=1000000
  "$programs/matching_events" "$events" >"$work/matching"
  rate() { sort -n "$work/$1" | head -n 1 | awk -v n="$events" '{ printf "%.0f", n * 1e9 / $1 }'; }
  for _ in $(seq "$rounds"); do
    begin=$(date +%s%N)
    "$trace_rules" --input "$work/matching" --output json:/dev/null 2>/dev/null || true
    echo $(($(date +%s%N) - begin)) >>"$work/detections-file"
    begin=$(date +%s%N)
    # shellcheck disable=SC2002 # a pipe is what is measured
    cat "$work/matching" | "$trace_rules" --output json 2>/dev/null | cat >/dev/null
    echo $(($(date +%s%N) - begin)) >>"$work/detections-pipe"
  done
  echo "detections a second as JSON: $(rate detections-file) of a recording, $(rate detections-pipe) between two pipes"
}

# The same events as other programs pass them on: one file in every layout of tests/support/json_layouts.h. The
# environment, which execve sends, is as large as a desktop's.
layouts() {
  # shellcheck disable=SC2046 # a list of words
  TRACE_BENCH_PADDING=$(printf '/opt/bench/share:%.0s' $(seq 100))
  export TRACE_BENCH_PADDING
  record
  unset TRACE_BENCH_PADDING
  events=$((6 * $(grep -c '^{"timestamp"' "$work/record.json")))
  report_engine_head
  for layout in $("$programs/json_layouts" 2>&1 | sed -n 's/^  //p'); do
    "$programs/json_layouts" "$layout" <"$work/record.json" >"$work/layout.json"
    for _ in $(seq "$rounds"); do
      measure_raw "raw-$layout" "$work/layout.json"
      measure_engine "$layout" "$work/layout.json"
    done
    report_engine "$layout" "raw-$layout" "$events"
  done
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

# A number of processes, one after the other: as fast as can be, or a hundred a second.
processes_fast() { sh -c 'i=0; while [ $i -lt 5000 ]; do /bin/true; i=$((i+1)); done'; }
processes_slow() { sh -c 'i=0; while [ $i -lt 300 ]; do sleep 0.01; i=$((i+1)); done'; }

# CPU time of the collector for a process that runs one program, none of whose events is shown. An output that shows
# executables has the lives of all processes followed.
processes() {
  printf '%-34s %8s %8s\n' 'collector, us of CPU a process' fast slow
  for output in none json binary; do
    for pace in fast slow; do
      for _ in $(seq "$rounds"); do
        collect --trace event=kill --trace kill.sig=63 --output "$output$([ "$output" = none ] || echo :/dev/null)"
        begin=$(cut -d' ' -f1 "/proc/$observer/schedstat")
        "processes_$pace"
        sleep 1.1 # until it has looked at what could wait
        echo $(($(cut -d' ' -f1 "/proc/$observer/schedstat") - begin)) >>"$work/processes-$output-$pace"
        stop
      done
    done
  done
  for output in none json binary; do
    printf '%-34s %8s %8s\n' "--output $output" "$(per_process "$output" fast 5000)" "$(per_process "$output" slow 300)"
  done
}
per_process() { sort -n "$work/processes-$1-$2" | head -n 1 | awk -v n="$3" '{ printf "%.2f", $1 / n / 1000 }'; }

# What the stream of a captured file that grows costs who writes it, as long as none of it is lost.
captures() {
  : >"$work/observer"
  for _ in $(seq "$rounds"); do
    for size in 4k 64k; do
      measure "bare-$size" "append-$size"
      collect --trace event=chdir --output none \
              --capture "write=/dev/shm/written,max-file=1G,max-process=1G,max-total=4G,min-free=0,dir=$work/artifacts,clear-dir"
      measure "captured-$size" "append-$size"
      grep -c '"stream":"whole"' "$work/artifacts/manifest.ndjson" >>"$work/whole"
    done
  done
  printf '%-34s %8s %8s %7s %9s\n' 'ns per write to a file in memory' best median ratio lost
  for size in 4k 64k; do
    report "bare-$size" "bare-$size" "$size, bare"
    report "captured-$size" "bare-$size" "$size, captured (/ bare)"
  done
  awk -v files=$((2 * rounds * batches)) '{ whole += $1 } END { printf "%d of %d streams are whole\n", whole, files }' "$work/whole"
}

echo "kernel $(uname -r), $(nproc) cores, load average $(cut -d' ' -f1 /proc/loadavg)"
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- syscalls engine many_rules layouts detections start_to_event start_cpu resident latency processes captures
for part in "$@"; do "$part"; done
