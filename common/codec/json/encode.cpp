// SPDX-License-Identifier: Apache-2.0
// Tracee's trace.Event (v0.23) as JSON, one line an event: the same keys in the same order, the same types.
//
// What Tracee does not have stands in "provenance" at the end, which its readers ignore, so that a line says all that a
// frame does (tests/property/round_trip_test.cpp). Losses and totals are lines of their own, {"loss":...} and
// {"totals":...}. What stands in all of them: docs/wire.md.
#include <array>
#include <cmath>

#include "common/catalog/meaning_text.h"
#include "common/codec/encoder.h"
#include "common/codec/json/layout.h"
#include "common/codec/json/records.h"
#include "common/codec/json/text.h"
#include "common/event/socket_address.h"

namespace trace {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;

void append_hex(std::string& out, std::uint64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value, 16).ptr;
  out += "\"0x";
  out.append(digits, static_cast<std::size_t>(end - digits));
  out += '"';
}

void append_credentials(std::string& out, std::string_view raw) {
  char separator = '{';
  for (const CredMember& member : kCredMembers) {
    out += separator;
    separator = ',';
    out += '"';
    out += member.key;
    out += "\":";
    if (member.wide) {
      append_json_integer(out, load<std::uint64_t>(raw, member.offset));
    } else if (member.is_signed) {
      append_json_integer(out, load<std::int32_t>(raw, member.offset));
    } else {
      append_json_integer(out, load<std::uint32_t>(raw, member.offset));
    }
  }
  out += '}';
}

// A value as it is, without symbols. Pointers are numbers, unless `hex`.
struct AppendRaw {
  std::string& out;
  bool hex;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_json_integer(out, value); }
  void operator()(std::uint64_t value) const { append_json_integer(out, value); }
  void operator()(double value) const { append_json_double(out, value); }
  void operator()(Address value) const {
    if (hex) {
      append_hex(out, value.value);
    } else {
      append_json_integer(out, value.value);
    }
  }
  void operator()(std::string_view value) const { append_json_string(out, value); }
  void operator()(StringList value) const {
    char separator = '[';
    for (const std::string_view text : value) {
      out += separator;
      separator = ',';
      append_json_string(out, text);
    }
    if (separator == '[') out += separator;
    out += ']';
  }
  void operator()(Bytes value) const { append_json_base64(out, value.data); }
  void operator()(SocketAddress value) const {
    char separator = '{';
    for (const auto& [key, text] : socket_members(value)) {
      out += separator;
      separator = ',';
      append_json_string(out, key);
      out += ':';
      append_json_string(out, text);
    }
    out += '}';
  }
  void operator()(Credentials value) const { append_credentials(out, value.raw); }
  void operator()(Timespec value) const {
    append_json_double(
        out, static_cast<double>(value.seconds) + static_cast<double>(value.nanoseconds) / kNanosecondsPerSecond);
  }
  void operator()(IntPair value) const { append_integers(out, std::array{value.first, value.second}, ','); }
  void operator()(IntList value) const { append_integers(out, value, ','); }
  void operator()(Json value) const { out += value.text; }
};

// What Tracee writes for an argument that was not sent.
std::string_view zero_of(const FieldSpec& field) {
  switch (field.type) {
    case WIRE_STR:
    case WIRE_BYTES:
      return "\"\"";
    case WIRE_BOOL:
      return "false";
    case WIRE_STRV:
      return field.ctype == "const char**" ? "[]" : "0";
    case WIRE_U64V:
      return "[]";
    case WIRE_I32X2:
      return "[0,0]";
    case WIRE_CRED:
      return R"({"Uid":0,"Gid":0,"Suid":0,"Sgid":0,"Euid":0,"Egid":0,"Fsuid":0,"Fsgid":0,"UserNamespace":0,"SecureBits":0,"CapInheritable":0,"CapPermitted":0,"CapEffective":0,"CapBounding":0,"CapAmbient":0})";
    default:
      return "0";
  }
}

// Whether an argument that was not sent is a pointer to Tracee, as those are that would have been followed.
bool is_pointer_if_absent(const FieldSpec& field) {
  if (field.type == WIRE_STRV) return field.ctype != "const char**";
  return field.type == WIRE_PTR || field.type == WIRE_SOCKADDR || field.type == WIRE_TIMESPEC;
}

std::optional<std::uint64_t> number_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<std::uint64_t>(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return *number;
  return std::nullopt;
}

class JsonEncoder final : public Encoder {
 public:
  explicit JsonEncoder(const EncoderOptions& options) : options_(options) {}

  void begin(const StreamInfo& info, std::string& /*out*/) override { boot_time_ns_ = info.boot_time_ns; }

