#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the kernel tests on one kernel of kernels.txt and prints what came of it, each result marked with the lane.
#
#   test-lane.sh LANE BUILD LOGS      the whole console goes to LOGS/vm-LANE.log
#
# One lane boots without the security module bpf, as Debian's kernels do by default, so that each rung of the ladder is tried somewhere:
# lsm, fentry, and where functions cannot call programs (arm64-6.1) kprobe; sys_exit by the kernel tests outside of a guest.
# In one lane the shipped signatures are tried as well (signatures.sh), in one of arm64 the recordings of both architectures (tests/exchange),
# in the other one quickstart.sh. TRACE_VM_TESTS: those tests (Catch2), and not those of kernels.txt. A guest that does not finish in TRACE_VM_SECONDS (1700 by default) is ended and counted as failed. Prints all at once at the
# end, so that lanes can run side by side; the last lines are the counts and the time.
set -u

lane=$1
build=$2
log=$3/vm-$lane.log
here=$(cd "$(dirname "$0")" && pwd)
TRACE_VM_SECONDS=${TRACE_VM_SECONDS:-1700}
export TRACE_VM_SECONDS
deadline=$((TRACE_VM_SECONDS + 180)) # and time to boot, up to three times

if ! "$here/fetch-kernels.sh" "$lane" >"$log" 2>&1; then
  echo "SKIPPED kernel tests on Linux $lane: $(tail -n 1 "$log")"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi

# The guest runs the programs of the build, so they have to be of its architecture.
machine=X86-64 strace=$(command -v strace)
case $lane in
  arm64-*)
    machine=AArch64
    [ "$(uname -m)" = aarch64 ] || strace=$("$here/../../.ci/fetch-sysroot" arm64)/usr/bin/strace
    ;;
esac
if ! readelf -h "$build/tests/kernel/kernel_tests" 2>/dev/null | grep -q "Machine:.*$machine"; then
  echo "SKIPPED kernel tests on Linux $lane: $build has no programs for $machine"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi

signatures_lane=6.12 fentry_lane=6.1 exchange_lane=arm64-6.12 quickstart_lane=arm64-6.1
tests=${TRACE_VM_TESTS:-$(awk -v lane="$lane" '$1 == lane { print $3 }' "$here/kernels.txt")}
began=$(date +%s)
set -- -f "$build/collector/trace-ebpf" -f "$build/tests/kernel/kernel_tests"
[ "$lane" != $fentry_lane ] || set -- "$@" -a "lsm=lockdown,yama,integrity" # the last one holds
[ ! -x "$strace" ] || set -- "$@" -f "$strace"
runs='kernel_tests "$@"'
summaries=1
if [ "$lane" = $signatures_lane ] && [ -z "${TRACE_VM_TESTS:-}" ]; then
  # A shell that runs these programs, and not the applets of their names, as busybox's own does.
  for program in dash dpkg dpkg-deb dpkg-split tar; do
    path=$(command -v $program) && set -- "$@" -f "$path:/usr/bin/$program"
  done
  set -- "$@" -f "$build/rules/trace-rules" -f "$build/tests/e2e/act" -f "$here/../e2e/benign.sh:/benign.sh" -f "$here/signatures.sh:/signatures.sh"
  runs="$runs; dash /signatures.sh"
  summaries=2
fi
if [ "$lane" = $exchange_lane ] && [ -z "${TRACE_VM_TESTS:-}" ]; then
  set -- "$@" -f "$build/rules/trace-rules" -f "$here/../exchange/run.sh:/exchange.sh"
  for recording in "$here"/../exchange/*.trace.zst; do
    name=$(basename "$recording" .trace.zst)
    set -- "$@" -f "$recording:/exchange/$name.trace.zst" -f "${recording%.trace.zst}.detections:/exchange/$name.detections"
  done
  runs="$runs; sh /exchange.sh trace-rules /exchange"
  summaries=2
fi
if [ "$lane" = $quickstart_lane ] && [ -z "${TRACE_VM_TESTS:-}" ]; then
  for file in examples/quickstart.sh .ci/install-packages; do set -- "$@" -f "$here/../../$file:/trace/$file"; done
  for program in collector/trace-ebpf rules/trace-rules examples/suspicious-act; do
    set -- "$@" -f "$build/$program:/trace/build/$program"
  done
  set -- "$@" -f "$here/quickstart.sh:/quickstart.sh"
  runs="$runs; sh /quickstart.sh"
  summaries=2
fi
run_guest() {
  timeout -k 10 "$deadline" "$here/run-vm.sh" "$@" "$lane" sh -c "$runs" sh "$tests" >"$log" 2>&1 &
  guest=$!
  wait $guest
}
trap 'kill $guest; exit 130' INT TERM
run_guest "$@"
status=$?
# That the emulator crashes says nothing about the tests. What a guest's kernel does is told, and never tried again.
if grep -qE '^run-vm: the emulator ended with status (1[3-9]|2)[0-9]' "$log"; then
  mv "$log" "$log.first"
  echo "note: Linux $lane runs again: $(tail -n 1 "$log.first")"
  run_guest "$@"
  status=$?
fi

results=$(sed -E "s/^(ok|FAILED|SKIPPED) /\1 [$lane] /" "$log")
echo "$results"
if [ "$(grep -cE '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log")" -lt $summaries ]; then
  echo "FAILED [$lane] the tests did not finish (exit status $status)
0 passed, 1 failed, 0 skipped"
fi
echo "Linux $lane: $(($(date +%s) - began)) s"
