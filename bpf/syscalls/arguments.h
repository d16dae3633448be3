/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of a system call's event, each read as its row of the map `syscalls` says.
 *
 * What the kernel wrote into the process's memory is read as far as the kernel wrote it and no further: what lies behind is the
 * process's, which could put there what it likes, or have its secrets there.
 */
#pragma once

#include "bpf/put/socket.h"
#include "bpf/put/strings.h"

#define ERESTART_RESTARTBLOCK 516 /* include/linux/errno.h: a sleep that a signal ended, and that left what remained */

/* A row of the map, and the place of the field in its event, in a number: global functions take nothing else. */
static __always_inline __u64 pack(__u8 ordinal, const struct wire_argument *argument)
{
	return ordinal | (__u64)argument->type << 8 | (__u64)argument->where << 16 | (__u64)argument->how << 24 |
	       (__u64)argument->by << 40 | (__u64)argument->only_by << 48 | (__u64)argument->at << 56;
}

static __always_inline __u64 register_value(const struct lane *lane, __u8 number)
{
	return lane->arguments[number & (WIRE_ARGUMENTS_ROOM - 1)];
}

/* Whether the field means anything in this call. */
static __always_inline bool counts(const struct lane *lane, __u16 how, __u8 only_by, __u32 only, __s64 ret)
{
	const __u64 value = register_value(lane, only_by);

	if ((how & WIRE_ARGUMENT_IF_SUCCEEDED) && ret < 0)
		return false;
	if ((how & WIRE_ARGUMENT_IF_CUT_SHORT) && ret != -ERESTART_RESTARTBLOCK)
		return false;
	if ((how & WIRE_ARGUMENT_IF_FLAGS) && !(value & only))
		return false;
	if ((how & WIRE_ARGUMENT_IF_VALUES) && ((value & 127) > 31 || !(only >> (value & 31) & 1)))
		return false;
	return true;
}

/* No more than there was room for when the call began, which the kernel has overwritten since; -1 if that is not known, as if it
 * began before the collector did. */
static __always_inline __s64 given_room(struct lane *lane, __s64 size)
{
	if (!lane->given_size) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return -1;
	}
	const __s32 room = lane->given[0];
	return size < room ? size : room;
}

/* How many bytes the argument points to, by its row; negative: none, `otherwise` if only its type says it. */
static __always_inline __s64 length_of(struct lane *lane, __u16 how, __u8 by, __s64 ret, __s64 otherwise)
{
	const __u64 value = register_value(lane, by);
	const __s64 number = how & WIRE_ARGUMENT_LENGTH32 ? (__s32)value : (__s64)value;
	__s32 size = 0;

	switch (how & WIRE_LENGTH_MASK) {
	case WIRE_LENGTH_ARGUMENT:
		return number;
	case WIRE_LENGTH_POINTER:
		if (bpf_probe_read_user(&size, sizeof(size), (const void *)value))
			return -1;
		return given_room(lane, size);
	case WIRE_LENGTH_RESULT:
		return ret < number ? ret : number;
	default:
		return otherwise;
	}
}

