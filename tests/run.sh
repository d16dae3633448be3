#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what the tests need, builds, and runs all of them.
#
#   sh tests/run.sh [STAGE...]      all of `stages` below without an argument; those of `more` run if they are named
#
# TRACE_TEST_PATIENCE=N gives each stage and each test of a command N times the time, for a machine that is slow (an emulated one: 10).
#
# Packages are installed (apt, as root) only if some are missing; kernels are downloaded only once (tests/vm). What stands is
# not built again. Logs are in build/test-logs. What cannot run here is named with the reason and counted as skipped.
# The last line is 'N passed, N failed, N skipped'; the exit status is 0 if nothing failed.
set -u

stages="laws unit compile-fail e2e exchange kernel install sanitized fuzz vm arm64 conformance"
# cost: ten minutes more, for what only changes with bpf/ and the path of an event to the output. systemd: needs minutes of an idle machine.
# browser: needs Chromium, which is 100 MB and more.
more="cost systemd browser"
cd "$(dirname "$0")/.." || exit 2
logs=build/test-logs
fuzz_seconds=${TRACE_FUZZ_SECONDS:-30}

fail() {
  echo "tests/run.sh: $*" >&2
  exit 2
}

# build_in FOLDER TARGET OPTION...     by the command $politely, if that is set
politely=
build_in() {
  folder=$1 target=$2
  shift 2
  command -v ccache >/dev/null &&
    set -- "$@" -DCMAKE_C_COMPILER_LAUNCHER=ccache "-DCMAKE_CXX_COMPILER_LAUNCHER=env;CCACHE_SLOPPINESS=pch_defines,time_macros;ccache"
  { $politely cmake -S . -B "$folder" -G Ninja "$@" && $politely ninja -C "$folder" "$target"; } >"$logs/$(basename "$folder").build.log" 2>&1 && return 0
  grep -E 'error|FAILED|CMake Error' -A 3 "$logs/$(basename "$folder").build.log" | head -n 40
  return 1
}

# limited SECONDS COMMAND...: ends it and what it started after that time. Says if it did not end by itself.
limited() {
  seconds=$(($1 * ${TRACE_TEST_PATIENCE:-1}))
  shift
  timeout -k 10 "$seconds" "$@" &
  running=$!
  wait $running
  status=$?
  running=
  case $status in
    124) echo "FAILED $1: not finished within $seconds s" ;;
    # Catch2 ends with the number of failures, so that not all above 128 are signals.
    132 | 134 | 135 | 136 | 137 | 139 | 143) echo "FAILED $1: ended by signal $((status - 128)) ($(kill -l $((status - 128))))" ;;
  esac
  return $status
}

