// SPDX-License-Identifier: Apache-2.0
// Reads events as lines of JSON. A line that is not one, or not an event, is told and skipped.
#include <cstring>
#include <optional>
#include <utility>

#include "common/codec/json/decode.h"
#include "common/stream/readers.h"

namespace trace {
namespace {

constexpr std::string_view kByteOrderMark =
    "\xef\xbb\xbf";  // some editors begin a file with it (RFC 8259, section 8.1)

// Far above what an event can be (a frame of 64 KiB, each byte escaped in six): more is not ours, and is skipped.
constexpr std::size_t kLineMax = 64U << 20;

static_assert(Input::kPadding >= JsonDecoder::kPadding);

std::string names_of_not_understood(const Event& event) {
  std::string names;
  for (const FieldSpec& field : event.spec->fields) {
    const auto ordinal = static_cast<std::size_t>(&field - event.spec->fields.data());
    if ((event.not_understood >> ordinal & 1) == 0) continue;
    names.append(names.empty() ? "" : ", ").append("\"").append(field.name).append("\"");
  }
  return names + " of " + std::string(event.spec->name) + " is not understood";
}

class JsonReader final : public EventReader {
 public:
  explicit JsonReader(Input input) : input_(std::move(input)) {}

  Item next() override {
    while (true) {
      input_.consume(std::exchange(used_, 0));
      if (failure_) return End{false, events_read_.mismatches(), events_read_.contradictions()};
      const Result<bool> found = find_line();
      if (!found) {
        failure_ = found.error();
        return Failed{&*failure_};
      }
      if (!*found) return end();
      if (std::exchange(skipping_, false) || size_ > kLineMax) {
        what_ = "the line is longer than " + std::to_string(kLineMax >> 20) + " MiB";
        return Malformed{line_, what_};
      }
      std::string_view line = input_.data().substr(0, size_);
      if (line_ == 1 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      return handle(line);
    }
  }

 private:
  Item end() const {
    const bool agrees = events_read_.mismatches().empty() && events_read_.contradictions().empty();
    return End{events_read_.at_end() && agrees, events_read_.mismatches(), events_read_.contradictions()};
  }

  // Sets size_ (without the newline) and used_ (with it). False at the end of the stream.
  Result<bool> find_line() {
    std::size_t searched = 0;
    while (true) {
      const std::string_view data = input_.data();
      const void* newline =
          data.size() == searched ? nullptr : std::memchr(data.data() + searched, '\n', data.size() - searched);
      if (newline != nullptr) {
        size_ = static_cast<std::size_t>(static_cast<const char*>(newline) - data.data());
        used_ = size_ + 1;
        ++line_;
        return true;
      }
      searched = data.size();
      if (skipping_ || searched > kLineMax) {
        input_.consume(std::exchange(searched, 0));
        skipping_ = true;
      }
      TRY_ASSIGN(const bool more, input_.more());
      if (more) continue;
      size_ = used_ = input_.data().size();
      if (size_ == 0 && !skipping_) return false;
      ++line_;
      return true;
    }
  }

  Item handle(std::string_view line) {
    const Result<JsonDecoder::Line> decoded = decoder_.decode(line);
    if (!decoded) {
      what_ = decoded.error().message;
      return Malformed{line_, what_};
    }
    switch (*decoded) {
      case JsonDecoder::Line::event:
        events_read_.count(*decoder_.event().spec, decoder_.event().context);
        if (decoder_.event().not_understood == 0) return EventItem{&decoder_.event()};
        what_ = names_of_not_understood(decoder_.event());
        return EventItem{&decoder_.event(), line_, what_};
      case JsonDecoder::Line::unknown:
        events_read_.count_unknown();
        return UnknownEvent{decoder_.unknown_name()};
      case JsonDecoder::Line::loss:
        return Loss{decoder_.loss()};
      case JsonDecoder::Line::totals:
        events_read_.end(decoder_.totals(), false);
        return Totals{decoder_.totals(), true};
      case JsonDecoder::Line::clock:
        return ClockStep{decoder_.clock()};
      case JsonDecoder::Line::artifact:
        return Artifact{decoder_.artifact(), {}};
    }
    return Malformed{line_, "nothing that is known"};
  }

  Input input_;
  JsonDecoder decoder_;
  std::uint64_t line_ = 0;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
  bool skipping_ = false;  // the line is the rest of one that was too long
  EventsRead events_read_;
  std::string what_;  // is wrong
  std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<EventReader> make_json_reader(Input input) {
  return std::make_unique<JsonReader>(std::move(input));
}

}  // namespace trace
