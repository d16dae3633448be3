// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <iterator>
#include <optional>

#include "common/wire/frame.h"

namespace trace {

// The SYNC frame that a stream repeats; nothing if it has none: then its mark is all 0, which anybody might write.
inline std::optional<wire_sync> sync_frame(const wire_stream& stream) {
  if (std::all_of(std::begin(stream.mark), std::end(stream.mark), [](wire_u8 byte) { return byte == 0; })) return {};
  wire_sync sync{{sizeof(wire_sync), WIRE_KIND_SYNC, 0}, {}};
  std::copy(std::begin(stream.mark), std::end(stream.mark), std::begin(sync.mark));
  return sync;
}

}  // namespace trace
