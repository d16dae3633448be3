// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/packet_headers.h"

#include <linux/if_ether.h>

#include <string>

#include <catch2/catch.hpp>

namespace trace {
namespace {

using namespace std::string_literals;

const std::string kPayload(100, 'p');

// 20 bytes and options; `fragment` as its two bytes have it.
std::string ipv4(char protocol, std::size_t options = 0, const std::string& fragment = "\0\0"s) {
  std::string header(20 + options, '\0');
  header[0] = static_cast<char>(0x40 | (5 + options / 4));
  header.replace(6, 2, fragment);
  header[9] = protocol;
  return header;
}
std::string ipv6(char next) {
  std::string header(40, '\0');
  header[0] = 0x60;
  header[6] = next;
  return header;
}
std::string tcp(std::size_t options = 0) {
  std::string header(20 + options, '\0');
  header[12] = static_cast<char>((5 + options / 4) << 4);
  return header;
}
std::string udp() {
  return std::string(8, '\0');
}

std::size_t v4(const std::string& packet) {
  return packet_headers_size(ETH_P_IP, packet);
}
std::size_t v6(const std::string& packet) {
  return packet_headers_size(ETH_P_IPV6, packet);
}

TEST_CASE("the headers of a packet end where its payload begins") {
  CHECK(v4(ipv4(17) + udp() + kPayload) == 28);
  CHECK(v4(ipv4(6) + tcp() + kPayload) == 40);
  CHECK(v4(ipv4(6, 12) + tcp(12) + kPayload) == 64);
  CHECK(v4(ipv4(1) + kPayload) == 28);
  CHECK(v4(ipv4(static_cast<char>(132)) + kPayload) == 32);
  CHECK(v6(ipv6(6) + tcp(12) + kPayload) == 72);
  CHECK(v6(ipv6(58) + kPayload) == 48);
}

TEST_CASE("what is in a protocol that is not known, or encrypted, is payload") {
  CHECK(v4(ipv4(50) + kPayload) == 20);
  CHECK(v6(ipv6(59) + kPayload) == 40);
}

TEST_CASE("only the first fragment has the header of its transport") {
  CHECK(v4(ipv4(17, 0, "\x20\0"s) + udp() + kPayload) == 28);
  CHECK(v4(ipv4(17, 0, "\0\1"s) + kPayload) == 20);
  CHECK(v4(ipv4(17, 0, "\x21\0"s) + kPayload) == 20);
  CHECK(v6(ipv6(44) + "\x11\0\0\1\0\0\0\0"s + udp() + kPayload) == 56);
  CHECK(v6(ipv6(44) + "\x11\0\0\x08\0\0\0\0"s + kPayload) == 48);
}

TEST_CASE("extensions, and packets in packets, are headers") {
  const std::string hop_by_hop = "\x06\1"s + std::string(14, '\0');
  CHECK(v6(ipv6(0) + hop_by_hop + tcp() + kPayload) == 76);
  CHECK(v4(ipv4(4) + ipv4(17) + udp() + kPayload) == 48);
  CHECK(v4(ipv4(41) + ipv6(6) + tcp() + kPayload) == 80);
  CHECK(v4(ipv4(47) + "\x20\0\x08\0key."s + ipv4(17) + udp() + kPayload) == 56);
  CHECK(v4(ipv4(51) + "\x06\4"s + std::string(22, '\0') + tcp() + kPayload) == 64);
}

TEST_CASE(
    "a packet that is cut, or lies about its size, has no more headers than bytes, and no fewer than its protocol's") {
  const std::string whole = ipv4(6, 12) + tcp(12);
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(v4(whole.substr(0, size)) == size);
  CHECK(v4("\x40"s + ipv4(17).substr(1) + udp() + kPayload) == 28);
  CHECK(v4(ipv4(6) + std::string(20, '\0') + kPayload) == 40);
  CHECK(v4(ipv4(6) + std::string(20, '\xff')) == 40);
  // Each header leads to another one: it ends with the packet.
  CHECK(v6(ipv6(60) + std::string(4096, '\x3c')) == 4136);
}

}  // namespace
}  // namespace trace
