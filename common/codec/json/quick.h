// SPDX-License-Identifier: Apache-2.0
// The quick way for events: one pass over the line, which reads its keys as they come, and finds them where the lines before
// had them (shape.h).
//
// It takes every layout: keys in any order, blanks, keys and arguments that are not known. It gives up on whatever is odd in
// itself (a value of an unusual form or the wrong type, a key that is there twice, all that is malformed), and
// decode.cpp reads the line by simdjson and says what is wrong. What both read they read alike:
// tests/differential/json_reader_test.cpp and tests/fuzz/fuzz_json.cpp hold them against each other.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "common/codec/json/shape.h"
#include "common/event/event.h"

namespace trace::json {

// Returns the name of the event; nothing if it gave up, and then what `event` holds means nothing. event.spec is nullptr if
// no event has that name.
// REQUIRES: JsonDecoder::kPadding bytes behind `line` can be read; `arena` is empty and has room for arena_size() bytes.
std::optional<std::string_view> read_quickly(std::string_view line, LineShape& shape, std::string& arena, Event& event);

// Reads the list of arguments at the cursor into an event that has none yet. REQUIRES: event.spec is set.
bool read_arguments(Cursor& line, ArgumentShape& shape, Event& event);

inline constexpr std::size_t kRecordMax = [] {
  std::size_t most = 0;
  for (const TypeSpec& type : kTypes) most = std::max<std::size_t>(most, type.most);
  return most;
}();

// Bytes that the values of a line of that length can take: a number of a list takes two bytes of the line and eight here,
// a record may take none of it, and as many here as kRecordMax.
inline std::size_t arena_size(std::size_t line_size) {
  return 4 * line_size + kFieldsMax * kRecordMax;
}

}  // namespace trace::json
