// SPDX-License-Identifier: Apache-2.0
// The members of a struct sockaddr, as text: those of the JSON format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/event/value.h"

namespace trace {

using SocketMembers = std::vector<std::pair<std::string_view, std::string>>;

// sa_family first, then sin_addr and sin_port; sin6_addr, sin6_flowinfo, sin6_port, sin6_scopeid; or sun_path (up to the
// first NUL). An unknown or damaged address has a family only.
SocketMembers socket_members(const SocketAddress& address);

// The same by name; nothing if the address has no such member.
std::optional<std::string> socket_member(const SocketAddress& address, std::string_view name);

// 0 if the address is too short to have one.
std::uint16_t socket_family(const SocketAddress& address);

// The bytes of a struct sockaddr with these members; unknown ones are ignored. Errors (nothing): an address or a port
// that does not parse.
std::optional<std::string> socket_bytes(const std::vector<std::pair<std::string_view, std::string_view>>& members);

}  // namespace trace
