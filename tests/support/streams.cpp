// SPDX-License-Identifier: Apache-2.0
#include "tests/support/streams.h"

#include <map>

#include "common/codec/frame_encode.h"
#include "common/codec/wire_bytes.h"
#include "common/event/entity.h"
#include "common/event/socket_address.h"

namespace trace::test {

std::string_view EventMaker::keep(std::string text) {
  return kept_.emplace_back(std::move(text));
}

// Small numbers, large ones, and those at the ends.
std::uint64_t EventMaker::number() {
  const std::uint64_t number = random_();
  switch (random_() % 4) {
    case 0:
      return number % 100;
    case 1:
      return ~std::uint64_t{0};
    default:
      return number >> (random_() % 64);
  }
}

std::string EventMaker::text(std::size_t longest) {
  static const std::vector<std::string> pieces = {"a",
                                                  "/etc/",
                                                  "\"",
                                                  "\\",
                                                  "\n",
                                                  "<&>",
                                                  "\x01",
                                                  "\x7f",
                                                  "\xc3\xa9",
                                                  "\xe2\x80\xa8",
                                                  "\xf0\x9f\x98\x80",
                                                  " "};
  std::string out;
  for (std::size_t count = random_() % 9; count > 0; --count) {
    const std::string& piece = pieces[random_() % (texts_ == Texts::plain ? 2 : pieces.size())];
    if (out.size() + piece.size() <= longest) out += piece;
  }
  return out;
}

std::string EventMaker::socket_address() {
  std::string out;
  const std::string port = std::to_string(random_() % 65536);
  const std::string byte = std::to_string(random_() % 256);
  switch (random_() % 4) {
    case 0:
      append_socket_address({"AF_INET", {}, "10.0.0." + byte, port, {}, {}}, out);
      break;
    case 1:
      append_socket_address({"AF_INET6", {}, "fe80::" + byte, port, "7", byte}, out);
      break;
    case 2:
      append_socket_address({"AF_UNIX", "/run/" + byte, {}, {}, {}, {}}, out);
      break;
    default:
      append_socket_address({"AF_NETLINK", {}, {}, {}, {}, {}}, out);
  }
  return out;
}

std::string EventMaker::credentials() {
  wire_cred cred{};
  cred.uid = static_cast<wire_u32>(random_());
  cred.fsgid = 1;
  cred.user_namespace = static_cast<wire_u32>(random_());
  cred.cap_effective = random_();
  cred.cap_ambient = random_();
  std::string out;
  append_bytes(cred, out);
  return out;
}

Value EventMaker::value_of(const FieldSpec& field) {
  switch (field.type) {
    case WIRE_I32:
      return std::int64_t{static_cast<std::int32_t>(number())};
    case WIRE_I64:
      return static_cast<std::int64_t>(number());
    case WIRE_U32:
      return std::uint64_t{static_cast<std::uint32_t>(number())};
    case WIRE_U16:
      return std::uint64_t{static_cast<std::uint16_t>(number())};
    case WIRE_U8:
      return std::uint64_t{static_cast<std::uint8_t>(number())};
    case WIRE_U64:
      return number();
    case WIRE_BOOL:
      return random_() % 2 == 0;
    case WIRE_PTR:
      return Address{number()};
    case WIRE_STR:
      return keep(text(4096));
    case WIRE_STRV: {
      std::string list;
      for (std::size_t count = random_() % 4; count > 0; --count)
        list += text(100) + '\0';
      return StringList(keep(list));
    }
    case WIRE_BYTES:
      return Bytes{keep(text(30) + '\0' + '\xff')};
    case WIRE_SOCKADDR:
      return SocketAddress{keep(socket_address())};
    case WIRE_I32X2:
      return IntPair{static_cast<std::int32_t>(number()), static_cast<std::int32_t>(number())};
    case WIRE_TIMESPEC:
      // JSON has it as a floating number, which holds nanoseconds of about 2^22 seconds.
      return Timespec{static_cast<std::int64_t>(random_() % 1'000'000),
                      static_cast<std::int64_t>(random_() % 1'000'000'000)};
    case WIRE_CRED:
      return Credentials{keep(credentials())};
    case WIRE_U64V: {
      std::string list;
      for (std::size_t count = random_() % 4; count > 0; --count)
        append_bytes(number(), list);
      return IntList{keep(list)};
    }
  }
  return {};
}

Event EventMaker::make(const EventSpec& spec, bool may_lack) {
  Event event;
  event.spec = &spec;
  Context& context = event.context;
  context.time_ns = kBootTimeNs + random_() % 1'000'000'000'000;
  context.thread_start_ns = kBootTimeNs + 1 + random_() % 1'000'000'000;
  context.leader_start_ns = random_() % 1'000'000'000;
  context.parent_start_ns = random_() % 1'000'000'000;
  context.cgroup_id = random_();
  context.seq = random_() % 1000;
  context.retval = static_cast<std::int64_t>(random_());
  context.syscall = random_() % 2 == 0 ? WIRE_NO_SYSCALL : 59;
  context.host_pid = static_cast<std::uint32_t>(random_());
  context.host_tid = context.host_pid + 1;
  context.host_ppid = static_cast<std::uint32_t>(random_());
  context.pid = 4242;
  context.tid = 4243;
  context.ppid = 1;
  context.uid = random_() % 2 == 0 ? -1 : 1000;
  context.mntns = static_cast<std::uint32_t>(random_());
  context.pidns = static_cast<std::uint32_t>(random_());
  context.cpu = static_cast<std::uint16_t>(random_());
  context.lane = static_cast<std::uint16_t>(random_() % 8);
  context.provider = ProviderKind::sys_exit;
  context.comm = keep(text(15));
  context.uts = keep(text(15));
  context.process_entity = entity_id(context.host_pid, context.leader_start_ns);
  context.thread_entity = entity_id(context.host_tid, context.thread_start_ns - kBootTimeNs);
  context.parent_entity = entity_id(context.host_ppid, context.parent_start_ns);
  for (std::size_t i = 0; i < spec.fields.size(); ++i) {
    if (may_lack && random_() % 8 == 0) continue;
    event.args[i].value = value_of(spec.fields[i]);
  }
  return event;
}

Event EventMaker::make(std::string_view name) {
  return make(*find_event(name), false);
}

std::string frame_of(const Event& event) {
  std::string frame;
  (void)append_event_frame(event, kBootTimeNs, frame);
  return frame;
}

std::string stream_of(const std::vector<Event>& events) {
  const auto encoder = make_frame_encoder();
  std::string out;
  encoder->begin({kBootTimeNs, 2, "box1", "6.12.0"}, out);
  std::map<std::uint32_t, wire_total> totals;
  for (const Event& event : events) {
    encoder->event(event, {}, out);
    wire_total& total = totals[event.spec->id];
    total.id = event.spec->id;
    ++total.produced;
    ++total.written;
  }
  std::vector<wire_total> list;
  for (const auto& [id, total] : totals)
    list.push_back(total);
  encoder->totals(list, true, out);
  return out;
}

std::vector<std::string> items_of(EventReader& reader) {
  using Item = EventReader::Item;
  std::vector<std::string> items;
  while (true) {
    switch (reader.next()) {
      case Item::event:
        items.push_back("event " + std::string(reader.event().spec->name));
        break;
      case Item::loss:
        items.push_back("loss " + std::to_string(reader.loss().count));
        break;
      case Item::totals:
        items.push_back(reader.totals_are_final() ? "end" : "checkpoint");
        break;
      case Item::unknown:
        items.push_back("unknown " + std::string(reader.unknown_name()));
        break;
      case Item::malformed:
        items.push_back("malformed " + std::to_string(reader.malformed().position) + ": " +
                        reader.malformed().what);
        break;
      case Item::failed:
        items.push_back("failed: " + reader.failure().message);
        return items;
      case Item::end:
        if (reader.complete()) items.emplace_back("complete");
        return items;
    }
  }
}

std::vector<std::string> items_of(std::string bytes, std::size_t chunk) {
  auto reader = open_reader(bytes_of(std::move(bytes), chunk));
  if (!reader) return {"error: " + reader.error().message};
  return items_of(**reader);
}

}  // namespace trace::test
