// SPDX-License-Identifier: Apache-2.0
// Tracee's trace.Event (v0.23) as JSON, one line an event: the same keys in the same order, the same types.
//
// What Tracee does not have stands in "provenance" at the end, which its readers ignore, so that a line says all that a
// frame does (tests/property/round_trip_test.cpp). Losses and totals are lines of their own, {"loss":...} and
// {"totals":...}. What stands in all of them: docs/wire.md.
#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>

#include "common/catalog/meaning_text.h"
#include "common/codec/encoder.h"
#include "common/codec/json/layout.h"
#include "common/codec/json/records.h"
#include "common/codec/json/runs.h"
#include "common/codec/json/text.h"
#include "common/codec/json/value.h"
#include "common/event/field_bytes.h"
#include "common/event/meaning_in.h"

namespace trace {
namespace {

// The rows of context.def that are written by themselves.
enum class Row : std::size_t {
#define CONTEXT(name, source, aliases, scopes, doc) name,
#define KEY(name) name,
#define INSIDE(object, key, name, source, aliases, scopes, doc) object##_##key,
#define ALSO(object, key, source) object##_##key,
#include "common/catalog/context.def"
  count,
};

constexpr std::int64_t kNoResult = INT64_MIN;  // which no call returns

// What is written before each value: braces and commas, the key, the colon.
struct Head {
  std::string opening;  // closes the object of the row before, and opens that of this one
  std::string key;
};

class Heads {
 public:
  Heads() {
#define CONTEXT(name, source, aliases, scopes, doc) add("", #name);
#define KEY(name) add("", #name);
#define INSIDE(object, key, name, source, aliases, scopes, doc) add(#object, #key);
#define ALSO(object, key, source) add(#object, #key);
#include "common/catalog/context.def"
  }
  const Head& operator[](Row row) const {
    return heads_[static_cast<std::size_t>(row)];
  }

 private:
  void add(std::string_view object, std::string_view key) {
    Head& head = heads_[count_++];
    const bool changes = object != object_;
    if (changes && !object_.empty()) head.opening += '}';
    if (changes || object.empty()) head.opening += count_ == 1 ? '{' : ',';
    if (changes && !object.empty()) head.opening.append("\"").append(object).append("\":{");
    if (!changes && !object.empty()) head.opening += ',';
    head.key.append("\"").append(key).append("\":");
    object_ = object;
  }

  std::array<Head, static_cast<std::size_t>(Row::count)> heads_;
  std::size_t count_ = 0;
  std::string_view object_;
};

class JsonEncoder final : public Encoder {
 public:
  explicit JsonEncoder(const EncoderOptions& options) : options_(options) {}

  void begin(const StreamInfo& info, std::string& /*out*/) override {
    boot_time_ns_ = info.boot_time_ns;
    begins_ = true;
    is_extract_ = info.is_extract;
    architecture_ = options_.parse_arguments ? Architecture::x86_64 : info.architecture;
  }

