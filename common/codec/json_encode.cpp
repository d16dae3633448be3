// SPDX-License-Identifier: Apache-2.0
// Events as Tracee's trace.Event JSON: its names, its types, its order of keys, one object a line.
//
// What Tracee does not have goes behind the last of its keys, where readers of its format ignore
// it:
//
//   "provenance":{"provider":"sys_exit",   how the event was come by; without it there is no
//   "provenance"
//                 "unreadable":true,       memory could not be read
//                 "user":["pathname"],     arguments read from memory that the process can change
//                 "truncated":["argv"],    arguments that were longer
//                 "absent":["env"]}        arguments that were not sent; "args" shows their zero
//
// and on lines of their own:
//
//   {"loss":{"eventId":"257","eventName":"openat","cpu":1,"lane":3,"count":12,
//            "firstTimestamp":..,"lastTimestamp":..,"firstSeq":..,"lastSeq":..}}
//   {"totals":{"events":[{"eventId":"257","eventName":"openat","produced":..,"written":..,"filtered":..,"lost":..}],
//              "final":true}}
//
// tests/golden/json_test.cpp holds it against lines that Tracee wrote.
#include <cstddef>
#include <string>

#include "common/codec/encoder.h"
#include "common/codec/json_layout.h"
#include "common/codec/meaning_text.h"
#include "common/codec/shown_value.h"
#include "common/codec/text.h"
#include "common/codec/wire_bytes.h"
#include "common/event/socket_address.h"

namespace trace {
namespace {

template <class Number>
void append_member(std::string_view key_and_colon, Number number, std::string& out) {
  out += key_and_colon;
  append_number(number, out);
}

void append_socket_object(const SocketAddress& address, std::string& out) {
  char separator = '{';
  for (const SocketMember& member : socket_members(address)) {
    out += separator;
    append_json_string(member.name, out);
    out += ':';
    append_json_string(member.text, out);
    separator = ',';
  }
  out += '}';
}

void append_credential_object(const Credentials& credentials, std::string& out) {
  char separator = '{';
  for_each_credential(load<wire_cred>(credentials.raw), [&](const char* name, std::uint64_t value) {
    out += separator;
    out += '"';
    out += name;
    out += "\":";
    append_number(value, out);
    separator = ',';
  });
  out += '}';
}

void append_string_array(const StringList& list, std::string& out) {
  out += '[';
  const char* separator = "";
  for (const std::string_view text : list) {
    out += separator;
    append_json_string(text, out);
    separator = ",";
  }
  out += ']';
}

void append_int_array(const IntList& list, std::string& out) {
  out += '[';
  for (std::size_t at = 0; at < list.raw.size(); at += sizeof(std::uint64_t)) {
    if (at > 0) out += ',';
    append_number(load<std::uint64_t>(list.raw, at), out);
  }
  out += ']';
}

void append_address(Address address, bool as_text, std::string& out) {
  if (!as_text) {
    append_number(address.value, out);
    return;
  }
  out += '"';
  append_hex(address.value, out);
  out += '"';
}

void append_value(const Value& value, bool parse_arguments, std::string& out) {
  std::visit(
      Overloaded{
          [&](std::monostate) { out += "null"; },
          [&](bool claim) { out += claim ? "true" : "false"; },
          [&](std::int64_t number) { append_number(number, out); },
          [&](std::uint64_t number) { append_number(number, out); },
          [&](double number) { append_json_float(number, out); },
          [&](Address address) { append_address(address, parse_arguments, out); },
          [&](std::string_view text) { append_json_string(text, out); },
          [&](const StringList& list) { append_string_array(list, out); },
          [&](const Bytes& bytes) {
            out += '"';
            append_base64(bytes.data, out);
            out += '"';
          },
          [&](const SocketAddress& address) { append_socket_object(address, out); },
          [&](const Credentials& credentials) { append_credential_object(credentials, out); },
          [&](const Timespec& time) { append_json_float(seconds_of(time), out); },
          [&](const IntPair& pair) {
            append_member("[", pair.first, out);
            append_member(",", pair.second, out);
            out += ']';
          },
          [&](const IntList& list) { append_int_array(list, out); },
          [&](const Json& json) { out += json.text; },
      },
      value);
}

// Appends `key` and the names of the arguments for which `claim` holds, unless there is none.
template <class F>
void append_names(std::string_view key, const Event& event, F&& claim, std::string& out) {
  bool any = false;
  for (std::size_t i = 0; i < event.spec->fields.size(); ++i) {
    if (!claim(event.args[i])) continue;
    out += any ? std::string_view(",\"") : key;
    out += event.spec->fields[i].name;
    out += '"';
    any = true;
  }
  if (any) out += ']';
}

void append_provenance(const Event& event, std::string& out) {
  if (event.context.provider == ProviderKind::none) return;
  out += ",\"provenance\":{\"provider\":\"";
  out += provider_name(event.context.provider);
  out += '"';
  if ((event.context.flags & WIRE_FLAG_UNREADABLE) != 0) out += ",\"unreadable\":true";
  unsigned marks = 0;
  bool absent = false;
  for (const Argument& argument : event.arguments()) {
    marks |= argument.marks;
    absent = absent || is_absent(argument.value);
  }
  if ((marks & WIRE_FIELD_USER) != 0) {
    append_names(
        ",\"user\":[\"", event, [](auto& arg) { return (arg.marks & WIRE_FIELD_USER) != 0; }, out);
  }
  if ((marks & WIRE_FIELD_TRUNCATED) != 0) {
    append_names(
        ",\"truncated\":[\"", event,
        [](auto& arg) { return (arg.marks & WIRE_FIELD_TRUNCATED) != 0; }, out);
  }
  if (absent) {
    append_names(
        ",\"absent\":[\"", event, [](auto& arg) { return is_absent(arg.value); }, out);
  }
  out += '}';
}

// "eventId" and "eventName" of an id, which need not be in the catalog.
void append_event_name(std::uint32_t id, std::string& out) {
  const EventSpec* const spec = find_event(id);
  append_member("{\"eventId\":\"", id, out);
  out += "\",\"eventName\":\"";
  if (spec != nullptr) out += spec->name;
  out += '"';
}

class JsonEncoder final : public Encoder {
 public:
  explicit JsonEncoder(const EncoderOptions& options) : options_(options) {}

