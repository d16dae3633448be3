// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/test_event.h"

#include <utility>
#include <vector>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/codec/json/decode.h"
#include "common/event/field_bytes.h"
#include "common/event/record.h"
#include "common/predicate/field.h"
#include "common/predicate/literal.h"
#include "rules/lang/signature/event_name.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

Result<Value> value_of(const YamlNode& node, const FieldSpec& field, const SourceFile& file, OwnedEvent& into);

FieldType type_of(const FieldSpec& field) {
  return {field.type, field.meaning, field.ctype};
}

Result<Value> number(const std::string& text, Position at, const FieldSpec& field, const SourceFile& file) {
  const Result<Number> value = number_of(text, field.name, type_of(field));
  if (!value) return file.error(at, value.error().message);
  return number_of_bits(type_spec(element_type(field.type)), value->bits);
}

Result<std::string> text(const YamlNode& node, const FieldSpec& field, const SourceFile& file) {
  TRY_ASSIGN(std::string text, scalar(node, field.name, file));
  const Status possible = check_value(text, field.name, type_of(field));
  if (!possible) return file.error(node.at, possible.error().message);
  return text;
}

// The members of a record that are there may depend on others: an address of IPv6 has no sin_addr. One that was given and
// is not in the record would be lost.
Status check_members(const YamlNode& node, const std::vector<std::size_t>& given, const Record& record,
                     const SourceFile& file) {
  std::string scratch;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!is_absent(member_of(record, given[i], scratch))) continue;
    return file.error(node.keys[i].at, in_quotes(node.keys[i].text) + " is no member of this one, as " +
                                           in_quotes(member_names(record.type()).front()) + " says");
  }
  return ok();
}

Result<Value> record(const YamlNode& node, const FieldSpec& field, const SourceFile& file, OwnedEvent& into) {
  const std::vector<std::string_view> names = member_names(field.type);
  if (!node.is_mapping()) {
    return file.error(node.at, in_quotes(field.name) + " has members: {" + std::string(names.front()) + ": ...}");
  }
  RecordBuilder builder(field.type);
  std::vector<std::size_t> given;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const YamlNode& key = node.keys[i];
    auto member = member_named(field.type, key.text);
    if (!member) member = member_with_key(field.type, key.text);
    if (!member) {
      return file.error(
          key.at, in_quotes(field.name) + " has no member " + in_quotes(key.text) + did_you_mean(key.text, names));
    }
    TRY_ASSIGN(const Value value, value_of(node.items[i], members_of(field.type)[*member].field, file, into));
    builder.set(*member, value);
    given.push_back(*member);
  }
  std::string bytes;
  if (!builder.append_to(bytes)) {
    return file.error(node.at, "this is no " + std::string(field.ctype) + " (does it have " + in_quotes(names.front()) +
                                   ", and what that asks for?)");
  }
  const Record made(field.type, into.keep(std::move(bytes)));
  TRY(check_members(node, given, made, file));
  return Value(made);
}

Result<Value> string_list(const YamlNode& node, std::string_view name, const SourceFile& file, OwnedEvent& into) {
  TRY_ASSIGN(const std::vector<std::string> items, scalars(node, name, file));
  std::string joined;
  for (const std::string& item : items) joined.append(item).push_back('\0');
  return Value(StringList(into.keep(std::move(joined))));
}

Result<Value> list(const YamlNode& node, const FieldSpec& field, const SourceFile& file, OwnedEvent& into) {
  const wire_type element = element_type(field.type);
  if (shape_of(element) == Shape::text) return string_list(node, field.name, file, into);
  TRY_ASSIGN(const std::vector<std::string> items, scalars(node, field.name, file));
  std::string bytes;
  for (const std::string& item : items) {
    TRY_ASSIGN(const Value value, number(item, node.at, field, file));
    append_value(element, value, bytes);
  }
  if (!is_sound(field.type, bytes)) return file.error(node.at, "this is not a " + std::string(field.ctype));
  return Value(NumberList(element, into.keep(std::move(bytes))));
}

