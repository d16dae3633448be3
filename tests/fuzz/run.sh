#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the fuzz targets, two at a time, from seeds that are made of the recording and the signatures of the tree.
#
#   run.sh [-s SECONDS] [-j JOBS] [-f FLOOR] [BUILD [LOGS]]     of each target, 20 by default; BUILD is build-sanitized
#
# For hours: run.sh -s 36000, or again and again with less. What was found stays in BUILD/corpus, so that the next run goes on from
# there, and so do the numbers of inputs, whose sums are shown; an input that ends a target is written to LOGS. A target that tried
# fewer than FLOOR inputs a second (-f; 20 by default, less than a tenth of the slowest on a busy machine) has failed: it tested
# nothing. The last line is 'N passed, N failed, N skipped'.
set -u

here=$(cd "$(dirname "$0")" && pwd)
seconds=20
jobs=2
floor=20
while getopts s:j:f: option; do
  case $option in
    s) seconds=$OPTARG ;;
    j) jobs=$OPTARG ;;
    f) floor=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
build=${1:-$here/../../build-sanitized}
logs=${2:-$build}
corpus=$build/corpus
mkdir -p "$corpus" "$logs"
"$build/tests/make_corpus" "$build/seeds" "$here/../../examples/recordings/intrusion.trace.zst" || exit 1

# fuzz TARGET: what xargs runs; its status and number of inputs are in its log.
cat >"$logs/fuzz-one" <<'END'
name=$(basename "$1")
mkdir -p "$corpus/$name" "$build/seeds/$name"
# Without the weights of -entropic, which take a quarter of the time where inputs cover much.
set -- "$1" -entropic=0 -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="$logs/" -rss_limit_mb=2048 \
  "$corpus/$name" "$build/seeds/$name"
[ ! -d "$seeds/$name" ] || set -- "$@" "$seeds/$name"
timeout -k 10 $((seconds + 300)) "$@" >"$logs/$name.log" 2>&1
status=$?
count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/$name.log")
echo "$name ${count:-0}" >>"$corpus/executions"
if [ $status = 0 ] && [ "${count:-0}" -lt $((floor * seconds)) ]; then
  echo "FAILED $name: ${count:-no} inputs in $seconds s: fewer than $floor a second"
elif [ $status = 0 ]; then
  echo "ok $name: $count inputs, $((count / (seconds > 0 ? seconds : 1))) a second"
else
  echo "FAILED $name: status $status"
  tail -n 20 "$logs/$name.log" | sed 's/^/  /'
fi
END
export build corpus logs seconds floor
seeds=$here/seeds
export seeds
find "$build/tests/fuzz" -maxdepth 1 -name 'fuzz_*' -type f -perm -u+x | sort |
  xargs -P "$jobs" -I TARGET sh "$logs/fuzz-one" TARGET >"$logs/fuzz.out"
cat "$logs/fuzz.out"
awk '{ sum[$1] += $2; all += $2 }
  END { for (name in sum) printf "| %s | %d |\n", name, sum[name] | "sort"; close("sort"); printf "| all, in all runs | %d |\n", all }' "$corpus/executions"
passed=$(grep -c '^ok ' "$logs/fuzz.out")
failed=$(grep -c '^FAILED ' "$logs/fuzz.out")
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
