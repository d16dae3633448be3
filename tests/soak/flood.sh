#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An unprivileged flood hides nothing that is detected: user nobody makes calls that fail by 1 to 4 threads or processes, calls that
# succeed by 128 of them, children that end at once, programs with long arguments, for a second and then while suspicious-act runs 20
# times, which is 40 detections. A second after its end nothing is lost: 100 files are renamed, and all of that is read. The stream
# does not contradict itself.
#
#   flood.sh [-n RUNS] [BUILD]       RUNS is 100 by default, BUILD build/
#
# Needs BPF and root, and a machine that is idle. The last line counts the runs that had all of that; the exit status is 0 if all had.
set -u

count=100
# shellcheck source=tests/soak/options.sh
. "$(dirname "$0")/options.sh"
runs=$count
chmod 755 "$work"
cp "$build/tests/soak/load" "$build/examples/suspicious-act" "$work"
running=
trap 'kill -KILL $running 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
cd "$work" || exit 2
mkfifo events

nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"

# run KIND WORKERS [REQUEST]: sets `found` to the number of detections, and `renamed` to that of renamings.
run() {
  rm -f engine.log collector.log detections
  "$build/rules/trace-rules" --input events --output json:detections 2>engine.log &
  engine=$!
  "$build/collector/trace-ebpf" --output binary:events 2>collector.log &
  collector=$!
  running="$engine $collector"
  until grep -qs ready: collector.log; do
    kill -0 $collector 2>/dev/null || return
    sleep 0.1
  done
  $nobody ./load flood "$@" &
  flood=$!
  running="$running $flood"
  sleep 1
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    $nobody ./suspicious-act || echo "suspicious-act ended with status $?"
    sleep 0.05
  done >act.log 2>&1
  kill -KILL $flood
  wait $flood 2>/dev/null
  sleep 1
  rename 100
  kill -TERM $collector
  wait $collector $engine
  running=
  found=$(grep -c '"suspicious-act".*\("anti_debugging"\|"fileless_execution"\)\|\("anti_debugging"\|"fileless_execution"\).*"suspicious-act"' detections)
  renamed=$(sed -n 's/^.*events read (.*security_inode_rename \([0-9]*\).*/\1/p' engine.log)
}

# rename TIMES
rename() {
  : >a
  for _ in $(seq $(($1 / 2))); do
    mv a b
    mv b a
  done
}

whole=0
for number in $(seq "$runs"); do
  workers=$((number % 4 + 1)) request=
  case $((number % 6)) in
    0) kind=threads request=-1 ;; # which no signature asks for
    1) kind=processes request=4 ;; # which is collected though it fails
    2) kind=chmod workers=128 ;;
    3) kind=connect workers=128 ;;
    4) kind=children workers=8 ;;
    5) kind=programs workers=8 ;;
  esac
  found=0 renamed=0
  run $kind $workers $request
  lost=$(sed -n 's/^\([0-9]*\) lost, as.*/\1/p' engine.log)
  if [ "$found" = 40 ] && [ "${renamed:-0}" -ge 100 ] && grep -qx "the input was complete" engine.log; then
    whole=$((whole + 1))
  else
    echo "run $number, $workers $kind: $found detections of 40, ${renamed:-no} renamings of 100, $lost events lost"
    cat act.log collector.log engine.log
  fi
  [ $((number % 10)) -ne 0 ] || echo "$whole of $number runs whole; $lost events lost in the last"
done
echo "$whole of $runs runs had 40 of 40 detections, nothing lost a second after it, and a whole stream"
[ "$whole" -eq "$runs" ]
