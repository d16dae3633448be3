// SPDX-License-Identifier: Apache-2.0
// struct sockaddr as the kernel holds it, as a record: the members that members.def lists.
//
// Which members an address has follows from its family: sin_addr and sin_port, sin6_..., sun_path, nl_..., or svm_...; address
// and port for either family of IP. One that is shorter than its type has those that lie in it, one of an unknown family
// the family, and one of a byte nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/event/record.h"

namespace trace {

extern const OwnRecord socket_address_record;

// 0 if the address is too short to have one.
std::uint16_t socket_family(std::string_view raw);

// The path of a local socket, up to its first NUL. A name that is not of a file (unix(7): abstract) begins with NUL and is as long
// as the address: it is shown as @name, as ss(8) does, with the NULs that are in it and at its end, since "\0a" and "\0a\0" are two
// names. A file in the current directory whose name begins with '@' is ./@name. text: where such a name is kept.
std::string_view local_path(std::string_view raw, std::string& text);

}  // namespace trace
