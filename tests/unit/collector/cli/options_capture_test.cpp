// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options_capture.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

CaptureRequest parsed(const std::vector<std::string>& values) {
  CaptureRequest request;
  if (const Status status = parse_captures(values, request); !status) FAIL(status.error().message);
  return request;
}

std::string refusal(const std::vector<std::string>& values) {
  CaptureRequest request;
  const Status status = parse_captures(values, request);
  return status ? "" : status.error().message;
}

TEST_CASE("nothing is captured that was not asked for") {
  CHECK_FALSE(parsed({}).any());
  CHECK(parsed({"exec"}).exec);
  CHECK(parsed({"exec"}).folder == "/var/lib/trace");
  CHECK_FALSE(parsed({"exec"}).clear_folder);
  CHECK_FALSE(parsed({"exec"}).transfers[WIRE_WAY_LIBRARY].is_wanted);
}

TEST_CASE("libraries are captured with programs, in Tracee's spelling, too") {
  for (const char* const value : {"exec=libs", "exec:libs"}) {
    CHECK(parsed({value}).exec);
    CHECK(parsed({value}).transfers[WIRE_WAY_LIBRARY].is_wanted);
  }
  CHECK(refusal({"exec=lib"}).find("did you mean \"libs\"") != std::string::npos);
}

TEST_CASE("what to capture, where and how much, in one value or several, with either sign") {
  for (const auto& values : {std::vector<std::string>{"exec,dir=/x,clear-dir,max-file=1k"},
                             std::vector<std::string>{"exec", "dir:/x", "clear-dir", "max-file:1k"}}) {
    const CaptureRequest request = parsed(values);
    CHECK(request.exec);
    CHECK(request.folder == "/x");
    CHECK(request.clear_folder);
    CHECK(request.limits.file_bytes == 1024);
  }
  CHECK(parsed({"exec", "dir:/with,comma"}).folder == "/with,comma");
  CHECK(parsed({"exec,max-files=7"}).limits.total_files == 7);
  CHECK_FALSE(parsed({"exec"}).limits.oldest_go);
  CHECK(parsed({"exec,when-full=oldest"}).limits.oldest_go);
  CHECK_FALSE(parsed({"exec,when-full=stop"}).limits.oldest_go);
  CHECK(refusal({"exec,when-full=oldst"}).find("did you mean \"oldest\"") != std::string::npos);
}

TEST_CASE("what is written and read is chosen by path, type and descriptor, in Tracee's spelling, too") {
  const TransferRequest all = parsed({"write"}).transfers[WIRE_WAY_WRITE];
  CHECK(all.is_wanted);
  CHECK(all.paths.empty());
  CHECK_FALSE(parsed({"write"}).transfers[WIRE_WAY_READ].is_wanted);
  for (const auto& values :
       {std::vector<std::string>{"write=/etc/*,write=/tmp/x,write=type=pipe,write=fd=stdout"},
        std::vector<std::string>{"write:path=/etc/*", "write:/tmp/x", "write:type=pipe", "write:fd=stdout"}}) {
    const TransferRequest write = parsed(values).transfers[WIRE_WAY_WRITE];
    CHECK(write.paths == std::vector<std::string>{"/etc/*", "/tmp/x"});
    CHECK(write.types == WIRE_FILE_PIPE);
    CHECK(write.fds == 2);
    CHECK_FALSE(write.only_elf);
  }
  const TransferRequest read = parsed({"read=type=elf,read=type=socket"}).transfers[WIRE_WAY_READ];
  CHECK(read.only_elf);
  CHECK(read.types == WIRE_FILE_SOCKET);
}

TEST_CASE("what is wrong with a choice of files is said") {
  CHECK(refusal({"write=etc"}).find("\"etc\"") != std::string::npos);
  CHECK(refusal({"write=path=etc"}).find("begins with \"/\"") != std::string::npos);
  CHECK(refusal({"write=/a*b"}).find("is the end of a path") != std::string::npos);
  CHECK(refusal({"write=type=pip"}).find("did you mean \"pipe\"") != std::string::npos);
  CHECK(refusal({"write=fd=3"}).find("no descriptor") != std::string::npos);
  CHECK(refusal({"write="}).find("wants a value") != std::string::npos);
  const std::vector<std::string> many(WIRE_CAPTURE_PREFIXES_MAX + 1, "write=/x");
  CHECK(refusal(many).find("are the most") != std::string::npos);
}

TEST_CASE("what is wrong is said, and what was probably meant") {
  CHECK(refusal({"exce"}).find("did you mean \"exec\"") != std::string::npos);
  CHECK(refusal({"mem="}).find("takes no value") != std::string::npos);
  CHECK(refusal({"exec,dir"}).find("dir=PATH") != std::string::npos);
  CHECK(refusal({"exec,max-file=big"}).find("invalid size: \"big\"") != std::string::npos);
  CHECK(refusal({"dir:/x"}).find("but not what: exec, write, read, mem, module, bpf or net") != std::string::npos);
  CHECK_FALSE(refusal({"exec,"}).empty());
}

TEST_CASE("packets are split in several ways, and cut") {
  const PacketCapture none = parsed({"exec"}).packets;
  CHECK_FALSE(none.wanted);
  const PacketCapture whole = parsed({"net"}).packets;
  CHECK(whole.wanted);
  CHECK(whole.splits.none());
  CHECK(whole.size_max == WIRE_PACKET_MAX);
  const PacketCapture split = parsed({"net,net-split=process,net-split:container,net-snaplen=96"}).packets;
  CHECK(split.splits.count() == 2);
  CHECK(split.splits.test(static_cast<std::size_t>(PacketSplit::process)));
  CHECK(split.size_max == 96);
  CHECK(parsed({"net,net-snaplen=1M"}).packets.size_max == WIRE_PACKET_MAX);
  CHECK(parsed({"net,net-snaplen=headers"}).packets.only_headers);
  CHECK_FALSE(parsed({"net,net-snaplen=headers,net-snaplen=96"}).packets.only_headers);
  const PacketCapture of_tracee = parsed({"pcap:process,pcap-snaplen:1k"}).packets;
  CHECK(of_tracee.wanted);
  CHECK(of_tracee.splits.test(static_cast<std::size_t>(PacketSplit::process)));
  CHECK(of_tracee.size_max == 1024);
  CHECK(parsed({"network"}).packets.wanted);
  CHECK(refusal({"net,net-split=proces"}).find("did you mean \"process\"") != std::string::npos);
  CHECK(refusal({"net,net-snaplen=0"}).find("nothing is kept") != std::string::npos);
}

TEST_CASE("help, manual and completion have every word") {
  CHECK(capture_topic().find("max-total=SIZE") != std::string::npos);
  CHECK(manual_of_captures().find(".It Cm max-total Ns = Ns Ar SIZE\n") != std::string::npos);
  CHECK(capture_words().starts_with(
      "exec exec= write write= read read= mem module bpf net net= net-split= net-snaplen= dir= clear-dir "));
}

}  // namespace
}  // namespace trace
