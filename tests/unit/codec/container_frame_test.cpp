// SPDX-License-Identifier: Apache-2.0
#include "common/codec/container_frame.h"

#include <cstddef>

#include <catch2/catch.hpp>

namespace trace {
namespace {

Context of(std::uint64_t cgroup_id, std::string_view id) {
  Context context;
  context.cgroup_id = cgroup_id;
  context.container_id = id;
  return context;
}

// A writer and a reader. Returns what the reader makes of the event, and counts the bytes between them.
struct Wire {
  ContainerFrames writer, reader;
  std::size_t bytes = 0;

  std::string pass(const Context& context) {
    std::string frame;
    writer.tell(context, frame);
    if (!frame.empty()) REQUIRE(reader.read(frame));
    bytes += frame.size();
    return std::string(reader.find(context));
  }
};

TEST_CASE("a reader of frames knows the container of every event") {
  Wire wire;
  CHECK(wire.pass(of(1, "")).empty());
  CHECK(wire.pass(of(5, "aa")) == "aa");
  CHECK(wire.pass(of(5 + 1024, "bb")) == "bb");
  CHECK(wire.pass(of(5, "aa")) == "aa");
  CHECK(wire.pass(of(5, "")).empty());
}

TEST_CASE("a container is said once, the host never") {
  Wire wire;
  for (int i = 0; i < 100; ++i)
    wire.pass(of(5, "aa"));
  CHECK(wire.bytes == sizeof(wire_container) + 2);
  wire.pass(of(6, ""));
  CHECK(wire.bytes == sizeof(wire_container) + 2);
}

TEST_CASE("a frame of a container that is cut is corrupt, one of another dictionary is skipped") {
  ContainerFrames writer, reader;
  std::string frame;
  writer.tell(of(5, "aa"), frame);
  for (std::size_t size = 0; size < sizeof(wire_container); ++size) {
    const Status read = reader.read(std::string_view(frame).substr(0, size));
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Code::corrupt);
  }
  frame[offsetof(wire_container, what)] = 1;
  CHECK(reader.read(frame));
  CHECK(reader.find(of(5, "")).empty());
}

}  // namespace
}  // namespace trace
