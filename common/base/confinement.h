// SPDX-License-Identifier: Apache-2.0
// All that a program gives up once everything is open: user, capabilities, system calls.
#pragma once

#include <chrono>
#include <cstdint>

#include "common/base/result.h"
#include "common/base/sandbox.h"

namespace trace {

struct Confinement {
  Needs needs;                  // see sandbox.h
  std::uint64_t effective = 0;  // capabilities that it goes on using (1 << CAP_*)
  std::uint64_t permitted = 0;  // those, and what is kept without use
  CallName call_name = nullptr;
};

// Gives up all else, each part even if another one cannot be given up. REQUIRES: as enter_sandbox(). Errors: unsupported;
// which parts could not be given up, and why.
Status confine(const Confinement& confinement);

// Whether all of it can be given up, found out by a process that does so and ends: for who must not begin without. Errors: of confine();
// unsupported, if that process does not answer within `patience`, or is killed.
Status try_confinement(const Confinement& confinement, std::chrono::milliseconds patience = std::chrono::seconds(10));

// Gives up the use of all capabilities but those of `effective`, and all but those of `permitted` for good: who is in the
// sandbox cannot take up again what is only permitted. Errors: denied.
Status drop_capabilities(std::uint64_t effective, std::uint64_t permitted);

// If this is root: reads and writes as a user and group that nobody else is, from now on. The real user stays root, so that no
// process but root's can send it signals (kill(2)); to be root again takes a system call that the sandbox has not. *Rejected:*
// the user nobody, whose other processes could renice it and choose its CPUs, which asks for the effective user
// (setpriority(2), sched_setaffinity(2)). Errors: denied.
Status become_unused_user();

}  // namespace trace
