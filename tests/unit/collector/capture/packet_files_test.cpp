// SPDX-License-Identifier: Apache-2.0
// What becomes of packets: files, interfaces, lines, limits. The blocks themselves: pcapng_test.cpp.
#include "collector/capture/packet_files.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include <catch2/catch.hpp>

#include "common/base/bytes.h"
#include "tests/support/artifact_store.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

// A record of the kernel side, of a process that does not run.
struct Made {
  wire_packet packet{};
  std::string bytes = "packet";

  Made(std::uint32_t pid, std::string_view comm) {
    packet.owner.pid = pid;
    packet.owner.start_ns = pid;
    packet.owner.cgroup = pid;
    std::memcpy(packet.owner.comm, comm.data(), std::min(comm.size(), sizeof(packet.owner.comm)));
  }
  std::string record() {
    packet.kept = static_cast<std::uint32_t>(bytes.size());
    packet.length = packet.kept;
    return std::string(bytes_of(packet)) + bytes + "room that the class of sizes has";
  }
};

struct Block {
  std::uint32_t type;
  std::string bytes;
};

struct Place {
  Place() {
    limits.kept_free.bytes = 0;
    limits.kept_free.percent = 0;
    auto opened = open_store(path(), limits);
    if (!opened) FAIL(opened.error().message);
    store.emplace(*std::move(opened));
  }
  explicit Place(const CaptureLimits& some) : limits(some) {
    limits.kept_free.bytes = 0;
    limits.kept_free.percent = 0;
    auto opened = open_store(path(), limits);
    if (!opened) FAIL(opened.error().message);
    store.emplace(*std::move(opened));
  }
  PacketFiles files(std::initializer_list<PacketSplit> splits = {}) {
    PacketCapture request;
    for (const PacketSplit split : splits) request.splits.set(static_cast<std::size_t>(split));
    return PacketFiles(*store, request, limits.file_bytes, [this](ManifestLine line, bool complete) {
      lines.push_back(std::move(line));
      completes.push_back(complete);
    });
  }
  std::string path() const { return folder.file("artifacts"); }
  std::vector<Block> blocks(const std::string& name) const {
    const std::string all = content_of(path() + "/" + name);
    std::vector<Block> found;
    for (std::size_t at = 0; at + 12 <= all.size();) {
      const auto size = load<std::uint32_t>(all, at + 4);
      REQUIRE(size >= 12);
      REQUIRE(at + size <= all.size());
      found.push_back({load<std::uint32_t>(all, at), all.substr(at, size)});
      at += size;
    }
    return found;
  }
  std::vector<std::uint32_t> types(const std::string& name) const {
    std::vector<std::uint32_t> found;
    for (const Block& block : blocks(name)) found.push_back(block.type);
    return found;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const ManifestLine& line : lines) found.push_back(line.name);
    std::ranges::sort(found);
    return found;
  }

  Folder folder;
  CaptureLimits limits;
  std::optional<ArtifactStore> store;
  std::vector<ManifestLine> lines;
  std::vector<bool> completes;
};

constexpr std::uint32_t kSection = 0x0A0D0D0A, kInterface = 1, kStatistics = 5, kPacket = 6;

TEST_CASE("a process is an interface, described once, and counted at the end") {
  Place place;
  PacketFiles files = place.files();
  Made one(7, "curl"), two(8, "sshd");
  for (Made* const made : {&one, &two, &one}) files.take(made->record());
  files.finish(0);
  const std::string name = "out/pcap/single.pcap";
  CHECK(place.types(name) == std::vector<std::uint32_t>{kSection, kInterface, kInterface, kPacket, kPacket, kPacket,
                                                        kStatistics, kStatistics});
  const auto blocks = place.blocks(name);
  CHECK(blocks[1].bytes.find("curl[7]") != std::string::npos);
  CHECK(blocks[1].bytes.find(R"({"pid":7,"start":7,"uid":0,"comm":"curl"})") != std::string::npos);
  CHECK(load<std::uint32_t>(blocks[4].bytes, 8) == 1);
  CHECK(load<std::uint32_t>(blocks[5].bytes, 8) == 0);
  CHECK(load<std::uint64_t>(blocks[6].bytes, 24) == 2);  // received
  REQUIRE(place.lines.size() == 1);
  CHECK(place.lines[0].kind == "net");
  CHECK(place.lines[0].result == "captured");
  CHECK(place.lines[0].packets == 3);
  CHECK(place.completes[0]);
}

