// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json_decode.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

// Without exceptions a result cannot be taken for a value by an implicit conversion.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include "common/catalog/meaning_text.h"
#include "common/event/socket_address.h"

namespace trace {
namespace {

namespace dom = simdjson::ondemand;
using simdjson::SUCCESS;

constexpr double kNanosecondsPerSecond = 1e9;

enum class Key : std::uint8_t {
  timestamp,
  thread_start,
  cpu,
  pid,
  cgroup,
  tid,
  ppid,
  host_pid,
  host_tid,
  host_ppid,
  uid,
  mntns,
  pidns,
  comm,
  executable,
  uts,
  container_id,
  event_name,
  retval,
  syscall,
  context_flags,
  thread_entity,
  process_entity,
  parent_entity,
  args,
  provenance,
  loss,
  totals,
  ignored,
};

struct KeyRow {
  std::string_view text;
  Key key;
};

// In the order of the JSON format.
constexpr auto kKeys = std::to_array<KeyRow>({
    {"timestamp", Key::timestamp},
    {"threadStartTime", Key::thread_start},
    {"processorId", Key::cpu},
    {"processId", Key::pid},
    {"cgroupId", Key::cgroup},
    {"threadId", Key::tid},
    {"parentProcessId", Key::ppid},
    {"hostProcessId", Key::host_pid},
    {"hostThreadId", Key::host_tid},
    {"hostParentProcessId", Key::host_ppid},
    {"userId", Key::uid},
    {"mountNamespace", Key::mntns},
    {"pidNamespace", Key::pidns},
    {"processName", Key::comm},
    {"executable", Key::executable},
    {"hostName", Key::uts},
    {"containerId", Key::container_id},
    {"container", Key::ignored},
    {"kubernetes", Key::ignored},
    {"eventId", Key::ignored},
    {"eventName", Key::event_name},
    {"matchedPolicies", Key::ignored},
    {"argsNum", Key::ignored},
    {"returnValue", Key::retval},
    {"syscall", Key::syscall},
    {"stackAddresses", Key::ignored},
    {"contextFlags", Key::context_flags},
    {"threadEntityId", Key::thread_entity},
    {"processEntityId", Key::process_entity},
    {"parentEntityId", Key::parent_entity},
    {"args", Key::args},
    {"provenance", Key::provenance},
    {"loss", Key::loss},
    {"totals", Key::totals},
});

// The row of a key; `expected` is where to look first, and is moved on.
Key find_key(dom::raw_json_string raw, std::size_t& expected) {
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    const std::size_t at = (expected + i) % kKeys.size();
    if (raw.unsafe_is_equal(kKeys[at].text)) {
      expected = at + 1;
      return kKeys[at].key;
    }
  }
  return Key::ignored;
}

bool parse_unsigned(std::string_view text, std::uint64_t& value) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool parse_signed(std::string_view text, std::int64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// A number in 64 bits, sign-extended if it is negative; also a float without a fraction.
bool read_number(dom::value value, std::uint64_t& number) {
  dom::number_type type{};
  if (value.get_number_type().get(type) != SUCCESS) return false;
  if (type == dom::number_type::unsigned_integer) return value.get_uint64().get(number) == SUCCESS;
  if (type == dom::number_type::signed_integer) {
    std::int64_t negative = 0;
    if (value.get_int64().get(negative) != SUCCESS) return false;
    number = static_cast<std::uint64_t>(negative);
    return true;
  }
  double real = 0;
  if (value.get_double().get(real) != SUCCESS || real != std::floor(real)) return false;
  if (real < -9.2e18 || real > 1.8e19) return false;
  number = real < 0 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(real)) : static_cast<std::uint64_t>(real);
  return true;
}

bool read_number(simdjson::simdjson_result<dom::value> result, std::uint64_t& number) {
  dom::value value;
  return std::move(result).get(value) == SUCCESS && read_number(value, number);
}

Value number_value(wire_type type, std::uint64_t number) {
  switch (type) {
    case WIRE_I32:
      return std::int64_t{static_cast<std::int32_t>(number)};
    case WIRE_I64:
      return static_cast<std::int64_t>(number);
    case WIRE_U32:
      return std::uint64_t{static_cast<std::uint32_t>(number)};
    case WIRE_U16:
      return std::uint64_t{static_cast<std::uint16_t>(number)};
    case WIRE_U8:
      return std::uint64_t{static_cast<std::uint8_t>(number)};
    case WIRE_BOOL:
      return number != 0;
    case WIRE_PTR:
      return Address{number};
    default:
      return number;
  }
}

// Text that stands for a number: a symbol, a decimal or a hexadecimal number.
bool number_of_text(const FieldSpec& field, std::string_view text, std::uint64_t& number) {
  if (field.meaning != Meaning::none) {
    if (const auto symbol = parse_meaning(field.meaning, text)) {
      number = *symbol;
      return true;
    }
  }
  std::int64_t negative = 0;
  if (text.starts_with('-') && parse_signed(text, negative)) {
    number = static_cast<std::uint64_t>(negative);
    return true;
  }
  return parse_unsigned(text, number);
}

// Bytes that values point to. Never grows while a line is read: what it holds is shorter than the line's text of it,
// times four.
class Arena {
 public:
  void reset(std::size_t line_size) {
    bytes_.clear();
    bytes_.reserve(line_size * 4 + 1024);
  }
  std::size_t mark() const { return bytes_.size(); }
  void append(std::string_view text) { bytes_.append(text); }
  void append(char c) { bytes_.push_back(c); }
  std::string_view since(std::size_t mark) const { return std::string_view(bytes_).substr(mark); }

