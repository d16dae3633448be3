// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/socket_calls.h"

#include <string_view>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

// The sets of the catalog have those that make a socket and those that send and receive by one.
wire_socket_call kind_of(const EventSpec& event) {
  const std::string_view name = event.name;
  if (name == "socketcall") return WIRE_SOCKET_PARTS;
  if (name == "socket" || name.starts_with("accept")) return WIRE_SOCKET_RESULT;
  if (name == "connect" || event.in_set("net_snd_rcv") || name.starts_with("recvmmsg")) return WIRE_SOCKET_ARGUMENT;
  return WIRE_SOCKET_NONE;
}

}  // namespace

SocketCalls make_socket_calls(Architecture architecture) {
  SocketCalls calls{};
  const ArchitectureSpec& machine = architecture_spec(architecture);
  const std::array tables{machine.native, machine.compat};
  for (const EventSpec& event : events()) {
    if (!event.is_syscall) continue;
    for (std::size_t abi = 0; abi < tables.size(); ++abi) {
      const int number = event.syscall->number(tables[abi]);
      if (number >= 0 && number < WIRE_SYSCALL_COMPAT) {
        calls[abi][static_cast<std::size_t>(number)] = static_cast<std::uint8_t>(kind_of(event));
      }
    }
  }
  return calls;
}

}  // namespace trace