  void event(const Event& event, std::string_view /*frame*/, std::string& out) override {
    const Context& c = event.context;
    const std::uint64_t relative_to_ns = options_.relative_time ? boot_time_ns_ : 0;
    look(c);
    runs_.write();
    bool writes = runs_.open(out);
    Row row{};
#define BETWEEN_RUNS(statement) \
  runs_.close(out);             \
  statement;                    \
  writes = runs_.open(out)
#define WRITE_HEAD(type, member) \
  if (writes) number(out, row, c.member)
#define WRITE_RESULT(member) \
  if (writes) result(out, row, c)
#define WRITE_TIME(member) BETWEEN_RUNS(number(out, row, c.member - (&c.member == &c.time_ns ? relative_to_ns : 0)))
#define WRITE_NAME(member) \
  if (writes) text(out, row, c.member)
#define WRITE_CALL(member) \
  if (writes) text(out, row, call_name(c.member))
#define WRITE_FLAG(bit) \
  if (writes) truth(out, row, (c.flags & (bit)) != 0)
#define WRITE_CPU(member, lane) BETWEEN_RUNS(number(out, row, c.member))
#define WRITE_ENTITY(member, pid, start_ns) \
  if (writes) number(out, row, c.member)
#define WRITE_TOLD(member) \
  if (writes) text(out, row, c.member)
#define CONTEXT(name, source, aliases, scopes, doc) \
  row = Row::name;                                  \
  WRITE_##source;
#define INSIDE(object, key, name, source, aliases, scopes, doc) \
  row = Row::object##_##key;                                    \
  WRITE_##source;
#define TEXT_TOLD(member) c.member
#define ALSO(object, key, source) \
  if (writes) write_also(Row::object##_##key, TEXT_##source, out);
#define KEY(name) BETWEEN_RUNS(write_##name(event, out));
#include "common/catalog/context.def"
    runs_.close(out);
    write_provenance(event, out);
    out += "}\n";
  }

  void loss(const wire_loss& loss, std::string& out) override {
    json::append_loss(loss, boot_time_ns_, out);
  }

  void clock(const wire_clock& clock, std::string& out) override {
    boot_time_ns_ = clock.boot_time_ns;
    json::append_clock(clock, out);
  }

  // Not the pieces: JSON tells of artifacts and does not carry them.
  void artifact(const wire_artifact& artifact, std::string_view /*piece*/, std::string& out) override {
    if (artifact.offset == 0) json::append_artifact(artifact, out);
  }

  void totals(std::span<const wire_total> totals, bool final, std::uint64_t time_ns, std::string& out) override {
    if (final) {
      json::append_totals(totals, false, out);
    } else {
      json::append_checkpoint({boot_time_ns_ + time_ns, architecture_, std::exchange(begins_, false), is_extract_,
                               options_.relative_time ? boot_time_ns_ : 0},
                              out);
    }
  }

  void end_file(std::span<const wire_total> totals, std::uint64_t /*time_ns*/, std::string& out) override {
    json::append_totals(totals, true, out);
  }

  bool tells_state() const override {
    return true;
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

  template <class Integer>
  void number(std::string& out, Row row, Integer value) const {
    head(row, out);
    append_json_integer(out, value);
  }
  void text(std::string& out, Row row, std::string_view value) const {
    head(row, out);
    append_json_string(out, value);
  }
  void result(std::string& out, Row row, const Context& c) const {
    head(row, out);
    if (has_result(c)) {
      append_json_integer(out, c.retval);
    } else {
      out += "null";
    }
  }
  void truth(std::string& out, Row row, bool value) const {
    head(row, out);
    out += value ? "true" : "false";
  }

  // Which runs are not what they were in the event before.
  void look(const Context& c) {
    runs_.look();
    std::size_t place = 0;
#define SEE_HEAD(type, member) runs_.see(place, static_cast<std::uint64_t>(c.member))
#define SEE_RESULT(member) runs_.see(place, static_cast<std::uint64_t>(has_result(c) ? c.member : kNoResult))
#define SEE_TIME(member) runs_.next()
#define SEE_NAME(member) runs_.see(place, c.member)
#define SEE_CALL(member) runs_.see(place, static_cast<std::uint64_t>(c.member))
#define SEE_FLAG(bit) runs_.see(place, std::uint64_t{(c.flags & (bit)) != 0})
#define SEE_CPU(member, lane) runs_.next()
#define SEE_ENTITY(member, pid, start_ns) runs_.see(place, std::uint64_t{c.member})
#define SEE_TOLD(member) runs_.see(place, c.member)
#define CONTEXT(name, source, aliases, scopes, doc) \
  place = static_cast<std::size_t>(Row::name);      \
  SEE_##source;
#define INSIDE(object, key, name, source, aliases, scopes, doc) \
  place = static_cast<std::size_t>(Row::object##_##key);        \
  SEE_##source;
#define ALSO(object, key, source) INSIDE(object, key, , source, , , )
#define KEY(name) runs_.next();
#include "common/catalog/context.def"
  }

  void head(Row row, std::string& out) const {
    out += heads_[row].opening;
    out += heads_[row].key;
  }

  // A member that is there only if its text is known.
  void write_also(Row row, std::string_view value, std::string& out) const {
    out += heads_[row].opening;
    if (value.empty()) return;
    out += heads_[row].key;
    append_json_string(out, value);
  }

  // A member of the provenance: a number, or a flag, which is there only if it is set.
  template <class T>
  static void write_hidden(std::string_view key, T value, std::string& out) {
    if constexpr (std::is_same_v<T, bool>) {
      if (value) out.append(key).append("true");
    } else {
      number(out, key, value);
    }
  }

  static std::string_view call_name(std::int32_t id) {
    if (id < 0) return {};
    const EventSpec* spec = find_event(static_cast<std::uint32_t>(id));
    return spec == nullptr ? std::string_view() : spec->name;
  }

  static unsigned count_present(const Event& event) {
    unsigned count = 0;
    for (const Argument& argument : event.arguments()) count += is_absent(argument.value) ? 0 : 1;
    return count;
  }

  // The KEY rows of context.def, by its names. NOLINTBEGIN(readability-identifier-naming)
  void write_kubernetes(const Event& /*event*/, std::string& out) const {
    head(Row::kubernetes, out);
    out += "{}";
  }
  void write_eventId(const Event& event, std::string& out) const {
    out += event_layouts()[event.spec->slot].ids;
  }
  void write_eventName(const Event& /*event*/, std::string& /*out*/) const {}  // goes with the id
  void write_argsNum(const Event& event, std::string& out) const {
    head(Row::argsNum, out);
    append_json_integer(out, count_present(event));
  }
  void write_stackAddresses(const Event& /*event*/, std::string& out) const {
    head(Row::stackAddresses, out);
    out += "null";
  }
  // Policies have no names yet: the first is "", each other its number. Of a collector without policies all bits are 0.
  void write_matchedPolicies(const Event& event, std::string& out) const {
    head(Row::matchedPolicies, out);
    const std::uint64_t policies = event.context.policies;
    out += (policies & 1) != 0 || policies == 0 ? "[\"\"" : "[";
    for (std::uint64_t rest = policies & ~std::uint64_t{1}; rest != 0; rest &= rest - 1) {
      if (out.back() != '[') out += ',';
      out.append("\"").append(std::to_string(std::countr_zero(rest))).append("\"");
    }
    out += ']';
  }
  void write_args(const Event& event, std::string& out) const {
    head(Row::args, out);
    out += '[';
    const EventLayout& layout = event_layouts()[event.spec->slot];
    std::size_t ordinal = 0;
    for (const Argument& argument : event.arguments()) {
      const FieldSpec& field = event.spec->fields[ordinal];
      const EventLayout::Field& heads = layout.fields[ordinal++];
      if (is_left_out(field, argument.value)) continue;
      if (out.back() != '[') out += ',';
      const bool symbol = options_.parse_arguments && is_symbol(field, argument.value);
      out += symbol ? heads.symbol_head : heads.head;
      if (symbol) {
        append_json_string(
            out, meaning_text(meaning_in(event, ordinal - 1), *bits_of(argument.value), element_type(field.type)));
      } else if (is_absent(argument.value)) {
        append_json_zero(out, field, options_.parse_arguments);
      } else {
        append_json_value(out, field, argument.value, options_.parse_arguments);
      }
      out += '}';
    }
    out += ']';
  }
  // NOLINTEND

  // The names of the arguments for which `is_one` holds, as a member; nothing if there are none, unless `even_if_none`.
  template <class F>
  static void named(const Event& event, std::string_view key, bool even_if_none, std::string& out, F&& is_one) {
    bool first = true;
    std::size_t ordinal = 0;
    for (const Argument& argument : event.arguments()) {
      const FieldSpec& field = event.spec->fields[ordinal++];
      if (!is_one(argument) || is_left_out(field, argument.value)) continue;
      out += first ? key : std::string_view(",");
      append_json_string(out, field.name);
      first = false;
    }
    if (first && even_if_none) out += key;
    if (!first || even_if_none) out += ']';
  }

  void write_provenance(const Event& event, std::string& out) const {
    const Context& c = event.context;
    // Of Tracee nothing is known; of an event that was derived, all but a provider; of one that is no process's, only that it is in no lane.
    if (c.provider == ProviderKind::none && c.leader_start_ns == 0 && c.lane != WIRE_NO_LANE) return;
    const auto has = [&](unsigned flag) { return (c.flags & flag) != 0; };
    text(out, ",\"provenance\":{\"provider\":", provider_name(c.provider));
    if (c.variant != 0) number(out, ",\"variant\":", c.variant);
#define VALUE_HEAD(type, member) c.member
#define VALUE_FLAG(bit) has(bit)
#define HIDDEN(object, key, source, doc) write_hidden(",\"" #key "\":", VALUE_##source, out);
#define EXTRA(name, source, aliases, scopes, doc) HIDDEN(provenance, name, source, doc)
#include "common/catalog/context.def"
    // A list without names tells of a flag without a field: one that had no room in the frame.
    named(event, ",\"user\":[", has(WIRE_FLAG_USER_MEMORY), out,
          [](const Argument& a) { return (a.marks & WIRE_FIELD_USER) != 0; });
    named(event, ",\"truncated\":[", has(WIRE_FLAG_TRUNCATED), out,
          [](const Argument& a) { return (a.marks & WIRE_FIELD_TRUNCATED) != 0; });
    named(event, ",\"absent\":[", false, out, [](const Argument& a) { return is_absent(a.value); });
    out += '}';
  }

  EncoderOptions options_;
  Heads heads_;
  Runs<static_cast<std::size_t>(Row::count)> runs_;
  std::uint64_t boot_time_ns_ = 0;
  Architecture architecture_ = Architecture::x86_64;  // that numbers are to be read by
  bool begins_ = false;                               // nothing of the stream is said yet
  bool is_extract_ = false;
};

}  // namespace

std::unique_ptr<Encoder> make_json_encoder(const EncoderOptions& options) {
  return std::make_unique<JsonEncoder>(options);
}

}  // namespace trace
