// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options_units.h"

#include <bit>

#include "common/base/text.h"
#include "common/cli/units.h"

namespace trace {
namespace {

constexpr std::uint64_t kRingBytesLeast = 4096;  // a page
constexpr std::uint64_t kRingBytesMost = std::uint64_t{1} << 30;

}  // namespace

Result<std::uint64_t> parse_ring_bytes(std::string_view text) {
  const auto bytes = parse_size(text);
  if (!bytes || *bytes < kRingBytesLeast || *bytes > kRingBytesMost) {
    return Error{Code::invalid, "invalid size: " + in_quotes(text) + " (as 8388608, 512k, 16M; from 4k to 1G)"};
  }
  return std::bit_ceil(*bytes);
}

}  // namespace trace
