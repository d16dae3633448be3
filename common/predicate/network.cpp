// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 8 * kMapped.size();

bool equal_bits(const InternetAddress& a, const InternetAddress& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + static_cast<std::ptrdiff_t>(whole), b.bytes.begin())) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || (a.bytes.at(whole) ^ b.bytes.at(whole)) >> (8 - rest) == 0;
}

}  // namespace

std::optional<InternetAddress> parse_address(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof terminated) return std::nullopt;
  *std::copy(text.begin(), text.end(), terminated) = '\0';
  InternetAddress address;
  std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
  address.is_v4 = ::inet_pton(AF_INET, terminated, address.bytes.data() + kMapped.size()) == 1;
  if (address.is_v4) return address;
  if (::inet_pton(AF_INET6, terminated, address.bytes.data()) != 1) return std::nullopt;
  address.is_v4 = std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin());
  return address;
}

Result<Network> Network::parse(std::string_view text) {
  const Error no_network{Code::invalid, in_quotes(text) + " is no network (as 10.0.0.0/8 or fe80::/10)"};
  const std::size_t slash = text.find('/');
  const std::string_view base = text.substr(0, slash);
  const auto address = parse_address(base);
  if (!address) return no_network;
  Network network;
  network.base_ = *address;
  const bool dotted = base.find(':') == std::string_view::npos;
  const unsigned most = dotted ? 32 : 128;
  unsigned bits = most;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || bits > most) return no_network;
  }
  network.bits_ = dotted ? bits + kMappedBits : bits;
  network.base_.is_v4 = address->is_v4 && network.bits_ >= kMappedBits;
  return network;
}

bool Network::contains(std::string_view address) const {
  const auto parsed = parse_address(address);
  return parsed && parsed->is_v4 == base_.is_v4 && equal_bits(*parsed, base_, bits_);
}

}  // namespace trace
