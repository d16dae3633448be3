// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/test_event.h"

#include <algorithm>
#include <array>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/near_name.h"
#include "common/catalog/meaning_text.h"
#include "common/event/socket_address.h"
#include "common/predicate/field.h"
#include "common/predicate/number.h"
#include "rules/lang/text/yaml.h"

namespace trace {
namespace {

// A decimal or hexadecimal number, true, false, or symbols joined by "|".
std::optional<std::uint64_t> number_of(std::string_view text, Meaning meaning) {
  if (text == "true" || text == "false") return text == "true" ? 1 : 0;
  if (const auto number = parse_number(text)) return number->bits;
  return parse_meaning(meaning, text);
}

Result<std::uint64_t> number(const YAML::Node& node, std::string_view name, Meaning meaning, const SourceFile& file) {
  TRY_ASSIGN(const std::string text, scalar(node, name, file));
  const auto value = number_of(text, meaning);
  if (!value) {
    return file.error(position_of(node), "\"" + text + "\" is not a number, and \"" + std::string(name) + "\" is");
  }
  return *value;
}

Result<Value> socket_address(const YAML::Node& node, const SourceFile& file, OwnedEvent& into) {
  if (!node.IsMap()) {
    return file.error(position_of(node), "a socket address is written {sa_family: AF_INET, ...}");
  }
  std::vector<std::pair<std::string_view, std::string_view>> members;
  for (const auto& entry : node) {
    TRY_ASSIGN(const std::string value, scalar(entry.second, "socket address", file));
    members.emplace_back(into.keep(entry.first.Scalar()), into.keep(value));
  }
  std::optional<std::string> bytes = socket_bytes(members);
  if (!bytes) return file.error(position_of(node), "this is not a socket address");
  return Value(SocketAddress{into.keep(*std::move(bytes))});
}

Result<Value> string_list(const YAML::Node& node, std::string_view name, const SourceFile& file, OwnedEvent& into) {
  TRY_ASSIGN(const std::vector<std::string> items, scalars(node, name, file));
  std::string joined;
  for (const std::string& item : items) joined.append(item).push_back('\0');
  return Value(StringList(into.keep(std::move(joined))));
}

Result<Value> argument(const YAML::Node& node, const FieldSpec& field, const SourceFile& file, OwnedEvent& into) {
  switch (field.type) {
    case WIRE_STR: {
      TRY_ASSIGN(std::string text, scalar(node, field.name, file));
      return Value(into.keep(std::move(text)));
    }
    case WIRE_STRV:
      return string_list(node, field.name, file, into);
    case WIRE_SOCKADDR:
      return socket_address(node, file, into);
    case WIRE_I32:
    case WIRE_I64: {
      TRY_ASSIGN(const std::uint64_t bits, number(node, field.name, field.meaning, file));
      return Value(static_cast<std::int64_t>(bits));
    }
    case WIRE_U32:
    case WIRE_U64:
    case WIRE_U16:
    case WIRE_U8: {
      TRY_ASSIGN(const std::uint64_t bits, number(node, field.name, field.meaning, file));
      return Value(bits);
    }
    case WIRE_BOOL: {
      TRY_ASSIGN(const std::uint64_t is, number(node, field.name, field.meaning, file));
      return Value(is != 0);
    }
    case WIRE_PTR: {
      TRY_ASSIGN(const std::uint64_t address, number(node, field.name, field.meaning, file));
      return Value(Address{address});
    }
    case WIRE_BYTES:
    case WIRE_I32X2:
    case WIRE_TIMESPEC:
    case WIRE_CRED:
    case WIRE_U64V:
      break;
  }
  return file.error(position_of(node), "a test event cannot give \"" + std::string(field.name) + "\" a value yet");
}

using Place = std::variant<std::string_view Context::*, std::uint32_t Context::*, std::int64_t Context::*,
                           std::uint64_t Context::*>;

struct ContextPlace {
  std::string_view name;
  Place place;
};

constexpr auto kContextPlaces = std::to_array<ContextPlace>({
    {"processName", &Context::comm},
    {"hostName", &Context::uts},
    {"executable", &Context::executable},
    {"containerId", &Context::container_id},
    {"processId", &Context::pid},
    {"threadId", &Context::tid},
    {"parentProcessId", &Context::ppid},
    {"hostProcessId", &Context::host_pid},
    {"hostThreadId", &Context::host_tid},
    {"hostParentProcessId", &Context::host_ppid},
    {"userId", &Context::uid},
    {"mountNamespace", &Context::mntns},
    {"pidNamespace", &Context::pidns},
    {"cgroupId", &Context::cgroup_id},
    {"returnValue", &Context::retval},
    {"timestamp", &Context::time_ns},
});
constexpr std::string_view kContainerStarted = "containerStarted";  // a flag, and so has no place

Error unknown_context(std::string_view name, Position at, const SourceFile& file) {
  std::vector<std::string_view> names{kContainerStarted};
  for (const ContextPlace& row : kContextPlaces) names.push_back(row.name);
  return file.error(at, "a test event has no \"context." + std::string(name) + "\"" + did_you_mean(name, names));
}

Status set_context(std::string_view name, Position key, const YAML::Node& node, const SourceFile& file,
                   OwnedEvent& into) {
  Context& context = into.event.context;
  if (name == kContainerStarted) {
    TRY_ASSIGN(const std::uint64_t started, number(node, name, Meaning::none, file));
    if (started != 0) context.flags |= WIRE_FLAG_CONTAINER;
    return ok();
  }
  const auto row = std::find_if(kContextPlaces.begin(), kContextPlaces.end(),
                                [&](const ContextPlace& one) { return one.name == name; });
  if (row == kContextPlaces.end()) return unknown_context(name, key, file);
  if (const auto* text = std::get_if<std::string_view Context::*>(&row->place)) {
    TRY_ASSIGN(std::string value, scalar(node, name, file));
    context.** text = into.keep(std::move(value));
    return ok();
  }
  TRY_ASSIGN(const std::uint64_t value, number(node, name, Meaning::none, file));
  std::visit(
      [&](auto place) {
        using Held = std::remove_reference_t<decltype(context.*place)>;
        if constexpr (!std::is_same_v<Held, std::string_view>) {
          context.*place = static_cast<Held>(value);
        }
      },
      row->place);
  return ok();
}

}  // namespace

Status set_test_field(const std::string& name, Position key, const YAML::Node& value, const SourceFile& file,
                      OwnedEvent& into) {
  if (name.starts_with("context.")) {
    return set_context(std::string_view(name).substr(8), key, value, file, into);
  }
  const auto ordinal = into.event.spec->field(name);
  if (!ordinal) {
    return file.error(key, "unknown field \"" + name + "\" of event " + std::string(into.event.spec->name) +
                               did_you_mean(name, field_names(*into.event.spec)));
  }
  TRY_ASSIGN(into.event.args[*ordinal].value, argument(value, into.event.spec->fields[*ordinal], file, into));
  return ok();
}

Result<OwnedEvent> parse_test_event(const YAML::Node& node, const SourceFile& file) {
  if (!node.IsMap()) return file.error(position_of(node), "an event is written {on: NAME, field: value}");
  TRY(required_scalar(node, "on", file));
  OwnedEvent owned;
  TRY_ASSIGN(owned.event.spec, event_named(node["on"], file));
  for (const auto& entry : node) {
    const std::string key = entry.first.Scalar();
    if (key != "on") {
      TRY(set_test_field(key, position_of(entry.first), entry.second, file, owned));
    }
  }
  return owned;
}

}  // namespace trace
