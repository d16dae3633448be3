// SPDX-License-Identifier: Apache-2.0
#include "common/event/socket_address.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

using namespace std::string_view_literals;

std::string members_text(std::string_view raw) {
  std::string out;
  for (const auto& [name, text] : socket_members(SocketAddress{raw})) out += std::string(name) + "=" + text + " ";
  return out;
}

std::string built(const SocketTexts& texts) {
  std::string raw;
  return append_socket_address(texts, raw) ? raw : "refused";
}

TEST_CASE("an IPv4 address has a family, an address and a port") {
  const auto raw = "\x02\x00\x01\xbb\x5d\xb8\xd8\x22\0\0\0\0\0\0\0\0"sv;
  CHECK(members_text(raw) == "sa_family=AF_INET sin_addr=93.184.216.34 sin_port=443 ");
  CHECK(built({"AF_INET", {}, "93.184.216.34", "443", {}, {}}) == raw);
  CHECK(socket_member(SocketAddress{raw}, "sin_port") == "443");
  CHECK(!socket_member(SocketAddress{raw}, "sun_path"));
}

TEST_CASE("an IPv6 address has its members sorted by name") {
  const std::string raw = built({"AF_INET6", {}, "fe80::1", "53", "7", "2"});
  CHECK(members_text(raw) == "sa_family=AF_INET6 sin6_addr=fe80::1 sin6_flowinfo=7 sin6_port=53 sin6_scopeid=2 ");
}

TEST_CASE("a path of a local socket ends at its first NUL") {
  CHECK(members_text("\x01\x00/run/x\0rest"sv) == "sa_family=AF_UNIX sun_path=/run/x ");
  CHECK(members_text("\x01\x00"sv) == "sa_family=AF_UNIX sun_path= ");
  CHECK(built({"AF_UNIX", "/run/x", {}, {}, {}, {}}) == "\x01\x00/run/x\0"sv);
}

TEST_CASE("the name of a local socket without a file begins with an @") {
  CHECK(members_text("\x01\x00\0abstract"sv) == "sa_family=AF_UNIX sun_path=@abstract ");
  CHECK(members_text("\x01\x00\0a\0b\0\0\0"sv) == "sa_family=AF_UNIX sun_path=@a@b ");
  CHECK(members_text("\x01\x00\0\0\0"sv) == "sa_family=AF_UNIX sun_path= ");
  CHECK(built({"AF_UNIX", "@abstract", {}, {}, {}, {}}) == "\x01\x00\0abstract"sv);
}

TEST_CASE("of an address that is too short only the family is believed, an unknown family is AF_UNSPEC") {
  CHECK(members_text("\x02\x00\x01"sv) == "sa_family=AF_INET ");
  CHECK(members_text("\xff\xff"sv) == "sa_family=AF_UNSPEC ");
  CHECK(members_text(""sv) == "sa_family=AF_UNSPEC ");
}

TEST_CASE("texts that are no address are refused whole") {
  CHECK(built({"AF_INETT", {}, {}, {}, {}, {}}) == "refused");
  CHECK(built({"AF_INET", {}, "1.2.3", {}, {}, {}}) == "refused");
  CHECK(built({"AF_INET", {}, "1.2.3.4", "65536", {}, {}}) == "refused");
  CHECK(built({"AF_INET6", {}, std::string(60, ':'), {}, {}, {}}) == "refused");
  CHECK(built({"AF_UNIX", std::string(200, 'x'), {}, {}, {}, {}}) == "refused");
}

}  // namespace
}  // namespace trace
