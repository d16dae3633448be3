// SPDX-License-Identifier: Apache-2.0
// A raw struct sockaddr as named texts, the way the JSON format and the rules see it, and back.
//
//   AF_UNIX   sa_family sun_path
//   AF_INET   sa_family sin_addr sin_port
//   AF_INET6  sa_family sin6_addr sin6_flowinfo sin6_port sin6_scopeid
//   others    sa_family
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/event/value.h"

namespace trace {

inline constexpr std::size_t kSocketAddressMax = 128;  // sizeof(struct sockaddr_storage)

struct SocketMember {
  std::string_view name;
  std::string text;
};

// The members, sorted by name. Bytes that a short address lacks count as zero. sun_path ends at its
// first NUL, so an abstract name is empty; a family that has no name is AF_UNSPEC (both as Tracee
// has it).
std::vector<SocketMember> socket_members(SocketAddress address);

// One member by its name, or nothing if this family has none of that name.
std::optional<std::string> socket_member(SocketAddress address, std::string_view name);

// The name of an address family ("AF_INET"), AF_UNSPEC if it has none.
std::string_view family_name(std::uint64_t family);
// The number of a family, or nothing.
std::optional<std::uint16_t> find_family(std::string_view name);

// What a sockaddr is built from: texts as socket_members() gives them, empty if not given.
struct SocketTexts {
  std::string_view family, path, address, port, flowinfo, scope_id;
};

// Appends the bytes of the sockaddr to `out`. Returns false, and appends nothing, if a text is not
// one of its kind.
bool append_socket_address(const SocketTexts& texts, std::string& out);

}  // namespace trace