 private:
  std::string bytes_;
};

template <class T>
void append_raw(Arena& arena, T value) {
  arena.append(std::string_view(reinterpret_cast<const char*>(&value), sizeof(value)));
}

bool decode_base64(std::string_view text, Arena& arena) {
  unsigned bits = 0;
  unsigned count = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (const char c : text) {
    unsigned digit = 0;
    if (c >= 'A' && c <= 'Z') {
      digit = static_cast<unsigned>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      digit = static_cast<unsigned>(c - 'a') + 26;
    } else if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0') + 52;
    } else if (c == '+' || c == '/') {
      digit = c == '+' ? 62 : 63;
    } else {
      return false;
    }
    bits = bits << 6 | digit;
    count += 6;
    if (count >= 8) {
      count -= 8;
      arena.append(static_cast<char>(bits >> count & 0xff));
    }
  }
  return true;
}

bool read_string_list(dom::array array, Arena& arena, Value& out) {
  const std::size_t mark = arena.mark();
  for (auto element : array) {
    std::string_view text;
    if (element.get_string().get(text) != SUCCESS) return false;
    arena.append(text);
    arena.append('\0');
  }
  out = StringList(arena.since(mark));
  return true;
}

bool read_socket_address(dom::object object, Arena& arena, Value& out) {
  std::array<std::pair<std::string_view, std::string_view>, 8> members;
  std::size_t count = 0;
  for (auto field : object) {
    std::string_view key;
    std::string_view text;
    if (field.unescaped_key().get(key) != SUCCESS || field.value().get_string().get(text) != SUCCESS) return false;
    if (count < members.size()) members.at(count++) = {key, text};
  }
  const auto bytes = socket_bytes({members.begin(), members.begin() + static_cast<std::ptrdiff_t>(count)});
  if (!bytes) return false;
  const std::size_t mark = arena.mark();
  arena.append(*bytes);
  out = SocketAddress{arena.since(mark)};
  return true;
}