# The summary line of a Catch2 program as ours; its tests print SKIPPED lines for what they skip.
catch_counts() {
  awk '
    /^SKIPPED / { skipped++ }
    /^All tests passed \(/ { for (i = 1; i <= NF; i++) if ($i == "test") passed = $(i - 1) }
    /^test cases:/ {
      split($0, part, "|")
      for (i in part) {
        if (part[i] ~ /passed/) passed = part[i] + 0
        if (part[i] ~ /failed/) failed = part[i] + 0
      }
    }
    END { if (passed + failed) printf "%d passed, %d failed, %d skipped\n", passed - skipped, failed, skipped }' "$1"
}

# run_catch NAME COMMAND...      NAME: of its output, beside the logs
run_catch() {
  out=$logs/$1.out
  shift
  limited 1800 "$@" >"$out" 2>&1
  status=$?
  cat "$out"
  catch_counts "$out"
  return $status
}

# What holds for the text of the tree: who may include whom, how it is formatted.
stage_laws() {
  passed=0 failed=0
  for law in .ci/check-*; do
    if "$law"; then
      echo "ok $law"
      passed=$((passed + 1))
    else
      echo "FAILED $law"
      failed=$((failed + 1))
    fi
  done
  echo "$passed passed, $failed failed, 0 skipped"
}

stage_unit() {
  run_catch unit build/tests/unit_tests
}

stage_compile_fail() {
  limited 600 tests/compile_fail/run.sh
}

stage_e2e() {
  limited 900 tests/own-root.sh tests/e2e/run.sh -b build
}

# Once more inside a pid namespace, as in a container, where processes have other numbers than the kernel's.
stage_kernel() {
  TRACE_EBPF=build/collector/trace-ebpf
  export TRACE_EBPF
  limited 600 tests/own-root.sh build/tests/kernel/kernel_tests || return
  if unshare -p -f --mount-proc true 2>/dev/null; then
    limited 600 tests/own-root.sh unshare -p -f --mount-proc build/tests/kernel/kernel_tests
  else
    echo "SKIPPED kernel tests in a pid namespace: unshare -p is not permitted"
    echo "0 passed, 0 failed, 1 skipped"
  fi
}

# Cross-built for arm64: the kernel tests on its kernels. One of them reads the recordings of both architectures as well, on the other
# one the quickstart is run.
stage_arm64() {
  if [ "$(uname -m)" != x86_64 ]; then
    echo "SKIPPED arm64: what is cross-built on x86-64 is built here, and run by the stage vm"
    echo "0 passed, 0 failed, 1 skipped"
    return
  fi
  .ci/install-packages arm64 || return
  command -v ccache >/dev/null &&
    set -- -DCMAKE_C_COMPILER_LAUNCHER=ccache "-DCMAKE_CXX_COMPILER_LAUNCHER=env;CCACHE_SLOPPINESS=pch_defines,time_macros;ccache"
  { cmake -S . -B build-arm64 -G Ninja --toolchain .ci/arm64.cmake -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O1 "$@" &&
    ninja -C build-arm64 trace-ebpf trace-rules kernel_tests suspicious-act cost_programs; } >"$logs/build-arm64.build.log" 2>&1 || {
    grep -E 'error|FAILED|CMake Error' -A 3 "$logs/build-arm64.build.log" | head -n 40
    return 1
  }
  awk '/^arm64-/ { print $1 }' tests/vm/kernels.txt >"$logs/lanes-arm64"
  limited 3600 xargs -a "$logs/lanes-arm64" -P 2 -I LANE tests/vm/test-lane.sh LANE build-arm64 "$logs"
}

# A recording of each architecture, read by the programs of this one.
stage_exchange() {
  limited 60 tests/exchange/run.sh build/rules/trace-rules
}

stage_install() {
  limited 300 tests/install/run.sh build
}

# The units of examples/systemd, whose programs are ended in every way there is.
stage_systemd() {
  limited 900 tests/systemd/run.sh build
}

# Reports, as a browser shows them.
stage_browser() {
  limited 300 tests/browser/run.sh build
}

# One build serves both of the following stages, since it takes longer than they do.
build_sanitized() {
  build_in build-sanitized "$1" -DTRACE_SANITIZE=ON -DTRACE_FUZZ=ON -DTRACE_COLLECTOR=OFF -DCMAKE_CXX_COMPILER=clang++ \
    -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="-O1 -gline-tables-only"
}

# Compiles it beside the stages that wait more than they compute, whose work goes first.
begin_sanitized() {
  [ -z "$beside" ] || return
  case " $* " in
    *" sanitized "* | *" fuzz "*) ;;
    *) return ;;
  esac
  (
    politely="nice -n 19"
    build_sanitized unit_tests && build_sanitized tests/fuzz/all
  ) >/dev/null &
  beside=$!
}

# What it could not do is done again, and said, by who waits.
end_sanitized() {
  [ -z "$beside" ] || wait "$beside"
  beside=
}

stage_sanitized() {
  end_sanitized
  build_sanitized unit_tests || return
  # With less of what was freed kept from use, the thousands of forks of the tests copy a quarter as much.
  set -- env ASAN_OPTIONS=quarantine_size_mb=16 build-sanitized/tests/unit_tests
  # Every other test is run by another process, on another core. In a list of names a comma is escaped.
  "$@" --list-test-names-only | awk -v half="$logs/sanitized-half-" 'NF { gsub(/[\\,"]/, "\\\\&"); print >(half NR % 2) }'
  run_catch sanitized-0 "$@" --input-file "$logs/sanitized-half-0" >"$logs/sanitized-beside" &
  beside=$!
  run_catch sanitized-1 "$@" --input-file "$logs/sanitized-half-1"
  failures=$?
  wait $beside || failures=$?
  beside=
  cat "$logs/sanitized-beside"
  if grep -ahE '^Invalid Filter' "$logs"/sanitized-[01].out; then
    echo "FAILED sanitized: a test's name is not understood"
    failures=1
  fi
  return $failures
}

# Two targets at a time.
stage_fuzz() {
  end_sanitized
  build_sanitized tests/fuzz/all || return
  tests/fuzz/run.sh -s "$fuzz_seconds" build-sanitized "$logs"
}

# The kernel tests on each kernel of tests/vm/kernels.txt that is of this architecture, two at a time: a guest keeps little more than one
# core busy.
stage_vm() {
  own='^[0-9]'
  [ "$(uname -m)" != aarch64 ] || own='^arm64-'
  awk -v own="$own" '$1 ~ own { print $1 }' tests/vm/kernels.txt >"$logs/lanes"
  xargs -a "$logs/lanes" tests/vm/fetch-kernels.sh >"$logs/fetch.log" 2>&1 || tail -n 1 "$logs/fetch.log"
  limited 3600 xargs -a "$logs/lanes" -P 2 -I LANE tests/vm/test-lane.sh LANE build "$logs"
}

