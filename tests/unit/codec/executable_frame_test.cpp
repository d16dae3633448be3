// SPDX-License-Identifier: Apache-2.0
#include "common/codec/executable_frame.h"

#include <cstring>

#include <catch2/catch.hpp>

namespace trace {
namespace {

Context of(std::uint32_t pid, std::uint64_t start_ns, std::string_view path) {
  Context context;
  context.host_pid = pid;
  context.leader_start_ns = start_ns;
  context.executable = path;
  return context;
}

// A writer and a reader. Returns what the reader makes of the event, and counts the bytes between them.
struct Wire {
  ExecutableFrames writer, reader;
  std::size_t bytes = 0;

  std::string pass(const Context& context) {
    std::string frame;
    writer.tell(context, frame);
    if (!frame.empty()) REQUIRE(reader.read(frame));
    bytes += frame.size();
    return std::string(reader.find(context));
  }
};

}  // namespace

TEST_CASE("a reader knows the executable of every event") {
  Wire wire;
  CHECK(wire.pass(of(10, 1, "/bin/sh")) == "/bin/sh");
  CHECK(wire.pass(of(11, 1, "/bin/cat")) == "/bin/cat");
  CHECK(wire.pass(of(10, 1, "/bin/ls")) == "/bin/ls");
  CHECK(wire.pass(of(10, 2, "/bin/id")) == "/bin/id");
  CHECK(wire.pass(of(10, 2, "")) == "");
  CHECK(wire.pass(of(10 + 4096, 2, "/bin/ps")) == "/bin/ps");
  CHECK(wire.pass(of(10, 2, "/bin/id")) == "/bin/id");
  CHECK(wire.pass(of(77, 1, "")) == "");
}

TEST_CASE("an executable is said once") {
  Wire wire;
  wire.pass(of(10, 1, "/bin/sh"));
  const std::size_t once = wire.bytes;
  wire.pass(of(11, 1, ""));
  for (int i = 0; i < 100; ++i) wire.pass(of(10, 1, "/bin/sh"));
  CHECK(wire.bytes == once);
  CHECK(once == sizeof(wire_executable) + std::strlen("/bin/sh"));
}

TEST_CASE("a dictionary frame that is cut is corrupt, one of another kind is skipped") {
  ExecutableFrames writer;
  std::string frame;
  writer.tell(of(10, 1, "/bin/sh"), frame);
  ExecutableFrames reader;
  for (std::size_t size = 0; size < sizeof(wire_executable); ++size) {
    const Status read = reader.read(std::string_view(frame).substr(0, size));
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Code::corrupt);
  }
  frame[offsetof(wire_executable, what)] = 2;
  CHECK(reader.read(frame));
  CHECK(reader.find(of(10, 1, "")).empty());
}

}  // namespace trace