bool read_credentials(dom::object object, Arena& arena, Value& out) {
  wire_cred cred{};
  struct Narrow {
    std::string_view key;
    wire_u32* to;
  };
  struct Wide {
    std::string_view key;
    wire_u64* to;
  };
  const std::array<Narrow, 10> narrow = {{{"Uid", &cred.uid},
                                          {"Gid", &cred.gid},
                                          {"Suid", &cred.suid},
                                          {"Sgid", &cred.sgid},
                                          {"Euid", &cred.euid},
                                          {"Egid", &cred.egid},
                                          {"Fsuid", &cred.fsuid},
                                          {"Fsgid", &cred.fsgid},
                                          {"UserNamespace", &cred.user_namespace},
                                          {"SecureBits", &cred.securebits}}};
  const std::array<Wide, 5> wide = {{{"CapInheritable", &cred.cap_inheritable},
                                     {"CapPermitted", &cred.cap_permitted},
                                     {"CapEffective", &cred.cap_effective},
                                     {"CapBounding", &cred.cap_bounding},
                                     {"CapAmbient", &cred.cap_ambient}}};
  for (auto field : object) {
    std::string_view key;
    std::uint64_t number = 0;
    if (field.unescaped_key().get(key) != SUCCESS || !read_number(field.value(), number)) return false;
    for (const Narrow& row : narrow) {
      if (row.key == key) *row.to = static_cast<wire_u32>(number);
    }
    for (const Wide& row : wide) {
      if (row.key == key) *row.to = number;
    }
  }
  const std::size_t mark = arena.mark();
  append_raw(arena, cred);
  out = Credentials{arena.since(mark)};
  return true;
}

bool read_int_list(dom::array array, wire_type type, Arena& arena, Value& out) {
  const std::size_t mark = arena.mark();
  for (auto element : array) {
    std::uint64_t number = 0;
    dom::value value;
    if (element.get(value) != SUCCESS || !read_number(value, number)) return false;
    append_raw(arena, number);
  }
  const std::string_view raw = arena.since(mark);
  if (type == WIRE_U64V) {
    out = IntList{raw};
    return true;
  }
  if (raw.size() != 2 * sizeof(std::uint64_t)) return false;
  std::array<std::uint64_t, 2> pair{};
  std::memcpy(pair.data(), raw.data(), raw.size());
  out = IntPair{static_cast<std::int32_t>(pair[0]), static_cast<std::int32_t>(pair[1])};
  return true;
}

// Types whose value 0 (or its symbol-free text) means that the pointer was not followed.
bool is_followed_pointer(wire_type type) {
  return type == WIRE_STRV || type == WIRE_SOCKADDR || type == WIRE_TIMESPEC || type == WIRE_STR || type == WIRE_I32X2 ||
         type == WIRE_BYTES || type == WIRE_U64V || type == WIRE_CRED;
}

bool read_text_value(const FieldSpec& field, std::string_view text, Arena& arena, Value& out) {
  switch (field.type) {
    case WIRE_STR:
      out = text;
      return true;
    case WIRE_BYTES: {
      const std::size_t mark = arena.mark();
      if (!decode_base64(text, arena)) return false;
      out = Bytes{arena.since(mark)};
      return true;
    }
    case WIRE_BOOL:
      out = text == "true" || text == "1";
      return true;
    default: {
      if (is_followed_pointer(field.type)) {
        out = std::monostate{};
        return true;
      }
      std::uint64_t number = 0;
      if (!number_of_text(field, text, number)) return false;
      out = number_value(field.type, number);
      return true;
    }
  }
}

bool read_number_value(const FieldSpec& field, dom::value value, Value& out) {
  if (field.type == WIRE_TIMESPEC) {
    double seconds = 0;
    if (value.get_double().get(seconds) != SUCCESS) return false;
    if (std::abs(seconds) > 9e18) return false;
    const double whole = std::floor(seconds);
    const auto nanoseconds = static_cast<std::int64_t>(std::llround((seconds - whole) * kNanosecondsPerSecond));
    out = seconds == 0 ? Value{} : Value{Timespec{static_cast<std::int64_t>(whole), nanoseconds}};
    return true;
  }
  std::uint64_t number = 0;
  if (!read_number(value, number)) return false;
  out = is_followed_pointer(field.type) ? Value{} : number_value(field.type, number);
  return true;
}

