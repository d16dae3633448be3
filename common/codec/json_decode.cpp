// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json_decode.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "common/codec/json_familiar.h"
#include "common/codec/json_layout.h"
#include "common/codec/json_reading.h"

namespace trace {
namespace {

using json::key_is;
using json::read_bool;
using json::read_number;
using json::read_text;
namespace ondemand = json::ondemand;

static_assert(JsonDecoder::kPadding >= simdjson::SIMDJSON_PADDING);

// The keys of a line that are read, in the order that they are written in: the next one is nearly
// always the next.
enum class Key : std::uint8_t {
  loss,
  totals,
  timestamp,
  threadStartTime,
  processorId,
  processId,
  cgroupId,
  threadId,
  parentProcessId,
  hostProcessId,
  hostThreadId,
  hostParentProcessId,
  userId,
  mountNamespace,
  pidNamespace,
  processName,
  executable,
  hostName,
  containerId,
  container,
  kubernetes,
  eventId,
  eventName,
  matchedPolicies,
  argsNum,
  returnValue,
  syscall,
  stackAddresses,
  contextFlags,
  threadEntityId,
  processEntityId,
  parentEntityId,
  args,
  provenance,
  other,
};

constexpr auto kKeys = std::to_array<std::string_view>({
    "loss",
    "totals",
    "timestamp",
    "threadStartTime",
    "processorId",
    "processId",
    "cgroupId",
    "threadId",
    "parentProcessId",
    "hostProcessId",
    "hostThreadId",
    "hostParentProcessId",
    "userId",
    "mountNamespace",
    "pidNamespace",
    "processName",
    "executable",
    "hostName",
    "containerId",
    "container",
    "kubernetes",
    "eventId",
    "eventName",
    "matchedPolicies",
    "argsNum",
    "returnValue",
    "syscall",
    "stackAddresses",
    "contextFlags",
    "threadEntityId",
    "processEntityId",
    "parentEntityId",
    "args",
    "provenance",
});
static_assert(kKeys.size() == static_cast<std::size_t>(Key::other));

constexpr std::size_t kFirstKey = static_cast<std::size_t>(Key::timestamp);

Key key_of(const char* raw, std::size_t& expected) {
  if (expected < kKeys.size() && key_is(raw, kKeys[expected])) {
    return static_cast<Key>(expected++);
  }
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    if (key_is(raw, kKeys[i])) {
      expected = i + 1;
      return static_cast<Key>(i);
    }
  }
  return Key::other;
}

// eventId is a number in quotes; a number is taken too.
bool read_event_id(ondemand::value& value, std::uint32_t& id) {
  ondemand::json_type type = ondemand::json_type::null;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  if (type == ondemand::json_type::number) return read_number(value, id);
  std::string_view text;
  if (!read_text(value, text)) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_flags(ondemand::value& value, std::uint16_t& flags) {
  return json::for_each_member(value, [&](const char* key, ondemand::value member) {
    unsigned flag = 0;
    if (key_is(key, "containerStarted")) flag = WIRE_FLAG_CONTAINER;
    if (key_is(key, "isCompat")) flag = WIRE_FLAG_COMPAT;
    bool set = false;
    if (flag == 0) return true;
    if (!read_bool(member, set)) return false;
    if (set) flags = static_cast<std::uint16_t>(flags | flag);
    return true;
  });
}

// The text of one member of an object.
bool read_member(ondemand::value& value, std::string_view name, std::string_view& text) {
  return json::for_each_member(value, [&](const char* key, ondemand::value member) {
    return !key_is(key, name) || read_text(member, text);
  });
}

bool read_loss(ondemand::value& value, wire_loss& loss) {
  loss = wire_loss{};
  loss.header = {sizeof loss, WIRE_KIND_LOSS, 0};
  return json::for_each_member(value, [&](const char* key, ondemand::value member) {
    if (key_is(key, "eventId")) return read_event_id(member, loss.id);
    if (key_is(key, "cpu")) return read_number(member, loss.cpu);
    if (key_is(key, "lane")) return read_number(member, loss.lane);
    if (key_is(key, "count")) return read_number(member, loss.count);
    if (key_is(key, "firstTimestamp")) return read_number(member, loss.first_time_ns);
    if (key_is(key, "lastTimestamp")) return read_number(member, loss.last_time_ns);
    if (key_is(key, "firstSeq")) return read_number(member, loss.first_seq);
    if (key_is(key, "lastSeq")) return read_number(member, loss.last_seq);
    return true;
  });
}

bool read_total(ondemand::value& value, wire_total& total) {
  return json::for_each_member(value, [&](const char* key, ondemand::value member) {
    if (key_is(key, "eventId")) return read_event_id(member, total.id);
    if (key_is(key, "produced")) return read_number(member, total.produced);
    if (key_is(key, "written")) return read_number(member, total.written);
    if (key_is(key, "filtered")) return read_number(member, total.filtered);
    if (key_is(key, "lost")) return read_number(member, total.lost);
    return true;
  });
}

}  // namespace

class JsonDecoder::Impl {
 public:
  Line decode(std::string_view line, Event& event);

