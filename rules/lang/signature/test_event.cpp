// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/test_event.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/catalog/meaning_text.h"
#include "common/codec/json/decode.h"
#include "common/event/field_bytes.h"
#include "common/event/record.h"
#include "common/predicate/field.h"
#include "common/predicate/number.h"
#include "rules/lang/signature/event_name.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

// A decimal or hexadecimal number, true, false, or symbols joined by "|".
std::optional<std::uint64_t> number_of(std::string_view text, Meaning meaning) {
  if (text == "true" || text == "false") return text == "true" ? 1 : 0;
  if (const auto number = parse_number(text)) return number->bits;
  return parse_meaning(meaning, text);
}

Result<std::uint64_t> number(const YamlNode& node, std::string_view name, Meaning meaning, const SourceFile& file) {
  TRY_ASSIGN(const std::string text, scalar(node, name, file));
  const auto value = number_of(text, meaning);
  if (!value) {
    return file.error(node.at, "\"" + text + "\" is not a number, and \"" + std::string(name) + "\" is");
  }
  return *value;
}

Result<Value> record(const YamlNode& node, const FieldSpec& field, const SourceFile& file, OwnedEvent& into) {
  if (!node.is_mapping()) {
    return file.error(node.at, "\"" + std::string(field.name) + "\" has members: {" +
                                   std::string(members_of(field.type).front().field.name) + ": ...}");
  }
  std::vector<std::pair<std::string_view, std::string_view>> members;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    TRY_ASSIGN(const std::string value, scalar(node.items[i], field.name, file));
    members.emplace_back(into.keep(node.keys[i].text), into.keep(value));
  }
  std::optional<std::string> bytes = record_bytes(field.type, members);
  if (!bytes) return file.error(node.at, "this is not a " + std::string(field.ctype));
  return Value(Record(field.type, into.keep(*std::move(bytes))));
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
    const auto bits = number_of(item, field.meaning);
    if (!bits) return file.error(node.at, "\"" + item + "\" is not a number");
    append_value(element, number_of_bits(type_spec(element), *bits), bytes);
  }
  if (!is_sound(field.type, bytes)) return file.error(node.at, "this is not a " + std::string(field.ctype));
  return Value(NumberList(element, into.keep(std::move(bytes))));
}

Result<Value> value_of(const YamlNode& node, const FieldSpec& field, const SourceFile& file, OwnedEvent& into) {
  switch (shape_of(field.type)) {
    case Shape::number: {
      TRY_ASSIGN(const std::uint64_t bits, number(node, field.name, field.meaning, file));
      return number_of_bits(type_spec(field.type), bits);
    }
    case Shape::text: {
      TRY_ASSIGN(std::string text, scalar(node, field.name, file));
      return Value(into.keep(std::move(text)));
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
  TRY_ASSIGN(const Value value, value_of(node, {spec.name, {}, spec.type, Meaning::none, spec.doc}, file, into));
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
  TRY_ASSIGN(owned.event.spec, event_named(*name, file));
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const YamlNode& key = node.keys[i];
    if (&node.items[i] != name) TRY(set_test_field(key.text, key.at, node.items[i], file, owned));
  }
  return owned;
}

}  // namespace trace
