// SPDX-License-Identifier: Apache-2.0
// What the events of one stream look like: the stream's own CATALOG frame, set against the catalog
// of this program.
//
// A stream says of every event what its fields are called and how they are encoded. Here each of
// them is matched by name with the fields that this program knows, once per stream, so that
// decoding a frame is a look-up by number and an old file stays readable by a newer program.
// docs/wire.md draws the frame; tests/unit/stream_catalog_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/result.h"
#include "common/catalog/catalog.h"

namespace trace {

// A field as the stream has it.
struct FieldLayout {
  static constexpr std::uint8_t kUnknown = 0xff;
  std::uint8_t type = 0;  // wire_type; of a newer program perhaps one that this one does not know
  std::uint8_t ordinal = kUnknown;  // in this program's catalog; kUnknown: skip it
};

// An event as the stream has it.
struct EventLayout {
  const EventSpec* spec = nullptr;  // nullptr if this program does not have the event
  std::string name;
  std::vector<FieldLayout> fields;  // by the stream's ordinal
};

class StreamCatalog {
 public:
  static constexpr std::size_t kFieldsOfEventMax = 64;  // that a stream's catalog may declare

  // That of this program: every field is where it says.
  StreamCatalog();
  // REQUIRES: `frame` is a whole frame of kind CATALOG. Errors: corrupt.
  static Result<StreamCatalog> read(std::string_view frame);

  // Returns nullptr if the stream does not declare the event. O(1).
  const EventLayout* find(std::uint32_t id) const {
    if (id < low_.size()) return low_[id] == 0 ? nullptr : &layouts_[low_[id] - 1U];
    const auto found = high_.find(id);
    return found == high_.end() ? nullptr : &layouts_[found->second];
  }

 private:
  struct Empty {};
  explicit StreamCatalog(Empty) {}
  bool add(std::uint32_t id, EventLayout layout);

  std::vector<EventLayout> layouts_;
  std::array<std::uint16_t, 2048> low_{};  // by id: index in layouts_ + 1; where nearly all ids are
  std::unordered_map<std::uint32_t, std::size_t> high_;
};

// The catalog of this program, made once; its CATALOG frame; the digest of that.
std::shared_ptr<const StreamCatalog> own_catalog();
std::string_view catalog_frame();
std::uint64_t catalog_digest();

// FNV-1a, 64 bits: the digest of a CATALOG frame.
std::uint64_t digest_of(std::string_view bytes);

}  // namespace trace