bool read_value(const FieldSpec& field, dom::value value, Arena& arena, Value& out) {
  dom::json_type type{};
  if (value.type().get(type) != SUCCESS) return false;
  switch (type) {
    case dom::json_type::string: {
      std::string_view text;
      return value.get_string().get(text) == SUCCESS && read_text_value(field, text, arena, out);
    }
    case dom::json_type::number:
      return read_number_value(field, value, out);
    case dom::json_type::boolean: {
      bool truth = false;
      if (value.get_bool().get(truth) != SUCCESS) return false;
      out = number_value(field.type, truth ? 1 : 0);
      return !is_followed_pointer(field.type);
    }
    case dom::json_type::null: {
      bool null = false;
      out = std::monostate{};
      return value.is_null().get(null) == SUCCESS && null;
    }
    case dom::json_type::array: {
      dom::array array;
      if (value.get_array().get(array) != SUCCESS) return false;
      if (field.type == WIRE_STRV) return read_string_list(array, arena, out);
      if (field.type == WIRE_I32X2 || field.type == WIRE_U64V) return read_int_list(array, field.type, arena, out);
      return false;
    }
    case dom::json_type::object: {
      dom::object object;
      if (value.get_object().get(object) != SUCCESS) return false;
      if (field.type == WIRE_SOCKADDR) return read_socket_address(object, arena, out);
      if (field.type == WIRE_CRED) return read_credentials(object, arena, out);
      return false;
    }
  }
  return false;
}

Error bad(std::string_view key) {
  return Error{Code::corrupt, "\"" + std::string(key) + "\" has a value of the wrong type"};
}

ProviderKind provider_of(std::string_view name) {
  for (int kind = WIRE_PROVIDER_none; kind < WIRE_PROVIDER_COUNT; ++kind) {
    if (provider_name(static_cast<ProviderKind>(kind)) == name) return static_cast<ProviderKind>(kind);
  }
  return ProviderKind::none;
}

}  // namespace

struct JsonDecoder::Parser {
  dom::parser parser;
  Arena arena;

  Status read_args(dom::array args, Event& event);
  static Status read_provenance(dom::object object, Event& event);
  static Status read_context(Key key, std::string_view name, dom::value value, Event& event);
  static Status read_loss(dom::object object, wire_loss& loss);
  static Status read_totals(dom::object object, std::vector<wire_total>& totals);
};

JsonDecoder::JsonDecoder() : parser_(std::make_unique<Parser>()) {}
JsonDecoder::~JsonDecoder() = default;
JsonDecoder::JsonDecoder(JsonDecoder&&) noexcept = default;
JsonDecoder& JsonDecoder::operator=(JsonDecoder&&) noexcept = default;

Status JsonDecoder::Parser::read_args(dom::array args, Event& event) {
  std::size_t expected = 0;
  const auto fields = event.spec->fields;
  for (auto element : args) {
    dom::object argument;
    if (element.get_object().get(argument) != SUCCESS) return bad("args");
    std::string_view name;
    if (argument.find_field("name").get_string().get(name) != SUCCESS) return bad("args.name");
    std::size_t ordinal = expected;
    if (expected >= fields.size() || fields[expected].name != name) {
      const auto found = event.spec->field(name);
      if (!found) continue;
      ordinal = *found;
    }
    expected = ordinal + 1;
    dom::value value;
    if (argument.find_field("value").get(value) != SUCCESS) return bad(name);
    if (!read_value(fields[ordinal], value, arena, event.args[ordinal].value)) return bad(name);
  }
  return ok();
}

// Our own addition: what Tracee's format has no place for.
Status JsonDecoder::Parser::read_provenance(dom::object object, Event& event) {
  for (auto field : object) {
    std::string_view key;
    if (field.unescaped_key().get(key) != SUCCESS) return bad("provenance");
    if (key == "provider") {
      std::string_view name;
      if (field.value().get_string().get(name) != SUCCESS) return bad(key);
      event.context.provider = provider_of(name);
      continue;
    }
    dom::array names;
    if (field.value().get_array().get(names) != SUCCESS) continue;
    for (auto element : names) {
      std::string_view name;
      if (element.get_string().get(name) != SUCCESS) return bad(key);
      const auto ordinal = event.spec->field(name);
      if (!ordinal) continue;
      Argument& argument = event.args[*ordinal];
      if (key == "absent") argument.value = std::monostate{};
      if (key == "user") argument.marks |= WIRE_FIELD_USER;
      if (key == "truncated") argument.marks |= WIRE_FIELD_TRUNCATED;
    }
  }
  for (const Argument& argument : event.arguments()) {
    if ((argument.marks & WIRE_FIELD_USER) != 0) event.context.flags |= WIRE_FLAG_USER_MEMORY;
    if ((argument.marks & WIRE_FIELD_TRUNCATED) != 0) event.context.flags |= WIRE_FLAG_TRUNCATED;
  }
  return ok();
}

