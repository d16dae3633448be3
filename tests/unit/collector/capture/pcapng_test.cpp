// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/pcapng.h"

#include <linux/if_packet.h>

#include <catch2/catch.hpp>

#include "common/base/bytes.h"
#include "common/base/text.h"

namespace trace::pcapng {
namespace {

std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) append_hex(out, static_cast<unsigned char>(byte));
  return out;
}

Packet received_packet() {
  Packet packet;
  packet.interface = 1;
  packet.time_ns = 0x0000000500000007;
  packet.protocol = 0x0800;
  packet.link_interface = 3;
  packet.link_type = PACKET_HOST;
  packet.length = 9000;
  packet.bytes = "abcde";
  return packet;
}

TEST_CASE("a section begins with its byte order and says what wrote it") {
  std::string out;
  append_section(out, "Linux 6.1", "x");
  CHECK(hex_of(out) ==
        "0a0d0d0a"
        "38000000"
        "4d3c2b1a"
        "01000000"
        "ffffffffffffffff"
        "03000900"
        "4c696e757820362e31000000"
        "04000100"
        "78000000"
        "00000000"
        "38000000");
}

TEST_CASE("an interface has the name of a process, and nanoseconds") {
  std::string out;
  append_interface(out, "sh[7]", "{}", 0xffff);
  CHECK(hex_of(out) ==
        "01000000"
        "34000000"
        "14010000"
        "13000100"
        "02000500"
        "73685b375d000000"
        "03000200"
        "7b7d0000"
        "09000100"
        "09000000"
        "00000000"
        "34000000");
}

TEST_CASE("a packet has a link header, what is kept of it, how long it was, and its direction") {
  std::string out;
  append_packet(out, received_packet());
  CHECK(hex_of(out) ==
        "06000000"
        "48000000"
        "01000000"
        "05000000"
        "07000000"
        "19000000"
        "3c230000"
        "0800"
        "0000"
        "00000003"
        "fffe"
        "00"
        "00"
        "0000000000000000"
        "6162636465000000"
        "02000400"
        "05000000"
        "00000000"
        "48000000");
}

TEST_CASE("a packet that was sent is outgoing, with its process and what was lost before it") {
  Packet packet = received_packet();
  packet.sent = true;
  packet.bytes = {};
  packet.pid = 0x4711;
  packet.tid = 0x4712;
  packet.dropped = 2;
  std::string out;
  append_packet(out, packet);
  CHECK(
      hex_of(out).ends_with("fffe"
                            "04"
                            "00"
                            "0000000000000000"
                            "02000400"
                            "02000000"
                            "04000800"
                            "0200000000000000"
                            "08000800"
                            "1147000012470000"
                            "00000000"
                            "58000000"));
}

TEST_CASE("flags say how a packet came") {
  for (const auto& [type, flags] : {std::pair{PACKET_HOST, 5U}, {PACKET_BROADCAST, 13U}, {PACKET_MULTICAST, 9U}}) {
    Packet packet = received_packet();
    packet.link_type = static_cast<std::uint8_t>(type);
    packet.bytes = {};
    std::string out;
    append_packet(out, packet);
    CHECK(load<std::uint32_t>(out, 28 + kLinkHeaderSize + 4) == flags);
  }
}

TEST_CASE("statistics say how many packets an interface had, and how many were lost") {
  std::string out;
  append_statistics(out, {2, 0x0000000500000007, 10, 3});
  CHECK(hex_of(out) ==
        "05000000"
        "34000000"
        "02000000"
        "05000000"
        "07000000"
        "04000800"
        "0a00000000000000"
        "05000800"
        "0300000000000000"
        "00000000"
        "34000000");
}

TEST_CASE("every block is of whole words, whatever its texts are long") {
  for (std::size_t size = 0; size < 9; ++size) {
    std::string out(size % 3, 'x');  // blocks are padded from where they begin
    const std::size_t begin = out.size();
    append_interface(out, std::string(size, 'n'), std::string(70'000 + size, 'd'), 96);
    const std::string_view block = std::string_view(out).substr(begin);
    CHECK(block.size() % 4 == 0);
    CHECK(load<std::uint32_t>(block, 4) == block.size());
    CHECK(load<std::uint32_t>(block, block.size() - 4) == block.size());
  }
}

}  // namespace
}  // namespace trace::pcapng
