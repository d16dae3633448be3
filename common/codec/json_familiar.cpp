// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json_familiar.h"

#include <bit>
#include <limits>
#include <type_traits>

#include "common/codec/json_bytes.h"
#include "common/codec/json_layout.h"

namespace trace::json {
namespace {

constexpr std::uint64_t kEveryByte = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

// Marks the bytes of a word that end a plain text: quote, backslash, control characters, and what
// is not ASCII. The lowest mark is right; those above it may be wrong (a borrow).
constexpr std::uint64_t ends_of_text(std::uint64_t word) {
  const auto is_byte = [&](std::uint64_t byte) {
    const std::uint64_t zero_if_it = word ^ (kEveryByte * byte);
    return (zero_if_it - kEveryByte) & ~zero_if_it;
  };
  const std::uint64_t is_control = (word - kEveryByte * 0x20) & ~word;
  return (is_byte('"') | is_byte('\\') | is_control | word) & kHighBits;
}

// Marks the bytes of a word that are no digits.
constexpr std::uint64_t ends_of_digits(std::uint64_t word) {
  const std::uint64_t low = word ^ (kEveryByte * '0');  // a digit is 0..9 now
  return (((low & ~kHighBits) + kEveryByte * 0x76) | low) & kHighBits;
}

std::uint64_t word_at(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

std::size_t bytes_before(std::uint64_t mark) {
  return static_cast<std::size_t>(std::countr_zero(mark)) / 8;
}

class Line {
 public:
  explicit Line(std::string_view line) : at_(line.data()), end_(line.data() + line.size()) {}

  bool expect(std::string_view text) {
    if (static_cast<std::size_t>(end_ - at_) < text.size() ||
        !same_bytes(at_, text.data(), text.size())) {
      return false;
    }
    at_ += text.size();
    return true;
  }

  // Digits without a leading zero, at most 19.
  bool number(std::uint64_t& number) {
    const char* const start = at_;
    number = 0;
    while (true) {
      const std::uint64_t ends = ends_of_digits(word_at(at_));
      const std::size_t count = ends == 0 ? 8 : bytes_before(ends);
      if (count > 0) {
        std::uint64_t block = 0;
        if (!read_digits(at_, count, block)) return false;
        number = number * kPowers[count] + block;
        at_ += count;
      }
      if (count < 8) break;
      if (at_ - start > 16) return false;
    }
    const auto length = at_ - start;
    return length > 0 && length <= 19 && at_ <= end_ && (length == 1 || *start != '0');
  }

  // A number that fits into T, or into its counterpart of the other signedness.
  template <class T>
  bool number_as(T& out) {
    const bool negative = at_ < end_ && *at_ == '-';
    if (negative) ++at_;
    std::uint64_t magnitude = 0;
    if (!number(magnitude)) return false;
    constexpr auto kLargest = std::numeric_limits<std::make_unsigned_t<T>>::max();
    constexpr auto kLargestNegative =
        static_cast<std::uint64_t>(std::numeric_limits<std::make_signed_t<T>>::max());
    out = static_cast<T>(negative ? 0 - magnitude : magnitude);
    return negative ? magnitude <= kLargestNegative : magnitude <= kLargest;
  }

  // Up to the closing quote and over it.
  bool text(std::string_view& text) {
    const char* const start = at_;
    while (at_ < end_) {
      const std::uint64_t ends = ends_of_text(word_at(at_));
      if (ends == 0) {
        at_ += 8;
        continue;
      }
      at_ += bytes_before(ends);
      if (at_ >= end_ || *at_ != '"') return false;
      text = {start, static_cast<std::size_t>(at_ - start)};
      ++at_;
      return true;
    }
    return false;
  }

  bool quoted(std::string_view& out) { return expect("\"") && text(out); }

  bool boolean(bool& claim) {
    claim = expect("true");
    return claim || expect("false");
  }

  bool at_end() const { return at_ == end_; }

 private:
  static constexpr std::uint64_t kPowers[] = {1,      10,      100,      1000,     10000,
                                              100000, 1000000, 10000000, 100000000};

  const char* at_;
  const char* end_;
};

bool read_task(Line& line, Context& context) {
  return line.expect("{\"timestamp\":") && line.number(context.time_ns) &&
         line.expect(",\"threadStartTime\":") && line.number(context.thread_start_ns) &&
         line.expect(",\"processorId\":") && line.number_as(context.cpu) &&
         line.expect(",\"processId\":") && line.number_as(context.pid) &&
         line.expect(",\"cgroupId\":") && line.number(context.cgroup_id) &&
         line.expect(",\"threadId\":") && line.number_as(context.tid) &&
         line.expect(",\"parentProcessId\":") && line.number_as(context.ppid) &&
         line.expect(",\"hostProcessId\":") && line.number_as(context.host_pid) &&
         line.expect(",\"hostThreadId\":") && line.number_as(context.host_tid) &&
         line.expect(",\"hostParentProcessId\":") && line.number_as(context.host_ppid) &&
         line.expect(",\"userId\":") && line.number_as(context.uid) &&
         line.expect(",\"mountNamespace\":") && line.number_as(context.mntns) &&
         line.expect(",\"pidNamespace\":") && line.number_as(context.pidns);
}

bool read_names(Line& line, Context& context) {
  return line.expect(",\"processName\":\"") && line.text(context.comm) &&
         line.expect(",\"executable\":{\"path\":\"") && line.text(context.executable) &&
         line.expect("},\"hostName\":\"") && line.text(context.uts) &&
         line.expect(R"(,"containerId":"","container":{},"kubernetes":{})");
}

// Reads which event it is; "argsNum" is taken by the arguments themselves.
bool read_event(Line& line, Event& event) {
  Line ahead = line;
  std::uint64_t id = 0;
  if (!ahead.expect(",\"eventId\":\"") || !ahead.number(id)) return false;
  if (id > std::numeric_limits<std::uint32_t>::max()) return false;
  event.spec = find_event(static_cast<std::uint32_t>(id));
  std::uint64_t count = 0;
  return event.spec != nullptr && line.expect(event_texts()[event.spec->slot].ids) &&
         line.number(count);
}

bool read_call(Line& line, Event& event) {
  Context& context = event.context;
  std::string_view name;
  bool in_container = false;
  bool compat = false;
  if (!line.expect(",\"returnValue\":") || !line.number_as(context.retval) ||
      !line.expect(",\"syscall\":\"") || !line.text(name) ||
      !line.expect(",\"stackAddresses\":null,\"contextFlags\":{\"containerStarted\":") ||
      !line.boolean(in_container) || !line.expect(",\"isCompat\":") || !line.boolean(compat)) {
    return false;
  }
  if (!name.empty()) {
    const EventSpec* const call = name == event.spec->name ? event.spec : find_event(name);
    if (call != nullptr) context.syscall = static_cast<std::int32_t>(call->id);
  }
  if (in_container) context.flags = WIRE_FLAG_CONTAINER;
  if (compat) context.flags = static_cast<std::uint16_t>(context.flags | WIRE_FLAG_COMPAT);
  return line.expect("},\"threadEntityId\":") && line.number_as(context.thread_entity) &&
         line.expect(",\"processEntityId\":") && line.number_as(context.process_entity) &&
         line.expect(",\"parentEntityId\":") && line.number_as(context.parent_entity);
}

template <class T, class Wide>
bool read_integer(Line& line, Value& value) {
  T number{};
  if (!line.number_as(number)) return false;
  value = static_cast<Wide>(number);
  return true;
}

bool read_strings(Line& line, std::string& arena, Value& value) {
  const std::size_t start = arena.size();
  if (!line.expect("[")) return false;
  while (!line.expect("]")) {
    std::string_view text;
    if (arena.size() != start && !line.expect(",")) return false;
    if (!line.quoted(text)) return false;
    arena.append(text).push_back('\0');
  }
  value = StringList(std::string_view(arena).substr(start));
  return true;
}

bool read_value(Line& line, wire_type type, std::string& arena, Value& value) {
  switch (type) {
    case WIRE_I32:
      return read_integer<std::int32_t, std::int64_t>(line, value);
    case WIRE_I64:
      return read_integer<std::int64_t, std::int64_t>(line, value);
    case WIRE_U32:
      return read_integer<std::uint32_t, std::uint64_t>(line, value);
    case WIRE_U64:
      return read_integer<std::uint64_t, std::uint64_t>(line, value);
    case WIRE_U16:
      return read_integer<std::uint16_t, std::uint64_t>(line, value);
    case WIRE_U8:
      return read_integer<std::uint8_t, std::uint64_t>(line, value);
    case WIRE_PTR: {
      Address address;
      if (!line.number(address.value)) return false;
      value = address;
      return true;
    }
    case WIRE_BOOL: {
      bool claim = false;
      if (!line.boolean(claim)) return false;
      value = claim;
      return true;
    }
    case WIRE_STR: {
      std::string_view text;
      if (!line.quoted(text)) return false;
      value = text;
      return true;
    }
    case WIRE_STRV:
      return read_strings(line, arena, value);
    case WIRE_BYTES:
    case WIRE_SOCKADDR:
    case WIRE_I32X2:
    case WIRE_TIMESPEC:
    case WIRE_CRED:
    case WIRE_U64V:
      return false;
  }
  return false;
}

bool read_arguments(Line& line, std::string& arena, Event& event) {
  const EventText& text = event_texts()[event.spec->slot];
  event.clear_arguments();
  if (!line.expect(",\"args\":[")) return false;
  for (std::size_t i = 0; i < event.spec->fields.size(); ++i) {
    if (i > 0 && !line.expect(",")) return false;
    if (!line.expect(text.fields[i].head) ||
        !read_value(line, event.spec->fields[i].type, arena, event.args[i].value) ||
        !line.expect("}")) {
      return false;
    }
  }
  return line.expect("]");
}

// Reads the names of a list whose opening was read, and calls visit(argument) for each.
template <class F>
bool read_argument_names(Line& line, Event& event, F&& visit) {
  do {
    std::string_view name;
    if (!line.quoted(name)) return false;
    const auto ordinal = event.spec->field(name);
    if (!ordinal) return false;
    visit(event.args[*ordinal]);
  } while (line.expect(","));
  return line.expect("]");
}

bool read_marks(Line& line, Event& event, unsigned mark, unsigned flag) {
  event.context.flags = static_cast<std::uint16_t>(event.context.flags | flag);
  return read_argument_names(line, event, [&](Argument& argument) {
    argument.marks = static_cast<std::uint8_t>(argument.marks | mark);
  });
}

bool read_provenance(Line& line, Event& event) {
  if (!line.expect(",\"provenance\":{\"provider\":\"")) return true;
  std::string_view name;
  if (!line.text(name)) return false;
  event.context.provider = find_provider(name);
  if (line.expect(",\"user\":[") &&
      !read_marks(line, event, WIRE_FIELD_USER, WIRE_FLAG_USER_MEMORY)) {
    return false;
  }
  if (line.expect(",\"truncated\":[") &&
      !read_marks(line, event, WIRE_FIELD_TRUNCATED, WIRE_FLAG_TRUNCATED)) {
    return false;
  }
  if (line.expect(",\"absent\":[") &&
      !read_argument_names(line, event, [](Argument& argument) { argument = Argument{}; })) {
    return false;
  }
  return line.expect("}");
}

}  // namespace

bool read_familiar(std::string_view text, std::string& arena, Event& event) {
  Line line(text);
  event.context = Context{};
  return read_task(line, event.context) && read_names(line, event.context) &&
         read_event(line, event) && read_call(line, event) && read_arguments(line, arena, event) &&
         read_provenance(line, event) && line.expect("}") && line.at_end();
}

}  // namespace trace::json