  void begin(const StreamInfo& info, std::string&) override { boot_time_ns_ = info.boot_time_ns; }

  void event(const Event& event, std::string_view, std::string& out) override {
    append_context(event, out);
    append_arguments(event, out);
    append_provenance(event, out);
    out += "}\n";
  }

  void loss(const wire_loss& loss, std::string& out) override {
    out += "{\"loss\":";
    append_event_name(loss.id, out);
    append_member(",\"cpu\":", loss.cpu, out);
    append_member(",\"lane\":", loss.lane, out);
    append_member(",\"count\":", loss.count, out);
    append_member(",\"firstTimestamp\":", shown_time(loss.first_time_ns + boot_time_ns_), out);
    append_member(",\"lastTimestamp\":", shown_time(loss.last_time_ns + boot_time_ns_), out);
    append_member(",\"firstSeq\":", loss.first_seq, out);
    append_member(",\"lastSeq\":", loss.last_seq, out);
    out += "}}\n";
  }

  void totals(std::span<const wire_total> totals, bool final, std::string& out) override {
    out += "{\"totals\":{\"events\":[";
    const char* separator = "";
    for (const wire_total& total : totals) {
      out += separator;
      append_event_name(total.id, out);
      append_member(",\"produced\":", total.produced, out);
      append_member(",\"written\":", total.written, out);
      append_member(",\"filtered\":", total.filtered, out);
      append_member(",\"lost\":", total.lost, out);
      out += '}';
      separator = ",";
    }
    out += final ? "],\"final\":true}}\n" : "],\"final\":false}}\n";
  }

 private:
  std::uint64_t shown_time(std::uint64_t epoch_ns) const {
    return options_.relative_time && epoch_ns != 0 ? epoch_ns - boot_time_ns_ : epoch_ns;
  }

