// SPDX-License-Identifier: Apache-2.0
// What no seal says anything of: files without any, and what is after the last one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/stream/input.h"

namespace trace {

struct Unsealed {
  std::string wrong;           // it is no recording, or one that had a seal; empty: a recording that has none
  std::uint64_t position = 0;  // where that is
};
// Of a file that does not begin with a seal. One that is compressed is decompressed, to look between its frames only: what is in
// them may have been written by a process that was watched. Errors: of the source.
Result<Unsealed> look_without_seal(Input& input);

// Why what is after the last seal of a recording is not the beginning of a part, and perhaps of its seal, which begins with
// `signature`; empty if it is.
std::string wrong_in_tail(std::string_view tail, std::string_view signature);

}  // namespace trace
