// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "collector/selection/event_choice.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

std::string note(std::string_view event, Architecture architecture) {
  return note_of_absent(*find_event(event), architecture);
}

TEST_CASE("who names a call that the architecture does not have is told so") {
  CHECK(note("open", Architecture::arm64) == "open: arm64 has no such system call, but for 32-bit programs");
  CHECK(note("iopl", Architecture::arm64) == "iopl: arm64 has no such system call");
  CHECK(note("send", Architecture::x86_64) == "send: x86_64 has no such system call");
  CHECK(note("openat", Architecture::arm64).empty());
  CHECK(note("open", Architecture::x86_64).empty());
  CHECK(note("waitpid", Architecture::x86_64).empty());  // it is in the set 32bit_unique
  CHECK(note("security_file_open", Architecture::arm64).empty());
  CHECK(note("unknown_syscall", Architecture::arm64).empty());
}

}  // namespace
}  // namespace trace
