// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/network.h"

#include <algorithm>
#include <charconv>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr unsigned kMappedBits = 96;  // of an address of IPv4, before those of its own

bool equal_bits(const InternetAddress& a, const InternetAddress& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + static_cast<std::ptrdiff_t>(whole), b.bytes.begin())) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || (a.bytes.at(whole) ^ b.bytes.at(whole)) >> (8 - rest) == 0;
}

}  // namespace

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
  network.is_v4_ = address->is_v4() && network.bits_ >= kMappedBits;
  return network;
}

bool Network::contains(const InternetAddress& address) const {
  return address.is_v4() == is_v4_ && equal_bits(address, base_, bits_);
}

bool Network::contains(std::string_view address) const {
  const auto parsed = parse_address(address);
  return parsed && contains(*parsed);
}

}  // namespace trace
