// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/field.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/catalog/meaning_text.h"
#include "common/event/field_bytes.h"
#include "common/event/internet_address.h"
#include "common/event/record.h"

namespace trace {
namespace {

struct StateName {
  std::string_view name;
  wire_type type;
  Meaning meaning;
};

// In the order of StateField.
constexpr auto kStateNames = std::to_array<StateName>({
#define STATE(id, name, type, meaning, doc) {name, WIRE_##type, Meaning::meaning},
#include "common/catalog/state.def"
#undef STATE
});

std::optional<std::uint8_t> find_state(std::string_view name) {
  for (std::size_t i = 0; i < kStateNames.size(); ++i) {
    if (kStateNames.at(i).name == name) return static_cast<std::uint8_t>(i);
  }
  return std::nullopt;
}

std::size_t ordinal_of(Member member) {
  return static_cast<std::size_t>(member) - 1;
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
    const auto context = is_argument ? std::nullopt : find_context_field(text);
    if (context) {
      field.place = Field::Place::context;
      field.ordinal = static_cast<std::uint8_t>(*context);
      return field;
    }
    if (const auto state = is_argument || only_context ? std::nullopt : find_state(text)) {
      field.place = Field::Place::state;
      field.ordinal = *state;
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
    const auto found = is_record(of) ? member_named(of, member) : std::nullopt;
    if (!found) {
      return Error{Code::invalid, "field \"" + std::string(text.substr(0, dot)) + "\" has no member \"" +
                                      std::string(member) + "\"" + did_you_mean(member, member_names(of))};
    }
    field.member = static_cast<Member>(*found + 1);
  }
  return field;
}

struct Function {
  std::string_view name;
  Part part;  // whole: the function changes the letters
};

constexpr auto kFunctions = std::to_array<Function>({
    {"basename", Part::basename},
    {"dirname", Part::dirname},
    {"lower", Part::whole},
    {"len", Part::length},
    {"proc_pid", Part::proc_pid},
});

bool is_text(wire_type type) {
  const Shape shape = shape_of(element_type(type));
  return shape == Shape::text || shape == Shape::bytes;
}

const Function* find_function(std::string_view name) {
  const auto found =
      std::find_if(kFunctions.begin(), kFunctions.end(), [&](const Function& one) { return one.name == name; });
  return found == kFunctions.end() ? nullptr : &*found;
}

Error wrong_argument(std::string_view name, std::string_view needs, std::string_view argument, std::string_view is) {
  return {Code::invalid, std::string(name) + "() needs a " + std::string(needs) + ", and " + in_quotes(argument) +
                             " is " + std::string(is)};
}

// len() is the outermost one: what is counted is as long in lower case, and a basename of a number is nothing.
Result<Field> length_of(Field field, std::string_view argument, wire_type type) {
  if (!is_text(type) && element_type(type) == type) return wrong_argument("len", "text or a list", argument, "neither");
  field.part = Part::length;
  return field;
}

Result<Field> parse_function(std::string_view name, std::string_view argument, const EventSpec& event) {
  const Function* const function = find_function(name);
  if (function == nullptr) {
    std::vector<std::string_view> names;
    for (const Function& one : kFunctions) names.push_back(one.name);
    return Error{Code::invalid, "unknown function " + in_quotes(name) + did_you_mean(name, names)};
  }
  TRY_ASSIGN(Field field, parse_field(argument, event));
  const wire_type type = type_of(field, event).type;
  const bool counts = function->part == Part::length;
  if (counts && field.part == Part::whole && !field.lower) return length_of(field, argument, type);
  if (!is_text(type)) return wrong_argument(name, "text", argument, "none");
  if (function->part == Part::proc_pid && element_type(type) != type) {
    return wrong_argument(name, "text", argument, "a list");
  }
  if (function->part == Part::whole) {
    field.lower = true;
  } else if (field.part != Part::whole || counts) {
    return Error{Code::invalid, in_quotes(name) + " of another function is not supported"};
  } else {
    field.part = function->part;
  }
  return field;
}

// Elements and shapes
// ---------------------------------------------------------------------------------------------

Value element_of(const Value& list, std::size_t index) {
  if (const auto* strings = std::get_if<StringList>(&list)) {
    for (const std::string_view text : *strings) {
      if (index-- == 0) return text;
    }
  } else if (const auto* numbers = std::get_if<NumberList>(&list)) {
    if (index < numbers->size()) return trace::element_of(*numbers, index);
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

Value length_of(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::uint64_t{text->size()};
  if (const auto* bytes = std::get_if<Bytes>(&value)) return std::uint64_t{bytes->data.size()};
  if (const auto* numbers = std::get_if<NumberList>(&value)) return std::uint64_t{numbers->size()};
  const auto* strings = std::get_if<StringList>(&value);
  if (strings == nullptr) return {};
  return static_cast<std::uint64_t>(std::count(strings->bytes().begin(), strings->bytes().end(), '\0'));
}

Value canonical(std::string_view text, std::string& out) {
  const auto address = parse_address(text);
  if (!address) return text;
  out = to_text(*address);
  return std::string_view(out);
}

// Absent if the path is not below /proc/NUMBER.
Value proc_pid_of(std::string_view path) {
  if (!take_prefix(path, "/proc/")) return {};
  std::uint32_t pid = 0;
  const auto parsed = std::from_chars(path.data(), path.data() + path.size(), pid);
  const bool ends = parsed.ptr == path.data() + path.size() || *parsed.ptr == '/';
  return parsed.ec == std::errc() && ends ? Value(std::uint64_t{pid}) : Value();
}

Value shape(const Value& value, const Field& field, std::string& out) {
  if (field.part == Part::length) return length_of(value);
  if (field.part == Part::proc_pid) {
    const auto* path = std::get_if<std::string_view>(&value);
    return path == nullptr ? Value() : proc_pid_of(*path);
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    if (field.address) return canonical(*text, out);
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

bool is_function(std::string_view name) {
  return find_function(name) != nullptr;
}

namespace {

bool is_kernel_path(const Field& field, const EventSpec& event) {
  switch (field.place) {
    case Field::Place::context:
      return static_cast<ContextField>(field.ordinal) == ContextField::executable;
    case Field::Place::state:
      return kStateNames.at(field.ordinal).name.ends_with(".executable");
    case Field::Place::argument:
      return event.origin_of(field.ordinal).has_value() || event.fields[field.ordinal].meaning == Meaning::origin ||
             event.fields[field.ordinal].meaning == Meaning::path;
  }
  return false;
}

TextKind text_kind(const Field& field, const EventSpec& event) {
  if (field.part != Part::whole || field.member != Member::none) return TextKind::any;
  if (is_kernel_path(field, event)) return TextKind::kernel_path;
  const bool is_context = field.place == Field::Place::context;
  return is_context && static_cast<ContextField>(field.ordinal) == ContextField::containerId ? TextKind::container_id
                                                                                             : TextKind::any;
}

}  // namespace

FieldType type_of(const Field& field, const EventSpec& event) {
  if (field.part == Part::length) return {WIRE_U64};
  if (field.part == Part::proc_pid) return {.type = WIRE_U32, .most = kProcessIdMax};
  const auto element_or_all = [&](wire_type type) { return field.element == kAllElements ? type : element_type(type); };
  switch (field.place) {
    case Field::Place::context: {
      const ContextSpec& spec = kContextFields.at(field.ordinal);
      return {spec.type, spec.meaning, {}, text_kind(field, event), most_of(static_cast<ContextField>(field.ordinal))};
    }
    case Field::Place::state: {
      const StateName& state = kStateNames.at(field.ordinal);
      const std::uint64_t most = state.name.ends_with(".pid") ? kProcessIdMax : ~std::uint64_t{0};
      return {element_or_all(state.type), state.meaning, {}, text_kind(field, event), most};
    }
    case Field::Place::argument:
      break;
  }
  if (field.member != Member::none) {
    const FieldSpec& member = member_spec(field, event).field;
    return {member.type, member.meaning};
  }
  const FieldSpec& spec = event.fields[field.ordinal];
  return {element_or_all(spec.type), spec.meaning, spec.ctype, text_kind(field, event)};
}

const MemberSpec& member_spec(const Field& field, const EventSpec& event) {
  return members_of(event.fields[field.ordinal].type)[ordinal_of(field.member)];
}

std::vector<std::string_view> member_names(wire_type type) {
  std::vector<std::string_view> names;
  for (const MemberSpec& member : members_of(type)) names.push_back(member.field.name);
  return names;
}

namespace {

std::string name_of(const Field& field, const EventSpec& event) {
  switch (field.place) {
    case Field::Place::argument:
      return "args." + std::string(event.fields[field.ordinal].name);
    case Field::Place::context:
      return "context." + std::string(kContextFields.at(field.ordinal).name);
    case Field::Place::state:
      return std::string(kStateNames.at(field.ordinal).name);
  }
  return {};
}

// Numbers that an architecture has a meaning of its own for, as x86_64 has them: conditions are written by names.
Value in_common_numbers(const Value& value, const Field& field, const Event& event) {
  if (event.architecture == Architecture::x86_64) return value;
  const FieldSpec& spec = event.spec->fields[field.ordinal];
  const auto bits = meaning_on(event.architecture, spec.meaning) == spec.meaning ? std::nullopt : bits_of(value);
  if (!bits) return value;
  return number_of_bits(type_spec(spec.type), common_number(spec.meaning, event.architecture, *bits));
}

// The argument, the context field, or what is known besides; with its member, but all its elements.
Value value_of(const Field& field, const Event& event, std::string& text) {
  switch (field.place) {
    case Field::Place::argument:
      break;
    case Field::Place::context:
      return context_value(event.context, static_cast<ContextField>(field.ordinal));
    case Field::Place::state:
      if (event.state == nullptr) return {};
      return event.state->value(static_cast<StateField>(field.ordinal), event.context, text);
  }
  const Value& value = event.args[field.ordinal].value;
  if (field.member == Member::none) return in_common_numbers(value, field, event);
  const auto* const record = std::get_if<Record>(&value);
  return record == nullptr ? Value() : member_of(*record, ordinal_of(field.member), text);
}

}  // namespace

std::string to_text(const Field& field, const EventSpec& event) {
  std::string text = name_of(field, event);
  if (field.member != Member::none) text.append(".").append(member_spec(field, event).field.name);
  if (field.element != kAllElements) text.append("[" + std::to_string(field.element) + "]");
  if (field.part != Part::whole) {
    const auto function =
        std::find_if(kFunctions.begin(), kFunctions.end(), [&](const Function& one) { return one.part == field.part; });
    text = std::string(function->name) + "(" + text + ")";
  }
  return field.lower ? "lower(" + text + ")" : text;
}

Value read(const Field& field, const Event& event, Scratch& scratch) {
  Value value = value_of(field, event, scratch.member);
  if (field.element != kAllElements) {
    value = element_of(value, static_cast<std::size_t>(field.element));
  }
  return field.lower || field.address || field.part != Part::whole ? shape(value, field, scratch.shape) : value;
}

std::vector<std::string_view> field_names(const EventSpec& event) {
  std::vector<std::string_view> names;
  for (const FieldSpec& field : event.fields) names.push_back(field.name);
  for (const StateName& row : kStateNames) names.push_back(row.name);
  for (const ContextSpec& row : kContextFields) {
    names.push_back(row.name);
    for_each_word(row.aliases, [&](std::string_view alias) { names.push_back(alias); });
  }
  return names;
}

}  // namespace trace