TEST_CASE("a process that runs another program is another interface") {
  Place place;
  PacketFiles files = place.files();
  files.take(Made(7, "sh").record());
  files.take(Made(7, "curl").record());
  files.finish(0);
  CHECK(std::ranges::count(place.types("out/pcap/single.pcap"), kInterface) == 2);
}

TEST_CASE("a name that somebody chose to confuse is an interface that can be asked for") {
  Place place;
  PacketFiles files = place.files();
  files.take(Made(7, "a\"] or \n\xff").record());
  files.take(Made(0, "").record());
  files.finish(0);
  const auto blocks = place.blocks("out/pcap/single.pcap");
  CHECK(blocks[1].bytes.find("a%22%5d%20or%20%0a%ff[7]") != std::string::npos);
  CHECK(blocks[2].bytes.find("unknown[0]") != std::string::npos);
}

TEST_CASE("packets are split as Tracee splits them") {
  Place place;
  PacketFiles files =
      place.files({PacketSplit::single, PacketSplit::process, PacketSplit::container, PacketSplit::command});
  for (const std::uint32_t pid : {7U, 8U}) files.take(Made(pid, "curl").record());
  files.finish(0);
  CHECK(place.names() == std::vector<std::string>{"out/pcap/commands/unknown/curl.pcap",
                                                  "out/pcap/containers/unknown.pcap",
                                                  "out/pcap/processes/unknown/curl_7_7.pcap",
                                                  "out/pcap/processes/unknown/curl_8_8.pcap", "out/pcap/single.pcap"});
}

TEST_CASE("what a process ran is known of its exec, if it has ended") {
  Place place;
  PacketFiles files = place.files({PacketSplit::process});
  files.learn(7, 7, {"/usr/bin/curl", "0123456789abcdef"});
  files.take(Made(9, "dig").record());
  files.learn(9, 9, {"/usr/bin/dig", ""});  // it may be told after the packet
  files.learn(8, 9, {"/bin/other", ""});    // of that number, but another one
  files.take(Made(7, "curl").record());
  files.take(Made(8, "nc").record());
  files.finish(0);
  const std::string name = "out/pcap/processes/0123456789a/curl_7_7.pcap";
  const std::string late = "out/pcap/processes/host/dig_9_9.pcap";
  REQUIRE(place.names() == std::vector<std::string>{name, late, "out/pcap/processes/unknown/nc_8_8.pcap"});
  CHECK(place.blocks(late)[1].bytes.find(R"("exe":"/usr/bin/dig")") != std::string::npos);
  CHECK(place.blocks(name)[1].bytes.find(R"("exe":"/usr/bin/curl","container":"0123456789abcdef")") !=
        std::string::npos);
}

TEST_CASE("only the line of a file of one process names it") {
  Place place;
  PacketFiles files = place.files({PacketSplit::single, PacketSplit::process});
  files.take(Made(7, "curl").record());
  files.finish(0);
  for (const ManifestLine& line : place.lines) CHECK(line.process.has_value() == (line.role == "process"));
}

TEST_CASE("what is lost is told with the next packet of that CPU, and in sum") {
  Place place;
  PacketFiles files = place.files();
  Made made(7, "curl");
  made.packet.lost = 3;
  files.take(made.record());
  files.take(made.record());
  made.packet.cpu = 1;
  files.take(made.record());
  files.finish(10);
  const auto blocks = place.blocks("out/pcap/single.pcap");
  const auto drop_count = [&](std::size_t block) {
    const std::size_t at = blocks[block].bytes.find(std::string("\4\0\10\0", 4));
    return at == std::string::npos ? 0 : load<std::uint64_t>(blocks[block].bytes, at + 4);
  };
  CHECK(drop_count(2) == 3);
  CHECK(drop_count(3) == 0);
  CHECK(drop_count(4) == 3);
  REQUIRE(place.lines.size() == 2);
  CHECK(place.lines[1].result == "missed");
  CHECK(place.lines[1].count == 10);
}

