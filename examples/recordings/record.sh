#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes intrusion.trace.zst and intrusion.jsonl.zst anew: the same events as frames and as JSON, of a machine that keeps web
# pages, and of which somebody takes hold. The events are a kernel's own; the machine is a virtual one (tests/vm), so that
# nothing of the machine at hand is in them.
#
#   examples/recordings/record.sh [BUILD] [KERNEL]      build and 6.12 by default; BUILD with TRACE_TESTS=ON
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build}
kernel=${2:-6.12}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What happens on the machine. `act NAME` performs what the signature NAME is to detect (tests/e2e/act.cpp).
cat >"$work/story" <<'END'
cd /srv
find . -name '*.html' | sort >/tmp/pages
while read -r page; do grep -c Hello "$page"; done </tmp/pages
tar -c -f /tmp/backup.tar .
gzip /tmp/backup.tar
mv /tmp/backup.tar.gz /var/backup.tar.gz
act illegitimate_shell
id
cat /etc/passwd | wc -l
act stdio_over_socket
act aslr_inspection
act anti_debugging
act ptrace_code_injection
act fileless_execution
act ld_preload
act sudoers_modification
act scheduled_task_mod
rm /tmp/pages
END
cat >"$work/boot" <<'END'
hostname workstation
mkdir -p /srv /var
echo '<p>Hello</p>' >/srv/index.html
echo '<p>About</p>' >/srv/about.html
trace-ebpf --output binary:/tmp/intrusion.trace --output json:/tmp/intrusion.jsonl -- sh /story >/tmp/said 2>&1
status=$?
cat /tmp/said
[ $status -eq 0 ] || exit $status
echo "recording: begin"
tar -c -C /tmp intrusion.trace intrusion.jsonl | base64
echo "recording: end"
END

tests/vm/run-vm.sh -f "$build/collector/trace-ebpf" -f "$build/tests/e2e/act" -f "$work/story:/story" -f "$work/boot:/boot" \
  "$kernel" sh /boot >"$work/console" || { cat "$work/console"; exit 1; }
sed '/^recording: begin$/,$d' "$work/console"
sed '1,/^recording: begin$/d; /^recording: end$/,$d' "$work/console" | base64 -d | tar -x -C "$work"
zstd -q -f -19 "$work/intrusion.trace" -o examples/recordings/intrusion.trace.zst
zstd -q -f -19 "$work/intrusion.jsonl" -o examples/recordings/intrusion.jsonl.zst
ls -l examples/recordings
