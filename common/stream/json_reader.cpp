// SPDX-License-Identifier: Apache-2.0
// Splits a stream into lines and decodes each where it lies.
#include "common/stream/json_reader.h"

#include <string_view>
#include <utility>

#include "common/codec/json_decode.h"

namespace trace {
namespace {

static_assert(Window::kPadding >= JsonDecoder::kPadding);

class JsonReader final : public EventReader {
 public:
  explicit JsonReader(Window window) : window_(std::move(window)) {}

  Item next() override {
    while (true) {
      std::string_view line;
      switch (next_line(line)) {
        case Found::line:
          break;
        case Found::too_long:
          return malformed("the line is longer than " + std::to_string(kJsonLineMax >> 20) +
                           " MiB");
        case Found::end:
          return Item::end;
        case Found::failed:
          return Item::failed;
      }
      ++line_;
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      complete_ = false;
      return decode(line);
    }
  }

  const Event& event() const override { return event_; }
  const wire_loss& loss() const override { return decoder_.loss(); }
  std::span<const wire_total> totals() const override { return decoder_.totals(); }
  bool totals_are_final() const override { return decoder_.totals_are_final(); }
  std::string_view unknown_name() const override { return decoder_.unknown_name(); }
  const Malformed& malformed() const override { return malformed_; }
  const Error& failure() const override { return failure_; }
  bool complete() const override { return complete_; }

 private:
  enum class Found { line, too_long, end, failed };

  Item decode(std::string_view line) {
    switch (decoder_.decode(line, event_)) {
      case JsonDecoder::Line::event:
        return Item::event;
      case JsonDecoder::Line::loss:
        return Item::loss;
      case JsonDecoder::Line::totals:
        complete_ = decoder_.totals_are_final();
        return Item::totals;
      case JsonDecoder::Line::unknown:
        return Item::unknown;
      case JsonDecoder::Line::malformed:
        malformed_ = {line_, decoder_.what()};
        return Item::malformed;
    }
    return Item::end;
  }

  Item malformed(std::string what) {
    malformed_ = {++line_, std::move(what)};
    complete_ = false;
    return Item::malformed;
  }

  // The next line, without its end. The last line of a stream need not have one.
  Found next_line(std::string_view& line) {
    window_.drop(std::exchange(used_, 0));
    std::size_t searched = 0;
    bool too_long = false;
    while (true) {
      const std::string_view bytes = window_.bytes();
      const std::size_t end = bytes.find('\n', searched);
      if (end != std::string_view::npos || (window_.at_end() && !bytes.empty())) {
        line = bytes.substr(0, end);
        used_ = end == std::string_view::npos ? bytes.size() : end + 1;
        return too_long || line.size() > kJsonLineMax ? Found::too_long : Found::line;
      }
      if (window_.at_end()) return too_long ? Found::too_long : Found::end;
      searched = bytes.size();
      if (searched > kJsonLineMax) {  // its bytes need not be kept
        too_long = true;
        window_.drop(std::exchange(searched, 0));
      }
      auto more = window_.fill();
      if (!more) {
        failure_ = std::move(more).error();
        return Found::failed;
      }
    }
  }

  Window window_;
  JsonDecoder decoder_;
  Event event_;
  Malformed malformed_;
  Error failure_;
  std::size_t used_ = 0;    // bytes of the line that was given out last
  std::uint64_t line_ = 0;  // its number
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<EventReader> make_json_reader(Window window) {
  return std::make_unique<JsonReader>(std::move(window));
}

}  // namespace trace
