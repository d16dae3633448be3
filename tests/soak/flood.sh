#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An unprivileged flood hides nothing that is detected: user nobody makes calls that fail by 1 to 4 threads or processes, calls that
# succeed by 128 of them, children that end at once, programs with long arguments, while suspicious-act runs 20 times, which is 40
# detections.
#
#   flood.sh [-n RUNS] [BUILD]       RUNS is 100 by default, BUILD build/
#
# Needs BPF and root, and a machine that is idle. The last line counts the runs that had all of them; the exit status is 0 if all had.
set -u

runs=100
while getopts n: option; do
  case $option in
    n) runs=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
build=$(cd "${1:-$(dirname "$0")/../../build}" && pwd) || exit 2
work=$(mktemp -d)
chmod 755 "$work"
cp "$build/tests/soak/load" "$build/examples/suspicious-act" "$work"
running=
trap 'kill -KILL $running 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
cd "$work" || exit 2
mkfifo events

as_nobody() {
  setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# run KIND WORKERS [REQUEST]: prints how many detections there were.
run() {
  "$build/rules/trace-rules" --input events --output json:detections 2>engine.log &
  engine=$!
  "$build/collector/trace-ebpf" --output binary:events 2>collector.log &
  collector=$!
  running="$engine $collector"
  until grep -q ready: collector.log; do
    kill -0 $collector 2>/dev/null || return 1
    sleep 0.1
  done
  as_nobody ./load flood "$@" &
  running="$running $!"
  flood=$!
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do as_nobody ./suspicious-act; done >/dev/null 2>&1
  kill -KILL $flood
  wait $flood 2>/dev/null
  kill -TERM $collector
  wait $collector $engine
  running=
  grep -c '"suspicious-act".*\("anti_debugging"\|"fileless_execution"\)\|\("anti_debugging"\|"fileless_execution"\).*"suspicious-act"' detections
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
  found=$(run $kind $workers $request)
  lost=$(sed -n 's/^\([0-9]*\) lost, as.*/\1/p' engine.log)
  if [ "$found" = 40 ]; then
    whole=$((whole + 1))
  else
    echo "run $number, $workers $kind: ${found:-no} detections of 40, $lost events lost"
    grep -A 20 'lost, as' engine.log
  fi
  [ $((number % 10)) -ne 0 ] || echo "$whole of $number runs whole; $lost events lost in the last"
done
echo "$whole of $runs runs had 40 of 40 detections"
[ "$whole" -eq "$runs" ]
