#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the programs as a user does and looks at what they print: the files cases/*.test, or those given.
#
#   run.sh [-b BUILD] [FILE...]        BUILD is the build folder, build/ by default
#
# A file holds any number of cases, each some lines that begin with a keyword; '#' begins a comment:
#
#   NAME    a fact that is to be true, as a sentence
#   NEEDS   bpf, root, userns, own-root, PROGRAM: what it cannot do without; it is skipped, by name, where that is missing
#   RUN     a shell command. It finds the programs by name, the test data under $DATA, an empty folder in $TMP,
#           and in $PATIENCE how many times longer than usual things may take (TRACE_TEST_PATIENCE of tests/run.sh)
#   EXPECT  an extended regular expression that some line of the output matches (standard output and error together)
#   REJECT  one that no line matches
#   EXIT    the exit status, or !0 for any other than 0; 0 if there is no such line
#
# RUN may call `signal_when_ready SIGNAL trace-ebpf ARGUMENT...`, which sends it the signal once it is attached.
# The last line is 'N passed, N failed, N skipped'; the exit status is 0 if nothing failed.
set -u

here=$(cd "$(dirname "$0")" && pwd)
build=$here/../../build
while getopts b: option; do
  case $option in
    b) build=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- "$here"/cases/*.test
build=$(cd "$build" && pwd) || exit 2

PATH=$build/collector:$build/rules:$build/tests/e2e:$PATH
DATA=$here/data
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
TMP=$work/tmp
export PATH DATA TMP
PATIENCE=${TRACE_TEST_PATIENCE:-1}
export PATIENCE
limit=$((60 * PATIENCE)) # seconds for one case

cat >"$work/functions" <<'END'
signal_when_ready() {
  signal=$1
  shift
  mkfifo "$TMP/stderr"
  "$@" 2>"$TMP/stderr" &
  while IFS= read -r line; do
    echo "$line" >&2
    case $line in *ready:*) kill -"$signal" $! ;; esac
  done <"$TMP/stderr"
  wait $!
}
END

# Why live cases cannot run here; empty if they can.
why_no_bpf() {
  if ! command -v trace-ebpf >/dev/null; then
    echo "trace-ebpf is not built"
  elif ! said=$(trace-ebpf --output none --trace event=sched_process_exit -- true 2>&1); then
    echo "BPF is not permitted: $(echo "$said" | tail -n 1)"
  fi
}
bpf_missing=$(why_no_bpf)

# Why absolute paths here are not those of the mount namespace, which events have; empty if they are.
why_other_root() {
  program=$(readlink -f "$(command -v sleep)")
  seen=$(trace-ebpf --output json --trace event=sched_process_exec -- "$program" 0 2>/dev/null |
    sed -n 's/.*"name":"pathname","type":"const char\*","value":"\([^"]*\)".*/\1/p' | tail -n 1)
  [ "$seen" = "$program" ] || echo "in a chroot: the kernel's paths begin with \"${seen%"$program"}\""
}
other_root=
[ -n "$bpf_missing" ] || other_root=$(why_other_root)

# Why the cases that need $1 cannot run; nothing if they can.
missing() {
  case $1 in
    root) [ "$(id -u)" = 0 ] || echo "needs root" ;;
    bpf) [ -z "$bpf_missing" ] || echo "$bpf_missing" ;;
    userns) unshare -r true 2>/dev/null || echo "user namespaces are not permitted" ;;
    own-root) [ -z "$other_root" ] || echo "$other_root" ;;
    *) command -v "$1" >/dev/null || echo "$1 is not there" ;;
  esac
}

passed=0 failed=0 skipped=0
name=

# Runs the case that was read, if there is one, and judges it.
finish() {
  [ -n "$name" ] || return 0
  if [ -n "$reason" ]; then
    echo "SKIPPED $name: $reason"
    skipped=$((skipped + 1))
    return 0
  fi
  rm -rf "$TMP"
  mkdir -m 777 "$TMP"
  # timeout makes a process group of its own; what the case leaves running in it goes with it.
  timeout "$limit" sh -c ". '$work/functions'; $run" </dev/null >"$work/output" 2>&1 &
  group=$!
  wait $group
  status=$?
  kill -KILL -$group 2>/dev/null
  complaint=
  case $exit_status in
    !0) [ $status -ne 0 ] || complaint="exit status 0" ;;
    *) [ $status -eq "$exit_status" ] || complaint="exit status $status, not $exit_status" ;;
  esac
  while IFS=' ' read -r kind expression; do
    case $kind in
      EXPECT) grep -qE -- "$expression" "$work/output" || complaint="$complaint; no line matches: $expression" ;;
      REJECT) ! grep -qE -- "$expression" "$work/output" || complaint="$complaint; a line matches: $expression" ;;
    esac
  done <"$work/expressions"
  if [ -z "$complaint" ]; then
    echo "ok $name"
    passed=$((passed + 1))
  else
    echo "FAILED $name: ${complaint#; }"
    echo "  \$ $run"
    head -n 20 "$work/output" | cut -c 1-300 | sed 's/^/  /'
    failed=$((failed + 1))
  fi
}

for file; do
  while IFS= read -r line || [ -n "$line" ]; do
    rest=${line#* }
    case $line in
      '' | \#*) ;;
      NAME\ *)
        finish
        name=$rest run='' exit_status=0 reason=''
        : >"$work/expressions"
        ;;
      NEEDS\ *) for need in $rest; do reason=${reason:-$(missing "$need")}; done ;;
      RUN\ *) run=$rest ;;
      EXPECT\ * | REJECT\ *) echo "$line" >>"$work/expressions" ;;
      EXIT\ *) exit_status=$rest ;;
      *)
        echo "$file: not understood: $line" >&2
        exit 2
        ;;
    esac
  done <"$file"
  finish
  name=
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
