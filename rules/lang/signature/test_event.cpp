// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/test_event.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "common/base/near_name.h"
#include "common/predicate/field.h"
#include "common/predicate/symbol.h"
#include "rules/lang/signature/yaml.h"

namespace trace {
namespace {

std::string_view keep(std::string text, OwnedEvent& into) {
  return into.texts.emplace_back(std::move(text));
}

template <class Struct>
std::string bytes_of(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// A decimal or hexadecimal number, true, false, or symbols joined by "|".
std::optional<std::uint64_t> number_of(std::string_view text, Meaning meaning) {
  if (text == "true" || text == "false") return text == "true" ? 1 : 0;
  std::int64_t negative = 0;
  const char* end = text.data() + text.size();
  if (text.starts_with('-') && std::from_chars(text.data(), end, negative).ptr == end) {
    return static_cast<std::uint64_t>(negative);
  }
  std::uint64_t value = 0;
  const bool hex = text.starts_with("0x");
  const auto parsed = std::from_chars(text.data() + (hex ? 2 : 0), end, value, hex ? 16 : 10);
  if (!text.empty() && parsed.ec == std::errc() && parsed.ptr == end) return value;
  return symbol_value(meaning, text);
}

Result<std::uint64_t> number(const YAML::Node& node,
                             std::string_view name,
                             Meaning meaning,
                             const SourceFile& file) {
  TRY_ASSIGN(const std::string text, scalar(node, name, file));
  const auto value = number_of(text, meaning);
  if (!value) {
    return file.error(position_of(node),
                      "\"" + text + "\" is not a number, and \"" + std::string(name) + "\" is");
  }
  return *value;
}

Result<Value> socket_address(const YAML::Node& node, const SourceFile& file, OwnedEvent& into) {
  constexpr auto kKeys =
      std::to_array<std::string_view>({"sa_family", "sin_addr", "sin_port", "sin6_addr",
                                       "sin6_port", "sin6_flowinfo", "sin6_scopeid", "sun_path"});
  TRY(check_keys(node, kKeys, file));
  TRY_ASSIGN(const std::uint64_t family,
             number(node["sa_family"], "sa_family", Meaning::socket_family, file));
  const auto port_of = [&](const char* key) -> Result<std::uint16_t> {
    if (!node[key] || node[key].Scalar().empty()) return std::uint16_t{0};
    TRY_ASSIGN(const std::uint64_t port, number(node[key], key, Meaning::none, file));
    return htons(static_cast<std::uint16_t>(port));
  };
  if (family == AF_INET) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    TRY_ASSIGN(address.sin_port, port_of("sin_port"));
    TRY_ASSIGN(const std::string text, optional_scalar(node, "sin_addr", file));
    ::inet_pton(AF_INET, text.c_str(), &address.sin_addr);
    return Value(SocketAddress{keep(bytes_of(address), into)});
  }
  if (family == AF_INET6) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    TRY_ASSIGN(address.sin6_port, port_of("sin6_port"));
    TRY_ASSIGN(const std::string text, optional_scalar(node, "sin6_addr", file));
    ::inet_pton(AF_INET6, text.c_str(), &address.sin6_addr);
    return Value(SocketAddress{keep(bytes_of(address), into)});
  }
  const auto plain = static_cast<sa_family_t>(family);
  TRY_ASSIGN(const std::string path, optional_scalar(node, "sun_path", file));
  return Value(SocketAddress{keep(bytes_of(plain) + path, into)});
}

Result<Value> string_list(const YAML::Node& node,
                          std::string_view name,
                          const SourceFile& file,
                          OwnedEvent& into) {
  TRY_ASSIGN(const std::vector<std::string> items, scalars(node, name, file));
  std::string joined;
  for (const std::string& item : items)
    joined.append(item).push_back('\0');
  return Value(StringList(keep(std::move(joined), into)));
}

Result<Value> argument(const YAML::Node& node,
                       const FieldSpec& field,
                       const SourceFile& file,
                       OwnedEvent& into) {
  switch (field.type) {
    case WIRE_STR: {
      TRY_ASSIGN(std::string text, scalar(node, field.name, file));
      return Value(keep(std::move(text), into));
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
  return file.error(position_of(node),
                    "a test event cannot give \"" + std::string(field.name) + "\" a value yet");
}

Status set_context(std::string_view name,
                   const YAML::Node& node,
                   const SourceFile& file,
                   OwnedEvent& into) {
  Context& c = into.event.context;
  const auto text = [&](std::string_view& out) -> Status {
    TRY_ASSIGN(std::string value, scalar(node, name, file));
    out = keep(std::move(value), into);
    return ok();
  };
  const auto integer = [&](auto& out) -> Status {
    TRY_ASSIGN(const std::uint64_t value, number(node, name, Meaning::none, file));
    out = static_cast<std::remove_reference_t<decltype(out)>>(value);
    return ok();
  };
  if (name == "processName") return text(c.comm);
  if (name == "hostName") return text(c.uts);
  if (name == "executable") return text(c.executable);
  if (name == "containerId") return text(c.container_id);
  if (name == "processId") return integer(c.pid);
  if (name == "threadId") return integer(c.tid);
  if (name == "hostProcessId") return integer(c.host_pid);
  if (name == "hostThreadId") return integer(c.host_tid);
  if (name == "userId") return integer(c.uid);
  if (name == "returnValue") return integer(c.retval);
  if (name == "timestamp") return integer(c.time_ns);
  if (name == "containerStarted") {
    std::uint64_t started = 0;
    TRY(integer(started));
    if (started != 0) c.flags |= WIRE_FLAG_CONTAINER;
    return ok();
  }
  return file.error(position_of(node), "a test event has no \"context." + std::string(name) + "\"");
}

}  // namespace

Status set_test_field(const std::string& name,
                      const YAML::Node& value,
                      const SourceFile& file,
                      OwnedEvent& into) {
  if (name.starts_with("context.")) {
    return set_context(std::string_view(name).substr(8), value, file, into);
  }
  const auto ordinal = into.event.spec->field(name);
  if (!ordinal) {
    return file.error(position_of(value), "unknown field \"" + name + "\" of event " +
                                              std::string(into.event.spec->name) +
                                              did_you_mean(name, field_names(*into.event.spec)));
  }
  TRY_ASSIGN(into.event.args[*ordinal].value,
             argument(value, into.event.spec->fields[*ordinal], file, into));
  return ok();
}

Result<OwnedEvent> parse_test_event(const YAML::Node& node, const SourceFile& file) {
  if (!node.IsMap())
    return file.error(position_of(node), "an event is written {on: NAME, field: value}");
  TRY_ASSIGN(const std::string name, required_scalar(node, "on", file));
  OwnedEvent owned;
  owned.event.spec = find_event(name);
  if (owned.event.spec == nullptr) {
    return file.error(position_of(node["on"]), "unknown event \"" + name + "\"");
  }
  for (const auto& entry : node) {
    const std::string key = entry.first.Scalar();
    if (key != "on") TRY(set_test_field(key, entry.second, file, owned));
  }
  return owned;
}

}  // namespace trace
