// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/decode.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/codec/json/keys.h"
#include "common/codec/json/quick.h"
#include "common/codec/json/reading.h"
#include "common/codec/json/values.h"

namespace trace {
namespace {

using json::Key;
using json::key_is;
using json::read_number;
using json::read_text;
namespace ondemand = json::ondemand;

static_assert(JsonDecoder::kPadding >= simdjson::SIMDJSON_PADDING);

// Escapes in a key are not resolved: none that is known has any.
Key key_of(const char* raw) {
  for (std::size_t i = 0; i < json::kKeys.size(); ++i) {
    if (key_is(raw, json::kKeys[i])) return static_cast<Key>(i);
  }
  return Key::other;
}

// A number in quotes; a number is taken too.
bool read_event_id(ondemand::value& value, std::optional<std::uint32_t>& id) {
  ondemand::json_type type = ondemand::json_type::null;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  std::uint32_t& number = id.emplace();
  if (type == ondemand::json_type::number) return read_number(value, number);
  std::string_view text;
  if (!read_text(value, text)) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_flags(ondemand::value& value, std::uint16_t& flags) {
  return json::for_each_member(value, [&](const char* key, ondemand::value member) {
    std::uint16_t flag = 0;
    if (key_is(key, "containerStarted")) flag = WIRE_FLAG_CONTAINER;
    if (key_is(key, "isCompat")) flag = WIRE_FLAG_COMPAT;
    if (flag == 0) return true;
    bool set = false;
    if (!json::read_bool(member, set)) return false;
    if (set) flags |= flag;
    return true;
  });
}

// The text of one member of an object.
bool read_member(ondemand::value& value, std::string_view name, std::string_view& text) {
  return json::for_each_member(
      value, [&](const char* key, ondemand::value member) { return !key_is(key, name) || read_text(member, text); });
}

// The id may stand in the object "container" only, which may come first.
bool read_container_id(ondemand::value& value, std::string_view& id) {
  std::string_view text;
  if (!read_text(value, text)) return false;
  if (!text.empty()) id = text;
  return true;
}

bool read_context(Key key, ondemand::value& value, Context& context) {
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
      return read_container_id(value, context.container_id);
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

bool read_marks(ondemand::value& names, const EventSpec& spec, std::uint64_t& ordinals) {
  return json::for_each_element(names, [&](ondemand::value& element) {
    std::string_view name;
    if (!read_text(element, name)) return false;
    if (const auto ordinal = spec.field(name)) ordinals |= std::uint64_t{1} << *ordinal;
    return true;
  });
}

bool read_provenance(ondemand::value& value, Event& event, ArgumentMarks& marks) {
  Context& context = event.context;
  return json::for_each_member(value, [&](const char* key, ondemand::value member) {
    if (key_is(key, "provider")) {
      std::string_view name;
      if (!read_text(member, name)) return false;
      context.provider = find_provider(name);
      return true;
    }
    if (key_is(key, "lane")) return read_number(member, context.lane);
    if (key_is(key, "seq")) return read_number(member, context.seq);
    if (key_is(key, "leaderStart")) return read_number(member, context.leader_start_ns);
    if (key_is(key, "parentStart")) return read_number(member, context.parent_start_ns);
    if (key_is(key, "unreadable")) {
      bool unreadable = false;
      if (!json::read_bool(member, unreadable)) return false;
      if (unreadable) context.flags |= WIRE_FLAG_UNREADABLE;
      return true;
    }
    if (key_is(key, "user")) {
      context.flags |= WIRE_FLAG_USER_MEMORY;
      return read_marks(member, *event.spec, marks.user);
    }
    if (key_is(key, "truncated")) {
      context.flags |= WIRE_FLAG_TRUNCATED;
      return read_marks(member, *event.spec, marks.truncated);
    }
    return !key_is(key, "absent") || read_marks(member, *event.spec, marks.absent);
  });
}

Error wrong_type(std::string_view key) {
  return Error{Code::corrupt, "\"" + std::string(key) + "\": a value of the wrong type, or cut off"};
}

}  // namespace

struct JsonDecoder::Parser {
  ondemand::parser parser;
};

// One pass over a line by simdjson.
struct JsonDecoder::Pass {
  Pass(JsonDecoder& to, const EventSpec* known, std::uint64_t steps_over)
      : decoder(to), spec(known), stepped_over(steps_over) {}

  JsonDecoder& decoder;
  const EventSpec* spec;       // of the event; may be known before the pass
  std::uint64_t stepped_over;  // arguments, by ordinal

  Line line = Line::event;
  std::optional<std::uint32_t> id;
  bool name_is_there = false;
  std::string_view name;
  std::optional<std::string_view> syscall;
  ArgumentMarks marks;
  bool too_early = false;                     // arguments came before it was known of which event
  std::optional<std::size_t> not_understood;  // the argument that ended the pass

  Status run(std::string_view text);
  bool read_key(Key key, ondemand::value& value);
  bool read_name(ondemand::value& value);
  bool read_args(ondemand::value& value);
  bool read_arg(ondemand::object& argument);
  Line finish() const;
};

Status JsonDecoder::Pass::run(std::string_view text) {
  Event& event = decoder.event_;
  event.spec = spec;
  event.context = Context{};
  event.not_understood = stepped_over;
  decoder.arena_.clear();
  if (spec != nullptr) event.clear_arguments();
  ondemand::document document;
  ondemand::object object;
  if (const auto error =
          decoder.parser_->parser.iterate(text.data(), text.size(), text.size() + kPadding).get(document)) {
    return Error{Code::corrupt, std::string("not JSON: ") + simdjson::error_message(error)};
  }
  if (const auto error = document.get_object().get(object)) {
    return Error{Code::corrupt, std::string("not a JSON object: ") + simdjson::error_message(error)};
  }
  for (auto&& result : object) {
    if (result.error() != simdjson::SUCCESS) {
      return Error{Code::corrupt, std::string("not JSON: ") + simdjson::error_message(result.error())};
    }
    auto&& field = std::move(result).value_unsafe();
    const Key key = key_of(field.first.raw());
    if (key == Key::other || read_key(key, field.second)) continue;
    return wrong_type(json::kKeys[static_cast<std::size_t>(key)]);
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return Error{Code::corrupt, "something follows the object"};
  }
  return ok();
}

bool JsonDecoder::Pass::read_key(Key key, ondemand::value& value) {
  switch (key) {
    case Key::loss:
      line = Line::loss;
      return json::read_loss(value, decoder.loss_);
    case Key::totals:
      line = Line::totals;
      return json::read_totals(value, decoder.totals_);
    case Key::clock:
      line = Line::clock;
      return json::read_clock(value, decoder.clock_);
    case Key::artifact:
      line = Line::artifact;
      return json::read_artifact(value, decoder.artifact_);
    case Key::eventId:
      return read_event_id(value, id);
    case Key::eventName:
      return read_name(value);
    case Key::syscall:
      return read_text(value, syscall.emplace());
    case Key::args:
      if (spec != nullptr) return read_args(value);
      too_early = !name_is_there;
      return true;
    case Key::provenance:
      if (spec != nullptr) return read_provenance(value, decoder.event_, marks);
      too_early = !name_is_there;
      return true;
    default:
      return read_context(key, value, decoder.event_.context);
  }
}

bool JsonDecoder::Pass::read_name(ondemand::value& value) {
  if (!read_text(value, name)) return false;
  name_is_there = true;
  if (spec != nullptr && spec->name == name) return true;
  spec = decoder.event_.spec = find_event(name);
  if (spec != nullptr) decoder.event_.clear_arguments();
  return true;
}

bool JsonDecoder::Pass::read_args(ondemand::value& value) {
  ondemand::json_type type = ondemand::json_type::null;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  if (type == ondemand::json_type::null) return true;
  return json::for_each_element(value, [&](ondemand::value& element) {
    ondemand::object object;
    return element.get_object().get(object) == simdjson::SUCCESS && read_arg(object);
  });
}

bool JsonDecoder::Pass::read_arg(ondemand::object& argument) {
  const std::span<const FieldSpec> fields = spec->fields;
  std::size_t ordinal = fields.size();
  bool named = false;
  bool value_came_first = false;
  const auto find = [&](const char* raw) {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const FieldSpec& field) { return key_is(raw, field.name); });
    return static_cast<std::size_t>(found - fields.begin());
  };
  const auto read = [&](const char* key, ondemand::value value) {
    if (key_is(key, "name")) {
      ondemand::raw_json_string text;
      if (value.get_raw_json_string().get(text) != simdjson::SUCCESS) return false;
      named = true;
      ordinal = find(text.raw());
      return true;
    }
    if (!key_is(key, "value")) return true;
    value_came_first = !named;
    if (ordinal >= fields.size() || (stepped_over >> ordinal & 1) != 0) return true;
    if (json::read_argument(value, fields[ordinal], decoder.arena_, decoder.event_.args[ordinal].value)) return true;
    not_understood = ordinal;
    return false;
  };
  if (!json::for_each_member(argument, read)) return false;
  if (!value_came_first || ordinal >= fields.size()) return true;
  return argument.reset().error() == simdjson::SUCCESS && json::for_each_member(argument, read);
}

JsonDecoder::Line JsonDecoder::Pass::finish() const {
  marks.apply(decoder.event_);
  set_syscall(decoder.event_, syscall);
  return Line::event;
}

JsonDecoder::JsonDecoder(Ways ways)
    : ways_(ways), shape_(std::make_unique<json::LineShape>()), parser_(std::make_unique<Parser>()) {}
JsonDecoder::~JsonDecoder() = default;
JsonDecoder::JsonDecoder(JsonDecoder&&) noexcept = default;
JsonDecoder& JsonDecoder::operator=(JsonDecoder&&) noexcept = default;

Result<JsonDecoder::Line> JsonDecoder::decode(std::string_view line) {
  arena_.clear();
  event_.not_understood = 0;
  if (arena_.capacity() < json::arena_size(line.size())) arena_.reserve(json::arena_size(line.size()));
  if (ways_ == Ways::both) {
    if (const auto name = json::read_quickly(line, *shape_, arena_, event_)) {
      if (event_.spec != nullptr) return Line::event;
      unknown_name_ = *name;
      return Line::unknown;
    }
  }
  return decode_any(line);
}

// simdjson cannot go on behind a value that was half read, so the line is read again, without what was not understood.
Result<JsonDecoder::Pass> JsonDecoder::pass_over(std::string_view line, const EventSpec* spec) {
  std::uint64_t stepped_over = 0;
  while (true) {
    Pass pass(*this, spec, stepped_over);
    const Status read = pass.run(line);
    if (read) return pass;
    if (!pass.not_understood) return read.error();
    stepped_over |= std::uint64_t{1} << *pass.not_understood;
  }
}

Result<JsonDecoder::Line> JsonDecoder::decode_any(std::string_view line) {
  TRY_ASSIGN(Pass pass, pass_over(line, nullptr));
  if (pass.line != Line::event) return pass.line;
  if (pass.name_is_there && pass.spec == nullptr) {
    unknown_name_ = pass.name;
    return Line::unknown;
  }
  if (!pass.name_is_there) {
    if (pass.id) pass.spec = find_event(*pass.id);
    if (pass.spec == nullptr) return Error{Code::corrupt, "no \"eventName\""};
    pass.too_early = true;
  }
  if (!pass.too_early) return pass.finish();
  TRY_ASSIGN(const Pass again, pass_over(line, pass.spec));
  return again.finish();
}

}  // namespace trace
