// SPDX-License-Identifier: Apache-2.0
// Which system calls use a socket, and how they name it: for the owners of packets (bpf/packets/owner.h).
#pragma once

#include <array>
#include <cstdint>

#include "common/catalog/architecture.h"
#include "common/seam/packets.h"
#include "common/seam/settings.h"

namespace trace {

// By number, of the 64-bit table and of the 32-bit one: enum wire_socket_call.
using SocketCalls = std::array<std::array<std::uint8_t, WIRE_SYSCALL_COMPAT>, 2>;
SocketCalls make_socket_calls(Architecture architecture = kOwnArchitecture);

}  // namespace trace
