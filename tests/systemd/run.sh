#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the units of examples/systemd under a real systemd, and ends their programs in every way there is.
#
#   run.sh [BUILD]       BUILD is the build folder, build/ by default
#
# systemd is the first process of a container: namespaces of its own, and an overlay over this machine's root, so that
# nothing of the machine changes. Only the two units and the journal run there. However this script ends, its processes and mounts
# end with it, since they are in namespaces of its own; the cgroups, which must be removed, go then or with the next run.
# Needs root, systemd, overlayfs and BPF. The last line is 'N passed, N failed, N skipped'; the exit status is 0 if nothing failed.
set -u

here=$(cd "$(dirname "$0")" && pwd)
if [ "${1:-}" != --inside ]; then
  build=$(cd "${1:-$here/../../build}" && pwd) || exit 2
  # remove_cgroups [OWN]: those of runs that are no more, and of this one.
  remove_cgroups() {
    for cgroup in /sys/fs/cgroup/trace-test.* /sys/fs/cgroup/*/trace-test.*; do
      owner=${cgroup##*.}
      [ -d "$cgroup" ] || continue
      [ "$owner" = "${1:-}" ] || [ ! -d "/proc/$owner" ] || continue
      for _ in 1 2 3 4 5; do
        find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null && break
        sleep 0.2
      done
    done
  }
  remove_cgroups
  work=$(mktemp -d)
  inside=
  end() {
    [ -z "$inside" ] || kill -KILL "$inside" 2>/dev/null
    wait
    remove_cgroups $$
    rmdir "$work"
  }
  trap end EXIT
  trap 'exit 130' INT TERM HUP
  if ! unshare --mount --pid --fork true 2>/dev/null; then
    echo "SKIPPED units under systemd: namespaces are not permitted"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
  fi
  setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc "$0" --inside "$build" "$work" $$ &
  inside=$!
  wait $inside
  status=$?
  inside=
  exit $status
fi
build=$2 work=$3 mark=trace-test.$4
examples=$here/../../examples/systemd
passed=0 failed=0

skip() {
  echo "SKIPPED units under systemd: $*"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}

systemd=/lib/systemd/systemd
[ "$(id -u)" = 0 ] || skip "needs root"
[ -x $systemd ] || skip "$systemd is not there"
command -v nsenter >/dev/null || skip "nsenter is not there"
said=$("$build/collector/trace-ebpf" --output none --trace event=sched_process_exit -- true 2>&1) ||
  skip "BPF is not permitted: $(echo "$said" | tail -n 1)"

root=$work/root
first= # process of the container

# --- the container

mount -t tmpfs tmpfs "$work" && mkdir "$work/upper" "$work/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$root" 2>/dev/null ||
  skip "overlayfs is not permitted over /"
units=$root/etc/systemd/system
rm -rf "$units"/*.wants "$units"/*.requires
for target in sysinit basic; do printf '[Unit]\nDefaultDependencies=no\n' >"$units/$target.target"; done
printf '[Unit]\nDefaultDependencies=no\nWants=systemd-journald.service\n' >"$units/tests.target"
cp "$examples"/*.service "$units"
cp "$examples/trace.conf" "$root/etc/tmpfiles.d/"
mkdir -p "$root/usr/local/bin" "$root/etc/trace/rules" "$root/small"
cp "$build/collector/trace-ebpf" "$build/rules/trace-rules" "$build/tests/e2e/act" "$root/usr/local/bin/"
cp "$here"/../../examples/signatures/*.yaml "$root/etc/trace/rules/"

# Each hierarchy gets a group for the container, which becomes its root there.
arguments=
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  hierarchies=/sys/fs/cgroup
else
  hierarchies="/sys/fs/cgroup/memory /sys/fs/cgroup/pids /sys/fs/cgroup/systemd /sys/fs/cgroup/unified"
  arguments="systemd.unified_cgroup_hierarchy=0"
fi
cat >"$work/start" <<END
for hierarchy in $hierarchies; do
  [ ! -d \$hierarchy ] || echo 0 >\$hierarchy/$mark/cgroup.procs
done
exec unshare --mount --pid --fork --kill-child --uts --ipc --net --cgroup sh $work/enter
END
cat >"$work/enter" <<END
mount --make-rprivate /
mount --rbind /dev $root/dev
mount --rbind /sys $root/sys
umount -R $root/sys/fs/cgroup || umount -l $root/sys/fs/cgroup
mount -t proc proc $root/proc
mount -t tmpfs tmpfs $root/run
mount -t tmpfs tmpfs $root/tmp
mount -t tmpfs -o size=2m tmpfs $root/small
cd $root
pivot_root . mnt && umount -l /mnt || exit 1
exec env -i container=lxc PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin $systemd --system --unit=tests.target $arguments \
  --log-target=journal-or-kmsg --show-status=no
END
for hierarchy in $hierarchies; do
  [ ! -d "$hierarchy" ] || mkdir "$hierarchy/$mark"
done
sh "$work/start" >"$work/console" 2>&1 &
starter=$!

# until_true SECONDS COMMAND...: whether that comes true by then.
until_true() {
  end_s=$(($(date +%s) + $1))
  shift
  while ! "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt $end_s ] || return 1
    sleep 0.1
  done
}

inside() {
  nsenter -t "$first" -a "$@"
}
is_booted() {
  first=$(pgrep -P "$(pgrep -P $starter || echo $starter)" | head -n 1)
  [ -n "$first" ] || first=$(pgrep -P $starter | head -n 1)
  [ -n "$first" ] && inside systemctl is-active tests.target
}
until_true 30 is_booted || {
  cat "$work/console"
  skip "systemd does not come up as the first process of a container"
}
inside systemd-tmpfiles --create trace.conf

# --- words of the tests

property() {
  inside systemctl show -p "$2" --value "$1"
}
is_up() {
  [ "$(property trace-ebpf ActiveState)$(property trace-ebpf SubState)" = activerunning ] &&
    [ "$(property trace-rules ActiveState)$(property trace-rules SubState)" = activerunning ]
}
both_pids() {
  echo "$(property trace-ebpf MainPID) $(property trace-rules MainPID)"
}
is_up_anew() {
  is_up && [ "$(both_pids)" != "$before" ]
}
signal() {
  inside systemctl kill --kill-who=main -s "$2" "$1"
}
# What the journal has of a unit since the test began.
journal() {
  inside journalctl -q --no-pager -o cat -u "$1" --after-cursor="$cursor"
}
has_said() {
  journal "$1" | grep -qE -- "$2"
}
mark() {
  inside journalctl --flush 2>/dev/null
  cursor=$(inside journalctl -q -n 1 --show-cursor -o cat | sed -n 's/^-- cursor: //p')
  before=$(both_pids)
}
# A detection arrives: the whole way works.
detects() {
  inside act anti_debugging >/dev/null 2>&1
  has_said trace-rules '"anti_debugging"'
}
# override UNIT LINE...: settings of the unit for one test.
override() {
  unit=$1
  shift
  mkdir -p "$units/$unit.service.d"
  { echo '[Service]' && printf '%s\n' "$@"; } >"$work/override"
  inside sh -c "mkdir -p /etc/systemd/system/$unit.service.d && cat >/etc/systemd/system/$unit.service.d/test.conf" <"$work/override"
  inside systemctl daemon-reload
}
restore() {
  inside sh -c 'rm -rf /etc/systemd/system/trace-*.service.d'
  inside systemctl daemon-reload
}
start() {
  inside systemctl start --no-block trace-ebpf trace-rules
}
stop() {
  inside systemctl stop trace-ebpf trace-rules
}

complaint=
must() {
  [ -n "$complaint" ] || "$@" || complaint="not so: $*"
}
must_soon() {
  [ -n "$complaint" ] || until_true "$@" || complaint="not within $1 s: $(shift && echo "$*")"
}
# test NAME FUNCTION: with both units running and nothing overridden, before and after.
test_that() {
  complaint=
  mark
  must_soon 40 is_up
  mark
  $2
  if [ -z "$complaint" ]; then
    echo "ok $1"
    passed=$((passed + 1))
  else
    echo "FAILED $1: $complaint"
    for unit in trace-ebpf trace-rules; do journal $unit | tail -n 8 | cut -c 1-240 | sed "s/^/  $unit: /"; done
    failed=$((failed + 1))
  fi
  restore
  [ "$(property trace-rules ActiveState)" = active ] || start
}

# --- the tests

detections_arrive() {
  must_soon 30 detects
}

killed_collector() {
  signal trace-ebpf KILL
  must_soon 20 has_said trace-rules '"collector_silent"'
  must_soon 30 is_up_anew
  must test "$(property trace-ebpf NRestarts)" -gt 0
  must_soon 30 detects
}

killed_engine() {
  signal trace-rules KILL
  must_soon 30 is_up_anew
  must test "$(property trace-rules NRestarts)" -gt 0
  must_soon 30 detects
}

stopped_collector() {
  sleep 1.5 # it was heard
  signal trace-ebpf STOP
  must_soon 3 has_said trace-rules '"collector_silent"'
  signal trace-ebpf CONT
  must_soon 3 has_said trace-rules '"collector_back"'
  must test "$(both_pids)" = "$before"
}

stopped_engine() {
  sleep 1.5
  signal trace-rules STOP
  sleep 4
  signal trace-rules CONT
  must_soon 30 detects
  must test "$(both_pids)" = "$before"
  ! has_said trace-rules '"collector_silent"' || complaint="the collector was accused"
}

watchdog_of() {
  override "$1" WatchdogSec=3
  inside systemctl restart trace-ebpf trace-rules
  must_soon 30 is_up
  mark
  signal "$1" STOP
  must_soon 30 inside sh -c "journalctl -q --no-pager -o cat -u $1 --after-cursor='$cursor' | grep -q 'Watchdog timeout'"
  must_soon 30 is_up_anew
  must_soon 30 detects
}
hanging_collector() {
  watchdog_of trace-ebpf
}
hanging_engine() {
  watchdog_of trace-rules
}

out_of_memory() {
  override trace-ebpf MemoryMax=4M MemorySwapMax=0
  signal trace-ebpf KILL
  must_soon 30 has_said trace-ebpf 'oom-kill|Failed to start trace-ebpf'
  restore
  must_soon 30 is_up
  must_soon 30 detects
}

refused_load() {
  override trace-ebpf CapabilityBoundingSet= CapabilityBoundingSet=CAP_SYS_PTRACE
  signal trace-ebpf KILL
  must_soon 30 has_said trace-ebpf 'not permitted|permits no BPF'
  must_soon 30 has_said trace-ebpf "Failed with result 'exit-code'"
  must test "$(property trace-ebpf ActiveState)" != active
  must_soon 30 has_said trace-rules 'the input was (empty|cut short)'
  restore
  must_soon 30 is_up
  must_soon 30 detects
}

hangup() {
  signal trace-rules HUP
  must_soon 30 detects
  must test "$(both_pids)" = "$before"
  signal trace-ebpf HUP
  must_soon 30 has_said trace-rules 'the input was complete'
  must_soon 30 is_up_anew
  must_soon 30 detects
}

reload() {
  override trace-rules ExecStart= 'ExecStart=/usr/local/bin/trace-rules --output json --rules-dir /etc/trace/rules'
  inside systemctl restart trace-ebpf trace-rules
  must_soon 30 is_up
  mark
  must inside systemctl reload trace-rules
  must_soon 20 has_said trace-rules 'read the signatures again'
  must test "$(both_pids)" = "$before"
  must_soon 30 detects
}

full_disk() {
  override trace-ebpf ReadWritePaths=/small ExecStart= \
    'ExecStart=/usr/local/bin/trace-ebpf --trace event=openat,close,ptrace --output binary:/run/trace/events --output binary:/small/t.trace'
  inside systemctl restart trace-ebpf trace-rules
  must_soon 30 is_up
  mark
  inside sh -c 'head -c 3000000 /dev/zero >/small/filler' 2>/dev/null
  must_soon 30 inside sh -c 'cat /etc/*.conf >/dev/null; journalctl -q -o cat -u trace-ebpf | grep -q "no room for"'
  must_soon 30 detects
  inside rm /small/filler
  must_soon 20 has_said trace-ebpf 'there is room for "/small/t.trace" again: [0-9]+ events were lost to it'
  inside cat /etc/passwd >/dev/null
  must test "$(both_pids)" = "$before"
  stop
  inside trace-rules /small/t.trace >/dev/null 2>"$work/said" || complaint="status $?"
  must grep -q 'the input was complete' "$work/said"
  must grep -qE '^[1-9][0-9]* lost, as' "$work/said"
}

stop_in_time() {
  began=$(date +%s)
  stop
  must test $(($(date +%s) - began)) -lt 8
  must has_said trace-rules 'the input was complete'
  for unit in trace-ebpf trace-rules; do
    must test "$(property $unit ActiveState) $(property $unit Result)" = 'inactive success'
  done
}

stop_while_stuck() {
  signal trace-rules STOP
  # More than a pipe holds.
  inside sh -c 'for i in 1 2 3 4 5 6 7 8; do sh -c "i=0; while [ \$i -lt 300 ]; do /bin/true; i=\$((i+1)); done"; done'
  began=$(date +%s)
  inside systemctl stop trace-ebpf
  must test $(($(date +%s) - began)) -lt 15
  must has_said trace-ebpf 'its reader does not read'
  must test "$(property trace-ebpf Result)" = exit-code
  signal trace-rules CONT
  signal trace-rules KILL
}

start
test_that "detections of a live machine are in the journal" detections_arrive
test_that "a collector that is killed is told as a detection, and both halves are started again" killed_collector
test_that "an engine that is killed is started again, with the collector" killed_engine
test_that "a collector that is stopped is told as a detection within 3 s, and that it is back" stopped_collector
test_that "an engine that was stopped itself accuses nobody and goes on" stopped_engine
test_that "a collector that hangs is ended by the watchdog and started again" hanging_collector
test_that "an engine that hangs is ended by the watchdog and started again" hanging_engine
test_that "a collector without memory fails, and is back when there is some" out_of_memory
test_that "a collector that may not load fails, is tried again and again, and is back when it may" refused_load
test_that "SIGHUP ends a collector in order and the engine not at all" hangup
test_that "reload reads the signatures again and ends nothing" reload
test_that "a full disk ends nothing, and its recording is whole but for what it says is lost" full_disk
test_that "stop ends both in order, with the END of the stream" stop_in_time
test_that "stop ends a collector whose reader does not read within its time" stop_while_stuck
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
