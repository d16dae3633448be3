// SPDX-License-Identifier: Apache-2.0
// The CATALOG frame: what the heads, events and fields of a stream are, so that a newer program can read an old file, and
// an older one a new file.
//
//   wire_header (kind CATALOG)
//   u8 members
//   per member: u8 type, u16 offset, u16 size, string name    of the head of an EVENT frame, after its fixed beginning
//   per event:  u32 id, u8 fields, string name
//   per field:  u8 type, string name, string ctype            in the order of the ordinals
//   string:     u8 size, bytes
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/codec/frame/head.h"
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

struct StreamCatalog {
  std::vector<StreamMember> head;
  std::vector<StreamEvent> events;
};

// The frame for this program's catalog.
std::string make_catalog_frame();
// Views into `frame`. Errors: Code::corrupt.
Result<StreamCatalog> parse_catalog_frame(std::string_view frame);
// FNV-1a, 64 bits.
std::uint64_t digest(std::string_view bytes);

}  // namespace trace
