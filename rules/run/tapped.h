// SPDX-License-Identifier: Apache-2.0
// Sees what the engine reads, before it does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "common/artifact/sha256.h"
#include "common/stream/reader.h"

namespace trace {

// Calls `see` with each item, and with what the stream says of itself at its head; of JSON, which has none, that is the architecture alone.
using SeeItem = std::function<void(const Item&, const StreamInfo*)>;
std::unique_ptr<EventReader> tapped(std::unique_ptr<EventReader> reader, SeeItem see);

// Bytes that were read, and their hash.
struct ReadBytes {
  Sha256 hash;
  std::uint64_t size = 0;
};
// `read` must outlive what is returned.
std::unique_ptr<ByteSource> hashed(std::unique_ptr<ByteSource> bytes, ReadBytes& read);

}  // namespace trace
