/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once

#include "bpf/core/field.h"
#include "bpf/core/task.h"

static __always_inline void put_cred(struct lane *lane, __u8 ordinal, bool probe, const struct cred *cred)
{
	struct wire_field *field = FIELD_AT(lane, sizeof(struct wire_cred));
	if (!field)
		return;
	cred_copy(probe, (struct wire_cred *)(field + 1), cred);
	field_done(lane, field, ordinal, WIRE_CRED, sizeof(struct wire_cred));
}
