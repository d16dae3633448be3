// SPDX-License-Identifier: Apache-2.0
// A place in an event from which a test takes its value: an argument or a context field, perhaps a
// member of it, one element of it, and in what shape.
//
//   field     := name | function "(" field ")"
//   function  := "basename" | "dirname" | "lower" | "len" | "proc_pid"
//   name      := [ "args." | "context." ] identifier [ "." member ] [ "[" number "]" ]
//
// proc_pid() is the number of the process that a path of proc(5) is about: 12 of "/proc/12/task/13/mem". It is absent of
// other paths, also of those below another mount of proc, which may count in another pid namespace.
//
// A bare name is the argument if the event has one of that name, else the context field, else what is known of the
// event's process (parent.comm): context.def, state.def and members.def list the names.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/catalog/members.h"
#include "common/event/event.h"

namespace trace {

// A member of a record: 1 + its place in the record's members.
enum class Member : std::uint8_t { none };

// Length: of a text its bytes, of a list its elements.
enum class Part : std::uint8_t { whole, basename, dirname, length, proc_pid };

inline constexpr std::int32_t kAllElements = -1;

struct Field {
  enum class Place : std::uint8_t { argument, context, state };
  Place place = Place::argument;
  std::uint8_t ordinal = 0;  // of the argument; a ContextField; a StateField
  Member member = Member::none;
  Part part = Part::whole;
  bool lower = false;
  bool address = false;  // in the canonical spelling, so that equal addresses are equal texts
  std::int32_t element = kAllElements;
  auto operator<=>(const Field&) const = default;
};

// What its texts are, beside their meaning: a path that the kernel made, or the id of a container.
enum class TextKind : std::uint8_t { any, kernel_path, container_id };

// What its values look like.
struct FieldType {
  wire_type type = WIRE_PTR;
  Meaning meaning = Meaning::none;
  std::string_view ctype = {};  // of an argument
  TextKind text = TextKind::any;
  std::uint64_t most = ~std::uint64_t{0};  // the largest number, if that is less than what the type holds
};

// Errors: invalid, with the nearest name that the event has.
Result<Field> parse_field(std::string_view text, const EventSpec& event);
FieldType type_of(const Field& field, const EventSpec& event);
// REQUIRES: field.member is not none.
const MemberSpec& member_spec(const Field& field, const EventSpec& event);
// What may stand after the dot; nothing if values of the type are no records.
std::vector<std::string_view> member_names(wire_type type);
// "basename" and so on, for those who look for a call in a text.
bool is_function(std::string_view name);
// The canonical spelling; parse_field(to_text(f, e), e) is f.
std::string to_text(const Field& field, const EventSpec& event);

// Memory for values that do not lie in the event as they are (an address as text, a folded copy).
struct Scratch {
  std::string member;
  std::string shape;
};

// The value; it points into the event or into `scratch` and is valid as long as neither changes.
// REQUIRES: the field was parsed for event.spec.
Value read(const Field& field, const Event& event, Scratch& scratch);

// Every name that may stand first in a field of this event: its arguments, then the context's
// names.
std::vector<std::string_view> field_names(const EventSpec& event);

}  // namespace trace
