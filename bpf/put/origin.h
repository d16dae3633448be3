/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The other path of a file that a mount shows once more.
 *
 * A path leads through mounts, and who may mount may give any file another path: a bind mount of /etc, a second mount of a device or
 * of proc, a mount that is in no namespace (open_tree(2), or umount -l). A file that is reached so has an origin: its path by
 * the oldest mount of the file system that shows it in the task's mount namespace; if there is none, in that of the host's first process, where
 * containers have their volumes from. It becomes the field origin_NAME, beside NAME, which stays the path that the process sees.
 *
 * Only files whose path leads out of the mount that they are in are asked for; what was found of a mount is kept (map
 * `origins`) until mounts change in either namespace. A mount of proc or sysfs that has no older one counts as /proc or /sys.
 * Mounts that show a directory at its own place, as services have them to make it read-only, are passed over.
 *
 * Kernel: fs/mount.h; fs/namespace.c, clone_mnt(), touch_mnt_namespace(). The list of a file system's mounts is ordered by age up to 6.16,
 * mounts have numbers that are not used again from 6.8 on.
 * Tested by tests/kernel/path_table_test.cpp, tests/kernel/program_file_test.cpp.
 */
#pragma once

#include "bpf/core/field.h"

enum origin_name { ORIGIN_NONE, ORIGIN_PROC, ORIGIN_SYS, ORIGIN_NAMES };

/* Finds the origin of what lane->origin.of shows: lane->origin.first, a mount or enum origin_name. */
int find_origin(__u32 lane_number);
