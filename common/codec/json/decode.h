// SPDX-License-Identifier: Apache-2.0
// One line of JSON -> Event, or what our own streams say between events.
//
// It takes our lines and Tracee's, from 0.6.5 to 0.23: argument values raw or as symbols, pointers as numbers or as
// hexadecimal text, keys in any order, keys and arguments that are not known here (ignored), keys that are missing (0 or
// empty). Of a key that is there twice the last one counts. What nobody asks for has to be closed properly, and no more
// (Python writes NaN). A key whose value is of the wrong type spoils the line; an argument whose value is not of its kind
// is marked as not understood, and the rest of the event stands. Nothing is allocated once the buffers have grown to the
// longest line and the layout is known.
//
//   line ─► quick.cpp (any layout of sound events) ─► Event
//              └─ what is odd in it ─► this file, by simdjson: argument.cpp, records.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

namespace json {
struct LineShape;
}

class JsonDecoder {
 public:
  enum class Line : std::uint8_t { event, loss, totals, clock, artifact, unknown };

  static constexpr std::size_t kPadding = 64;  // simdjson reads so far behind a line

  // Whether lines are read the quick way if they can be; a test asks for `general`, to hold one against the other.
  enum class Ways : std::uint8_t { both, general };

  explicit JsonDecoder(Ways ways = Ways::both);
  ~JsonDecoder();
  JsonDecoder(JsonDecoder&&) noexcept;
  JsonDecoder& operator=(JsonDecoder&&) noexcept;

  // REQUIRES: kPadding bytes behind `line` may be read. What it finds is in the members below, and valid
  // until the next call. Errors: Code::corrupt, saying which key.
  Result<Line> decode(std::string_view line);

  const Event& event() const { return event_; }
  const wire_loss& loss() const { return loss_; }
  const std::vector<wire_total>& totals() const { return totals_; }
  const wire_clock& clock() const { return clock_; }
  const wire_artifact& artifact() const { return artifact_; }
  const std::string& unknown_name() const { return unknown_name_; }

 private:
  struct Parser;
  struct Pass;

  Result<Pass> pass_over(std::string_view line, const EventSpec* spec);
  Result<Line> decode_any(std::string_view line);

  Ways ways_;
  Event event_;
  wire_loss loss_{};
  std::vector<wire_total> totals_;
  wire_clock clock_{};
  wire_artifact artifact_{};
  std::string unknown_name_;
  std::string arena_;  // bytes that values of event_ point to
  std::unique_ptr<json::LineShape> shape_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace trace
