/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who gets room in the ring buffer when events come faster than they are read. Without rules, whoever makes most of them: a process
 * without any privilege could hide what it does in a flood of calls that fail.
 *
 *   calm      the buffer is less than half full: everybody
 *   busy      half full: a process may send so many events in 8 ms; others do not suffer from one that sends more
 *   crowded   three quarters full: besides, there may be so many of a kind of event, more if it weighs (WEIGHS in the catalog) and has
 *             not failed. Who floods by processes that end at once, or by many, has no more of these than one
 *   full      seven eighths: only what weighs, and little of each kind until as much has been read, so that what is rare has room whatever
 *             is frequent, and however seldom the collector runs
 *
 * What feeds a table of the collector is refused last, for the table is wrong then. What is refused is lost: counted and told as any
 * loss. Programs with long arguments are told with less of them once it is not calm (bpf/put/strings.h). As long as it is calm the buffer is looked at only when the number of an event in its lane is a multiple of some power of
 * two, so that this costs next to nothing. Tested by tests/kernel/flood_test.cpp.
 */
#pragma once

#include "bpf/core/globals.h"

enum room { ROOM_CALM, ROOM_BUSY, ROOM_CROWDED, ROOM_FULL };
extern __u32 room;

/* The rest of has_room(). */
int room_admits(__u32 slot, __s64 ret, __u32 size);

/* Whether event `seq` of a lane may be sent. ret: what the call returned; size: of the frame, in bytes, or the
 * most that it can be. */
static __always_inline bool has_room(__u32 slot, __u64 seq, __s64 ret, __u32 size)
{
	if (room == ROOM_CALM && seq & settings.look_mask)
		return true;
	return room_admits(slot, ret, size);
}