  void append_context(const Event& event, std::string& out) const {
    const Context& context = event.context;
    append_member("{\"timestamp\":", shown_time(context.time_ns), out);
    append_member(",\"threadStartTime\":", shown_time(context.thread_start_ns), out);
    append_member(",\"processorId\":", context.cpu, out);
    append_member(",\"processId\":", context.pid, out);
    append_member(",\"cgroupId\":", context.cgroup_id, out);
    append_member(",\"threadId\":", context.tid, out);
    append_member(",\"parentProcessId\":", context.ppid, out);
    append_member(",\"hostProcessId\":", context.host_pid, out);
    append_member(",\"hostThreadId\":", context.host_tid, out);
    append_member(",\"hostParentProcessId\":", context.host_ppid, out);
    append_member(",\"userId\":", context.uid, out);
    append_member(",\"mountNamespace\":", context.mntns, out);
    append_member(",\"pidNamespace\":", context.pidns, out);
    out += ",\"processName\":";
    append_json_string(context.comm, out);
    out += ",\"executable\":{\"path\":";
    append_json_string(context.executable, out);
    out += "},\"hostName\":";
    append_json_string(context.uts, out);
    append_container(context.container_id, out);
    append_call(event, out);
  }

  static void append_container(std::string_view id, std::string& out) {
    if (id.empty()) {
      out += R"(,"containerId":"","container":{},"kubernetes":{})";
      return;
    }
    out += ",\"containerId\":";
    append_json_string(id, out);
    out += ",\"container\":{\"id\":";
    append_json_string(id, out);
    out += "},\"kubernetes\":{}";
  }

  void append_call(const Event& event, std::string& out) const {
    const Context& context = event.context;
    std::size_t present = 0;
    for (const Argument& argument : event.arguments())
      present += is_absent(argument.value) ? 0 : 1;
    append_member(texts_[event.spec->slot].ids, present, out);
    append_member(",\"returnValue\":", context.retval, out);
    out += ",\"syscall\":\"";
    out += syscall_name(event);
    out += "\",\"stackAddresses\":null,\"contextFlags\":{\"containerStarted\":";
    out += (context.flags & WIRE_FLAG_CONTAINER) != 0 ? "true" : "false";
    out += ",\"isCompat\":";
    out += (context.flags & WIRE_FLAG_COMPAT) != 0 ? "true" : "false";
    append_member("},\"threadEntityId\":", context.thread_entity, out);
    append_member(",\"processEntityId\":", context.process_entity, out);
    append_member(",\"parentEntityId\":", context.parent_entity, out);
  }

  static std::string_view syscall_name(const Event& event) {
    const std::int32_t id = event.context.syscall;
    if (id < 0) return {};
    if (event.spec->id == static_cast<std::uint32_t>(id)) return event.spec->name;
    const EventSpec* const spec = find_event(static_cast<std::uint32_t>(id));
    return spec == nullptr ? std::string_view() : spec->name;
  }

  void append_arguments(const Event& event, std::string& out) const {
    const EventText& text = texts_[event.spec->slot];
    out += ",\"args\":[";
    for (std::size_t i = 0; i < event.spec->fields.size(); ++i) {
      const FieldSpec& field = event.spec->fields[i];
      const Value value = shown_value(event.args[i].value, field);
      if (i > 0) out += ',';
      if (options_.parse_arguments && field.meaning != Meaning::none) {
        out += text.fields[i].symbol_head;
        out += '"';
        append_meaning_text(field.meaning, raw_number(value), out);
        out += "\"}";
        continue;
      }
      out += text.fields[i].head;
      append_value(value, options_.parse_arguments, out);
      out += '}';
    }
    out += ']';
  }

  EncoderOptions options_;
  std::uint64_t boot_time_ns_ = 0;
  std::span<const EventText> texts_ = event_texts();
};

}  // namespace

std::unique_ptr<Encoder> make_json_encoder(const EncoderOptions& options) {
  return std::make_unique<JsonEncoder>(options);
}

}  // namespace trace
