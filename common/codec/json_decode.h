// SPDX-License-Identifier: Apache-2.0
// Reads one line of JSON: an event, or what our own streams say between events (json_encode.cpp).
//
// It takes what this project writes and what Tracee writes, from 0.6.5 to 0.23: argument values raw
// or as symbols, pointers as numbers or as hex text, arguments and keys that are not known here
// (they are ignored), keys that are missing (they are 0 or empty). A key whose value is of the
// wrong type spoils the line. One pass over the object, in any order of keys, and nothing is
// allocated once the buffers have grown to the longest line.
//
// Tested by tests/unit/json_decode_test.cpp, tests/property, tests/golden and
// tests/fuzz/fuzz_json.cpp.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/event/event.h"

namespace trace {

class JsonDecoder {
 public:
  static constexpr std::size_t kPadding = 64;  // SIMDJSON_PADDING; checked in json_decode.cpp

  enum class Line : std::uint8_t {
    event,
    loss,       // loss(); its times are since the epoch
    totals,     // totals(), totals_are_final()
    unknown,    // an event that the catalog does not have: unknown_name()
    malformed,  // what()
  };

  JsonDecoder();
  ~JsonDecoder();
  JsonDecoder(const JsonDecoder&) = delete;
  JsonDecoder& operator=(const JsonDecoder&) = delete;

  // REQUIRES: kPadding bytes behind `line` can be read; what they are does not matter.
  // `event` then points into this decoder, until the next call. Unless the result is Line::event,
  // its contents mean nothing.
  Line decode(std::string_view line, Event& event);

  const wire_loss& loss() const;
  std::span<const wire_total> totals() const;
  bool totals_are_final() const;
  std::string_view unknown_name() const;
  const std::string& what() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trace
