// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json_familiar.h"

#include <cstring>

#include "common/codec/json_cursor.h"
#include "common/codec/json_layout.h"
#include "common/codec/json_values.h"
#include "common/event/socket_address.h"

namespace trace::json {
namespace {

// Calls read() for each element, up to the closing bracket and over it.
template <class F>
TRACE_INLINE bool read_list(Cursor& line, F&& read) {
  if (line.expect("]")) return true;
  do {
    if (!read()) return false;
  } while (line.expect(","));
  return line.expect("]");
}

// Calls visit(name, text) for each member of an object of texts, the brace of which was read.
template <class F>
TRACE_INLINE bool read_texts(Cursor& line, F&& visit) {
  if (line.expect("}")) return true;
  do {
    std::string_view name;
    std::string_view text;
    if (!line.quoted(name) || !line.expect(":") || !line.quoted(text)) return false;
    visit(name, text);
  } while (line.expect(","));
  return line.expect("}");
}

TRACE_INLINE bool read_task(Cursor& line, Context& context) {
  return line.expect("{\"timestamp\":") && line.number(context.time_ns) &&                 //
         line.expect(",\"threadStartTime\":") && line.number(context.thread_start_ns) &&   //
         line.expect(",\"processorId\":") && line.number_as(context.cpu) &&                //
         line.expect(",\"processId\":") && line.number_as(context.pid) &&                  //
         line.expect(",\"cgroupId\":") && line.number(context.cgroup_id) &&                //
         line.expect(",\"threadId\":") && line.number_as(context.tid) &&                   //
         line.expect(",\"parentProcessId\":") && line.number_as(context.ppid) &&           //
         line.expect(",\"hostProcessId\":") && line.number_as(context.host_pid) &&         //
         line.expect(",\"hostThreadId\":") && line.number_as(context.host_tid) &&          //
         line.expect(",\"hostParentProcessId\":") && line.number_as(context.host_ppid) &&  //
         line.expect(",\"userId\":") && line.number_as(context.uid) &&                     //
         line.expect(",\"mountNamespace\":") && line.number_as(context.mntns) &&           //
         line.expect(",\"pidNamespace\":") && line.number_as(context.pidns);
}

TRACE_INLINE bool read_names(Cursor& line, Context& context) {
  if (!line.expect(",\"processName\":\"") || !line.text(context.comm) || !line.expect(",\"executable\":{\"path\":\"") ||
      !line.text(context.executable) || !line.expect("},\"hostName\":\"") || !line.text(context.uts) ||
      !line.expect(",\"containerId\":\"") || !line.text(context.container_id)) {
    return false;
  }
  if (line.expect(",\"container\":{},\"kubernetes\":{}")) return true;
  // The id stands in the object too; where it stands there alone, the general reader looks for it.
  const auto step_over = [](std::string_view, std::string_view) {};
  return !context.container_id.empty() && line.expect(",\"container\":{") && read_texts(line, step_over) &&
         line.expect(",\"kubernetes\":{") && read_texts(line, step_over);
}

TRACE_INLINE bool read_event(Cursor& line, Event& event) {
  Cursor ahead = line;
  std::uint32_t id = 0;
  if (!ahead.expect(",\"eventId\":\"") || !ahead.number_as(id)) return false;
  event.spec = find_event(id);
  if (event.spec == nullptr || !line.expect_text(event_layouts()[event.spec->slot].ids)) return false;
  std::string_view policy;
  if (!line.expect(",\"matchedPolicies\":[\"\"]") && line.expect(",\"matchedPolicies\":[") &&
      !read_list(line, [&] { return line.quoted(policy); })) {
    return false;
  }
  std::uint64_t count = 0;
  return line.expect(",\"argsNum\":") && line.number(count);
}

TRACE_INLINE bool read_stack(Cursor& line) {
  std::uint64_t address = 0;
  return line.expect("null") || (line.expect("[") && read_list(line, [&] { return line.number(address); }));
}

TRACE_INLINE bool read_call(Cursor& line, Event& event) {
  Context& context = event.context;
  std::string_view name;
  bool in_container = false;
  bool compat = false;
  if (!line.expect(",\"returnValue\":") || !line.number_as(context.retval) ||  //
      !line.expect(",\"syscall\":\"") || !line.text(name) ||                   //
      !line.expect(",\"stackAddresses\":") || !read_stack(line) ||
      !line.expect(",\"contextFlags\":{\"containerStarted\":") || !line.boolean(in_container) ||
      !line.expect(",\"isCompat\":") || !line.boolean(compat)) {
    return false;
  }
  if (!name.empty()) {
    const EventSpec* const call = name == event.spec->name ? event.spec : find_event(name);
    if (call != nullptr) context.syscall = static_cast<std::int32_t>(call->id);
  }
  if (in_container) context.flags |= WIRE_FLAG_CONTAINER;
  if (compat) context.flags |= WIRE_FLAG_COMPAT;
  return line.expect("},\"threadEntityId\":") && line.number_as(context.thread_entity) &&
         line.expect(",\"processEntityId\":") && line.number_as(context.process_entity) &&
         line.expect(",\"parentEntityId\":") && line.number_as(context.parent_entity);
}

TRACE_INLINE bool read_strings(Cursor& line, std::string& arena, Value& value) {
  const std::size_t mark = arena.size();
  if (!line.expect("[")) return false;
  const bool sound = read_list(line, [&] {
    std::string_view text;
    const std::size_t before = arena.size();
    if (!line.quoted(text) || text.find('\0') != std::string_view::npos) return false;
    if (arena.size() == before) arena.append(text);  // else it had escapes, and was put together there
    arena.push_back('\0');
    return true;
  });
  value = StringList(since(arena, mark));
  return sound;
}

bool read_socket_address(Cursor& line, std::string& arena, Value& value) {
  SocketTexts texts;
  if (!line.expect("{") || !read_texts(line, [&](std::string_view name, std::string_view text) {
        if (std::string_view* const member = texts.find(name)) *member = text;
      })) {
    return false;
  }
  const std::size_t mark = arena.size();
  if (!append_socket_address(texts, arena)) return false;
  value = SocketAddress{since(arena, mark)};
  return true;
}

bool read_credentials(Cursor& line, std::string& arena, Value& value) {
  wire_cred cred{};
  auto* const bytes = reinterpret_cast<char*>(&cred);
  char separator = '{';
  for (const CredMember& member : kCredMembers) {
    std::uint64_t wide = 0;
    std::uint32_t narrow = 0;
    if (!line.expect_text({&separator, 1}) || !line.expect("\"") || !line.expect_text(member.key) ||
        !line.expect("\":") || !(member.wide ? line.number_as(wide) : line.number_as(narrow))) {
      return false;
    }
    if (member.wide) {
      std::memcpy(bytes + member.offset, &wide, sizeof(wide));
    } else {
      std::memcpy(bytes + member.offset, &narrow, sizeof(narrow));
    }
    separator = ',';
  }
  const std::size_t mark = arena.size();
  append_bytes(cred, arena);
  value = Credentials{since(arena, mark)};
  return line.expect("}");
}

template <class T, class Wide>
TRACE_INLINE bool read_integer(Cursor& line, Value& value) {
  T number{};
  if (!line.number_as(number)) return false;
  value = static_cast<Wide>(number);
  return true;
}

TRACE_INLINE bool read_value(Cursor& line, wire_type type, std::string& arena, Value& value) {
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
    case WIRE_SOCKADDR:
      return line.apart([&](Cursor& copy) { return read_socket_address(copy, arena, value); });
    case WIRE_CRED:
      return line.apart([&](Cursor& copy) { return read_credentials(copy, arena, value); });
    case WIRE_BYTES:
    case WIRE_I32X2:
    case WIRE_TIMESPEC:
    case WIRE_U64V:
      return false;
  }
  return false;
}

// A number that is shown as a text, since it has a meaning or is a pointer.
TRACE_INLINE bool read_number_text(Cursor& line, const FieldSpec& field, Value& value) {
  std::string_view text;
  if (!is_number(field.type) || !line.text(text)) return false;
  const auto number = number_of_text(field.meaning, text);
  if (number) value = number_value(field.type, *number);
  return number.has_value();
}

TRACE_INLINE bool read_argument(
    Cursor& line, const FieldSpec& field, const EventLayout::Field& layout, std::string& arena, Value& value) {
  if (line.expect_text(layout.head)) {
    const bool is_text = is_number(field.type) && line.expect("\"");
    return (is_text ? read_number_text(line, field, value) : read_value(line, field.type, arena, value)) &&
           line.expect("}");
  }
  return line.expect_text(layout.symbol_head) && line.expect("\"") && read_number_text(line, field, value) &&
         line.expect("}");
}

TRACE_INLINE bool read_arguments(Cursor& line, std::string& arena, Event& event) {
  const std::span<const FieldSpec> fields = event.spec->fields;
  const EventLayout& layout = event_layouts()[event.spec->slot];
  if (!line.expect(",\"args\":[")) return false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    event.args[i].marks = 0;
    if (i > 0 && !line.expect(",")) return false;
    if (!read_argument(line, fields[i], layout.fields[i], arena, event.args[i].value)) return false;
  }
  return line.expect("]");
}