Status JsonDecoder::Parser::read_context(Key key, std::string_view name, dom::value value, Event& event) {
  Context& context = event.context;
  std::uint64_t number = 0;
  const auto narrow = [&](std::uint32_t& to) -> Status {
    if (!read_number(value, number)) return bad(name);
    to = static_cast<std::uint32_t>(number);
    return ok();
  };
  const auto wide = [&](std::uint64_t& to) -> Status {
    if (!read_number(value, to)) return bad(name);
    return ok();
  };
  const auto text = [&](std::string_view& to) -> Status {
    if (value.get_string().get(to) != SUCCESS) return bad(name);
    return ok();
  };
  switch (key) {
    case Key::timestamp:
      return wide(context.time_ns);
    case Key::thread_start:
      return wide(context.thread_start_ns);
    case Key::cpu:
      if (!read_number(value, number)) return bad(name);
      context.cpu = static_cast<std::uint16_t>(number);
      return ok();
    case Key::pid:
      return narrow(context.pid);
    case Key::cgroup:
      return wide(context.cgroup_id);
    case Key::tid:
      return narrow(context.tid);
    case Key::ppid:
      return narrow(context.ppid);
    case Key::host_pid:
      return narrow(context.host_pid);
    case Key::host_tid:
      return narrow(context.host_tid);
    case Key::host_ppid:
      return narrow(context.host_ppid);
    case Key::uid:
      if (!read_number(value, number)) return bad(name);
      context.uid = static_cast<std::uint32_t>(number);
      return ok();
    case Key::mntns:
      return narrow(context.mntns);
    case Key::pidns:
      return narrow(context.pidns);
    case Key::comm:
      return text(context.comm);
    case Key::uts:
      return text(context.uts);
    case Key::container_id:
      return text(context.container_id);
    case Key::retval:
      if (!read_number(value, number)) return bad(name);
      context.retval = static_cast<std::int64_t>(number);
      return ok();
    case Key::thread_entity:
      return narrow(context.thread_entity);
    case Key::process_entity:
      return narrow(context.process_entity);
    case Key::parent_entity:
      return narrow(context.parent_entity);
    case Key::syscall: {
      std::string_view call;
      TRY(text(call));
      const EventSpec* spec = call.empty() ? nullptr : find_event(call);
      context.syscall = spec == nullptr ? WIRE_NO_SYSCALL : static_cast<std::int32_t>(spec->id);
      return ok();
    }
    case Key::executable: {
      dom::object object;
      std::string_view path;
      if (value.get_object().get(object) != SUCCESS) return bad(name);
      if (object.find_field_unordered("path").get_string().get(path) == SUCCESS) context.executable = path;
      return ok();
    }
    case Key::context_flags: {
      dom::object object;
      if (value.get_object().get(object) != SUCCESS) return bad(name);
      for (auto field : object) {
        std::string_view flag;
        bool set = false;
        if (field.unescaped_key().get(flag) != SUCCESS || field.value().get_bool().get(set) != SUCCESS) return bad(name);
        if (set && flag == "containerStarted") context.flags |= WIRE_FLAG_CONTAINER;
        if (set && flag == "isCompat") context.flags |= WIRE_FLAG_COMPAT;
      }
      return ok();
    }
    default:
      return ok();
  }
}

Status JsonDecoder::Parser::read_loss(dom::object object, wire_loss& loss) {
  loss = {};
  loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
  for (auto field : object) {
    std::string_view key;
    std::uint64_t number = 0;
    if (field.unescaped_key().get(key) != SUCCESS) return bad("loss");
    if (key == "eventName") continue;
    if (!read_number(field.value(), number)) return bad(key);
    if (key == "eventId") loss.id = static_cast<wire_u32>(number);
    if (key == "processorId") loss.cpu = static_cast<wire_u16>(number);
    if (key == "lane") loss.lane = static_cast<wire_u16>(number);
    if (key == "count") loss.count = number;
    if (key == "firstTime") loss.first_time_ns = number;
    if (key == "lastTime") loss.last_time_ns = number;
    if (key == "firstSeq") loss.first_seq = number;
    if (key == "lastSeq") loss.last_seq = number;
  }
  return ok();
}