  wire_loss loss{};
  std::vector<wire_total> totals;
  bool totals_are_final = false;
  std::string_view unknown_name;
  std::string what;

 private:
  // What the pass over the line found so far.
  struct Found {
    const EventSpec* spec = nullptr;  // known before the pass, or once its name was read
    std::optional<std::uint32_t> id;
    std::string_view name;
    std::string_view syscall;
    bool syscall_is_there = false;
    bool args_came_too_early = false;
    bool name_is_there = false;
    Line line = Line::event;
  };

  bool pass(std::string_view line, Event& event, Found& found);
  bool read_key(Key key, ondemand::value& value, Event& event, Found& found);
  bool read_context(Key key, ondemand::value& value, Context& context);
  bool read_name(ondemand::value& value, Event& event, Found& found);
  bool read_args(ondemand::value& value, Event& event);
  bool read_arg(ondemand::object& object, Event& event, std::size_t& expected);
  bool read_provenance(ondemand::value& value, Event& event);
  bool mark(ondemand::value& names, Event& event, unsigned mark);
  bool read_totals(ondemand::value& value);
  bool resolve(Event& event, Found& found);
  bool fail(std::string text) {
    if (what.empty()) what = std::move(text);
    return false;
  }

  ondemand::parser parser_;
  std::string arena_;
};

JsonDecoder::Line JsonDecoder::Impl::decode(std::string_view line, Event& event) {
  what.clear();
  arena_.clear();
  if (arena_.capacity() < json::arena_size(line.size())) {
    arena_.reserve(json::arena_size(line.size()));
  }
  if (json::read_familiar(line, arena_, event)) return Line::event;
  arena_.clear();
  Found found;
  if (!pass(line, event, found)) return Line::malformed;
  if (found.line != Line::event) return found.line;
  if (!resolve(event, found)) return what.empty() ? Line::unknown : Line::malformed;
  if (found.args_came_too_early || event.spec != found.spec) {
    Found again;
    again.spec = event.spec;
    arena_.clear();
    if (!pass(line, event, again)) return Line::malformed;
    resolve(event, again);
  }
  return Line::event;
}

// Which event it is, once the whole line was read: by its name, else by its id.
bool JsonDecoder::Impl::resolve(Event& event, Found& found) {
  if (!found.name_is_there && !found.id) return fail("it has no \"eventName\"");
  event.spec = found.spec;
  if (event.spec == nullptr && !found.name_is_there) event.spec = find_event(*found.id);
  if (event.spec == nullptr) {
    unknown_name = found.name;
    return false;
  }
  if (!found.name_is_there && found.spec == nullptr) event.clear_arguments();

  Context& context = event.context;
  if (!found.syscall_is_there) {
    if (event.spec->is_syscall) context.syscall = static_cast<std::int32_t>(event.spec->id);
  } else if (!found.syscall.empty()) {
    const EventSpec* const syscall =
        found.syscall == event.spec->name ? event.spec : find_event(found.syscall);
    if (syscall != nullptr) context.syscall = static_cast<std::int32_t>(syscall->id);
  }
  return true;
}

bool JsonDecoder::Impl::pass(std::string_view line, Event& event, Found& found) {
  event.spec = found.spec;
  event.context = Context{};
  if (event.spec != nullptr) event.clear_arguments();

  ondemand::document document;
  ondemand::object object;
  auto error = parser_.iterate(line.data(), line.size(), line.size() + kPadding).get(document);
  if (error == simdjson::SUCCESS) error = document.get_object().get(object);
  if (error != simdjson::SUCCESS) return fail(simdjson::error_message(error));

  std::size_t expected = kFirstKey;
  for (auto&& result : object) {
    if (result.error() != simdjson::SUCCESS) {
      return fail(simdjson::error_message(result.error()));
    }
    auto&& field = std::move(result).value_unsafe();
    const Key key = key_of(field.first.raw(), expected);
    if (key == Key::other) continue;
    if (!read_key(key, field.second, event, found)) {
      return fail("\"" + std::string(kKeys[static_cast<std::size_t>(key)]) +
                  "\": not of its type, or cut off");
    }
  }
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS) {
    return fail("something follows the object");
  }
  return true;
}

