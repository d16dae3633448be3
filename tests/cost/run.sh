#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures what Trace costs in instructions, on three kernels of x86-64 and one of arm64, and holds it to tests/cost/budgets.
#
#   run.sh [BUILD [LOGS [LANE...]]]     build, BUILD/test-logs, the lanes of the budgets that run what BUILD is built for
#
# A guest whose clock counts instructions (run-vm.sh -i) runs guest.sh; judge.awk compares. Figures repeat to 0.1 % however
# busy the machine is, so nothing is tried twice. Instructions are not time: there are no caches, no mispredictions, no other
# CPUs in them. They tell exactly what a change adds. For time see tests/bench.
# The last line is 'N passed, N failed, N skipped'.
set -u

here=$(cd "$(dirname "$0")" && pwd)
build=${1:-build}
logs=${2:-$build/test-logs}
[ $# -lt 2 ] || shift
[ $# -lt 1 ] || shift
# Of the lanes of the budgets those of the architecture that BUILD is of, by whose name the others begin.
case $(readelf -h "$build/collector/trace-ebpf" 2>/dev/null) in
  *AArch64*) own='^arm64-' qemu=qemu-system-aarch64 ;;
  *) own='^[0-9]' qemu=qemu-system-x86_64 ;;
esac
lanes=${*:-$(awk -v own="$own" '$1 == "case" { for (i = 3; i <= NF; i++) if ($i ~ own) print $i }' "$here/budgets")}
# A guest executes some 25 billion instructions.
TRACE_VM_SECONDS=${TRACE_VM_SECONDS:-1500}
export TRACE_VM_SECONDS

skip() {
  echo "SKIPPED costs in instructions: $*"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}

command -v $qemu >/dev/null || skip "$qemu is not installed"
mkdir -p "$logs"
for lane in $lanes; do
  rm -f "$logs/cost-$lane.log"
  "$here/../vm/fetch-kernels.sh" "$lane" >"$logs/fetch.log" 2>&1 || skip "Linux $lane: $(tail -n 1 "$logs/fetch.log")"
done

# shellcheck disable=SC2086,SC2016 # a list of words; $0 and $1 are for the inner shell
echo $lanes | tr ' ' '\n' | xargs -P "$(nproc)" -I @ sh -c 'exec "$0"/../vm/run-vm.sh -i -f "$1/collector/trace-ebpf" \
  -f "$1/tests/cost/baseline" -f "$1/tests/cost/syscall_load" -f "$1/tests/cost/spawn_load" -f "$1/tests/cost/tiny" \
  "$3" "$0/guest.sh" >"$2/cost-$3.log" 2>&1' "$here" "$build" "$logs" @

awk -v lanes="$lanes" -v logs="$logs" -f "$here/judge.awk" "$here/budgets"
