// SPDX-License-Identifier: Apache-2.0
// Reads events as JSON. What is not an event is told and skipped.
#include <optional>
#include <utility>

#include "common/codec/json/decode.h"
#include "common/stream/json_pieces.h"
#include "common/stream/missing_entities.h"
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

// Whether a text begins as an object or a list does, and ends within it.
bool is_open(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return false;
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string && c == '\\') {
      ++at;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string) {
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    }
  }
  return in_string || depth > 0;
}

class JsonReader final : public EventReader {
 public:
  explicit JsonReader(Input input) : pieces_(std::move(input)) { begin({true, false}); }

  Item next() override {
    if (failure_) return End{false, events_read_.mismatches(), events_read_.contradictions(), has_checkpoints_};
    const Result<bool> found = pieces_.next();
    if (!found) {
      failure_ = found.error();
      return Failed{&*failure_};
    }
    if (!*found) return end();
    if (!pieces_.what_is_wrong().empty()) {
      is_whole_ = false;
      return Malformed{pieces_.line(), pieces_.what_is_wrong(), pieces_.is_last()};
    }
    return handle(pieces_.text());
  }

  Architecture architecture() const override { return decoder_.event().architecture; }

 private:
  Item end() {
    if (is_open_) events_read_.look_at_order();
    const bool agrees = events_read_.mismatches().empty() && events_read_.contradictions().empty();
    return End{events_read_.at_end() && agrees, events_read_.mismatches(), events_read_.contradictions(),
               has_checkpoints_};
  }

  // Whether it is a later file of a recording is not said.
  static EventsRead::Kind kind(const json::TotalsLine& said) { return {true, said.is_extract}; }
  void begin(EventsRead::Kind kind) {
    events_read_.begin(kind);
    is_whole_ = true;
  }

  Item totals(const json::TotalsLine& said) {
    const bool was_open = std::exchange(is_open_, !said.final);
    if (said.final) {
      events_read_.end(said.rows, is_whole_);
    } else {
      has_checkpoints_ = true;
      events_read_.look_at_order();
    }
    if (said.begins && !was_open) events_read_.is_of(kind(said));  // a converted one may have events before it
    if (said.begins && was_open) {
      begin(kind(said));
      return Malformed{pieces_.line(), "a stream begins where the one before it has not ended", true};
    }
    return Totals{said.rows, said.final, said.time_ns, {}, said.goes_on, said.begins, said.is_extract};
  }

  Item handle(std::string_view line) {
    const Result<JsonDecoder::Line> decoded = decoder_.decode(line);
    if (!decoded) {
      what_ = decoded.error().message;
      is_whole_ = false;
      return Malformed{pieces_.line(), what_, pieces_.is_last() && is_open(line)};
    }
    switch (*decoded) {
      case JsonDecoder::Line::event:
        missing_entities_.fill(decoder_.event());
        events_read_.count(*decoder_.event().spec, decoder_.event().context);
        if (decoder_.event().not_understood == 0) return EventItem{&decoder_.event()};
        what_ = names_of_not_understood(decoder_.event());
        return EventItem{&decoder_.event(), pieces_.line(), what_};
      case JsonDecoder::Line::unknown:
        events_read_.count_unknown();
        is_whole_ = false;  // its number is not known
        return UnknownEvent{decoder_.unknown_name()};
      case JsonDecoder::Line::loss:
        events_read_.lose(decoder_.loss());
        return Loss{decoder_.loss()};
      case JsonDecoder::Line::totals:
        return totals(decoder_.totals());
      case JsonDecoder::Line::clock:
        return ClockStep{decoder_.clock()};
      case JsonDecoder::Line::artifact:
        return Artifact{decoder_.artifact(), {}};
    }
    return Malformed{pieces_.line(), "nothing that is known"};
  }

  JsonPieces pieces_;
  JsonDecoder decoder_;
  MissingEntities missing_entities_;
  EventsRead events_read_;
  std::string what_;  // is wrong
  std::optional<Error> failure_;
  bool has_checkpoints_ = false;
  bool is_open_ = false;  // a stream has begun, and has not ended
  bool is_whole_ = true;  // what it says of all of it can be held against what was read
};

}  // namespace

std::unique_ptr<EventReader> make_json_reader(Input input) {
  return std::make_unique<JsonReader>(std::move(input));
}

}  // namespace trace
