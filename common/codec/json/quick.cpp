// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/quick.h"

#include "common/codec/json/keys.h"
#include "common/codec/json/values.h"

namespace trace::json {
namespace {

// The members of "provenance" that are known.
#define TRACE_JSON_PROVENANCE_KEYS(KEY) \
  KEY(provider)                         \
  KEY(lane) KEY(seq) KEY(leaderStart) KEY(parentStart) KEY(unreadable) KEY(user) KEY(truncated) KEY(absent)
enum class ProvenanceKey : std::uint8_t {
#define KEY(name) name,
  TRACE_JSON_PROVENANCE_KEYS(KEY)
#undef KEY
      other,
};
ProvenanceKey find_provenance_key(std::string_view name) {
#define KEY(key) \
  if (name == #key) return ProvenanceKey::key;
  TRACE_JSON_PROVENANCE_KEYS(KEY)
#undef KEY
  return ProvenanceKey::other;
}

// The text of one member of an object.
TRACE_INLINE bool read_member(Cursor& line, ObjectShape& shape, std::string_view name, std::string_view& text) {
  const auto find = [&](std::string_view key) { return static_cast<std::uint8_t>(key == name); };
  const auto take = [&](std::uint8_t is_it) TRACE_INLINED { return is_it != 0 ? line.quoted(text) : line.any_value(); };
  return read_members(line, shape, find, take);
}

// The event that a line is of, as far as the rest of it tells: its arguments are to be read, and its name did not come yet.
// A text that looks like the name of an event may stand elsewhere, so it is only a guess.
const EventSpec* guess_event(std::string_view rest) {
  constexpr std::string_view kKey = "\"eventName\"";
  constexpr std::size_t kRare = kKey.find('N');  // in what stands before it: to look for quotes would take longer
  std::size_t at = 0;
  do {
    at = rest.find(kKey[kRare], at + 1);
    if (at == std::string_view::npos) return nullptr;
  } while (at < kRare || !rest.substr(at - kRare).starts_with(kKey));
  std::string unused;
  Cursor line(rest.substr(at - kRare + kKey.size()), unused);
  std::string_view name;
  return line.mark(':') && line.expect("\"") && line.raw_text(name) ? find_event(name) : nullptr;
}

// One line, as far as it was read.
class Line {
 public:
  Line(LineShape& shape, Event& event) : shape_(shape), event_(event) {
    event.spec = nullptr;
    event.context = Context{};
  }

  TRACE_INLINE bool read(Cursor& line) {
    const auto find = [](std::string_view name) { return static_cast<std::uint8_t>(find_key(name)); };
    std::uint64_t taken = 0;  // bits by key
    const auto read_one = [&](std::uint8_t index) TRACE_INLINED {
      const auto key = static_cast<Key>(index);
      if (key == Key::other) return line.any_value();
      const std::uint64_t bit = std::uint64_t{1} << index;
      if ((taken & bit) != 0) return false;
      taken |= bit;
      return take(key, line);
    };
    return read_members(line, shape_.event, find, read_one) && line.at_end() && finish();
  }

  std::string_view name() const { return *name_; }

 private:
  TRACE_INLINE bool take(Key key, Cursor& line) {
    Context& context = event_.context;
    switch (key) {
      case Key::timestamp:
        return line.number(context.time_ns);
      case Key::threadStartTime:
        return line.number(context.thread_start_ns);
      case Key::processorId:
        return line.number_as(context.cpu);
      case Key::processId:
        return line.number_as(context.pid);
      case Key::cgroupId:
        return line.number(context.cgroup_id);
      case Key::threadId:
        return line.number_as(context.tid);
      case Key::parentProcessId:
        return line.number_as(context.ppid);
      case Key::hostProcessId:
        return line.number_as(context.host_pid);
      case Key::hostThreadId:
        return line.number_as(context.host_tid);
      case Key::hostParentProcessId:
        return line.number_as(context.host_ppid);
      case Key::userId:
        return line.number_as(context.uid);
      case Key::mountNamespace:
        return line.number_as(context.mntns);
      case Key::pidNamespace:
        return line.number_as(context.pidns);
      case Key::returnValue:
        return line.number_as(context.retval);
      case Key::threadEntityId:
        return line.number_as(context.thread_entity);
      case Key::processEntityId:
        return line.number_as(context.process_entity);
      case Key::parentEntityId:
        return line.number_as(context.parent_entity);
      case Key::argsNum: {
        std::uint64_t count = 0;
        return line.number(count);
      }
      case Key::processName:
        return line.quoted(context.comm);
      case Key::hostName:
        return line.quoted(context.uts);
      case Key::syscall:
        return line.quoted(syscall_.emplace());
      case Key::executable:
        return read_member(line, shape_.executable, "path", context.executable);
      case Key::containerId:
        return take_container_id(line);
      case Key::container:
        return line.expect("{}") || line.apart([&](Cursor& copy) { return take_container(copy); });
      case Key::kubernetes:
        return line.expect("{}") || line.any_value();
      case Key::matchedPolicies:
        return line.expect("[\"\"]") || line.any_value();
      case Key::stackAddresses:
        return line.expect("null") || line.any_value();
      case Key::eventId:
        return take_event_id(line);
      case Key::eventName:
        return take_event_name(line);
      case Key::contextFlags:
        return take_flags(line);
      case Key::args:
        if (!know_event(line)) return false;
        return event_.spec == nullptr ? line.any_value() : take_arguments(line);
      case Key::provenance:
        if (!know_event(line)) return false;
        return event_.spec == nullptr ? line.any_value() : take_provenance(line);
      case Key::loss:
      case Key::totals:
      case Key::clock:
      case Key::artifact:
      case Key::other:
        return false;
    }
    return false;
  }

  // The id may stand in the object "container" only.
  TRACE_INLINE bool take_container_id(Cursor& line) {
    std::string_view id;
    if (!line.quoted(id)) return false;
    if (!id.empty()) event_.context.container_id = id;
    return true;
  }
  bool take_container(Cursor& line) {
    std::string_view id;
    if (!read_member(line, shape_.container, "id", id)) return false;
    if (event_.context.container_id.empty()) event_.context.container_id = id;
    return true;
  }

  // A number in quotes. It is only where the name is looked for first; but it has to be one.
  TRACE_INLINE bool take_event_id(Cursor& line) {
    std::uint64_t id = 0;
    if (!line.expect("\"") || !line.number(id) || !line.expect("\"") || id > UINT32_MAX) return false;
    named_by_id_ = find_event(static_cast<std::uint32_t>(id));
    return true;
  }

  TRACE_INLINE bool take_event_name(Cursor& line) {
    std::string_view name;
    if (!line.quoted(name)) return false;
    name_ = name;
    if (event_.spec != nullptr) return event_.spec->name == name;  // it was guessed
    const EventSpec* const by_id = named_by_id_;
    const EventSpec* const spec = by_id != nullptr && by_id->name == name ? by_id : find_event(name);
    event_.spec = spec;
    if (spec != nullptr) event_.clear_arguments();
    return true;
  }

  TRACE_INLINE bool know_event(Cursor& line) {
    return event_.spec != nullptr || name_ || line.apart([this](Cursor& copy) {
      event_.spec = guess_event(copy.rest());
      if (event_.spec != nullptr) event_.clear_arguments();
      return event_.spec != nullptr;
    });
  }

  TRACE_INLINE bool take_arguments(Cursor& line) {
    return line.apart([this](Cursor& copy) { return read_arguments(copy, shape_.of(*event_.spec), event_); });
  }

  TRACE_INLINE bool take_flags(Cursor& line) {
    const auto flag_of = [](std::string_view name) -> std::uint8_t {
      return name == "containerStarted" ? WIRE_FLAG_CONTAINER : name == "isCompat" ? WIRE_FLAG_COMPAT : 0;
    };
    return read_members(line, shape_.flags, flag_of, [&](std::uint8_t flag) TRACE_INLINED {
      return flag == 0 ? line.any_value() : take_flag(line, flag);
    });
  }
  TRACE_INLINE bool take_flag(Cursor& line, std::uint16_t flag) {
    bool claim = false;
    if (!line.boolean(claim)) return false;
    if (claim) event_.context.flags |= flag;
    return true;
  }

  TRACE_INLINE bool take_provenance(Cursor& line) {
    const auto find = [](std::string_view name) { return static_cast<std::uint8_t>(find_provenance_key(name)); };
    return read_members(line, shape_.provenance, find, [&](std::uint8_t key) TRACE_INLINED {
      return take_provenance_of(static_cast<ProvenanceKey>(key), line);
    });
  }
  TRACE_INLINE bool take_provenance_of(ProvenanceKey key, Cursor& line) {
    Context& context = event_.context;
    switch (key) {
      case ProvenanceKey::provider:
        return take_provider(line);
      case ProvenanceKey::lane:
        return line.number_as(context.lane);
      case ProvenanceKey::seq:
        return line.number_as(context.seq);
      case ProvenanceKey::leaderStart:
        return line.number_as(context.leader_start_ns);
      case ProvenanceKey::parentStart:
        return line.number_as(context.parent_start_ns);
      case ProvenanceKey::unreadable:
        return take_flag(line, WIRE_FLAG_UNREADABLE);
      case ProvenanceKey::user:
        context.flags |= WIRE_FLAG_USER_MEMORY;
        return read_names(line, marks_.user);
      case ProvenanceKey::truncated:
        context.flags |= WIRE_FLAG_TRUNCATED;
        return read_names(line, marks_.truncated);
      case ProvenanceKey::absent:
        return read_names(line, marks_.absent);
      case ProvenanceKey::other:
        return line.any_value();
    }
    return false;
  }
  TRACE_INLINE bool take_provider(Cursor& line) {
    std::string_view name;
    if (!line.quoted(name)) return false;
    event_.context.provider = find_provider(name);
    return true;
  }

  TRACE_INLINE bool read_names(Cursor& line, std::uint64_t& ordinals) {
    return read_list(line, [&]() TRACE_INLINED {
      std::string_view name;
      if (!line.quoted(name)) return false;
      if (const auto ordinal = event_.spec->field(name)) ordinals |= std::uint64_t{1} << *ordinal;
      return true;
    });
  }

  TRACE_INLINE bool finish() {
    if (!name_) return false;
    if (event_.spec == nullptr) return true;
    marks_.apply(event_);
    set_syscall(event_, syscall_);
    return true;
  }

  LineShape& shape_;
  Event& event_;
  const EventSpec* named_by_id_ = nullptr;
  std::optional<std::string_view> name_;
  std::optional<std::string_view> syscall_;
  ArgumentMarks marks_;
};

}  // namespace

std::optional<std::string_view> read_quickly(std::string_view text, LineShape& shape, std::string& arena,
                                             Event& event) {
  Cursor at(text, arena);
  Line line(shape, event);
  at.step_over_blanks();
  if (!line.read(at)) return std::nullopt;
  return line.name();
}

}  // namespace trace::json
