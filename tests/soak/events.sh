#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Events by the million from the collector through a pipe to the engine: the memory of both stays as it is, and the account is exact.
#
#   events.sh [-n COUNT] [BUILD]       COUNT is 100,000,000 by default, BUILD build/
#
# Needs BPF and root. The last line says whether it is so; so does the exit status.
set -u

count=100000000
# shellcheck source=tests/soak/options.sh
. "$(dirname "$0")/options.sh"
collector='' engine=''
trap 'kill $collector $engine 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
cd "$work" || exit 2

mkfifo events
"$build/rules/trace-rules" --input events --output json:detections 2>engine.log &
engine=$!
"$build/collector/trace-ebpf" --trace event=getppid --trace comm=load --output binary:events 2>collector.log &
collector=$!
until grep -q ready: collector.log; do
  kill -0 $collector 2>/dev/null || { cat collector.log; exit 1; }
  sleep 0.1
done

resident() {
  awk '/^VmRSS:/ { print $2 }' "/proc/$1/status"
}
"$build/tests/soak/load" calls "$count" &
load=$!
began=$(date +%s)
sleep 3 # until buffers have grown
while kill -0 $load 2>/dev/null; do
  echo "$(resident $collector) $(resident $engine)" >>memory
  sleep 1
done
wait $load
kill -TERM $collector
wait $collector
collector_status=$?
wait $engine
engine_status=$?
collector='' engine=''
echo "$count calls in $(($(date +%s) - began)) s"

# grown COLUMN: by how many thousandths memory ended up above the least.
grown() {
  awk -v column="$1" '{ value = $column; if (!least || value < least) least = value; if (value > most) most = value }
    END { printf "%d", least ? (most - least) * 1000 / least : 0 }' memory
}
say() {
  sed -n "s/$1/\1/p" "$2" | tail -n 1
}
written=$(say '.*collected \([0-9]*\) events.*' collector.log)
lost=$(say '.*collected .* s, \([0-9]*\) lost.*' collector.log)
read=$(say '^[0-9]* events read (.*getppid \([0-9]*\).*' engine.log)
told=$(say '^\([0-9]*\) lost, as.*' engine.log)
echo "written $written, lost $lost; read $read, lost as the stream reports $told"
echo "memory: collector $(tail -n 1 memory | cut -d ' ' -f 1) kB, grown by $(grown 1) thousandths; engine $(tail -n 1 memory | cut -d ' ' -f 2) kB, by $(grown 2)"

failed=
must() {
  "$@" || failed="$failed; not so: $*"
}
must test "$collector_status $engine_status" = "0 0"
must test $((written + lost)) -eq "$count"
must test "$read $told" = "$written $lost"
must grep -q '^the input was complete' engine.log
must test "$(grown 1)" -le 20
must test "$(grown 2)" -le 20
[ -z "$failed" ] || tail -n 5 collector.log engine.log
echo "${failed:-ok}" | sed 's/^; //'
[ -z "$failed" ]
