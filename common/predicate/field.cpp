// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/field.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <optional>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/predicate/member.h"

namespace trace {
namespace {

struct ContextName {
  std::string_view name;
  std::string_view other_names;
  wire_type type;
};

constexpr auto kContextNames = std::to_array<ContextName>({
#define CONTEXT(name, other_names, type, value, doc) {#name, other_names, WIRE_##type},
#include "common/catalog/context.def"
#undef CONTEXT
});

std::optional<std::uint8_t> find_context(std::string_view name) {
  for (std::size_t i = 0; i < kContextNames.size(); ++i) {
    const ContextName& row = kContextNames.at(i);
    if (row.name == name || has_part(row.other_names, ' ', name)) return static_cast<std::uint8_t>(i);
  }
  return std::nullopt;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

Error unknown_field(std::string_view name, const EventSpec& event) {
  return {Code::invalid, "unknown field \"" + std::string(name) + "\" of event " + std::string(event.name) +
                             did_you_mean(name, field_names(event))};
}

// Takes "[N]" off the end of `text`, if there is one.
Result<std::int32_t> take_element(std::string_view& text) {
  if (!text.ends_with(']')) return kAllElements;
  const std::size_t open = text.rfind('[');
  std::uint16_t index = 0;
  if (open != std::string_view::npos) {
    const char* last = text.data() + text.size() - 1;
    const auto parsed = std::from_chars(text.data() + open + 1, last, index);
    if (parsed.ec == std::errc() && parsed.ptr == last) {
      text = text.substr(0, open);
      return static_cast<std::int32_t>(index);
    }
  }
  return Error{Code::invalid, "\"" + std::string(text) + "\": an element is written NAME[0]"};
}

Result<Field> find_name(std::string_view text, const EventSpec& event) {
  const std::string_view whole = text;
  const bool only_context = take_prefix(text, "context.");
  const bool only_args = !only_context && take_prefix(text, "args.");
  Field field;
  if (!only_args) {
    // Dotted context names (container.id) come before members, and an argument before a bare
    // context name.
    const bool is_argument = !only_context && event.field(text.substr(0, text.find('.'))).has_value();
    const auto context = is_argument ? std::nullopt : find_context(text);
    if (context) {
      field.in_context = true;
      field.ordinal = *context;
      return field;
    }
  }
  const std::size_t dot = text.find('.');
  const auto ordinal = only_context ? std::nullopt : event.field(text.substr(0, dot));
  if (!ordinal) return unknown_field(whole, event);
  field.ordinal = static_cast<std::uint8_t>(*ordinal);
  if (dot != std::string_view::npos) {
    const std::string_view member = text.substr(dot + 1);
    const wire_type of = event.fields[*ordinal].type;
    const auto found = find_member(of, member);
    if (!found) {
      return Error{Code::invalid, "field \"" + std::string(text.substr(0, dot)) + "\" has no member \"" +
                                      std::string(member) + "\"" + did_you_mean(member, member_names(of))};
    }
    field.member = *found;
  }
  return field;
}

wire_type element_type(wire_type list) {
  switch (list) {
    case WIRE_STRV:
      return WIRE_STR;
    case WIRE_I32X2:
      return WIRE_I32;
    case WIRE_U64V:
      return WIRE_U64;
    default:
      return list;
  }
}

bool is_text(wire_type type) {
  return type == WIRE_STR || type == WIRE_STRV || type == WIRE_BYTES;
}

Result<Field> parse_function(std::string_view name, std::string_view argument, const EventSpec& event) {
  constexpr auto kFunctions = std::to_array<std::string_view>({"basename", "dirname", "lower"});
  if (std::find(kFunctions.begin(), kFunctions.end(), name) == kFunctions.end()) {
    return Error{Code::invalid, "unknown function \"" + std::string(name) + "\"" + did_you_mean(name, kFunctions)};
  }
  TRY_ASSIGN(Field field, parse_field(argument, event));
  if (!is_text(type_of(field, event).type)) {
    return Error{Code::invalid, std::string(name) + "() needs a text, and \"" + std::string(argument) + "\" is none"};
  }
  if (name == "lower") {
    field.lower = true;
  } else if (field.part != Part::whole) {
    return Error{Code::invalid, "basename and dirname cannot be applied to one another"};
  } else {
    field.part = name == "basename" ? Part::basename : Part::dirname;
  }
  return field;
}

// Values of the context
// -------------------------------------------------------------------------------------------

Value as_value(std::unsigned_integral auto number) {
  return std::uint64_t{number};
}
Value as_value(std::signed_integral auto number) {
  return std::int64_t{number};
}
Value as_value(bool is) {
  return is;
}
Value as_value(std::string_view text) {
  return text;
}
Value as_value(Value value) {
  return value;
}

Value known(std::string_view text) {
  return text.empty() ? Value() : Value(text);
}
bool flag(const Context& c, wire_event_flag which) {
  return (c.flags & which) != 0;
}
Value syscall_name(const Context& c) {
  const EventSpec* call = c.syscall < 0 ? nullptr : find_event(static_cast<std::uint32_t>(c.syscall));
  return call == nullptr ? Value() : Value(call->name);
}

Value context_value(const Context& c, ContextField field) {
  switch (field) {
#define CONTEXT(name, other_names, type, value, doc) \
  case ContextField::name:                           \
    return as_value(value);
#include "common/catalog/context.def"
#undef CONTEXT
  }
  return {};
}

// Elements and shapes
// ---------------------------------------------------------------------------------------------

Value element_of(const Value& list, std::size_t index) {
  if (const auto* strings = std::get_if<StringList>(&list)) {
    for (const std::string_view text : *strings) {
      if (index-- == 0) return text;
    }
  } else if (const auto* pair = std::get_if<IntPair>(&list); pair != nullptr && index < 2) {
    return std::int64_t{index == 0 ? pair->first : pair->second};
  } else if (const auto* ints = std::get_if<IntList>(&list)) {
    if (index < ints->size()) return (*ints)[index];
  }
  return {};
}

// As POSIX has them, but for "": the basename of "/a/b/" is "b", the dirname "/a".
std::string_view part_of(std::string_view path, Part part) {
  if (part == Part::whole) return path;
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (part == Part::basename) {
    return slash == std::string_view::npos || path.size() == 1 ? path : path.substr(slash + 1);
  }
  if (slash == std::string_view::npos) return ".";
  return path.substr(0, std::max<std::size_t>(slash, 1));
}

Value shape(const Value& value, const Field& field, std::string& out) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    const std::string_view part = part_of(*text, field.part);
    if (!field.lower) return part;
    out.clear();
    append_lower(out, part);
    return std::string_view(out);
  }
  if (const auto* list = std::get_if<StringList>(&value)) {
    out.clear();
    for (const std::string_view text : *list) {
      const std::string_view part = part_of(text, field.part);
      if (field.lower) {
        append_lower(out, part);
      } else {
        out += part;
      }
      out += '\0';
    }
    return StringList(out);
  }
  return value;
}

}  // namespace

