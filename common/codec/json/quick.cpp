// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/quick.h"

#include "common/codec/json/read_context.h"

namespace trace::json {
namespace {

// The event that a line is of, as far as the rest of it tells: its arguments are to be read, and its name did not come yet.
// A text that looks like the name of an event may stand elsewhere, so it is only a guess.
const EventSpec* guess_event(std::string_view rest) {
  constexpr std::string_view kKey = "\"eventName\"";
  constexpr std::size_t kRare = kKey.find('N');  // in what stands before it: to look for quotes would take longer
  std::size_t at = 0;
  do {
    at = rest.find(kKey[kRare], at + 1);
    if (at == std::string_view::npos) return nullptr;
  } while (at < kRare || !rest.substr(at - kRare).starts_with(kKey));
  std::string unused;
  Cursor line(rest.substr(at - kRare + kKey.size()), unused);
  std::string_view name;
  return line.mark(':') && line.expect("\"") && line.raw_text(name) ? find_event(name) : nullptr;
}

// One line, as far as it was read.
class Line {
 public:
  Line(LineShape& shape, Event& event) : reading_{event, shape}, event_(event) {
    event.spec = nullptr;
    event.context = Context{};
  }

  TRACE_INLINE bool read(Cursor& line) {
    const auto find = [](std::string_view name) { return static_cast<std::uint8_t>(find_key(name)); };
    KeySet taken;
    const auto read_one = [&](std::uint8_t index) TRACE_INLINED {
      const auto key = static_cast<Key>(index);
      if (key == Key::other) return line.any_value();
      return taken.add(index) &&
             take_key(key, line, reading_, [&](Key own) TRACE_INLINED { return take_own(own, line); });
    };
    return read_members(line, reading_.shape.event, find, read_one) && line.at_end() && finish();
  }

  std::string_view name() const { return *name_; }

 private:
  // Losses and totals are for the general reader.
  TRACE_INLINE bool take_own(Key key, Cursor& line) {
    if (key == Key::eventId) return take_event_id(line);
    if (key == Key::eventName) return take_event_name(line);
    if (key != Key::args && key != Key::provenance) return false;
    if (!know_event(line)) return false;
    if (event_.spec == nullptr) return line.any_value();
    return key == Key::args ? take_arguments(line) : take_object(Object::provenance, line, reading_);
  }

  // A number in quotes. It is only where the name is looked for first; but it has to be one.
  TRACE_INLINE bool take_event_id(Cursor& line) {
    std::uint64_t id = 0;
    if (!line.expect("\"") || !line.digits(id) || !line.expect("\"") || id > UINT32_MAX) return false;
    named_by_id_ = find_event(static_cast<std::uint32_t>(id));
    return true;
  }

  TRACE_INLINE bool take_event_name(Cursor& line) {
    std::string_view name;
    if (!line.quoted(name)) return false;
    name_ = name;
    if (event_.spec != nullptr) return event_.spec->name == name;  // it was guessed
    const EventSpec* const by_id = named_by_id_;
    const EventSpec* const spec = by_id != nullptr && by_id->name == name ? by_id : find_event(name);
    event_.spec = spec;
    if (spec != nullptr) event_.clear_arguments();
    return true;
  }

  TRACE_INLINE bool know_event(Cursor& line) {
    return event_.spec != nullptr || name_ || line.apart([this](Cursor& copy) {
      event_.spec = guess_event(copy.rest());
      if (event_.spec != nullptr) event_.clear_arguments();
      return event_.spec != nullptr;
    });
  }

  TRACE_INLINE bool take_arguments(Cursor& line) {
    return line.apart([this](Cursor& copy) { return read_arguments(copy, reading_.shape.of(*event_.spec), event_); });
  }

  TRACE_INLINE bool finish() {
    if (!name_) return false;
    if (event_.spec == nullptr) return true;
    reading_.marks.apply(event_);
    set_syscall(event_, reading_.syscall);
    set_container(event_, reading_.says_flags);
    return true;
  }

  Reading reading_;
  Event& event_;
  const EventSpec* named_by_id_ = nullptr;
  std::optional<std::string_view> name_;
};

}  // namespace

std::optional<std::string_view> read_quickly(std::string_view text, LineShape& shape, std::string& arena,
                                             Event& event) {
  Cursor at(text, arena);
  Line line(shape, event);
  at.step_over_blanks();
  if (!line.read(at)) return std::nullopt;
  return line.name();
}

}  // namespace trace::json
