// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/v1beta1.h"

#include <algorithm>
#include <charconv>

#include "common/base/text.h"
#include "common/codec/json/read_value.h"
#include "common/codec/json/time_text.h"
#include "common/codec/json/tree_value.h"

namespace trace::json {
namespace {

// The value itself, or that of a message of protobuf that wraps it.
TreeValue unwrapped(const TreeValue& value) {
  return value.kind() == Kind::object ? value.member({"value", "Value"}) : value;
}

std::string_view text_of(const TreeValue& value) {
  std::string_view text;
  return value.quoted(text) ? text : std::string_view();
}

template <class Number>
void take_number(const TreeValue& wrapped, Number& number) {
  const TreeValue value = unwrapped(wrapped);
  const std::string_view text = text_of(value);
  std::uint64_t bits = 0;
  if (value.bits(bits)) {
    number = static_cast<Number>(bits);
  } else {
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
}

void take_time(const TreeValue& value, std::uint64_t& time_ns) {
  if (value.kind() != Kind::object) {
    if (const auto time = parse_time(text_of(value))) time_ns = *time;
    return;
  }
  std::uint64_t seconds = 0;
  std::uint64_t nanos = 0;
  take_number(value.member({"seconds"}), seconds);
  take_number(value.member({"nanos"}), nanos);
  time_ns = seconds * 1'000'000'000 + nanos;
}

void take_flag(const TreeValue& value, std::uint16_t bit, std::uint16_t& flags) {
  bool claim = false;
  if (value.boolean(claim) && claim) flags |= bit;
}

// Whether two names are one but for their spelling: secure_bits, SecureBits, securebits.
bool is_same_name(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view name) {
    std::string out = lowered(name);
    std::erase(out, '_');
    return out;
  };
  return plain(a) == plain(b);
}

std::optional<std::size_t> find_member(wire_type type, std::string_view name) {
  const auto members = members_of(type);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (is_same_name(name, members[i].field.name) || is_same_name(name, members[i].key)) return i;
  }
  return std::nullopt;
}

// A set of bits may be a list of their numbers: capabilities.
bool read_bits(TreeValue& list, const FieldSpec& field, Value& out) {
  std::uint64_t bits = 0;
  const bool sound = in_list(list, [&](TreeValue& element) {
    std::uint64_t bit = 0;
    if (!element.bits(bit) || bit > 63) return false;
    bits |= std::uint64_t{1} << bit;
    return true;
  });
  const auto value = number_value(field.type, bits);
  if (value) out = *value;
  return sound && value;
}

bool read_record(TreeValue& object, wire_type type, Value& out) {
  RecordBuilder record(type);
  const auto read_member = [&](std::string_view key, TreeValue& in) {
    const auto member = find_member(type, key);
    if (!member) return true;
    const FieldSpec& field = members_of(type)[*member].field;
    Value value;
    const bool are_bits = is_number(field.type) && in.kind() == Kind::list;
    TreeValue single = unwrapped(in);
    if (!(are_bits ? read_bits(in, field, value) : read_value(single, field, value))) return false;
    record.set(*member, value);
    return true;
  };
  if (!in_object(object, read_member)) return false;
  const std::size_t mark = object.arena().size();
  if (!record.append_to(object.arena())) return false;
  out = Record(type, since(object.arena(), mark));
  return true;
}

bool read_argument_value(TreeValue value, const FieldSpec& field, Value& out) {
  const TypeSpec& type = type_spec(field.type);
  const bool is_members = type.shape == Shape::record && type.look != RecordLook::seconds;
  if (is_members && value.kind() == Kind::object) return read_record(value, field.type, out);
  TreeValue single = unwrapped(value);
  return read_value(single, field, out);
}

class Line {
 public:
  Line(const TreeValue& root, Event& event) : root_(root), event_(event), context_(event.context) {}

  void read() {
    take_time(root_.member({"timestamp"}), context_.time_ns);
    TreeValue policies = root_.member({"policies"}).member({"matched"});
    in_list(policies, [&](TreeValue& name) {
      if (const auto number = policy_number(text_of(name))) context_.policies |= std::uint64_t{1} << *number;
      return true;
    });
    const TreeValue workload = root_.member({"workload"});
    read_process(workload.member({"process"}));
    read_container(workload.member({"container"}));
    TreeValue data = root_.member({"data"});
    in_list(data, [&](TreeValue& argument) {
      read_argument(argument);
      return true;
    });
  }

