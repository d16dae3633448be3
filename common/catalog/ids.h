/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbers of the catalog's facts: ids, ordinals, slots, types. Derived from the .def files beside it, for BPF C and for C++.
 */
#ifndef TRACE_CATALOG_IDS_H
#define TRACE_CATALOG_IDS_H

#include "common/wire/integers.h"

enum wire_type {
#define TYPE(name, number, form, doc) WIRE_##name = number,
#include "common/catalog/types.def"
#undef TYPE
};

/* Ids of the hook events: WIRE_EVENT_sched_process_exec. */
enum wire_event_id {
#define EVENT(name, id, sets, doc) WIRE_EVENT_##name = id,
#include "common/catalog/events.def"
};

/* Ids of the system calls: WIRE_SYSCALL_ID_execve. */
enum wire_syscall_id {
#define SYSCALL(name, id, ...) WIRE_SYSCALL_ID_##name = id,
#include "common/catalog/syscalls.def"
#undef SYSCALL
};

/* One running count over the file; a field's ordinal is its distance from its event's line. */
enum wire_field_line {
#define EVENT(name, id, sets, doc) WIRE_FIELDS_OF_##name,
#define FIELD(event, name, type, ctype, meaning, doc) WIRE_FIELD_##event##_##name,
#include "common/catalog/events.def"
};
#define WIRE_ORDINAL(event, field) (WIRE_FIELD_##event##_##field - WIRE_FIELDS_OF_##event - 1)

/* Slot: dense number of an event in this build, for counters. The system calls come first, in file order. */
enum wire_syscall_slot {
#define SYSCALL(name, ...) WIRE_SLOT_SYSCALL_##name,
#include "common/catalog/syscalls.def"
#undef SYSCALL
  WIRE_SYSCALL_COUNT,
  WIRE_SLOT_LAST_SYSCALL = WIRE_SYSCALL_COUNT - 1,
#define EVENT(name, id, sets, doc) WIRE_SLOT_##name,
#include "common/catalog/events.def"
  WIRE_SLOT_COUNT,
};
#define WIRE_SLOT_MAX 1024 /* room in the kernel's counters */
WIRE_STATIC_ASSERT(WIRE_SLOT_COUNT <= WIRE_SLOT_MAX, "the counters have too little room for the catalog");

/* Kinds of hooks, see providers.def. */
enum wire_provider {
  WIRE_PROVIDER_none,
#define PROVIDER_KIND(name, number, ...) WIRE_PROVIDER_##name = number,
#include "common/catalog/providers.def"
#undef PROVIDER_KIND
  WIRE_PROVIDER_COUNT,
};

#endif
