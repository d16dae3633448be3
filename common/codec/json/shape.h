// SPDX-License-Identifier: Apache-2.0
// What the lines of a stream have in common: the bytes before each value. A program writes one line as it wrote the one
// before, with the same keys in the same order and with the same blanks, so the reader learns them, and compares a comma, a
// key, a colon and the blanks between at once:
//
//   {"timestamp": 17, "processId": 4, "args": [ …          ObjectShape
//   ~~~~~~~~~~~~~~  ~~~~~~~~~~~~~~~ ~~~~~~~~~~
//   [{"name": "fd", "type": "int", "value": 3}, { …        ArgumentShape
//    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
//
// Only what was read as JSON is learnt. What is not as expected is read byte by byte, and learnt; so a line that fits no
// other costs time, and nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/codec/json/cursor.h"
#include "common/codec/json/keys.h"

namespace trace::json {

// Reads what stands before a value byte by byte: the brace (`first`) or the comma, the key, the colon, blanks. At the end of
// the object instead sets `ended`, behind the brace and the blanks. Returns false if it is not JSON.
bool read_before_value(Cursor& line, bool first, std::string_view& name, bool& ended);

// Of one kind of object. A step is what stands before one value; each knows the one that followed it last.
class ObjectShape {
 public:
  struct Step {
    ShortText before = ShortText::never();
    std::uint8_t key = 0;
    Step* next = nullptr;
  };

  ObjectShape() { forget(); }
  ObjectShape(const ObjectShape&) = delete;
  ObjectShape& operator=(const ObjectShape&) = delete;

  Step* begin() { return &steps_[kBegin]; }

  // Returns the step that is `before` the value of `key`, and takes it for the one that follows `from`.
  Step* learn(Step* from, std::string_view before, std::uint8_t key);

 private:
  static constexpr std::size_t kBegin = 0;
  static constexpr std::size_t kTooLong = 1;  // all steps of more bytes than are compared
  static constexpr std::size_t kMax = 100;

  void forget();

  std::array<Step, kMax> steps_;
  std::size_t count_ = 0;
};

// Calls take(key) for each member of an object, which has to read its value; `find` gives the key of a name. Escapes in
// names are not resolved: none that is known has any.
template <class Find, class Take>
TRACE_INLINE bool read_members(Cursor& line, ObjectShape& shape, Find&& find, Take&& take) {
  ObjectShape::Step* const begin = shape.begin();
  ObjectShape::Step* step = begin;
  while (true) {
    ObjectShape::Step* const from = step;
    step = from->next;
    if (!line.expect_short(step->before)) {
      const char* const start = line.at();
      if (from != begin && line.mark('}')) return true;
      std::string_view name;
      bool ended = false;
      if (!line.apart([&](Cursor& copy) { return read_before_value(copy, from == begin, name, ended); })) return false;
      if (ended) return true;
      step = shape.learn(from, {start, static_cast<std::size_t>(line.at() - start)}, find(name));
    }
    if (!take(step->key)) return false;
  }
}

template <class Find, class Take>
TRACE_INLINE bool in_known_object(Cursor& line, ObjectShape& shape, Find&& find, Take&& take) {
  return read_members(line, shape, find, [&](std::uint8_t key) TRACE_INLINED { return take(key, line); });
}

// An argument but for its value.
struct ArgumentHead {
  std::string text;         // up to the value; empty if none was learnt
  std::string tail;         // from there to its end, if only that names it
  std::size_t ordinal = 0;  // above all fields if it is not known
};

// Of the arguments of one event, by their place in the list. Two of each: with option:parse-arguments the type changes.
class ArgumentShape {
 public:
  using Heads = std::array<ArgumentHead, 2>;
  const Heads& at(std::size_t place) const { return places_[place < kPlaces ? place : kPlaces]; }
  // Too long a one is not learnt: whoever writes blanks by the megabyte may wait.
  void learn(std::size_t place, ArgumentHead head);

 private:
  static constexpr std::size_t kBytesMax = 512;
  static constexpr std::size_t kPlaces =
      kFieldsMax + 4;  // some that are not known; behind them is one that stays empty

  std::array<Heads, kPlaces + 1> places_;
  std::array<std::uint8_t, kPlaces> older_{};  // the one to be replaced next
};

// Of the events of one stream.
struct LineShape {
  ObjectShape event;
  std::array<ObjectShape, static_cast<std::size_t>(Object::count)> objects;
  std::vector<std::unique_ptr<ArgumentShape>> arguments;  // by slot

  LineShape() : arguments(events().size()) {}
  ObjectShape& of(Object object) { return objects[static_cast<std::size_t>(object)]; }
  ArgumentShape& of(const EventSpec& spec) {
    std::unique_ptr<ArgumentShape>& shape = arguments[spec.slot];
    if (shape == nullptr) shape = std::make_unique<ArgumentShape>();
    return *shape;
  }
};

}  // namespace trace::json
