/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the name of a cgroup is that of a container, as common/state/container_name.h tells it from the path. The collector says
 * which container it is; by then the first process may have been there for long.
 */
#pragma once

#include "bpf/core/field.h"

#define CGROUP_NAME_MAX 256	/* NAME_MAX and its NUL */
#define CONTAINER_ID_SIZE 64	/* SHA-256 in hex */
#define GARDEN_ID_SIZE 28	/* 8-4-4-4-4 hex digits */
#define TASK_ID_SIZE 32		/* Fargate: hex digits, "-", a number of at most 10 digits */
#define FARGATE_ID_SIZE_MAX (TASK_ID_SIZE + 1 + 10)

/* Whether lane->path, a text of `size` bytes, ends in an id of so many bytes. */
int name_ends_in_id(__u32 lane_number, __u32 size, __u32 id_size);

static __always_inline bool text_is(const __u8 *text, __u32 size, const char *expected, __u32 expected_size)
{
	return size == expected_size && bytes_equal(text, expected, expected_size);
}

/* Whether an id may stand behind the first `size` bytes of lane->path. REQUIRES: size < CGROUP_NAME_MAX. */
int may_precede_id(__u32 lane_number, __u32 size);

/* Whether lane->path, a text of `size` bytes, is the id of a container of Fargate. */
int name_is_fargate_id(__u32 lane_number, __u32 size);

/* Whether lane->path, a text of `size` bytes, is a name that a user gave, between what the runtime adds. REQUIRES: size < CGROUP_NAME_MAX. */
int name_is_named(__u32 lane_number, __u32 size);

/* Whether cgroups in one that is called lane->path, a text of `size` bytes, are containers; payload: those called "payload". */
int may_hold_container(__u32 lane_number, __u32 size, __u32 payload);