 private:
  void read_process(const TreeValue& process) {
    context_.executable = text_of(process.member({"executable"}).member({"path"}));
    take_number(process.member({"unique_id", "uniqueId"}), context_.process_entity);
    take_number(process.member({"host_pid", "hostPid"}), context_.host_pid);
    take_number(process.member({"pid"}), context_.pid);
    take_number(process.member({"real_user", "realUser"}).member({"id"}), context_.uid);
    const TreeValue thread = process.member({"thread"});
    take_time(thread.member({"start_time", "startTime"}), context_.thread_start_ns);
    context_.comm = text_of(thread.member({"name"}));
    take_number(thread.member({"unique_id", "uniqueId"}), context_.thread_entity);
    take_number(thread.member({"host_tid", "hostTid"}), context_.host_tid);
    take_number(thread.member({"tid"}), context_.tid);
    take_flag(thread.member({"compat"}), WIRE_FLAG_COMPAT, context_.flags);
    std::string_view call;
    set_syscall(event_, thread.member({"syscall"}).quoted(call) ? std::optional(call) : std::nullopt);
    TreeValue ancestors = process.member({"ancestors"});
    in_list(ancestors, [&](TreeValue& parent) {  // the first one is the parent
      take_number(parent.member({"host_pid", "hostPid"}), context_.host_ppid);
      take_number(parent.member({"pid"}), context_.ppid);
      take_number(parent.member({"unique_id", "uniqueId"}), context_.parent_entity);
      return false;
    });
  }

  void read_container(const TreeValue& container) {
    context_.container_id = text_of(container.member({"id"}));
    const TreeValue started = container.member({"started"});
    take_flag(started, WIRE_FLAG_CONTAINER, context_.flags);
    set_container(event_, started.kind() == Kind::boolean);
  }

  void read_argument(TreeValue& argument) {
    const std::string_view name = text_of(argument.member({"name"}));
    std::optional<TreeValue> value;
    in_object(argument, [&](std::string_view key, TreeValue& in) {
      if (key != "name") value = in;
      return true;
    });
    if (!value) return;
    const auto ordinal = event_.spec->field(name);
    if (!ordinal) {
      if (name == "returnValue") take_number(*value, context_.retval);
      return;
    }
    Value read;
    if (read_argument_value(*value, event_.spec->fields[*ordinal], read)) {
      event_.args[*ordinal].value = read;
    } else {
      event_.not_understood |= std::uint64_t{1} << *ordinal;
    }
  }

  const TreeValue& root_;
  Event& event_;
  Context& context_;
};

}  // namespace

struct V1beta1Reader::Parser {
  simdjson::dom::parser parser;
};

V1beta1Reader::V1beta1Reader() : parser_(std::make_unique<Parser>()) {}
V1beta1Reader::~V1beta1Reader() = default;
V1beta1Reader::V1beta1Reader(V1beta1Reader&&) noexcept = default;
V1beta1Reader& V1beta1Reader::operator=(V1beta1Reader&&) noexcept = default;

std::optional<LineKind> V1beta1Reader::read(std::string_view line, LineContents& out) {
  simdjson::dom::element tree;
  if (parser_->parser.parse(line.data(), line.size(), false).get(tree) != simdjson::SUCCESS) return std::nullopt;
  out.arena.clear();
  const TreeValue root(tree, out.arena);
  const std::string_view name = text_of(root.member({"name"}));
  const bool is_one = root.member({"workload"}).kind() == Kind::object || root.member({"data"}).kind() == Kind::list;
  if (root.kind() != Kind::object || name.empty() || !is_one) return std::nullopt;
  Event& event = out.event;
  event.spec = find_event(name);
  event.context = Context{};
  event.not_understood = 0;
  if (event.spec == nullptr) {
    out.unknown_name = name;
    return LineKind::unknown;
  }
  event.clear_arguments();
  Line(root, event).read();
  return LineKind::event;
}

}  // namespace trace::json
