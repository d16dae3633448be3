/* SPDX-License-Identifier: GPL-2.0-only */
#define READ_BY_CAST
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/put/origin.h"
#include "bpf/put/path.h"
#include "bpf/put/resolve_step.h"

char LICENSE[] SEC("license") = "GPL";

#define PATH_DEPTH_MAX 96 /* components and mounts; what is deeper loses its front and is flagged */

/* Puts "/name" in front of what stands. Returns false when there is no room. */
static __always_inline bool path_prepend(struct lane *lane, const struct dentry *dentry)
{
	const unsigned char *name = BPF_CORE_READ(dentry, d_name.name);
	__u64 size = BPF_CORE_READ(dentry, d_name.len) & NAME_MAX;
	__u64 at = lane->path_at - size - 1;
	barrier_var(size);
	barrier_var(at);
	if (at >= PATH_END) /* below 0, too */
		return false;
	size &= NAME_MAX;
	lane->path[at] = '/';
	bpf_probe_read_kernel(&lane->path[at + 1], size, name);
	lane->path_at = at;
	return true;
}

/* A file with no directory, as of memfd_create: its name, and no slash. The root itself: a slash. */
static __always_inline void path_of_root(struct lane *lane, const struct dentry *dentry)
{
	path_prepend(lane, dentry);
	if (lane->path_at < PATH_END && lane->path[(lane->path_at + 1) & (PATH_END - 1)] != '/') {
		lane->path_at++;
	} else {
		lane->path_at = PATH_END - 1;
		lane->path[PATH_END - 1] = '/';
	}
}

enum step { STEP_ON, STEP_WHOLE, STEP_CUT };

static __always_inline void walk_from(struct lane *lane, struct dentry *dentry, struct mount *mount)
{
	lane->walk.dentry = dentry;
	lane->walk.mount = mount;
	lane->walk.top = BPF_CORE_READ(mount, mnt.mnt_root);
}

/* One component, or one mount, further up. */
__noinline int path_step(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return STEP_CUT;
	struct dentry *dentry = lane->walk.dentry;
	struct dentry *up = BPF_CORE_READ(dentry, d_parent);
	if (dentry != lane->walk.top && dentry != up) {
		lane->walk.dentry = up;
		return path_prepend(lane, dentry) ? STEP_ON : STEP_CUT;
	}
	struct mount *mount = lane->walk.mount;
	struct mount *outer = BPF_CORE_READ(mount, mnt_parent);
	if (outer && outer != mount) {
		if (!lane->walk.inside)
			lane->walk.inside = lane->path_at;
		walk_from(lane, BPF_CORE_READ(mount, mnt_mountpoint), outer);
		return STEP_ON;
	}
	if (dentry == up && lane->path_at == PATH_END)
		path_of_root(lane, dentry);
	return STEP_WHOLE;
}

/* Adds what was built as a field, and the `tail` bytes that stand after it. Of what is too long the front is lost. */
static __always_inline void path_field(struct lane *lane, __u8 ordinal, bool whole, __u64 tail)
{
	struct wire_field *field = FIELD_AT(lane, WIRE_STRING_MAX);
	__u64 at = lane->path_at;
	barrier_var(at);
	barrier_var(tail);
	if (!field || at > PATH_END || tail > WIRE_STRING_MAX + NAME_MAX)
		return;
	if (tail && at == PATH_END - 1) /* the root, which is a slash already */
		at = PATH_END;
	__u64 size = PATH_END - at + tail;
	if (size > WIRE_STRING_MAX) {
		at += size - WIRE_STRING_MAX;
		size = WIRE_STRING_MAX;
		whole = false;
	}
	barrier_var(at);
	barrier_var(size);
	if (at > PATH_END + NAME_MAX || size > WIRE_STRING_MAX || bpf_probe_read_kernel(field + 1, size, &lane->path[at])) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	field_done(lane, field, ordinal, WIRE_STR, size);
	if (!whole) {
		field->type |= WIRE_FIELD_TRUNCATED;
		event_mark(lane, WIRE_FLAG_TRUNCATED);
	}
}

__noinline int path_build(__u32 lane_number, __u64 dentry, __u64 mount)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	int step = STEP_ON;

	lane->path_at = PATH_END;
	lane->walk.inside = 0;
	walk_from(lane, (void *)dentry, (void *)mount);
	for (__u32 i = 0; i < PATH_DEPTH_MAX && step == STEP_ON; i++)
		step = path_step(lane_number);
	return step == STEP_WHOLE;
}

/* Builds the path in lane->path that the file has below the root of its file system, and puts the name in front of it. */
__noinline int path_build_named(__u32 lane_number, __u64 dentry, __u32 name)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	int step = STEP_ON;

	lane->path_at = PATH_END;
	lane->walk.dentry = (void *)dentry;
	lane->walk.mount = NULL;
	lane->walk.top = NULL;
	for (__u32 i = 0; i < PATH_DEPTH_MAX && step == STEP_ON; i++)
		step = path_step(lane_number);
	__u64 at = lane->path_at;
	if (at == PATH_END - 1) /* the root, which is a slash already */
		at = PATH_END;
	at -= name == ORIGIN_PROC ? sizeof("/proc") - 1 : sizeof("/sys") - 1;
	barrier_var(at);
	if (at >= PATH_END)
		return 0;
	if (name == ORIGIN_PROC)
		__builtin_memcpy(&lane->path[at], "/proc", sizeof("/proc") - 1);
	else
		__builtin_memcpy(&lane->path[at], "/sys", sizeof("/sys") - 1);
	lane->path_at = at;
	return step == STEP_WHOLE;
}

