// SPDX-License-Identifier: Apache-2.0
// Internet addresses as values: two spellings of one address are equal.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace {

// An address of 16 bytes; one of IPv4 is written as IPv6 has it, ::ffff:a.b.c.d (RFC 4291, 2.5.5.2), and is IPv4 then,
// however it was spelt.
struct InternetAddress {
  std::array<std::uint8_t, 16> bytes{};

  bool is_v4() const;
  bool operator==(const InternetAddress&) const = default;
};

// What inet_pton(3) takes: a.b.c.d, or IPv6 without a zone.
std::optional<InternetAddress> parse_address(std::string_view text);
// The canonical spelling (RFC 5952); a.b.c.d of one of IPv4.
std::string to_text(const InternetAddress& address);

}  // namespace trace
