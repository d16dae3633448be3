// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_event.h"

#include <array>

#include "common/event/entity.h"
#include "common/event/socket_address.h"

namespace trace {

std::string_view RandomEvents::keep(std::string bytes) {
  return texts_.emplace_back(std::move(bytes));
}

std::string_view RandomEvents::text(std::size_t most) {
  static constexpr std::array<std::string_view, 18> kPieces = {"/",
                                                               "abc",
                                                               " ",
                                                               "\"",
                                                               "\\",
                                                               "<",
                                                               ">",
                                                               "&",
                                                               "\n",
                                                               "\t",
                                                               ".",
                                                               "\x7f",
                                                               "-",
                                                               "\x01",
                                                               "\xc3\xa9",
                                                               "\xe2\x80\xa8",
                                                               "\xf0\x9f\x98\x80",
                                                               "etc"};
  std::string out;
  for (std::uint64_t left = number() % most; left > 0; --left) {
    const std::string_view piece = kPieces[number() % kPieces.size()];
    if (out.size() + piece.size() <= most) out += piece;
  }
  return keep(std::move(out));
}

Value RandomEvents::value(const FieldSpec& field) {
  switch (field.type) {
    case WIRE_I32:
      return std::int64_t{static_cast<std::int32_t>(number())};
    case WIRE_I64:
      return static_cast<std::int64_t>(number());
    case WIRE_U32:
      return std::uint64_t{static_cast<std::uint32_t>(number())};
    case WIRE_U64:
      return number();
    case WIRE_U16:
      return std::uint64_t{static_cast<std::uint16_t>(number())};
    case WIRE_U8:
      return std::uint64_t{static_cast<std::uint8_t>(number())};
    case WIRE_BOOL:
      return number() % 2 == 0;
    case WIRE_PTR:
      return Address{number()};
    case WIRE_STR:
      return text(40);
    case WIRE_STRV: {
      std::string list;
      for (std::uint64_t n = number() % 4; n > 0; --n) list.append(text(10)).push_back('\0');
      return StringList(keep(std::move(list)));
    }
    case WIRE_BYTES:
      return Bytes{text(20)};
    case WIRE_SOCKADDR:
      return SocketAddress{keep(*socket_bytes(
          number() % 2 == 0 ? std::vector<std::pair<std::string_view, std::string_view>>{{"sa_family", "AF_INET"},
                                                                                         {"sin_addr", "10.0.0.7"},
                                                                                         {"sin_port", "443"}}
                            : std::vector<std::pair<std::string_view, std::string_view>>{{"sa_family", "AF_UNIX"},
                                                                                         {"sun_path", "/run/x"}}))};
    case WIRE_I32X2:
      return IntPair{static_cast<std::int32_t>(number()), static_cast<std::int32_t>(number())};
    case WIRE_TIMESPEC:
      return Timespec{static_cast<std::int64_t>(number() % 1000),
                      static_cast<std::int64_t>(number() % 999 + 1) * 1'000'000};
    case WIRE_CRED: {
      wire_cred cred{};
      cred.uid = static_cast<std::uint32_t>(number());
      cred.user_namespace = static_cast<std::uint32_t>(number());
      cred.cap_effective = number();
      return Credentials{keep(std::string(reinterpret_cast<const char*>(&cred), sizeof(cred)))};
    }
    case WIRE_U64V: {
      const std::uint64_t one = number();
      return IntList{keep(std::string(reinterpret_cast<const char*>(&one), sizeof(one)))};
    }
  }
  return std::monostate{};
}

Event RandomEvents::make(const EventSpec& spec) {
  Event event;
  event.spec = &spec;
  Context& context = event.context;
  context.time_ns = number() >> 2;
  context.thread_start_ns = number() >> 2;
  context.leader_start_ns = number() >> 2;
  context.parent_start_ns = number() >> 2;
  context.cgroup_id = number();
  context.seq = number();
  context.retval = static_cast<std::int64_t>(number());
  context.syscall = number() % 2 == 0 ? WIRE_NO_SYSCALL : WIRE_SYSCALL_ID_openat;
  context.host_pid = static_cast<std::uint32_t>(number());
  context.host_tid = static_cast<std::uint32_t>(number());
  context.host_ppid = static_cast<std::uint32_t>(number());
  context.pid = static_cast<std::uint32_t>(number());
  context.tid = static_cast<std::uint32_t>(number());
  context.ppid = static_cast<std::uint32_t>(number());
  context.uid = static_cast<std::uint32_t>(number());
  context.mntns = static_cast<std::uint32_t>(number());
  context.pidns = static_cast<std::uint32_t>(number());
  context.cpu = static_cast<std::uint16_t>(number());
  context.lane = static_cast<std::uint16_t>(number());
  context.flags = number() % 32;
  context.thread_entity = static_cast<std::uint32_t>(number());
  context.process_entity = static_cast<std::uint32_t>(number());
  context.parent_entity = static_cast<std::uint32_t>(number());
  context.provider = ProviderKind::sys_exit;
  context.comm = text(15);
  context.uts = text(15);
  std::size_t ordinal = 0;
  for (const FieldSpec& field : spec.fields) {
    Argument& argument = event.args[ordinal++];
    if (number() % 5 == 0) continue;
    argument.value = value(field);
    if (number() % 4 == 0) {
      argument.marks |= WIRE_FIELD_USER;
      context.flags |= WIRE_FLAG_USER_MEMORY;
    }
    if (number() % 4 == 0) {
      argument.marks |= WIRE_FIELD_TRUNCATED;
      context.flags |= WIRE_FLAG_TRUNCATED;
    }
  }
  return event;
}

}  // namespace trace