// Reads the names of a list whose opening was read, and calls visit(argument) for each.
template <class F>
TRACE_INLINE bool read_argument_names(Cursor& line, Event& event, F&& visit) {
  return read_list(line, [&] {
    std::string_view name;
    if (!line.quoted(name)) return false;
    const auto ordinal = event.spec->field(name);
    if (ordinal) visit(event.args[*ordinal]);
    return ordinal.has_value();
  });
}

TRACE_INLINE bool read_marks(Cursor& line, Event& event, std::uint8_t mark, std::uint16_t flag) {
  event.context.flags |= flag;
  return read_argument_names(line, event, [&](Argument& argument) { argument.marks |= mark; });
}

template <class T>
TRACE_INLINE bool read_number_if_there(Cursor& line, std::string_view key, T& number) {
  return !line.expect_text(key) || line.number_as(number);
}

TRACE_INLINE bool read_provenance(Cursor& line, Event& event) {
  if (!line.expect(",\"provenance\":{\"provider\":\"")) return true;
  Context& context = event.context;
  std::string_view name;
  if (!line.text(name) || !read_number_if_there(line, ",\"lane\":", context.lane) ||
      !read_number_if_there(line, ",\"seq\":", context.seq) ||
      !read_number_if_there(line, ",\"leaderStart\":", context.leader_start_ns) ||
      !read_number_if_there(line, ",\"parentStart\":", context.parent_start_ns)) {
    return false;
  }
  context.provider = find_provider(name);
  if (line.expect(",\"unreadable\":true")) context.flags |= WIRE_FLAG_UNREADABLE;
  if (line.expect(",\"user\":[") && !read_marks(line, event, WIRE_FIELD_USER, WIRE_FLAG_USER_MEMORY)) return false;
  if (line.expect(",\"truncated\":[") && !read_marks(line, event, WIRE_FIELD_TRUNCATED, WIRE_FLAG_TRUNCATED)) {
    return false;
  }
  const auto take_away = [](Argument& argument) { argument = Argument{}; };
  if (line.expect(",\"absent\":[") && !read_argument_names(line, event, take_away)) return false;
  return line.expect("}");
}

}  // namespace

bool read_familiar(std::string_view text, std::string& arena, Event& event) {
  Cursor line(text, arena);
  event.context = Context{};
  return read_task(line, event.context) && read_names(line, event.context) && read_event(line, event) &&
         read_call(line, event) && read_arguments(line, arena, event) && read_provenance(line, event) &&
         line.expect("}") && line.at_end();
}

}  // namespace trace::json
