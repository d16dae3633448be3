/* SPDX-License-Identifier: GPL-2.0-only */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include "bpf/core/containers.h"

char LICENSE[] SEC("license") = "GPL";

#define LEVELS 32 /* of cgroups; a container that is itself further down is not found */

static __always_inline __u64 ancestor_id(const struct cgroup *cgroup, __u32 level)
{
	const struct cgroup *ancestor = NULL;
	__u64 id = 0;

	if (!bpf_core_field_exists(cgroup->ancestors)) {
		bpf_probe_read_kernel(&id, sizeof(id),
				      (void *)cgroup + bpf_core_field_offset(struct cgroup___6_0, ancestor_ids) + level * sizeof(id));
		return id;
	}
	bpf_probe_read_kernel(&ancestor, sizeof(ancestor),
			      (void *)cgroup + bpf_core_field_offset(struct cgroup, ancestors) + level * sizeof(ancestor));
	return ancestor ? BPF_CORE_READ(ancestor, kn, id) : 0;
}

__noinline int container_find(__u64 address, __u64 id)
{
	const struct cgroup *cgroup = (const struct cgroup *)address;
	struct found_container found = {.epoch = container_epoch};
	const __u32 lowest = BPF_CORE_READ(cgroup, level);

	for (__u32 level = 0; level < LEVELS; level++) {
		if (level > lowest)
			break;
		const __u64 ancestor = ancestor_id(cgroup, level);
		const __u32 *age = bpf_map_lookup_elem(&containers, &ancestor);
		if (age) {
			found.age = *age;
			break;
		}
	}
	bpf_map_update_elem(&found_containers, &id, &found, BPF_ANY);
	return found.age;
}