bool JsonDecoder::Impl::read_key(Key key, ondemand::value& value, Event& event, Found& found) {
  switch (key) {
    case Key::loss:
      found.line = Line::loss;
      return read_loss(value, loss);
    case Key::totals:
      found.line = Line::totals;
      return read_totals(value);
    case Key::eventId:
      return read_event_id(value, found.id.emplace());
    case Key::eventName:
      return read_name(value, event, found);
    case Key::syscall:
      found.syscall_is_there = true;
      return read_text(value, found.syscall);
    case Key::args:
      if (event.spec != nullptr) return read_args(value, event);
      found.args_came_too_early = !found.name_is_there;
      return true;
    case Key::provenance:
      if (event.spec != nullptr) return read_provenance(value, event);
      found.args_came_too_early = !found.name_is_there;
      return true;
    default:
      return read_context(key, value, event.context);
  }
}

bool JsonDecoder::Impl::read_context(Key key, ondemand::value& value, Context& context) {
  switch (key) {
    case Key::timestamp:
      return read_number(value, context.time_ns);
    case Key::threadStartTime:
      return read_number(value, context.thread_start_ns);
    case Key::processorId:
      return read_number(value, context.cpu);
    case Key::processId:
      return read_number(value, context.pid);
    case Key::cgroupId:
      return read_number(value, context.cgroup_id);
    case Key::threadId:
      return read_number(value, context.tid);
    case Key::parentProcessId:
      return read_number(value, context.ppid);
    case Key::hostProcessId:
      return read_number(value, context.host_pid);
    case Key::hostThreadId:
      return read_number(value, context.host_tid);
    case Key::hostParentProcessId:
      return read_number(value, context.host_ppid);
    case Key::userId:
      return read_number(value, context.uid);
    case Key::mountNamespace:
      return read_number(value, context.mntns);
    case Key::pidNamespace:
      return read_number(value, context.pidns);
    case Key::processName:
      return read_text(value, context.comm);
    case Key::executable:
      return read_member(value, "path", context.executable);
    case Key::hostName:
      return read_text(value, context.uts);
    case Key::containerId:
      return read_text(value, context.container_id);
    case Key::container:
      return !context.container_id.empty() || read_member(value, "id", context.container_id);
    case Key::returnValue:
      return read_number(value, context.retval);
    case Key::contextFlags:
      return read_flags(value, context.flags);
    case Key::threadEntityId:
      return read_number(value, context.thread_entity);
    case Key::processEntityId:
      return read_number(value, context.process_entity);
    case Key::parentEntityId:
      return read_number(value, context.parent_entity);
    default:
      return true;
  }
}

bool JsonDecoder::Impl::read_name(ondemand::value& value, Event& event, Found& found) {
  if (!read_text(value, found.name)) return false;
  found.name_is_there = true;
  if (found.spec != nullptr && found.spec->name == found.name) return true;
  const EventSpec* const by_id = found.id ? find_event(*found.id) : nullptr;
  found.spec = by_id != nullptr && by_id->name == found.name ? by_id : find_event(found.name);
  event.spec = found.spec;
  if (event.spec != nullptr) event.clear_arguments();
  return true;
}

bool JsonDecoder::Impl::read_args(ondemand::value& value, Event& event) {
  ondemand::json_type type = ondemand::json_type::null;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  if (type == ondemand::json_type::null) return true;
  std::size_t expected = 0;
  return json::for_each_element(value, [&](ondemand::value& element) {
    ondemand::object object;
    return element.get_object().get(object) == simdjson::SUCCESS &&
           read_arg(object, event, expected);
  });
}

