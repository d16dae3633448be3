// SPDX-License-Identifier: Apache-2.0
#include "common/event/internet_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace trace {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

bool InternetAddress::is_v4() const {
  return std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
}

std::optional<InternetAddress> parse_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> closed{};
  if (text.size() >= closed.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::copy(text.begin(), text.end(), closed.begin());
  InternetAddress address;
  std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
  if (::inet_pton(AF_INET, closed.data(), address.bytes.data() + kMapped.size()) == 1) return address;
  if (::inet_pton(AF_INET6, closed.data(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string to_text(const InternetAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.is_v4()) {
    ::inet_ntop(AF_INET, address.bytes.data() + kMapped.size(), text.data(), text.size());
  } else {
    ::inet_ntop(AF_INET6, address.bytes.data(), text.data(), text.size());
  }
  return text.data();
}

}  // namespace trace
