/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which tasks are in containers. A container is a cgroup that is called like one (bpf/hooks/container.bpf.c), and whatever is below
 * it is within it. Two maps:
 *
 *   containers         the cgroups of containers themselves, the outermost if one is within another
 *   found_containers   what came of looking at the ancestors of a cgroup, so that an event costs one look-up
 *
 * So whoever may make cgroups within a container takes no room in the first, and slows down what is in them at most. *Rejected:* a
 * mark for each cgroup in a container, of which one container could make so many that no other had room. Tested by
 * tests/kernel/container_test.cpp and tests/kernel/many_containers_test.cpp.
 */
#pragma once

#include "bpf/core/globals.h"
#include "bpf/core/maps.h"
#include "bpf/core/read.h"

/* The rest of container_age(). cgroup: the address of one, as a number. */
int container_find(__u64 cgroup, __u64 id);

/* The age of the container that a cgroup is or is within, enum wire_container_age; 0: none. at: where a pointer to the cgroup is. */
static __always_inline __u32 container_age_at(const void *at, __u64 id)
{
	if (!container_count)
		return 0;
	const struct found_container *found = bpf_map_lookup_elem(&found_containers, &id);
	if (found && found->epoch == container_epoch)
		return found->age;
	__u64 cgroup = 0; /* 5.10 takes no typed pointer for a number */
	bpf_probe_read_kernel(&cgroup, sizeof(cgroup), at);
	return container_find(cgroup, id);
}

static __always_inline __u64 cgroup_id_of(struct task_struct *task)
{
	if (settings.cgroup_v1)
		return READ(PROBE_TASK, task, cgroups, subsys[0], cgroup, kn, id);
	return READ(PROBE_TASK, task, cgroups, dfl_cgrp, kn, id);
}

/* The same of a task, whose cgroup has this id. */
static __always_inline __u32 container_age(struct task_struct *task, __u64 cgroup_id)
{
	if (!container_count)
		return 0;
	if (settings.cgroup_v1)
		return container_age_at((void *)READ(PROBE_TASK, task, cgroups, subsys[0]) +
						bpf_core_field_offset(struct cgroup_subsys_state, cgroup),
					cgroup_id);
	return container_age_at((void *)READ(PROBE_TASK, task, cgroups) + bpf_core_field_offset(struct css_set, dfl_cgrp),
				cgroup_id);
}