Result<Field> parse_field(std::string_view text, const EventSpec& event) {
  const std::size_t open = text.find('(');
  if (open != std::string_view::npos) {
    if (!text.ends_with(')')) {
      return Error{Code::invalid, "\"" + std::string(text) + "\": missing \")\""};
    }
    return parse_function(text.substr(0, open), text.substr(open + 1, text.size() - open - 2), event);
  }
  TRY_ASSIGN(const std::int32_t element, take_element(text));
  TRY_ASSIGN(Field field, find_name(text, event));
  if (element != kAllElements) {
    const wire_type list = type_of(field, event).type;
    if (element_type(list) == list) {
      return Error{Code::invalid, "field \"" + std::string(text) + "\" is not a list"};
    }
    field.element = element;
  }
  return field;
}

FieldType type_of(const Field& field, const EventSpec& event) {
  if (field.in_context) return {kContextNames.at(field.ordinal).type, Meaning::none};
  if (field.member != Member::none) return member_type(field.member);
  const FieldSpec& spec = event.fields[field.ordinal];
  return {field.element == kAllElements ? spec.type : element_type(spec.type), spec.meaning};
}

std::string to_text(const Field& field, const EventSpec& event) {
  std::string text(field.in_context ? "context." : "args.");
  text += field.in_context ? kContextNames.at(field.ordinal).name : event.fields[field.ordinal].name;
  if (field.member != Member::none) text.append(".").append(member_name(field.member));
  if (field.element != kAllElements) text.append("[" + std::to_string(field.element) + "]");
  if (field.part != Part::whole) {
    text = (field.part == Part::basename ? "basename(" : "dirname(") + text + ")";
  }
  return field.lower ? "lower(" + text + ")" : text;
}

Value read(const Field& field, const Event& event, Scratch& scratch) {
  if (field.in_context) {
    const Value value = context_value(event.context, static_cast<ContextField>(field.ordinal));
    return field.lower || field.part != Part::whole ? shape(value, field, scratch.shape) : value;
  }
  Value value = event.args[field.ordinal].value;
  if (field.member != Member::none) value = member_of(value, field.member, scratch.member);
  if (field.element != kAllElements) {
    value = element_of(value, static_cast<std::size_t>(field.element));
  }
  return field.lower || field.part != Part::whole ? shape(value, field, scratch.shape) : value;
}

std::vector<std::string_view> field_names(const EventSpec& event) {
  std::vector<std::string_view> names;
  for (const FieldSpec& field : event.fields) names.push_back(field.name);
  for (const ContextName& row : kContextNames) {
    names.push_back(row.name);
    for_each_word(row.other_names, [&](std::string_view name) { names.push_back(name); });
  }
  return names;
}

}  // namespace trace
