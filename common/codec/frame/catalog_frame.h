// SPDX-License-Identifier: Apache-2.0
// The CATALOG frame: what the events and fields of a stream are, so that a newer program can read an old file.
//
//   wire_header (kind CATALOG)
//   per event:  u32 id, u8 fields, string name
//   per field:  u8 type, string name, string ctype           in the order of the ordinals
//   string:     u8 size, bytes
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/wire/frame.h"

namespace trace {

struct StreamField {
  std::uint8_t type = 0;
  std::string_view name;
  std::string_view ctype;
};
struct StreamEvent {
  std::uint32_t id = 0;
  std::string_view name;
  std::vector<StreamField> fields;
};

// The frame for this program's catalog.
std::string make_catalog_frame();
// Views into `frame`. Errors: Code::corrupt.
Result<std::vector<StreamEvent>> parse_catalog_frame(std::string_view frame);
// FNV-1a, 64 bits.
std::uint64_t digest(std::string_view bytes);

}  // namespace trace
