#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a command as root on another kernel: a virtual machine without disk and network whose initramfs holds busybox, the
# programs and the libraries they need. Boots in a few seconds, even emulated.
#
#   run-vm.sh [-i] [-f FILE[:PATH]]... [-a 'KERNEL ARGUMENTS'] KERNEL COMMAND [ARGUMENT...]
#
#   KERNEL    a lane of kernels.txt, or the path of a kernel image for x86-64. The files for a lane of arm64 are of that architecture:
#             cross-built ones, and those of .ci/fetch-sysroot
#   COMMAND   a program of this machine, copied to /bin of the guest, or the name of a busybox applet
#   -f FILE   a further file to copy: to /bin if it is executable, else to /; with PATH to there
#   -a ARGS   appended to the kernel's command line
#   -i        count instructions: one CPU, and each nanosecond of the guest's clock is an instruction that it has executed,
#             however busy this machine is; waiting takes no time. Random numbers and the date are the same in each run.
#
# Prints what the command prints and exits with its status; with 125 if the guest did not get so far.
#   TRACE_VM_SECONDS   deadline, 300 by default
#   TRACE_VM_ACCEL     accelerator of qemu, tcg,thread=single by default
set -eu

here=$(cd "$(dirname "$0")" && pwd)

fail() {
  echo "run-vm: $*" >&2
  exit 125
}

# Copies what program $1 of another architecture needs. ldd would run it.
add_foreign_libraries() {
  {
    readelf -d "$1" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'
    readelf -l "$1" 2>/dev/null | sed -n 's/.*program interpreter: .*\/\(.*\)\]/\1/p'
  } | while read -r library; do
    [ -e "$root/lib/$library" ] && continue
    for folder in $libraries; do
      [ -e "$folder/$library" ] || continue
      mkdir -p "$root/lib"
      cp -L "$folder/$library" "$root/lib/$library"
      add_foreign_libraries "$folder/$library"
      break
    done
  done
}

# Copies the shared libraries and the loader that program $1 needs, to the same paths.
add_libraries() {
  [ -z "$libraries" ] || { add_foreign_libraries "$1"; return; }
  ldd "$1" 2>/dev/null | awk '/=> \// { print $3 } $1 ~ /^\// { print $1 }' | while read -r library; do
    [ -e "$root$library" ] && continue
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
}

# add_file FILE [PATH]. Programs are stripped: symbols only make the image slower to load.
add_file() {
  [ -r "$1" ] || fail "no such file: $1"
  path=${2:-}
  if [ -z "$path" ]; then
    if [ -x "$1" ]; then path=/bin/$(basename "$1"); else path=/$(basename "$1"); fi
  fi
  mkdir -p "$root$(dirname "$path")"
  $strip -o "$root$path" "$1" 2>/dev/null || cp -L "$1" "$root$path"
  add_libraries "$1"
}

# Words quoted so that a shell reads them back as they are.
quoted() {
  for word; do
    printf "'%s' " "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"
  done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 125' INT TERM
root=$work/root
mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/sys" "$root/tmp" "$root/run" "$root/etc" "$root/root"

# Needs the lane, which comes after the options.
choose_machine() {
  architecture=amd64 strip=strip qemu=qemu-system-x86_64 busybox=$(command -v busybox)
  cpu="-cpu max,-cx16" console=ttyS0 libraries=
  case $1 in
    arm64-*)
      architecture=arm64 qemu=qemu-system-aarch64
      # pauth-impdef: QEMU's own hash for pointer authentication; the one of the architecture costs half of the time.
      cpu="-M virt -cpu max,pauth-impdef=on" console=ttyAMA0
      [ "$(uname -m)" != aarch64 ] || return 0
      strip=aarch64-linux-gnu-strip
      sysroot=$("$here/../../.ci/fetch-sysroot" arm64) || fail "no libraries of arm64"
      busybox=$sysroot/bin/busybox
      libraries="$sysroot/usr/lib/aarch64-linux-gnu $sysroot/lib/aarch64-linux-gnu /usr/aarch64-linux-gnu/lib"
      ;;
  esac
}

