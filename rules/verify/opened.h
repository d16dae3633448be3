// SPDX-License-Identifier: Apache-2.0
// What verifying needs of the outside: files, one after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/stream/byte_source.h"

namespace trace {

struct OpenedForCheck {
  std::string name;
  std::unique_ptr<ByteSource> bytes;  // none: it is no regular file
  std::uint64_t identity = 0;         // of the file, whatever its name is; 0: not known
};

// The next file of a folder, by name; none at the end. Errors: it cannot be opened.
using NextFile = std::function<Result<std::optional<OpenedForCheck>>()>;

}  // namespace trace
