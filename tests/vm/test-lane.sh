#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the kernel tests on one kernel of kernels.txt and prints what came of it, each result marked with the lane.
#
#   test-lane.sh LANE BUILD LOGS      the whole console goes to LOGS/vm-LANE.log
#
# TRACE_VM_TESTS: only those tests (Catch2). A guest that does not finish in TRACE_VM_SECONDS (1300 by default) is ended and counted as failed. Prints all at once at the
# end, so that lanes can run side by side; the last lines are the counts and the time.
set -u

lane=$1
build=$2
log=$3/vm-$lane.log
here=$(cd "$(dirname "$0")" && pwd)
TRACE_VM_SECONDS=${TRACE_VM_SECONDS:-1300}
export TRACE_VM_SECONDS
deadline=$((TRACE_VM_SECONDS + 180)) # and time to boot, up to three times

if ! "$here/fetch-kernels.sh" "$lane" >"$log" 2>&1; then
  echo "SKIPPED kernel tests on Linux $lane: $(tail -n 1 "$log")"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi

began=$(date +%s)
timeout -k 10 "$deadline" "$here/run-vm.sh" -f "$build/collector/trace-ebpf" "$lane" "$build/tests/kernel/kernel_tests" ${TRACE_VM_TESTS:+"$TRACE_VM_TESTS"} \
  >"$log" 2>&1 &
guest=$!
trap 'kill $guest; exit 130' INT TERM
wait $guest
status=$?

results=$(sed -E "s/^(ok|FAILED|SKIPPED) /\1 [$lane] /" "$log")
case $(grep -cE '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log") in
  0)
    echo "$results
FAILED [$lane] the kernel tests did not finish (exit status $status)
0 passed, 1 failed, 0 skipped"
    ;;
  *) echo "$results" ;;
esac
echo "Linux $lane: $(($(date +%s) - began)) s"
