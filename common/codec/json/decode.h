// SPDX-License-Identifier: Apache-2.0
// One line of JSON -> Event, or what our own streams say between events.
//
// It takes our lines and Tracee's, from 0.6 on: argument values raw or as symbols, pointers as numbers or as
// hexadecimal text, keys in any order, keys and arguments that are not known here (ignored), keys that are missing (0 or
// empty). Of a key that is there twice the last one counts. What nobody asks for has to be closed properly, and no more
// (Python writes NaN). A key whose value is of the wrong type spoils the line; an argument whose value is not of its kind
// is marked as not understood, and the rest of the event stands. Nothing is allocated once the buffers have grown to the
// longest line and the layout is known.
//
//   line ─► quick.cpp (any layout of sound events) ─► Event
//              └─ what is odd in it ─► general.cpp, by simdjson; records.cpp
//   both are instances of read_context.h and read_value.h, over common/catalog/context.def
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/json/general.h"

namespace trace {

class JsonDecoder {
 public:
  using Line = json::LineKind;

  static constexpr std::size_t kPadding = json::GeneralReader::kPadding;

  JsonDecoder();
  ~JsonDecoder();
  JsonDecoder(JsonDecoder&&) noexcept;
  JsonDecoder& operator=(JsonDecoder&&) noexcept;

  // REQUIRES: kPadding bytes after `line` may be read. What it finds is in the members below, and valid
  // until the next call. Errors: Code::corrupt, saying which key.
  Result<Line> decode(std::string_view line);

  const Event& event() const { return contents_.event; }
  Event& event() { return contents_.event; }
  const wire_loss& loss() const { return contents_.loss; }
  const json::TotalsLine& totals() const { return contents_.totals; }
  const wire_clock& clock() const { return contents_.clock; }
  const wire_artifact& artifact() const { return contents_.artifact; }
  const std::string& unknown_name() const { return contents_.unknown_name; }

 private:
  Result<Line> read(std::string_view line);

  json::LineContents contents_;
  json::GeneralReader general_;
  std::unique_ptr<json::LineShape> shape_;
  std::uint64_t relative_to_ns_ = 0;
};

}  // namespace trace