bool JsonDecoder::Impl::read_arg(ondemand::object& object, Event& event, std::size_t& expected) {
  const std::span<const FieldSpec> fields = event.spec->fields;
  std::size_t ordinal = fields.size();
  bool named = false;
  bool value_came_too_early = false;
  const auto find = [&](const char* raw) {
    named = true;
    if (expected < fields.size() && key_is(raw, fields[expected].name)) return expected;
    return static_cast<std::size_t>(
        std::find_if(fields.begin(), fields.end(),
                     [&](const FieldSpec& field) { return key_is(raw, field.name); }) -
        fields.begin());
  };
  const auto read = [&](const char* key, ondemand::value value) {
    if (key_is(key, "name")) {
      ondemand::raw_json_string name;
      if (value.get_raw_json_string().get(name) != simdjson::SUCCESS) return false;
      ordinal = find(name.raw());
      expected = ordinal + 1;
      return true;
    }
    if (!key_is(key, "value")) return true;
    if (!named) value_came_too_early = true;
    if (ordinal >= fields.size()) return true;
    if (json::read_argument(value, fields[ordinal], arena_, event.args[ordinal].value)) return true;
    return fail("argument \"" + std::string(fields[ordinal].name) + "\": not a value of type \"" +
                std::string(fields[ordinal].ctype) + "\"");
  };
  if (!json::for_each_member(object, read)) return false;
  if (!value_came_too_early || ordinal >= fields.size()) return true;
  return object.reset().error() == simdjson::SUCCESS && json::for_each_member(object, read);
}

bool JsonDecoder::Impl::mark(ondemand::value& names, Event& event, unsigned mark) {
  return json::for_each_element(names, [&](ondemand::value& element) {
    std::string_view name;
    if (!read_text(element, name)) return false;
    const auto ordinal = event.spec->field(name);
    if (!ordinal) return true;
    Argument& argument = event.args[*ordinal];
    if (mark == 0) {
      argument = Argument{};
    } else {
      argument.marks = static_cast<std::uint8_t>(argument.marks | mark);
    }
    return true;
  });
}

bool JsonDecoder::Impl::read_provenance(ondemand::value& value, Event& event) {
  const auto set = [&](unsigned flag) {
    event.context.flags = static_cast<std::uint16_t>(event.context.flags | flag);
  };
  return json::for_each_member(value, [&](const char* key, ondemand::value member) {
    if (key_is(key, "provider")) {
      std::string_view name;
      if (!read_text(member, name)) return false;
      event.context.provider = json::find_provider(name);
      return true;
    }
    if (key_is(key, "unreadable")) {
      bool unreadable = false;
      if (!read_bool(member, unreadable)) return false;
      if (unreadable) set(WIRE_FLAG_UNREADABLE);
      return true;
    }
    if (key_is(key, "user")) {
      set(WIRE_FLAG_USER_MEMORY);
      return mark(member, event, WIRE_FIELD_USER);
    }
    if (key_is(key, "truncated")) {
      set(WIRE_FLAG_TRUNCATED);
      return mark(member, event, WIRE_FIELD_TRUNCATED);
    }
    return !key_is(key, "absent") || mark(member, event, 0);
  });
}

bool JsonDecoder::Impl::read_totals(ondemand::value& value) {
  totals.clear();
  totals_are_final = false;
  return json::for_each_member(value, [&](const char* key, ondemand::value member) {
    if (key_is(key, "final")) return read_bool(member, totals_are_final);
    if (!key_is(key, "events")) return true;
    return json::for_each_element(member, [&](ondemand::value& element) {
      return read_total(element, totals.emplace_back());
    });
  });
}

JsonDecoder::JsonDecoder() : impl_(std::make_unique<Impl>()) {}
JsonDecoder::~JsonDecoder() = default;

JsonDecoder::Line JsonDecoder::decode(std::string_view line, Event& event) {
  return impl_->decode(line, event);
}
const wire_loss& JsonDecoder::loss() const {
  return impl_->loss;
}
std::span<const wire_total> JsonDecoder::totals() const {
  return impl_->totals;
}
bool JsonDecoder::totals_are_final() const {
  return impl_->totals_are_final;
}
std::string_view JsonDecoder::unknown_name() const {
  return impl_->unknown_name;
}
const std::string& JsonDecoder::what() const {
  return impl_->what;
}

}  // namespace trace