  void event(const Event& event, std::string_view /*frame*/, std::string& out) override {
    const Context& context = event.context;
    out += "{\"timestamp\":";
    append_json_integer(out, context.time_ns - (options_.relative_time ? boot_time_ns_ : 0));
    number(out, ",\"threadStartTime\":", context.thread_start_ns);
    number(out, ",\"processorId\":", context.cpu);
    number(out, ",\"processId\":", context.pid);
    number(out, ",\"cgroupId\":", context.cgroup_id);
    number(out, ",\"threadId\":", context.tid);
    number(out, ",\"parentProcessId\":", context.ppid);
    number(out, ",\"hostProcessId\":", context.host_pid);
    number(out, ",\"hostThreadId\":", context.host_tid);
    number(out, ",\"hostParentProcessId\":", context.host_ppid);
    number(out, ",\"userId\":", context.uid);
    number(out, ",\"mountNamespace\":", context.mntns);
    number(out, ",\"pidNamespace\":", context.pidns);
    text(out, ",\"processName\":", context.comm);
    text(out, ",\"executable\":{\"path\":", context.executable);
    text(out, "},\"hostName\":", context.uts);
    text(out, ",\"containerId\":", context.container_id);
    out += ",\"container\":{";
    if (!context.container_id.empty()) text(out, "\"id\":", context.container_id);
    out += "},\"kubernetes\":{}";
    out += event_layouts()[event.spec->slot].ids;
    out += ",\"matchedPolicies\":[\"\"]";
    number(out, ",\"argsNum\":", count_present(event));
    number(out, ",\"returnValue\":", context.retval);
    text(out, ",\"syscall\":", syscall_name(context.syscall));
    out += ",\"stackAddresses\":null,\"contextFlags\":{\"containerStarted\":";
    out += (context.flags & WIRE_FLAG_CONTAINER) != 0 ? "true" : "false";
    out += ",\"isCompat\":";
    out += (context.flags & WIRE_FLAG_COMPAT) != 0 ? "true" : "false";
    number(out, "},\"threadEntityId\":", context.thread_entity);
    number(out, ",\"processEntityId\":", context.process_entity);
    number(out, ",\"parentEntityId\":", context.parent_entity);
    arguments(event, out);
    provenance(event, out);
    out += "}\n";
  }

  void loss(const wire_loss& loss, std::string& out) override { json::append_loss(loss, boot_time_ns_, out); }

  void clock(const wire_clock& clock, std::string& out) override {
    boot_time_ns_ = clock.boot_time_ns;
    json::append_clock(clock, out);
  }

  // Not the pieces: JSON tells of artifacts and does not carry them.
  void artifact(const wire_artifact& artifact, std::string_view /*piece*/, std::string& out) override {
    if (artifact.offset == 0) json::append_artifact(artifact, out);
  }

  void totals(std::span<const wire_total> totals, bool final, std::string& out) override {
    if (final)
      json::append_totals(totals, out);  // the end says it all; a line a second would be noise to people and to jq
  }

 private:
  template <class Integer>
  static void number(std::string& out, std::string_view key, Integer value) {
    out += key;
    append_json_integer(out, value);
  }
  static void text(std::string& out, std::string_view key, std::string_view value) {
    out += key;
    append_json_string(out, value);
  }

  static std::string_view syscall_name(std::int32_t id) {
    if (id < 0) return {};
    const EventSpec* spec = find_event(static_cast<std::uint32_t>(id));
    return spec == nullptr ? std::string_view() : spec->name;
  }

  static unsigned count_present(const Event& event) {
    unsigned count = 0;
    for (const Argument& argument : event.arguments()) count += is_absent(argument.value) ? 0 : 1;
    return count;
  }

  void arguments(const Event& event, std::string& out) const {
    out += ",\"args\":[";
    const EventLayout& layout = event_layouts()[event.spec->slot];
    std::size_t ordinal = 0;
    for (const Argument& argument : event.arguments()) {
      const FieldSpec& field = event.spec->fields[ordinal];
      const EventLayout::Field& heads = layout.fields[ordinal];
      const auto raw =
          options_.parse_arguments && field.meaning != Meaning::none ? number_of(argument.value) : std::nullopt;
      if (ordinal++ != 0) out += ',';
      out += raw ? heads.symbol_head : heads.head;
      if (raw) {
        append_json_string(out, meaning_text(field.meaning, *raw));
      } else if (is_absent(argument.value)) {
        out += options_.parse_arguments && is_pointer_if_absent(field) ? "\"0x0\"" : zero_of(field);
      } else {
        std::visit(AppendRaw{out, options_.parse_arguments}, argument.value);
      }
      out += '}';
    }
    out += ']';
  }

  // The names of the arguments for which `is_one` holds, as a member; nothing if there are none, unless `even_if_none`.
  template <class F>
  static void named(const Event& event, std::string_view key, bool even_if_none, std::string& out, F&& is_one) {
    bool first = true;
    std::size_t ordinal = 0;
    for (const Argument& argument : event.arguments()) {
      const std::string_view name = event.spec->fields[ordinal++].name;
      if (!is_one(argument)) continue;
      out += first ? key : std::string_view(",");
      append_json_string(out, name);
      first = false;
    }
    if (first && even_if_none) out += key;
    if (!first || even_if_none) out += ']';
  }

  static void provenance(const Event& event, std::string& out) {
    const Context& context = event.context;
    if (context.provider == ProviderKind::none) return;
    const auto has = [&](unsigned flag) { return (context.flags & flag) != 0; };
    text(out, ",\"provenance\":{\"provider\":", provider_name(context.provider));
    number(out, ",\"lane\":", context.lane);
    number(out, ",\"seq\":", context.seq);
    number(out, ",\"leaderStart\":", context.leader_start_ns);
    number(out, ",\"parentStart\":", context.parent_start_ns);
    if (has(WIRE_FLAG_UNREADABLE)) out += ",\"unreadable\":true";
    // A list without names tells of a flag without a field: one that had no room in the frame.
    named(event, ",\"user\":[", has(WIRE_FLAG_USER_MEMORY), out,
          [](const Argument& a) { return (a.marks & WIRE_FIELD_USER) != 0; });
    named(event, ",\"truncated\":[", has(WIRE_FLAG_TRUNCATED), out,
          [](const Argument& a) { return (a.marks & WIRE_FIELD_TRUNCATED) != 0; });
    named(event, ",\"absent\":[", false, out, [](const Argument& a) { return is_absent(a.value); });
    out += '}';
  }

  EncoderOptions options_;
  std::uint64_t boot_time_ns_ = 0;
};

}  // namespace

std::unique_ptr<Encoder> make_json_encoder(const EncoderOptions& options) {
  return std::make_unique<JsonEncoder>(options);
}

}  // namespace trace