static __always_inline void put_time(struct lane *lane, __u8 ordinal, const void *from, __u16 how)
{
	__s32 narrow[2];
	if (how & WIRE_ARGUMENT_GIVEN) {
		if (!lane->given_size) {
			event_mark(lane, WIRE_FLAG_UNREADABLE);
			return;
		}
		if (how & WIRE_ARGUMENT_TIME32) {
			const __u64 both = lane->given[0];
			lane->given[0] = (__s64)(__s32)both;
			lane->given[1] = (__s64)both >> 32;
		}
		put_bytes(lane, ordinal, WIRE_TIMESPEC | WIRE_FIELD_USER, lane->given, 16, false);
		event_mark(lane, WIRE_FLAG_USER_MEMORY);
		return;
	}
	if (!(how & WIRE_ARGUMENT_TIME32)) {
		put_bytes(lane, ordinal, WIRE_TIMESPEC, from, 16, true);
		return;
	}
	if (bpf_probe_read_user(narrow, sizeof(narrow), from)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	const __s64 wide[2] = {narrow[0], narrow[1]};
	put_bytes(lane, ordinal, WIRE_TIMESPEC | WIRE_FIELD_USER, wide, sizeof(wide), false);
	event_mark(lane, WIRE_FLAG_USER_MEMORY);
}

static __always_inline void put_from_user(struct lane *lane, __u8 ordinal, __u8 type, __u64 value)
{
	PUT_SCALAR(lane, ordinal, type | WIRE_FIELD_USER, __u64, value);
	event_mark(lane, WIRE_FLAG_USER_MEMORY);
}

/* 64 bits of a struct that may be shorter, or 32 (WIRE_ARGUMENT_TIME32). */
static __always_inline void put_inside(struct lane *lane, __u8 ordinal, __u8 type, __u64 from, __u16 how, __u8 at, __s64 size)
{
	__u64 value = 0;
	__u32 half = 0;
	if (from && how & WIRE_ARGUMENT_TIME32) {
		if (bpf_probe_read_user(&half, sizeof(half), (const void *)from + at))
			return event_mark(lane, WIRE_FLAG_UNREADABLE);
		value = type == WIRE_I64 ? (__u64)(__s64)(__s32)half : half;
		put_from_user(lane, ordinal, type, value);
		return;
	}
	if (!from || size < at + (__s64)sizeof(value))
		return;
	if (bpf_probe_read_user(&value, sizeof(value), (const void *)from + at)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	put_from_user(lane, ordinal, type, value);
}

/* include/linux/socket.h: struct user_msghdr, and struct mmsghdr, which is one with a length; include/net/compat.h */
struct message {
	__u64 name;
	__s32 name_size;
};
struct message32 {
	__u32 name;
	__s32 name_size;
};
#define MESSAGE_SIZE 64
#define MESSAGE_SIZE32 32

/* The socket that the call binds or sends by; NULL for other calls, and where a stream has its peer already. */
static __always_inline const struct socket *addressed_socket(const struct lane *lane)
{
	const __s32 id = event_of((struct lane *)lane)->id;
	if (id != WIRE_SYSCALL_ID_bind && id != WIRE_SYSCALL_ID_sendto && id != WIRE_SYSCALL_ID_sendmsg && id != WIRE_SYSCALL_ID_sendmmsg)
		return NULL;
	const struct socket *sock = socket_of(current_task(), lane->arguments[0]);
	return sock && id != WIRE_SYSCALL_ID_bind && BPF_CORE_READ(sock, type) == SOCK_STREAM ? NULL : sock;
}

static __always_inline void put_address(struct lane *lane, __u8 ordinal, const void *address, __s64 size)
{
	__u16 family = AF_UNSPEC + 1;
	bpf_probe_read_user(&family, sizeof(family), address);
	put_sockaddr(lane, ordinal, address, size, true, family == AF_UNSPEC ? addressed_socket(lane) : NULL);
}

/* How long the address of message `at` of a row is: the kernel has written that, but no more bytes than there was room for. */
static __always_inline __s64 message_room(struct lane *lane, __u16 how, __u8 at, __s64 size)
{
	if (!(how & WIRE_ARGUMENT_GIVEN))
		return size;
	if ((how & WIRE_LENGTH_MASK) != WIRE_LENGTH_RESULT)
		return given_room(lane, size);
	const __s32 room = lane->given[2 + (at >> 1 & 1)] >> (at & 1 ? 32 : 0);
	return size < room ? size : room;
}

/* The address of message `at` of `count`. */
static __always_inline void put_message(struct lane *lane, __u8 ordinal, __u64 from, __u16 how, __u8 at, __s64 count)
{
	struct message message = {};

	if (!from || count <= at)
		return;
	if (event_of(lane)->flags & WIRE_FLAG_COMPAT) {
		struct message32 narrow = {};
		if (bpf_probe_read_user(&narrow, sizeof(narrow), (const void *)from + at * MESSAGE_SIZE32))
			return event_mark(lane, WIRE_FLAG_UNREADABLE);
		message.name = narrow.name;
		message.name_size = narrow.name_size;
	} else if (bpf_probe_read_user(&message, sizeof(message), (const void *)from + at * MESSAGE_SIZE)) {
		return event_mark(lane, WIRE_FLAG_UNREADABLE);
	}
	struct wire_field *field = FIELD_AT(lane, SOCKADDR_MAX);
	const __u32 used = lane->used;
	put_address(lane, ordinal, (const void *)message.name, message_room(lane, how, at, message.name_size));
	if (at != WIRE_MESSAGES_MAX - 1 || count <= WIRE_MESSAGES_MAX)
		return;
	if (field && lane->used != used) /* the last one stands for those that have no field */
		mark_truncated(lane, field);
	else
		event_mark(lane, WIRE_FLAG_TRUNCATED);
}

/* What an argument points to. */
static __always_inline void put_pointed(struct lane *lane, __u64 what, __u64 value, __s64 ret)
{
	const __u8 ordinal = what, type = what >> 8, by = what >> 40;
	const __u16 how = what >> 24;
	__s64 size;

	switch (type) {
	case WIRE_STR:
		if (!(how & WIRE_LENGTH_MASK)) {
			put_string(lane, ordinal, (const void *)value, true);
			break;
		}
		size = length_of(lane, how, by, ret, 0);
		if (size >= 0)
			put_text(lane, ordinal, (const void *)value, size);
		break;
	case WIRE_SOCKADDR:
		put_address(lane, ordinal, (const void *)value, length_of(lane, how, by, ret, SOCKADDR_MAX));
		break;
	case WIRE_I32X2:
		put_bytes(lane, ordinal, WIRE_I32X2, (const void *)value, 8, true);
		break;
	case WIRE_TIMESPEC:
		put_time(lane, ordinal, (const void *)value, how);
		break;
	}
}

/* Puts a field, see pack(), out of lane->arguments; only: see struct wire_argument. */
__noinline int put_argument(__u32 lane_number, __u64 what, __s64 ret, __u32 only)
{
	struct lane *lane = lane_by_number(lane_number);
	const __u8 ordinal = what, type = what >> 8, where = what >> 16, by = what >> 40, only_by = what >> 48,
		   at = what >> 56;
	const __u16 how = what >> 24;

	if (!lane || !counts(lane, how, only_by, only, ret))
		return 0;
	__u64 value = register_value(lane, where);
	if (how & WIRE_ARGUMENT_WIDE)
		value |= register_value(lane, where + 1) << 32;
	if (how & WIRE_ARGUMENT_SIGNED32)
		value = (__s64)(__s32)value;
	if (how & WIRE_ARGUMENT_INSIDE) {
		put_inside(lane, ordinal, type, value, how, at, length_of(lane, how, by, ret, 255));
		return 0;
	}
	if (how & WIRE_ARGUMENT_MESSAGE) {
		put_message(lane, ordinal, value, how, at, length_of(lane, how, by, ret, 1));
		return 0;
	}
	switch (type) {
	case 0:
		break;
	case WIRE_STRV:
		put_user_vector(lane_number, ordinal, value);
		break;
	case WIRE_STR:
	case WIRE_SOCKADDR:
	case WIRE_I32X2:
	case WIRE_TIMESPEC:
		if (value) /* NULL points to nothing, which is no fault */
			put_pointed(lane, what, value, ret);
		break;
	default:
		PUT_SCALAR(lane, ordinal, type, __u64, value);
	}
	return 0;
}

/* Those fields of the call at this place of the map that are not in its first six. */
__noinline int put_more(__u32 lane_number, __u32 key, __s64 ret)
{
	const struct wire_syscall *config = bpf_map_lookup_elem(&syscalls, &key);
	if (!config)
		return 0;
	for (__u32 i = WIRE_ARGUMENTS_MAX; i < WIRE_CALL_FIELDS_MAX; i++)
		if (config->argc > i)
			put_argument(lane_number, pack(i, &config->arguments[i]), ret, config->arguments[i].only);
	return 0;
}

/* When the call begins: keeps what the kernel will overwrite. */
static __always_inline void keep_given(struct task_struct *task, const struct call *call)
{
	const struct wire_given *given = &call->config->given;
	struct wire_before *before = task_before(task, true);
	if (!before)
		return;
	const void *from = (const void *)call_value(call, given->where) + given->at;
	long failed = 0;
	if (given->size == sizeof(__u32))
		failed = bpf_probe_read_user(before->given, sizeof(__u32), from);
	else if (given->size == sizeof(__u64))
		failed = bpf_probe_read_user(before->given, sizeof(__u64), from);
	else
		failed = bpf_probe_read_user(before->given, WIRE_GIVEN_SIZE_MAX, from);
	before->given_size = failed ? 0 : given->size;
	before->given[2] = before->given[3] = 0;
	if (!given->stride)
		return;
	const void *room = (const void *)call_value(call, given->messages) + given->room_at;
#pragma unroll
	for (__u32 i = 0; i < WIRE_MESSAGES_MAX; i++)
		bpf_probe_read_user((__u32 *)&before->given[2] + i, sizeof(__u32), room + i * given->stride);
}

static __always_inline void take_given(struct lane *lane, struct task_struct *task, const struct call *call)
{
	lane->given_size = 0;
	if (!(call->config->flags & WIRE_SYSCALL_KEEP))
		return;
	struct wire_before *before = task_before(task, false);
	if (!before)
		return;
	lane->given[0] = before->given[0];
	lane->given[1] = before->given[1];
	lane->given[2] = before->given[2];
	lane->given[3] = before->given[3];
	lane->given_size = before->given_size;
	before->given_size = 0;
}

/* Returns false if the call has its arguments in memory that cannot be read: then it has none. */
static __always_inline bool take_arguments(struct lane *lane, struct task_struct *task, const struct call *call)
{
	__u32 narrow[WIRE_ARGUMENTS_MAX] = {};

	take_given(lane, task, call);
	if (call->config->flags & WIRE_SYSCALL_NUMBERED)
		lane->arguments[WIRE_WHERE_NUMBER] = call_number(call);
	if (!call->config->words) {
#pragma unroll
		for (__u32 i = 0; i < WIRE_ARGUMENTS_MAX; i++)
			lane->arguments[i] = call_argument(call, i);
		return true;
	}
	__u64 size = call->config->words * sizeof(narrow[0]);
	barrier_var(size);
	if (size > sizeof(narrow))
		size = sizeof(narrow);
	if (bpf_probe_read_user(narrow, size, (const void *)call_argument(call, call->config->memory))) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return false;
	}
#pragma unroll
	for (__u32 i = 0; i < WIRE_ARGUMENTS_MAX; i++)
		lane->arguments[i] = narrow[i];
	return true;
}