# What is compared with an oracle (the kernel's own formats, strace, /proc/PID/fd): paths, arguments, results, 32-bit calls; natively
# and on each kernel. The stages kernel, vm and arm64 run these tests with the others, since starting and booting take longer than they do;
# then only their results are taken.
stage_conformance() {
  case $ran in
    *" kernel "*) ;;
    *)
      TRACE_EBPF=build/collector/trace-ebpf limited 600 tests/own-root.sh build/tests/kernel/kernel_tests "[conformance]" >"$logs/kernel.log" 2>&1
      ;;
  esac
  case $ran in
    *" vm "*) ;;
    *)
      TRACE_VM_TESTS="[conformance]" && export TRACE_VM_TESTS
      stage_vm >"$logs/vm.log" 2>&1
      ;;
  esac
  set -- "$logs/kernel.log" "$logs/vm.log"
  case $ran in *" arm64 "*) set -- "$@" "$logs/arm64.log" ;; esac
  for ran_log; do
    grep -ahE '^(SKIPPED|FAILED)' "$ran_log"
    grep -ahE '^conformance: ' "$ran_log" | sed 's/^conformance: //'
    grep -aqE '^conformance: ' "$ran_log" || echo "FAILED conformance: nothing in $ran_log"
  done
}

# What the collector costs in instructions, on three of these kernels, and on one of arm64 if it was built for that (arm64).
stage_cost() {
  limited 3300 tests/cost/run.sh build "$logs" || return
  [ ! -x build-arm64/tests/cost/baseline ] || limited 3300 tests/cost/run.sh build-arm64 "$logs"
}

# What of a log tells of failures: each FAILED line, with a screenful of what stands before (Catch2) or below it.
show_failures() {
  awk -v most=24 '
    function show(   i) {
      for (i = 1; i <= held; i++) {
        if (i <= most / 2 || i > held - most / 2) print "  " substr(line[i], 1, 300)
        else if (i - 1 <= most / 2) print "  (" held - most " lines more)"
      }
      held = 0
    }
    /^FAILED / { print substr($0, 1, 300); show(); below = most; next }
    /^(ok|SKIPPED) / { held = below = 0; next }
    /^  / && below > 0 { print substr($0, 1, 300); below--; next }
    /^[-.~=]+$/ || /Catch v2|^Run with -\?/ { below = 0; next }
    { below = 0; if (NF) line[++held] = $0 }
    END { most = 60; show() }' "$1" | head -n 300
}

counts_line='^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$'
total_passed=0 total_failed=0 total_skipped=0

# Runs a stage, shows what failed, and adds up its counts, of which it may print several.
run_stage() {
  began=$(date +%s)
  log=$logs/$1.log
  "stage_$(echo "$1" | tr - _)" >"$log" 2>&1
  status=$?
  sums=$(grep -a -E "$counts_line" "$log" | awk '{ p += $1; f += $3; s += $5 } END { if (NR) print p, f, s }')
  if [ -z "$sums" ]; then
    echo "FAILED $1: it did not finish"
    sums="0 1 0"
  fi
  # shellcheck disable=SC2086 # three words
  set -- "$1" $sums
  if [ "$3" -eq 0 ] && [ $status -ne 0 ]; then
    echo "FAILED $1: no test failed, but it ended with status $status"
    set -- "$1" "$2" 1 "$4"
  fi
  grep '^| ' "$log" # a table of figures
  [ "$3" -eq 0 ] || show_failures "$log"
  [ "$3" -eq 0 ] || echo "all of it: $log"
  echo "$1: $2 passed, $3 failed, $4 skipped, $(($(date +%s) - began)) s"
  total_passed=$((total_passed + $2)) total_failed=$((total_failed + $3)) total_skipped=$((total_skipped + $4))
}

running=
beside=
trap 'kill $running $beside 2>/dev/null; exit 130' INT TERM
mkdir -p "$logs"
.ci/install-packages test || exit 2
# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $stages
began=$(date +%s)
if ! build_in build all -DTRACE_TESTS=ON; then
  echo "FAILED build"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi
echo "build: $(($(date +%s) - began)) s"
ran=" "
for stage; do
  case " $stages $more " in
    *" $stage "*)
      case $stage in e2e | kernel) begin_sanitized "$@" ;; esac
      run_stage "$stage"
      ran="$ran$stage "
      ;;
    *) fail "unknown stage \"$stage\" (there are: $stages $more)" ;;
  esac
done
for stage; do grep -ahE '^SKIPPED ' "$logs/$stage.log"; done
[ $total_failed -eq 0 ] || for stage; do grep -ahE '^FAILED ' "$logs/$stage.log" | cut -c 1-300; done
echo "$total_passed passed, $total_failed failed, $total_skipped skipped"
[ $total_failed -eq 0 ]
