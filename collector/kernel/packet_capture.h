// SPDX-License-Identifier: Apache-2.0
// What the programs that capture packets need besides others: their maps, and the root cgroup to be attached to.
#pragma once

#include "collector/plan/request.h"
#include "common/base/result.h"

struct bpf_link;
struct bpf_object;
struct bpf_program;

namespace trace {

// Makes their maps as large as they have to be; makes none if nothing is to be captured. REQUIRES: the object is not loaded yet.
void configure_packets(bpf_object* object, const ProgramsRequest& request);

// Whether it is attached to a cgroup.
bool is_at_cgroup(const bpf_program* program);
// At the root of cgroup version 2, mounted or not: in a cgroup namespace of our own that is its root. Null, and errno, if that fails.
bpf_link* attach_to_root_cgroup(const bpf_program* program);

}  // namespace trace
