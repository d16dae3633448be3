/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a path leads, in the kernel's cache of names.
 *
 * A system call that has been done gives no hook what it acted on, only the text that the process gave. The kernel has just looked it
 * up, so all directories and links on the way are in its cache: the look-up is repeated there, component by component, from
 * the directory of the task that it begins in, across mounts, symbolic links, "..", and the links of /proc, which lead where no
 * text says. It reads memory and takes no lock. What is found is a directory and mount of the kernel's (lane->find), the
 * rest is a name (in lane->path, from its middle on).
 *
 * What cannot be found (a name that is no longer in the cache or stands behind CHILDREN_MAX others, a link whose text is not in
 * memory) is taken as given, from there on: lane->find.lost, and the event is marked WIRE_FLAG_UNRESOLVED.
 *
 * A hook that has a dentry but no mount takes the mount from here, if the directory found is the dentry's.
 *
 * Kernel: fs/namei.c, link_path_walk(), step_into(), handle_dots(); fs/proc/self.c, fs/proc/base.c for the links of /proc.
 * Tested by tests/kernel/path_table_test.cpp.
 */
#pragma once

#include "bpf/core/field.h"

enum resolve_how {
	RESOLVE_FOLLOW = 0,	     /* the whole of it */
	RESOLVE_PARENT = 1 << 0,     /* but for the last name: of what is made, renamed or deleted */
	RESOLVE_NOFOLLOW = 1 << 1,   /* the same, if no slash stands after it */
	RESOLVE_KERNEL_TEXT = 1 << 2, /* the text is in kernel memory */
	RESOLVE_MOUNTED_ON = 1 << 3,  /* something was mounted there just now: what it was mounted on has an origin, not what it covers it with */
};

/* Looks up `given`, from directory dirfd on. Returns 0 if nothing could be read. */
int resolve_path(__u32 lane_number, __s32 dirfd, __u64 given, __u32 how);
