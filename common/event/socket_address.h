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

// sa_family first, then sin_addr and sin_port; sin6_addr, sin6_flowinfo, sin6_port, sin6_scopeid; or sun_path (as
// local_path() has it). An unknown or damaged address has a family only.
SocketMembers socket_members(const SocketAddress& address);

// The same by name; nothing if the address has no such member.
std::optional<std::string> socket_member(const SocketAddress& address, std::string_view name);

// The path of a local socket, up to its first NUL. A name that is not of a file (unix(7): abstract) begins with NUL; it is
// shown as @name, like ss(8) and strace(1) do, without NULs at its end. text: where such a name is kept.
std::string_view local_path(const SocketAddress& address, std::string& text);

// 0 if the address is too short to have one.
std::uint16_t socket_family(const SocketAddress& address);

// The members of a struct sockaddr by name, empty if not given.
struct SocketTexts {
  std::string_view family, path, address, port, flowinfo, scope_id;

  // The one that the JSON format names so ("sin_port" and "sin6_port" are the same one); nullptr if there is none.
  std::string_view* find(std::string_view name);
};

// Appends the bytes of the struct sockaddr. Returns false, and appends nothing, if a text is not one of its kind.
bool append_socket_address(const SocketTexts& texts, std::string& out);

// The same from members by name, of which unknown ones are ignored.
std::optional<std::string> socket_bytes(const std::vector<std::pair<std::string_view, std::string_view>>& members);

}  // namespace trace