Result<Value> value_of(const YamlNode& node, const FieldSpec& field, const SourceFile& file, OwnedEvent& into) {
  switch (shape_of(field.type)) {
    case Shape::number: {
      TRY_ASSIGN(const std::string written, scalar(node, field.name, file));
      return number(written, node.at, field, file);
    }
    case Shape::text: {
      TRY_ASSIGN(std::string written, text(node, field, file));
      return Value(into.keep(std::move(written)));
    }
    case Shape::bytes: {
      TRY_ASSIGN(std::string bytes, scalar(node, field.name, file));
      return Value(Bytes{into.keep(std::move(bytes))});
    }
    case Shape::list:
      return list(node, field, file, into);
    case Shape::record:
      return record(node, field, file, into);
  }
  return Value();
}

Status set_context_field(std::string_view name, Position key, const YamlNode& node, const SourceFile& file,
                         OwnedEvent& into) {
  const auto context = find_context_field(name);
  if (!context) {
    std::vector<std::string_view> names;
    for (const ContextSpec& row : kContextFields) names.push_back(row.name);
    return file.error(key, "a test event has no \"context." + std::string(name) + "\"" + did_you_mean(name, names));
  }
  const ContextSpec& spec = context_spec(*context);
  TRY_ASSIGN(const Value value, value_of(node, {spec.name, {}, spec.type, spec.meaning, spec.doc}, file, into));
  const Status set = set_context(into.event.context, *context, value);
  if (!set) return file.error(node.at, set.error().message);
  return ok();
}

// The line of JSON that the mapping is as well.
Result<OwnedEvent> recorded_event(const YamlNode& node, const SourceFile& file) {
  const std::string_view line = std::string_view(file.text).substr(node.begin, node.end - node.begin);
  if (!line.starts_with('{')) return file.error(node.at, "a recorded event is one line of JSON, as it was recorded");
  const std::string padded = std::string(line) + std::string(JsonDecoder::kPadding, ' ');
  JsonDecoder decoder;
  const Result<JsonDecoder::Line> decoded = decoder.decode(std::string_view(padded).substr(0, line.size()));
  if (!decoded) return file.error(node.at, decoded.error().message);
  if (*decoded != JsonDecoder::Line::event) {
    return file.error(node.at, "unknown event " + in_quotes(decoder.unknown_name()));
  }
  if (decoder.event().not_understood != 0) {
    return file.error(node.at, "an argument of this event is not understood");
  }
  return OwnedEvent(decoder.event());
}

}  // namespace

Status set_test_field(const std::string& name, Position key, const YamlNode& value, const SourceFile& file,
                      OwnedEvent& into) {
  if (name.starts_with("context.")) {
    return set_context_field(std::string_view(name).substr(8), key, value, file, into);
  }
  const std::string_view bare = std::string_view(name).substr(name.starts_with("args.") ? 5 : 0);
  const auto ordinal = into.event.spec->field(bare);
  if (!ordinal) {
    return file.error(key, "unknown field \"" + name + "\" of event " + std::string(into.event.spec->name) +
                               did_you_mean(name, field_names(*into.event.spec)));
  }
  TRY_ASSIGN(into.event.args[*ordinal].value, value_of(value, into.event.spec->fields[*ordinal], file, into));
  return ok();
}

Result<OwnedEvent> parse_test_event(const YamlNode& node, const SourceFile& file) {
  if (!node.is_mapping()) {
    return file.error(node.at, "an event is written {event: NAME, field: value}, or as a line of JSON");
  }
  if (node["eventName"]) return recorded_event(node, file);
  TRY_ASSIGN(const YamlNode* const name, events_of(node, "event", file));
  OwnedEvent owned;
  owned.event.architecture = Architecture::x86_64;  // whose numbers are those of names
  TRY_ASSIGN(owned.event.spec, event_named(*name, file));
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const YamlNode& key = node.keys[i];
    if (&node.items[i] != name) TRY(set_test_field(key.text, key.at, node.items[i], file, owned));
  }
  return owned;
}

}  // namespace trace