/* Whether the path leads out of the mount that the file is in, or to where the task does not look from. */
static __always_inline bool is_elsewhere(const struct lane *lane, const struct mnt_namespace *mine)
{
	const struct mount *outermost = lane->walk.mount;
	const struct mnt_namespace *in = BPF_CORE_READ(outermost, mnt_ns);
	return lane->walk.inside > lane->path_at || (in != mine && !is_internal(outermost));
}

/* What find_origin() finds, or has found. */
__noinline int known_origin(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	const struct mount *of = lane->origin.of;
	const struct mnt_namespace *mine = READ(PROBE_TASK, current_task(), nsproxy, mnt_ns);
	const struct mnt_namespace *host = (void *)host_mntns;
	const struct origin_key key = {.mount = (__u64)of, .namespace = (__u64)mine};
	struct origin now = {
		.id = bpf_core_field_exists(of->mnt_id_unique) ? BPF_CORE_READ(of, mnt_id_unique) : BPF_CORE_READ(of, mnt_id),
		.changes = {BPF_CORE_READ(mine, event), BPF_CORE_READ(host, event)},
	};
	const struct origin *known = bpf_map_lookup_elem(&origins, &key);

	if (known && known->id == now.id && known->changes[0] == now.changes[0] && known->changes[1] == now.changes[1]) {
		lane->origin.first = (void *)known->first;
		return 0;
	}
	find_origin(lane_number);
	now.first = (__u64)lane->origin.first;
	bpf_map_update_elem(&origins, &key, &now, BPF_ANY);
	return 0;
}

/*
 * The other path of lane->origin.dentry, whose path by the mount lane->origin.of was built just now, if it is asked for and there is one.
 * By way of the lane: a typed pointer is no number, which is all that global functions take.
 */
static __always_inline void put_origin(struct lane *lane, __u8 ordinal, __u64 tail)
{
	if (!ordinal || !is_elsewhere(lane, READ(PROBE_TASK, current_task(), nsproxy, mnt_ns)))
		return;
	known_origin(lane->number);
	const __u64 first = (__u64)lane->origin.first, dentry = (__u64)lane->origin.dentry;
	if (!first)
		return;
	const bool whole = first < ORIGIN_NAMES ? path_build_named(lane->number, dentry, first)
						: path_build(lane->number, dentry, first);
	path_field(lane, ordinal, whole, tail);
}

__noinline int put_path(__u32 lane_number, __u32 ordinal, __u64 dentry, __u64 vfsmount)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane || !dentry || !vfsmount)
		return 0;
	const __u64 mount = (__u64)mount_around((void *)vfsmount);
	const bool whole = path_build(lane_number, dentry, mount);
	path_field(lane, ordinal, whole, 0);
	lane->origin.dentry = (void *)dentry;
	lane->origin.of = (void *)mount;
	put_origin(lane, ordinal >> 8, 0);
	if (is_deleted((void *)dentry))
		event_mark(lane, WIRE_FLAG_DELETED);
	return 0;
}

__noinline int put_given_path(__u32 lane_number, __u32 ordinal, __s32 dirfd, __u64 given, __u32 how)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	if (!resolve_path(lane_number, dirfd, given, how)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return 0;
	}
	/* A descriptor of the root, say, leads to it; what is deleted is at its end and has no tail. */
	const bool whole = path_build(lane_number, (__u64)lane->find.dentry, (__u64)lane->find.mount);
	const __u32 field_at = lane->used;
	path_field(lane, ordinal, whole, lane->find.tail);
	if (lane->used != field_at && lane->find.tail && !(how & RESOLVE_KERNEL_TEXT)) {
		struct wire_field *field = (struct wire_field *)&lane->data[field_at & (WIRE_FRAME_MAX - 1)];
		field->type |= WIRE_FIELD_USER;
		event_mark(lane, WIRE_FLAG_USER_MEMORY);
	}
	const struct mount *mount = lane->find.mount;
	lane->origin.dentry = lane->find.dentry;
	lane->origin.of = lane->find.mount;
	if ((how & RESOLVE_MOUNTED_ON) && lane->find.dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
		lane->origin.dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		lane->origin.of = BPF_CORE_READ(mount, mnt_parent);
		/* Volatile: what is read back is a number, see put_origin(). */
		path_build(lane_number, *(volatile __u64 *)&lane->origin.dentry, *(volatile __u64 *)&lane->origin.of);
	}
	put_origin(lane, ordinal >> 8, lane->find.tail);
	if (lane->find.lost)
		event_mark(lane, WIRE_FLAG_UNRESOLVED);
	if (is_deleted(lane->find.dentry))
		event_mark(lane, WIRE_FLAG_DELETED);
	return 0;
}
