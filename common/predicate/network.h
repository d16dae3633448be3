// SPDX-License-Identifier: Apache-2.0
// Networks of internet addresses: 10.0.0.0/8, fe80::/10.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace trace {

// An address of 16 bytes; one of IPv4 is written as IPv6 has it, ::ffff:a.b.c.d (RFC 4291, 2.5.5.2), and is IPv4 then,
// however it was spelt.
struct InternetAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v4 = false;
};
std::optional<InternetAddress> parse_address(std::string_view text);

class Network {
 public:
  // ADDRESS/BITS, or an ADDRESS alone. Bits after the prefix do not matter. Errors: invalid.
  static Result<Network> parse(std::string_view text);

  // Whether the text is an address of the network. A network of IPv6 (::/0) has none of IPv4.
  bool contains(std::string_view address) const;

 private:
  InternetAddress base_;
  unsigned bits_ = 0;  // of the 128
};

}  // namespace trace