TEST_CASE("what is flushed is in a file of whole blocks, however it ends") {
  Place place;
  PacketFiles files = place.files();
  files.take(Made(7, "curl").record());
  files.flush();
  CHECK(place.types("tmp/0") == std::vector<std::uint32_t>{kSection, kInterface, kPacket});
}

TEST_CASE("a file that is as long as a file may be is followed by another") {
  CaptureLimits limits;
  limits.file_bytes = 1000;
  Place place(limits);
  PacketFiles files = place.files();
  Made made(7, "curl");
  made.bytes.assign(300, 'x');
  for (int i = 0; i < 5; ++i) files.take(made.record());
  files.finish(0);
  CHECK(place.names() ==
        std::vector<std::string>{"out/pcap/single.2.pcap", "out/pcap/single.3.pcap", "out/pcap/single.pcap"});
  std::uint64_t packets = 0;
  for (const ManifestLine& line : place.lines) packets += *line.packets;
  CHECK(packets == 5);
  CHECK(place.types("out/pcap/single.2.pcap").front() == kSection);
}

TEST_CASE("after a limit packets are counted, and the file holds what there was before") {
  CaptureLimits limits;
  limits.total_bytes = 1000;
  Place place(limits);
  PacketFiles files = place.files();
  Made made(7, "curl");
  made.bytes.assign(300, 'x');
  for (int i = 0; i < 5; ++i) {
    files.take(made.record());
    files.flush();
  }
  files.finish(0);
  REQUIRE(place.lines.size() == 2);
  CHECK(place.lines[0].packets == 2);
  CHECK_FALSE(place.completes[0]);
  CHECK(place.lines[1].result == "limited");
  CHECK(place.lines[1].reason == "bytes of all");
  CHECK(place.lines[1].count == 3);
  CHECK(std::ranges::count(place.types("out/pcap/single.pcap"), kPacket) == 2);
}

TEST_CASE("a file that there is no room for at all leaves nothing but a line") {
  CaptureLimits limits;
  limits.total_bytes = 10;
  Place place(limits);
  PacketFiles files = place.files();
  files.take(Made(7, "curl").record());
  files.finish(0);
  REQUIRE(place.lines.size() == 1);
  CHECK(place.lines[0].result == "limited");
  CHECK(std::filesystem::is_empty(place.path() + "/tmp"));
}

TEST_CASE("files that have had no packet for long are ended so that others have room") {
  Place place;
  PacketFiles files = place.files({PacketSplit::process});
  for (std::uint32_t pid = 1; pid <= 300; ++pid) {
    Made made(pid, "x");
    made.packet.time_ns = pid;
    files.take(made.record());
  }
  CHECK(place.lines.size() == 300 - 256);
  CHECK(place.lines[0].process->pid == 1);
  files.finish(0);
  CHECK(place.lines.size() == 300);
}

TEST_CASE("a file that another program has cut is missed, and followed by a whole one") {
  Place place;
  PacketFiles files = place.files();
  Made made(7, "curl");
  files.take(made.record());
  files.flush();
  std::filesystem::resize_file(place.path() + "/tmp/0", 0);
  files.take(made.record());
  files.flush();
  REQUIRE(place.lines.size() == 1);
  CHECK(place.lines[0].result == "missed");
  CHECK(place.lines[0].reason.find("was cut by another program") != std::string::npos);
  CHECK(place.lines[0].packets == 2);
  CHECK_FALSE(place.completes[0]);
  CHECK(place.store->take_damages().size() == 1);
  files.take(made.record());
  files.finish(0);
  CHECK(place.types("out/pcap/single.pcap") == std::vector<std::uint32_t>{kSection, kInterface, kPacket, kStatistics});
}

TEST_CASE("a record that is cut is passed over") {
  Place place;
  PacketFiles files = place.files();
  Made made(7, "curl");
  const std::string whole = made.record();
  files.take(std::string_view(whole).substr(0, sizeof(wire_packet) - 1));
  files.take(std::string_view(whole).substr(0, sizeof(wire_packet) + 3));
  files.finish(0);
  CHECK(place.lines.empty());
}

}  // namespace
}  // namespace trace
