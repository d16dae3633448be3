#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A day of a flight recorder, counted in events: its memory stays as it is, its ring within its bound, and what is left of it is whole.
#
#   recorder.sh [-n COUNT] [BUILD]       COUNT is 432,000,000 by default, a day at 5,000 events a second; BUILD build/
#
# Needs BPF and root. The last line says whether it is so; so does the exit status.
set -u

count=432000000
# shellcheck source=tests/soak/options.sh
. "$(dirname "$0")/options.sh"
collector=''
trap 'kill $collector 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
cd "$work" || exit 2
ring_mib=16 memory_mib=60

"$build/collector/trace-ebpf" --trace event=getppid --trace comm=load --flight-recorder "1m,${ring_mib}M,$work/ring" 2>collector.log &
collector=$!
until grep -q ready: collector.log; do
  kill -0 $collector 2>/dev/null || { cat collector.log; exit 1; }
  sleep 0.1
done

"$build/tests/soak/load" calls "$count" &
load=$!
began=$(date +%s)
sleep 3 # until buffers have grown
while kill -0 $load 2>/dev/null; do
  # The buffer between kernel and program is mapped twice in a row: resident twice, and there once. The program itself others may share.
  echo "$(awk '/^Pss:/ { print $2 }' /proc/$collector/smaps_rollup) $(du -sk ring | cut -f 1) $(find ring -name '*.zst' | wc -l)" \
    "$(awk '/^RssAnon:/ { print $2 }' /proc/$collector/status)" >>figures
  sleep 1
done
wait $load
kill -TERM $collector
wait $collector
status=$?
collector=''
echo "$count calls in $(($(date +%s) - began)) s"

most() { sort -n -k "$1,$1" figures | tail -n 1 | cut -d ' ' -f "$1"; }
least() { sort -n -k "$1,$1" figures | head -n 1 | cut -d ' ' -f "$1"; }
"$build/rules/trace-rules" verify ring >verify.log 2>&1
verified=$?
written=$(sed -n 's/.*collected \([0-9]*\) events.*/\1/p' collector.log)
lost=$(sed -n 's/.*collected .* s, \([0-9]*\) lost.*/\1/p' collector.log)
echo "written $written, lost $lost; memory $(most 1) kB at most, its own $(least 4) to $(most 4) kB; ring $(most 2) kB at most, $(most 3) files"

failed=
must() {
  "$@" || failed="$failed; not so: $*"
}
must test "$status" -eq 0
must test $((written + lost)) -eq "$count"
must test "$(($(most 4) - $(least 4)))" -le "$(($(least 4) / 50))"
must test "$(most 1)" -lt $((memory_mib * 1024))
must test "$(most 2)" -le $((ring_mib * 1024))
must test "$verified" -eq 0
[ -z "$failed" ] || tail -n 5 collector.log verify.log
echo "${failed:-ok}" | sed 's/^; //'
[ -z "$failed" ]
