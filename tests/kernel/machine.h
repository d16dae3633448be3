// SPDX-License-Identifier: Apache-2.0
// What differs by architecture: the calls there are. The table of arm64 begins with those that newer calls replace left out.
#pragma once

#include <sys/syscall.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "common/catalog/catalog.h"

// -1 is no call anywhere. Cases of such a call are left out by name: cases_here().
#if !defined(SYS_open)
#define SYS_open (-1)
#define SYS_access (-1)
#define SYS_chmod (-1)
#define SYS_dup2 (-1)
#define SYS_lchown (-1)
#define SYS_link (-1)
#define SYS_mkdir (-1)
#define SYS_mknod (-1)
#define SYS_pipe (-1)
#define SYS_readlink (-1)
#define SYS_rename (-1)
#define SYS_rmdir (-1)
#define SYS_symlink (-1)
#define SYS_unlink (-1)
#endif

namespace trace::kernel_tests {

inline constexpr Abi kNativeAbi = architecture_spec(kOwnArchitecture).native;

// What the dynamic programs of this architecture are loaded by.
#if defined(__aarch64__)
inline constexpr const char* kLoader = "/lib/ld-linux-aarch64.so.1";
#else
inline constexpr const char* kLoader = "/lib64/ld-linux-x86-64.so.2";
#endif

inline bool has_call(std::string_view name) {
  return find_event(name)->syscall->number(kNativeAbi) >= 0;
}

// Those whose call, which `name` gives, is one of this architecture.
template <class Case, class Name>
std::vector<Case> cases_here(std::vector<Case> cases, Name&& name) {
  cases.erase(std::remove_if(cases.begin(), cases.end(), [&](const Case& one) { return !has_call(name(one)); }),
              cases.end());
  return cases;
}

}  // namespace trace::kernel_tests