Status JsonDecoder::Parser::read_totals(dom::object object, std::vector<wire_total>& totals) {
  totals.clear();
  dom::array rows;
  if (object.find_field_unordered("events").get_array().get(rows) != SUCCESS) return bad("totals");
  for (auto element : rows) {
    dom::object row;
    if (element.get_object().get(row) != SUCCESS) return bad("totals.events");
    wire_total total{};
    for (auto field : row) {
      std::string_view key;
      std::uint64_t number = 0;
      if (field.unescaped_key().get(key) != SUCCESS) return bad("totals.events");
      if (key == "eventName") continue;
      if (!read_number(field.value(), number)) return bad(key);
      if (key == "eventId") total.id = static_cast<wire_u32>(number);
      if (key == "produced") total.produced = number;
      if (key == "written") total.written = number;
      if (key == "filtered") total.filtered = number;
      if (key == "lost") total.lost = number;
    }
    totals.push_back(total);
  }
  return ok();
}

Result<JsonDecoder::Line> JsonDecoder::decode(std::string_view line) {
  parser_->arena.reset(line.size());
  dom::document document;
  dom::object object;
  if (const auto error = parser_->parser.iterate(line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING).get(document)) {
    return Error{Code::corrupt, std::string("not JSON: ") + simdjson::error_message(error)};
  }
  if (const auto error = document.get_object().get(object)) {
    return Error{Code::corrupt, std::string("not a JSON object: ") + simdjson::error_message(error)};
  }
  event_.spec = nullptr;
  event_.context = Context{};
  unknown_name_.clear();
  std::size_t expected = 0;
  bool args_came_early = false;
  for (auto item : object) {
    dom::field field;
    if (const auto error = std::move(item).get(field)) return Error{Code::corrupt, std::string("not JSON: ") + simdjson::error_message(error)};
    const Key key = find_key(field.key(), expected);
    dom::value value = field.value();
    switch (key) {
      case Key::ignored:
        break;
      case Key::event_name: {
        std::string_view name;
        if (value.get_string().get(name) != SUCCESS) return bad("eventName");
        event_.spec = find_event(name);
        if (event_.spec == nullptr) {
          unknown_name_ = name;
        } else {
          event_.clear_arguments();
        }
        break;
      }
      case Key::args: {
        if (!unknown_name_.empty()) break;
        if (event_.spec == nullptr) {
          args_came_early = true;
          break;
        }
        dom::array args;
        dom::json_type type{};
        if (value.type().get(type) == SUCCESS && type == dom::json_type::null) break;
        if (value.get_array().get(args) != SUCCESS) return bad("args");
        TRY(parser_->read_args(args, event_));
        break;
      }
      case Key::provenance: {
        dom::object provenance;
        if (event_.spec == nullptr) break;
        if (value.get_object().get(provenance) != SUCCESS) return bad("provenance");
        TRY(Parser::read_provenance(provenance, event_));
        break;
      }
      case Key::loss:
      case Key::totals: {
        dom::object inner;
        if (value.get_object().get(inner) != SUCCESS) return bad(key == Key::loss ? "loss" : "totals");
        if (key == Key::loss) {
          TRY(Parser::read_loss(inner, loss_));
          return Line::loss;
        }
        TRY(Parser::read_totals(inner, totals_));
        return Line::totals;
      }
      default:
        TRY(Parser::read_context(key, kKeys[expected - 1].text, value, event_));
    }
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return Error{Code::corrupt, "something follows the object"};
  if (!unknown_name_.empty()) return Line::unknown;
  if (event_.spec == nullptr) return Error{Code::corrupt, "no \"eventName\""};
  if (args_came_early) {
    dom::array args;
    if (object.reset().error() != SUCCESS || object.find_field_unordered("args").get_array().get(args) != SUCCESS) return bad("args");
    TRY(parser_->read_args(args, event_));
  }
  return Line::event;
}

}  // namespace trace
