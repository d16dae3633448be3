/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once

#include "common/seam/settings.h"

/* Constants once the programs are loaded: the verifier removes what they switch off. */
extern const volatile struct wire_settings settings;
/* Tracing programs may use task storage (5.13); else tasks are found by thread id. */
extern const volatile bool task_storage;

/* enum wire_selected, by number of a system call. */
extern const volatile __u8 selected_calls[WIRE_SYSCALL_COMPAT];

/*
 * What the collector writes while the programs run. It is all that it does: the other variables are in a map that is frozen then, so that
 * nobody changes by bpf(2) who is left out, say.
 */
#define SHARED SEC(".data.shared")
/* Set by the collector before it waits, cleared by the event that wakes it: one wake-up a wait, not one an event. */
extern __u32 consumer_sleeps;
/* How many containers are known; 0 spares the look-up. How many found no room. */
extern __u32 container_count, containers_left_out;
/* Changed by the collector when it has said something of cgroups that there were already. */
extern __u32 container_epoch;
/* How often the collector has told of losses, and 1. */
extern __u64 loss_period;

/* The collector itself, in the initial pid namespace; it is never shown. Set by the first iterator that it runs. */
extern __u32 self_pid;
/* The process that keeps its artifacts, likewise. */
extern __u32 keeper_pid;
/* Its own pid namespace, whose numbers scopes are given in: how deep, 0 for the initial one, and where. Set likewise. */
extern __u32 self_level;
extern __u64 self_pidns;
/* The mount namespace of the host's first process. Set likewise. */
extern __u64 host_mntns;
/* Whether the iterator is to look at processes, or only at who runs it. Set by the collector. */
extern __u32 iterating;
/* Since when calls are marked at entry (bpf/core/task.h), ns since boot; 0: none was yet. */
extern __u64 marked_since;
/* A mark found no room. */
extern __u32 marks_missing;
/* Events that found every lane of their CPU in use. */
extern __u64 lost_without_lane[WIRE_SLOT_MAX], lost_without_lane_total;
