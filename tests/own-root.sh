#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a command in a mount namespace whose root is the root that is seen here.
#
#   own-root.sh COMMAND ARGUMENT...
#
# Events have the kernel's paths, which begin at the root of the mount namespace. In a chroot that is another one than the
# process sees, and the tests' paths would not be those of the events. So a chroot becomes what a container is: entering
# one's own mount namespace again leads out of the chroot (setns(2)), while the working directory stays in it; that directory
# becomes the root by pivot_root(2). Between the two steps programs are found in the outer root, hence the static busybox.
# Where there is no chroot, or this is not permitted, the command runs as it is.
set -u

here=$(pwd)
# The root of the mount namespace, as device and inode.
outer_root() {
  nsenter --mount=/proc/self/ns/mnt --wd=/ ./bin/busybox stat -L -c %d:%i / 2>/dev/null
}
is_chroot() {
  outer=$(outer_root) && [ "$outer" != "$(stat -L -c %d:%i /)" ]
}
if [ "${1:-}" = --inside ]; then
  # Here / is the outer root, . the chroot.
  here=$2
  shift 2
  ./bin/busybox mount --make-rprivate / && ./bin/busybox mount -o rbind . . && cd "$(./bin/busybox pwd)" && ./bin/busybox pivot_root . . && ./bin/busybox umount -l . || exit 2
  cd "$here" || exit 2
  exec "$@"
fi
if is_chroot && unshare -m --propagation unchanged true 2>/dev/null; then
  script=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
  exec unshare -m --propagation unchanged nsenter --mount=/proc/self/ns/mnt --wd=/ ./bin/busybox sh ".$script" --inside "$here" "$@"
fi
exec "$@"
