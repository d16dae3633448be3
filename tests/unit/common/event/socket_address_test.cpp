// SPDX-License-Identifier: Apache-2.0
#include "common/event/socket_address.h"

#include <catch2/catch.hpp>

#include "tests/support/records.h"

namespace trace {
namespace {

using namespace std::string_view_literals;

// The members that JSON has.
std::string members_text(std::string_view raw) {
  std::string out;
  for (const MemberSpec& member : members_of(WIRE_SOCKADDR)) {
    const std::string text = member_text(Record(WIRE_SOCKADDR, raw), member.field.name);
    if (!member.key.empty() && text != "absent") out += std::string(member.key) + "=" + text + " ";
  }
  return out;
}

std::string built(const MemberTexts& members) {
  return record_bytes(WIRE_SOCKADDR, members).value_or("refused");
}

TEST_CASE("an IPv4 address has a family, an address and a port") {
  const auto raw = "\x02\x00\x01\xbb\x5d\xb8\xd8\x22\0\0\0\0\0\0\0\0"sv;
  CHECK(members_text(raw) == "sa_family=AF_INET sin_addr=93.184.216.34 sin_port=443 ");
  CHECK(built({{"sa_family", "AF_INET"}, {"sin_addr", "93.184.216.34"}, {"sin_port", "443"}}) == raw);
  CHECK(member_text(Record(WIRE_SOCKADDR, raw), "port") == "443");
  CHECK(member_text(Record(WIRE_SOCKADDR, raw), "sun_path") == "absent");
}

TEST_CASE("address and port stand for those of either family of IP") {
  const std::string four = built({{"sa_family", "AF_INET"}, {"address", "10.0.0.1"}, {"port", "53"}});
  CHECK(members_text(four) == "sa_family=AF_INET sin_addr=10.0.0.1 sin_port=53 ");
  const std::string six = built({{"sa_family", "AF_INET6"}, {"address", "::1"}, {"port", "53"}});
  CHECK(member_text(Record(WIRE_SOCKADDR, six), "sin6_addr") == "::1");
  CHECK(member_text(Record(WIRE_SOCKADDR, six), "address") == "::1");
}

TEST_CASE("an IPv6 address has its members sorted by name") {
  const std::string raw = built({{"sa_family", "AF_INET6"},
                                 {"sin6_addr", "fe80::1"},
                                 {"sin6_port", "53"},
                                 {"sin6_flowinfo", "7"},
                                 {"sin6_scopeid", "2"}});
  CHECK(members_text(raw) == "sa_family=AF_INET6 sin6_addr=fe80::1 sin6_flowinfo=7 sin6_port=53 sin6_scopeid=2 ");
}

TEST_CASE("a path of a local socket ends at its first NUL") {
  CHECK(members_text("\x01\x00/run/x\0rest"sv) == "sa_family=AF_UNIX sun_path=/run/x ");
  CHECK(members_text("\x01\x00"sv) == "sa_family=AF_UNIX sun_path= ");
  CHECK(built({{"sa_family", "AF_UNIX"}, {"sun_path", "/run/x"}}) == "\x01\x00/run/x\0"sv);
}

TEST_CASE("the name of a local socket without a file begins with an @") {
  CHECK(members_text("\x01\x00\0abstract"sv) == "sa_family=AF_UNIX sun_path=@abstract ");
  CHECK(members_text("\x01\x00\0a\0b\0\0\0"sv) == "sa_family=AF_UNIX sun_path=@a\0b\0\0\0 "sv);
  CHECK(members_text("\x01\x00\0pad"sv) == "sa_family=AF_UNIX sun_path=@pad ");
  CHECK(members_text("\x01\x00\0pad\0"sv) == "sa_family=AF_UNIX sun_path=@pad\0 "sv);
  CHECK(members_text("\x01\x00\0"sv) == "sa_family=AF_UNIX sun_path=@ ");
  CHECK(built({{"sa_family", "AF_UNIX"}, {"sun_path", "@pad\0\0"sv}}) == "\x01\x00\0pad\0\0"sv);
  CHECK(built({{"sa_family", "AF_UNIX"}, {"sun_path", "@abstract"}}) == "\x01\x00\0abstract"sv);
}

TEST_CASE("a file whose name begins with an @ is no name without a file") {
  CHECK(members_text("\x01\x00@pad\0"sv) == "sa_family=AF_UNIX sun_path=./@pad ");
}

TEST_CASE("a socket without a name is written without one") {
  CHECK(built({{"sa_family", "AF_UNIX"}, {"sun_path", ""}}) == "\x01\x00"sv);
}

TEST_CASE("netlink and vsock addresses have their members") {
  const auto netlink = "\x10\x00\0\0\x92\x10\0\0\5\0\0\0"sv;
  CHECK(members_text(netlink) == "sa_family=AF_NETLINK nl_pid=4242 nl_groups=5 ");
  CHECK(built({{"sa_family", "AF_NETLINK"}, {"nl_pid", "4242"}, {"nl_groups", "5"}}) == netlink);
  const auto vsock = "\x28\x00\0\0\xb3\x15\0\0\xff\xff\xff\xff\0\0\0\0"sv;
  CHECK(members_text(vsock) == "sa_family=AF_VSOCK svm_port=5555 svm_cid=4294967295 ");
  CHECK(built({{"sa_family", "AF_VSOCK"}, {"svm_port", "5555"}, {"svm_cid", "4294967295"}}) == vsock);
}

TEST_CASE("an address that is shorter than its type has what lies in it") {
  CHECK(members_text("\x02\x00\x01\xbb"sv) == "sa_family=AF_INET sin_port=443 ");
  CHECK(members_text("\x02\x00\x01\xbb\x7f\0\0\1"sv) == "sa_family=AF_INET sin_addr=127.0.0.1 sin_port=443 ");
  CHECK(members_text("\x0a\x00\x01\xbb\0\0\0\1"sv) == "sa_family=AF_INET6 sin6_flowinfo=1 sin6_port=443 ");
  CHECK(members_text("\x10\x00\0\0\1\0\0\0"sv) == "sa_family=AF_NETLINK nl_pid=1 ");
}

TEST_CASE("a part of a member is none, and a family without a name is its number") {
  CHECK(members_text("\x02\x00\x01"sv) == "sa_family=AF_INET ");
  CHECK(members_text("\xff\xff"sv) == "sa_family=65535 ");
  CHECK(members_text("\x02"sv).empty());
}

TEST_CASE("texts that are no address are refused whole") {
  CHECK(built({{"sa_family", "AF_INETT"}}) == "refused");
  CHECK(built({{"sin_port", "1"}}) == "refused");
  CHECK(built({{"sa_family", "AF_INET"}, {"sin_addr", "1.2.3"}}) == "refused");
  CHECK(built({{"sa_family", "AF_INET"}, {"sin_addr", "1.2.3.4"}, {"sin_port", "65536"}}) == "refused");
  CHECK(built({{"sa_family", "AF_INET6"}, {"sin6_addr", std::string(60, ':')}}) == "refused");
  CHECK(built({{"sa_family", "AF_UNIX"}, {"sun_path", std::string(200, 'x')}}) == "refused");
}

}  // namespace
}  // namespace trace
