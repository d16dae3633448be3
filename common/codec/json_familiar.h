// SPDX-License-Identifier: Apache-2.0
// The fast way for events that are laid out byte for byte as json_encode.cpp and Tracee 0.23 lay them out, which nearly
// all are: every key is where it is expected, so that there is nothing to look up, and one pass over the line does.
//
// It gives up on everything else (another order of keys, blanks, arguments the catalog does not have, values of another
// form), and json_decode.cpp reads the line by simdjson. What both read they read alike:
// tests/differential/json_reader_test.cpp and tests/fuzz/fuzz_json.cpp hold them against each other.
#pragma once

#include <string>
#include <string_view>

#include "common/event/event.h"

namespace trace::json {

// Returns false if the line is not of that layout; what `event` holds then means nothing.
// REQUIRES: JsonDecoder::kPadding bytes behind `line` can be read; `arena` is empty and has room for arena_size() bytes.
bool read_familiar(std::string_view line, std::string& arena, Event& event);

// Bytes that the values of a line of that length can take: a number of a list takes two bytes of the line and eight here,
// an object may take none and up to 128.
inline std::size_t arena_size(std::size_t line_size) {
  return 4 * line_size + kFieldsMax * 128;
}

}  // namespace trace::json