append=
files=
# Emulation by default: a /dev/kvm that opens may still fail to run a guest (nested virtualisation). One thread runs both CPUs:
# with a thread each, qemu 7.2 now and then runs what the other CPU has just replaced (the kernel's own int3, while it switches a
# tracepoint on: a panic). It takes no longer.
machine="-accel ${TRACE_VM_ACCEL:-tcg,thread=single} -smp 2"
seconds=${TRACE_VM_SECONDS:-300}
boot_seconds=90
attempts="1 2 3"
while getopts f:a:i option; do
  case $option in
    i)
      machine="-accel tcg -icount shift=0,sleep=off -smp 1 -seed 1 -rtc base=2026-01-01,clock=vm"
      boot_seconds=$seconds attempts=1
      ;;
    f) files="$files$OPTARG
" ;;
    a) append=$OPTARG ;;
    *) exit 125 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -ge 2 ] || fail "usage: run-vm.sh [-i] [-f FILE[:PATH]]... [-a ARGS] KERNEL COMMAND [ARGUMENT...]"
kernel=$1
command=$2
shift 2
choose_machine "$kernel"
[ -f "$kernel" ] || kernel=$("$here/fetch-kernels.sh" "$kernel" | awk '{ print $2 }')
[ -s "$kernel" ] || fail "no kernel image"

[ -x "$busybox" ] || fail "no busybox for $architecture"
cp "$busybox" "$root/bin/busybox"
printf '%s' "$files" >"$work/files"
while IFS= read -r file; do
  case $file in
    *:*) add_file "${file%%:*}" "${file#*:}" ;;
    *) add_file "$file" ;;
  esac
done <"$work/files"
cp "$here/init" "$root/init"
chmod 755 "$root/init"
echo 'root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/sh' >"$root/etc/passwd"
case $command in
  */*) add_file "$command" && command=/bin/$(basename "$command") ;;
esac
echo "exec $(quoted "$command" "$@")" >"$root/command"
(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0) >"$work/initramfs"

# -cx16: qemu 7.2 spoils the flags after a cmpxchg16b now and then, of which 6.12 makes so many that 5 of 12 boots ended in a panic;
# without the instruction 0 of 12 did.
# timeout --foreground: qemu stays in the process group of this script, so that what ends the group ends it too.
# lsm=: a security module only runs if it is named here, and Debian's kernels leave bpf out.
boot() {
  : >"$work/console"
  (
    left=$boot_seconds
    while [ $left -gt 0 ]; do
      sleep 1
      ! grep -q '^trace-vm: begin' "$work/console" || exit
      left=$((left - 1))
    done
    kill "$(cat "$work/pid")"
  ) >/dev/null 2>&1 &
  watchdog=$!
  # shellcheck disable=SC2086 # several options
  {
    ended=0
    timeout --foreground "$seconds" $qemu $machine $cpu -m 2048 -nic none -display none -no-reboot -serial stdio \
      -monitor none -pidfile "$work/pid" -kernel "$kernel" -initrd "$work/initramfs" -d cpu_reset -D "$work/resets" \
      -append "console=$console quiet panic=-1 lsm=lockdown,yama,integrity,bpf $append" \
      </dev/null 2>"$work/qemu" || ended=$?
    echo "$ended" >"$work/ended"
  } | sed -u 's|\r||g' | tee "$work/console" |
    sed -un '/^trace-vm: begin$/,/^trace-vm: exit/{/^trace-vm: /!p}'
  kill $watchdog 2>/dev/null
}

# One emulated boot of two CPUs in a few dozen stops before the first line; a guest that began is never started again.
for attempt in $attempts; do
  boot || true
  grep -q '^trace-vm: begin' "$work/console" && break
  echo "run-vm: attempt $attempt: the guest did not boot" >&2
done
exit_line=$(sed -n 's/^trace-vm: exit \([0-9]*\)$/\1/p' "$work/console")
if [ -z "$exit_line" ]; then
  # What came after the first line has been printed already.
  grep -q '^trace-vm: begin' "$work/console" || tail -n 30 "$work/console" >&2
  cat "$work/qemu" >&2
  case $(cat "$work/ended") in
    124) fail "the guest did not finish within $seconds s" ;;
    0)
      grep -A 30 '^Triple fault' "$work/resets" >&2 || true
      fail "the guest's kernel stopped or started again"
      ;;
    *) fail "the emulator ended with status $(cat "$work/ended")" ;; # 128 and more: by a signal
  esac
fi
exit "$exit_line"
