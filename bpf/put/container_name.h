/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the name of a cgroup is that of a container, as common/state/containers.h tells it from the path: an id, behind what
 * runtimes put in front of it, ".scope" behind it. The collector says which container it is; by then the first process may
 * have been there for long.
 */
#pragma once

#include "bpf/core/field.h"

#define CGROUP_NAME_MAX 256	/* NAME_MAX and its NUL */
#define CONTAINER_ID_SIZE 64	/* SHA-256 in hex */
#define GARDEN_ID_SIZE 28	/* 8-4-4-4-4 hex digits */

/* Whether lane->path, a text of `size` bytes, ends in an id of so many bytes. */
int name_ends_in_id(__u32 lane_number, __u32 size, __u32 id_size);

static __always_inline bool text_is(const __u8 *text, __u32 size, const char *expected, __u32 expected_size)
{
	return size == expected_size && bytes_equal(text, expected, expected_size);
}

/* Whether an id may stand behind the first `size` bytes of lane->path. REQUIRES: size < CGROUP_NAME_MAX. */
int may_precede_id(__u32 lane_number, __u32 size);
