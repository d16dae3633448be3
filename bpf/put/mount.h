/* SPDX-License-Identifier: GPL-2.0-only */
/* The mounts of a file system. No READ_BY_CAST: Linux 7.2 refuses its pointers in the list. */
#pragma once

#include "bpf/core/read.h"

static __always_inline struct mount *first_mount(const struct super_block *sb)
{
	if (bpf_core_field_exists(((struct mount *)0)->mnt_next_for_sb))
		return BPF_CORE_READ(sb, s_mounts);
	const struct super_block___6_16 *older = (const void *)sb;
	return (void *)BPF_CORE_READ(older, s_mounts.next) - bpf_core_field_offset(struct mount___6_16, mnt_instance);
}

/* The older list ends in its head, which is no mount: it has another file system, or none. */
static __always_inline struct mount *next_mount(struct mount *mount)
{
	if (bpf_core_field_exists(mount->mnt_next_for_sb))
		return BPF_CORE_READ(mount, mnt_next_for_sb);
	const struct mount___6_16 *older = (const void *)mount;
	return (void *)BPF_CORE_READ(older, mnt_instance.next) - bpf_core_field_offset(struct mount___6_16, mnt_instance);
}
