/* SPDX-License-Identifier: GPL-2.0-only */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#define DEFINE_MAPS
#include "bpf/core/maps.h"
#include "bpf/core/globals.h"

char LICENSE[] SEC("license") = "GPL";

const volatile struct wire_settings settings = {};
const volatile bool task_storage = false;
const volatile __u8 selected_calls[WIRE_SYSCALL_COMPAT] = {};
SHARED __u32 consumer_sleeps = 0;
SHARED __u32 container_count = 0;
SHARED __u32 containers_left_out = 0;
SHARED __u32 container_epoch = 0;
SHARED __u64 loss_period = 1;
__u32 self_pid = 0;
__u32 keeper_pid = 0;
__u32 self_level = 0;
__u64 self_pidns = 0;
__u64 host_mntns = 0;
__u32 iterating = 0;
__u64 marked_since = 0;
__u32 marks_missing = 0;
__u64 lost_without_lane[WIRE_SLOT_MAX] = {}, lost_without_lane_total = 0;
