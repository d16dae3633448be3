#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What tests/cost/run.sh measures, in the guest, where a nanosecond is an instruction.
#
#   guest.sh [PART...]     system_calls files readers processes captures; all without an argument
#
# Prints lines "CASE FIGURE": what one call (getppid), one pair of calls (openat and close of a file) or one program that
# is run takes while somebody watches, and without; or what the reader of the events takes for a call.
# A measurement that fails ends it with status 1.
set -u

said=/tmp/said
observer=

fail() {
  echo "guest.sh: $*" >&2
  exit 1
}

# Starts a program that watches, and waits until it says that it is ready.
start() {
  rm -f $said # a "ready" of the one before would be taken for this one's
  "$@" >$said 2>&1 &
  observer=$!
  for _ in $(seq 400); do
    grep -q ready $said 2>/dev/null && return
    sleep 0.05
  done
  fail "\"$*\" is not ready: $(cat $said)"
}

stop() {
  kill -TERM $observer
  wait $observer || fail "the observer ended with status $?: $(cat $said)"
  observer=
}

# The figures of a load: of a getppid, of a pair of openat and close, of a program that is run: in wall time, which with one
# CPU includes what an observer does meanwhile, and in CPU time without that.
getppid() { syscall_load getppid 1 | cut -d' ' -f1; }
pair() { syscall_load open-close 2 | awk '{ print 2 * $1 }'; }
write_4k() { syscall_load write-4k 3 | cut -d' ' -f1; }
spawn() { spawn_load /bin/tiny 100; }

# report CASE FIGURE: none is a failure.
report() {
  [ -n "$2" ] || fail "$1: no figure"
  echo "$1 $2"
}

# report_spawn CASE WALL OWN
report_spawn() {
  report "$1" "$2"
  report "$1-own" "$3"
}

collect() { start trace-ebpf --buffer-size 64M "$@"; }

# Stops the observer. An event that is lost costs less than one that is sent.
stop_without_loss() {
  stop
  ! grep -q ' [1-9][0-9]* lost' $said || fail "events were lost: $(cat $said)"
}

# measure CASE LOAD: what the load takes while the observer watches, which is then stopped.
measure() {
  figure=$($2)
  stop_without_loss
  # shellcheck disable=SC2086 # two words
  if [ "$2" = spawn ]; then report_spawn "$1" $figure; else report "$1" "$figure"; fi
}

# The same of a call that the collector was asked for, and that a scope refuses.
refused() {
  case_=$1
  shift
  collect -t event=getppid -o binary:/dev/null "$@"
  measure "refused-$case_" getppid
}

# CPU time of the collector for a system call, while files are opened and closed as fast as can be.
reader() {
  read -r before _ </proc/$observer/schedstat
  syscall_load open-close 1 >/dev/null
  sleep 0.1 # until it has read all of it
  read -r after _ </proc/$observer/schedstat
  stop_without_loss
  grep -q 'collected [1-9]\|[1-9][0-9]* filtered' $said || fail "$1: no event came: $(cat $said)"
  report "$1" "$(awk -v a="$after" -v b="$before" 'BEGIN { print (a - b) / 20000 }')" # a batch
}

# A reader that does not read: the ring buffer is full, and each event is lost and counted.
flood_stopped() {
  start trace-ebpf --buffer-size 64k -t event=getppid -o binary:/dev/null
  kill -STOP $observer
  figure=$(getppid)
  kill -CONT $observer
  stop
  grep -q ' [1-9][0-9]* lost' $said || fail "flood-stopped: nothing was lost: $(cat $said)"
  report flood-stopped "$figure"
}

system_calls() {
  report getppid "$(getppid)"
  start baseline empty && measure empty getppid
  start baseline bare 152 && measure bare-152 getppid
  collect -t event=chdir -o none && measure unselected getppid
  collect -t event=getppid -o binary:/dev/null && measure numbers getppid
  refused comm -t comm=nobody
  refused uid -t uid=12345
  refused pid -t pid=12345
  refused container -t container
  refused tree -t tree=12345
  refused follow -t comm=nobody -t follow
  flood_stopped
}

files() {
  report pair "$(pair)"
  collect -t event=openat,close -o binary:/dev/null && measure open-close pair
  collect -t event=close -o binary:/dev/null && measure close pair
  collect -t event=security_file_open -o binary:/dev/null && measure file-open pair
}

readers() {
  collect -t event=openat,close -o binary:/dev/null && reader reader-frames
  collect -o json:/dev/null && reader reader-json
  collect -t event=close -t close.fd=12345 -o binary:/dev/null && reader reader-argument
}

processes() {
  # shellcheck disable=SC2046 # two words
  report_spawn spawn $(spawn)
  collect -t event=execve -o binary:/dev/null && measure execve spawn
  collect -t event=sched_process_fork,sched_process_exec,sched_process_exit -o binary:/dev/null && measure processes spawn
  collect -o json:/dev/null && measure default spawn
}

# What capturing costs those whose files are captured, and those whose are not.
captures() {
  capture=min-free=0,dir=/tmp/artifacts
  report write-4k "$(write_4k)"
  collect --capture "write=/tmp/written,$capture" -t event=chdir -o none && measure write-4k-captured write_4k
  collect --capture "write=/tmp/other,$capture" -t event=chdir -o none && measure write-4k-passed write_4k
  collect --capture "exec,net,$capture" -t event=getppid -o binary:/dev/null && measure numbers-captures getppid
}

echo localhost >/etc/hostname # what syscall_load opens
report kernel "$(uname -r)"
[ $# -gt 0 ] || set -- system_calls files readers processes captures
for part; do $part; done
