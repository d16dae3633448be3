// SPDX-License-Identifier: Apache-2.0
// Reads events as JSON. What is not an event is told and skipped.
#include <optional>
#include <utility>

#include "common/codec/json/decode.h"
#include "common/stream/json_pieces.h"
#include "common/stream/readers.h"

namespace trace {
namespace {

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
  explicit JsonReader(Input input) : pieces_(std::move(input)) {}

  Item next() override {
    if (failure_) return End{false, events_read_.mismatches(), events_read_.contradictions()};
    const Result<bool> found = pieces_.next();
    if (!found) {
      failure_ = found.error();
      return Failed{&*failure_};
    }
    if (!*found) return end();
    if (!pieces_.what_is_wrong().empty()) return Malformed{pieces_.line(), pieces_.what_is_wrong()};
    return handle(pieces_.text());
  }

 private:
  Item end() const {
    const bool agrees = events_read_.mismatches().empty() && events_read_.contradictions().empty();
    return End{events_read_.at_end() && agrees, events_read_.mismatches(), events_read_.contradictions()};
  }

  Item handle(std::string_view line) {
    const Result<JsonDecoder::Line> decoded = decoder_.decode(line);
    if (!decoded) {
      what_ = decoded.error().message;
      return Malformed{pieces_.line(), what_};
    }
    switch (*decoded) {
      case JsonDecoder::Line::event:
        events_read_.count(*decoder_.event().spec, decoder_.event().context);
        if (decoder_.event().not_understood == 0) return EventItem{&decoder_.event()};
        what_ = names_of_not_understood(decoder_.event());
        return EventItem{&decoder_.event(), pieces_.line(), what_};
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
    return Malformed{pieces_.line(), "nothing that is known"};
  }

  JsonPieces pieces_;
  JsonDecoder decoder_;
  EventsRead events_read_;
  std::string what_;  // is wrong
  std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<EventReader> make_json_reader(Input input) {
  return std::make_unique<JsonReader>(std::move(input));
}

}  // namespace trace
