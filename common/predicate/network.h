// SPDX-License-Identifier: Apache-2.0
// Networks of internet addresses: 10.0.0.0/8, fe80::/10.
#pragma once

#include <string_view>

#include "common/base/result.h"
#include "common/event/internet_address.h"

namespace trace {

class Network {
 public:
  // ADDRESS/BITS, or an ADDRESS alone. Bits after the prefix do not matter. Errors: invalid.
  static Result<Network> parse(std::string_view text);

  // A network of IPv6 (::/0) has no address of IPv4.
  bool contains(const InternetAddress& address) const;
  // The same of a text; one that is no address is in no network.
  bool contains(std::string_view address) const;

 private:
  InternetAddress base_;
  unsigned bits_ = 0;   // of the 128
  bool is_v4_ = false;  // it has addresses of IPv4, and no others
};

}  // namespace trace
