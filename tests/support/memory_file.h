// SPDX-License-Identifier: Apache-2.0
// A file in memory.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string_view>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"

namespace trace {

inline UniqueFd memory_file(std::string_view bytes) {
  UniqueFd fd(::memfd_create("test", MFD_CLOEXEC));
  REQUIRE(fd);
  REQUIRE(::write(fd.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  return fd;
}

}  // namespace trace
