#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a recording of one architecture anew, and the detections in it: ARCHITECTURE.trace.zst and ARCHITECTURE.detections. They are
# what the programs of that architecture gave; run.sh compares. In a virtual machine, so that nothing of the machine at hand is in them.
#
#   record.sh x86_64 BUILD LANE      BUILD with TRACE_TESTS=ON and the targets trace-ebpf, trace-rules and act
#   record.sh arm64 BUILD LANE       cross-built, and a lane of that architecture (tests/vm/kernels.txt)
set -eu
cd "$(dirname "$0")/../.."
[ $# -eq 3 ] || { echo "usage: record.sh ARCHITECTURE BUILD LANE" >&2; exit 2; }
name=$1
build=$2
lane=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Each act is what a shipped signature is to detect (tests/e2e/act.cpp); ls and find open directories, whose flags differ by architecture.
cat >"$work/story" <<'END'
ls /srv
find /srv -name '*.html'
for name in stdio_over_socket anti_debugging ptrace_code_injection fileless_execution ld_preload sudoers_modification \
  scheduled_task_mod rcd_modification; do
  act $name
done
rm -rf /srv
END
cat >"$work/boot" <<'END'
hostname workstation
mkdir -p /srv
echo '<p>Hello</p>' >/srv/index.html
trace-ebpf --output binary:/tmp/recording -- sh /story >/tmp/said 2>&1 || { cat /tmp/said; exit 1; }
cat /tmp/said
{ trace-rules --output json /tmp/recording; trace-rules --output text /tmp/recording; } >/tmp/detections 2>/dev/null
echo "recording: begin"
tar -c -C /tmp recording detections | base64
echo "recording: end"
END

tests/vm/run-vm.sh -f "$build/collector/trace-ebpf" -f "$build/rules/trace-rules" -f "$build/tests/e2e/act" -f "$work/story:/story" \
  -f "$work/boot:/boot" "$lane" sh /boot >"$work/console" || { cat "$work/console"; exit 1; }
sed '/^recording: begin$/,$d' "$work/console"
sed '1,/^recording: begin$/d; /^recording: end$/,$d' "$work/console" | base64 -d | tar -x -C "$work"
[ -s "$work/detections" ] || { echo "no detections" >&2; exit 1; }
zstd -q -f -19 "$work/recording" -o "tests/exchange/$name.trace.zst"
cp "$work/detections" "tests/exchange/$name.detections"
ls -l tests/exchange
