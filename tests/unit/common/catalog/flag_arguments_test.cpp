// SPDX-License-Identifier: Apache-2.0
// Arguments of flags are shown by symbols, but for those of which the kernel knows none.
#include <algorithm>
#include <array>
#include <string>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "common/catalog/meaning_text.h"
#include "common/catalog/types.h"

namespace trace {
namespace {

// Flags of which there are none yet: a call that has any fails (Linux 7.2; arch/arm64/kernel/sys_compat.c). REQ_F_* of io_uring are the kernel's own, and change.
constexpr auto kWithoutNames = std::to_array<std::string_view>({
    "process_vm_readv.flags",
    "process_vm_writev.flags",
    "sched_setattr.flags",
    "sched_getattr.flags",
    "copy_file_range.flags",
    "pkey_alloc.flags",
    "pidfd_getfd.flags",
    "process_madvise.flags",
    "landlock_add_rule.flags",
    "process_mrelease.flags",
    "futex_waitv.flags",
    "set_mempolicy_home_node.flags",
    "cachestat.flags",
    "futex_requeue.flags",
    "statmount.flags",
    "lsm_set_self_attr.flags",
    "lsm_list_modules.flags",
    "mseal.flags",
    "listns.flags",
    "cacheflush.flags",
    "io_uring_submit.flags",
});

bool is_called_flags(std::string_view name) {
  return name.ends_with("flags") || name.ends_with("flg") || name == "flag" || name == "options" || name == "mask" ||
         name == "prot" || name == "mode";
}

// Masks that are numbers, or memory.
bool is_number_of_bits(std::string_view name) {
  return name == "futex_wake.mask" || name == "futex_wait.mask" || name == "sigsuspend.mask";
}

}  // namespace

TEST_CASE("an argument of flags is shown by symbols, if there are any", "[catalog]") {
  for (const EventSpec& event : events()) {
    for (const FieldSpec& field : event.fields) {
      const TypeSpec& type = type_spec(field.type);
      if (type.shape != Shape::number || type.kind == NumberKind::address || !is_called_flags(field.name)) continue;
      const std::string name = std::string(event.name) + "." + std::string(field.name);
      INFO(name);
      const bool is_without = std::find(kWithoutNames.begin(), kWithoutNames.end(), name) != kWithoutNames.end();
      const bool has_names = !meaning_names(field.meaning).empty();
      CHECK(has_names == !(is_without || is_number_of_bits(name)));
    }
  }
}

}  // namespace trace
