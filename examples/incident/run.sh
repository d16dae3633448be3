#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes an incident on this machine, records it, and makes a report of the recording.
#
#   sh examples/incident/run.sh [DIR]      as root; DIR is a new folder, incident/ by default
#
# The incident is harmless: a program (dropper.c) removes its own file, writes into an /etc/cron.d that is there for it only, in a
# mount namespace of its own, and connects to itself over the loopback; suspicious-act runs a program from memory.
# DIR holds then:
#
#   incident.trace    the recording
#   artifacts/        each file that was executed, the removed one too, with a manifest
#   report.html       the report
set -eu
cd "$(dirname "$0")/../.."

folder=${1:-incident}
if [ -e "$folder" ]; then
  echo "incident: $folder is there already" >&2
  exit 2
fi
build=$PWD/build
if [ ! -x "$build/examples/dropper" ] || [ ! -x "$build/collector/trace-ebpf" ] || [ ! -x "$build/rules/trace-rules" ]; then
  .ci/install-packages
  [ -f build/build.ninja ] || cmake -S . -B build -G Ninja -DTRACE_TESTS=OFF
  ninja -C build trace-ebpf trace-rules dropper suspicious-act
fi
mkdir -m 700 "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# As an intruder would who has got a shell.
cat >"$work/intruder" <<'END'
#!/bin/sh
mount -t tmpfs none /etc/cron.d
cp "$1/examples/dropper" "$2/updater"
"$2/updater" /etc/cron.d/update
"$1/examples/suspicious-act"
END
chmod 755 "$work/intruder"

# What the signatures look at, and what a report shows besides.
events=$("$build/rules/trace-rules" --list-events)
events=$events,security_inode_unlink,security_inode_mkdir,chmod_common,security_socket_bind,security_socket_listen
"$build/collector/trace-ebpf" --trace "event=$events" --capture "exec,dir=$folder/artifacts" \
  --output "binary:$folder/incident.trace" -- \
  unshare --mount --propagation private "$work/intruder" "$build" "$work"
"$build/rules/trace-rules" report "$folder/incident.trace" --artifacts "$folder/artifacts" --output "$folder/report.html"
echo "the report is $folder/report.html"
