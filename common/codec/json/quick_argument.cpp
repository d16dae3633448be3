// SPDX-License-Identifier: Apache-2.0
// The list of arguments, by its layout in earlier lines.
#include <utility>

#include "common/codec/json/quick.h"
#include "common/codec/json/read_value.h"

namespace trace::json {
namespace {

// Reads arguments one after the other; at once those that are laid out as what stood at their place in an earlier line.
class Arguments {
 public:
  Arguments(ArgumentShape& shape, Event& event) : shape_(shape), event_(event), fields_(event.spec->fields) {}

  TRACE_INLINE bool read_next(Cursor& line) {
    const std::size_t place = place_++;
    for (const ArgumentHead& head : shape_.at(place)) {
      Cursor ahead = line;
      if (head.text.empty() || !ahead.expect_text(head.text)) continue;
      if (head.tail.empty()) {
        line = ahead;
        if (!read_value_of(head.ordinal, line)) return false;
        return line.mark('}') || line.apart(read_rest);
      }
      if (!ahead.apart([&](Cursor& copy) { return read_early(head, copy); })) continue;
      line = ahead;
      return true;
    }
    return line.apart([=, this](Cursor& copy) { return read_members(place, copy); });
  }

 private:
  bool read_members(std::size_t place, Cursor& line) {
    const char* const start = line.at();
    std::size_t ordinal = fields_.size();
    bool named = false;
    bool has_value = false;
    std::string_view early;  // a value that came before the name, and the blanks behind
    const auto read = [&](std::string_view key, Cursor& /*line*/) {
      if (key == "name") return !std::exchange(named, true) && read_name(line, ordinal);
      if (key != "value") return line.any_value();
      if (std::exchange(has_value, true)) return false;
      if (named) {
        shape_.learn(place, {std::string(between(start, line.at())), "", ordinal});
        return read_value_of(ordinal, line);
      }
      const char* const value = line.at();
      if (!line.any_value()) return false;
      line.step_over_blanks();
      early = between(value, line.at());
      return true;
    };
    if (!in_object(line, read)) return false;
    if (early.empty()) return true;
    Cursor again = line;
    if (!again.go_to(early.data()) || !read_value_of(ordinal, again)) return false;
    again.step_over_blanks();
    if (again.at() != early.data() + early.size()) return false;
    shape_.learn(place,
                 {std::string(between(start, early.data())), std::string(between(again.at(), line.at())), ordinal});
    return true;
  }

  // A value that comes before its name, which is known once what follows is what followed before.
  bool read_early(const ArgumentHead& head, Cursor& line) {
    const std::size_t mark = line.arena().size();
    const bool is_known = head.ordinal < fields_.size();
    Value value;
    if (is_known ? read_value(line, fields_[head.ordinal], value) : line.any_value()) {
      line.step_over_blanks();
      if (line.expect_text(head.tail)) {
        if (is_known) event_.args[head.ordinal].value = value;
        return true;
      }
    }
    line.arena().resize(mark);
    return false;
  }

  static std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
  }

  // What follows the value of an argument that has its name.
  static bool read_rest(Cursor& line) {
    while (line.mark(',')) {
      std::string_view key;
      if (!line.expect("\"") || !line.raw_text(key) || !line.mark(':')) return false;
      if (key == "name" || key == "value" || !line.any_value()) return false;
    }
    return line.mark('}');
  }

  bool read_name(Cursor& line, std::size_t& ordinal) const {
    std::string_view name;
    if (!line.expect("\"") || !line.raw_text(name)) return false;
    ordinal = event_.spec->field(name).value_or(fields_.size());
    return true;
  }

  TRACE_INLINE bool read_value_of(std::size_t ordinal, Cursor& line) {
    if (ordinal >= fields_.size()) return line.any_value();
    return read_value(line, fields_[ordinal], event_.args[ordinal].value);
  }

  ArgumentShape& shape_;
  Event& event_;
  std::span<const FieldSpec> fields_;
  std::size_t place_ = 0;
};

}  // namespace

bool read_arguments(Cursor& at, ArgumentShape& shape, Event& event) {
  if (at.expect("null")) return true;
  Cursor line = at;
  Arguments arguments(shape, event);
  const bool sound = in_list(line, [&](Cursor& element) TRACE_INLINED { return arguments.read_next(element); });
  at = line;
  return sound;
}

}  // namespace trace::json
