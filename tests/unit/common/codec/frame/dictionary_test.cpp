// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/dictionary.h"

#include <cstddef>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "common/base/bytes.h"

namespace trace {
namespace {

Context of_process(std::uint32_t pid, std::uint64_t start_ns, std::string_view path) {
  Context context;
  context.host_pid = pid;
  context.leader_start_ns = start_ns;
  context.executable = path;
  return context;
}

Context of_cgroup(std::uint64_t cgroup_id, std::string_view container_id) {
  Context context;
  context.host_pid = 1;
  context.cgroup_id = cgroup_id;
  context.container_id = container_id;
  return context;
}

// A writer and a reader, and the bytes between them.
struct Wire {
  Dictionary writer, reader;
  std::size_t bytes = 0;

  // What the reader makes of an event that the writer sends.
  Context pass(const Context& context) {
    std::string frames;
    writer.tell(context, frames);
    bytes += frames.size();
    for (std::string_view rest = frames; !rest.empty();) {
      const auto size = static_cast<std::uint8_t>(rest[0]);  // all are short here
      REQUIRE(reader.read(rest.substr(0, size)));
      rest.remove_prefix(size);
    }
    Context received = context;
    received.executable = received.container_id = "?";
    reader.complete(received);
    return received;
  }
};

std::string frame_of(const Context& context) {
  std::string frame;
  Dictionary().tell(context, frame);
  return frame;
}

}  // namespace

TEST_CASE("a reader of frames knows the executable of every event") {
  Wire wire;
  CHECK(wire.pass(of_process(10, 1, "/bin/sh")).executable == "/bin/sh");
  CHECK(wire.pass(of_process(11, 1, "/bin/cat")).executable == "/bin/cat");
  CHECK(wire.pass(of_process(10, 1, "/bin/ls")).executable == "/bin/ls");
  CHECK(wire.pass(of_process(10, 2, "/bin/id")).executable == "/bin/id");
  CHECK(wire.pass(of_process(10, 2, "")).executable.empty());
  CHECK(wire.pass(of_process(10 + WIRE_DICTIONARY_EXECUTABLES, 2, "/bin/ps")).executable == "/bin/ps");
  CHECK(wire.pass(of_process(10, 2, "/bin/id")).executable == "/bin/id");
  CHECK(wire.pass(of_process(77, 1, "")).executable.empty());
}

TEST_CASE("a reader of frames knows the container of every event") {
  Wire wire;
  CHECK(wire.pass(of_cgroup(1, "")).container_id.empty());
  CHECK(wire.pass(of_cgroup(5, "aa")).container_id == "aa");
  CHECK(wire.pass(of_cgroup(5 + WIRE_DICTIONARY_CONTAINERS, "bb")).container_id == "bb");
  CHECK(wire.pass(of_cgroup(5, "aa")).container_id == "aa");
  CHECK(wire.pass(of_cgroup(5, "")).container_id.empty());
}

TEST_CASE("what the reader knows is not said again") {
  Wire wire;
  Context context = of_process(10, 1, "/bin/sh");
  context.cgroup_id = 5;
  context.container_id = "aa";
  for (int i = 0; i < 100; ++i) wire.pass(context);
  CHECK(wire.bytes == 2 * sizeof(wire_dictionary) + std::string_view("/bin/shaa").size());
}

TEST_CASE("a dictionary frame that is cut is corrupt, one of an unknown kind is skipped") {
  Dictionary reader;
  std::string frame = frame_of(of_cgroup(5, "aa"));
  for (std::size_t size = 0; size < sizeof(wire_dictionary); ++size) {
    const Status read = reader.read(std::string_view(frame).substr(0, size));
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Code::corrupt);
  }
  frame[offsetof(wire_dictionary, what)] = 9;
  CHECK(reader.read(frame));
  Context context = of_cgroup(5, "");
  reader.complete(context);
  CHECK(context.container_id.empty());
}

TEST_CASE("a text that is longer than a path or an id of a container can be is damage") {
  for (const auto& [what, most] : {std::pair(WIRE_DICTIONARY_EXECUTABLE, std::size_t{4096}),
                                   std::pair(WIRE_DICTIONARY_CONTAINER, std::size_t{64})}) {
    wire_dictionary head{};
    head.what = static_cast<wire_u32>(what);
    head.host_pid = 1;
    const std::string frame(bytes_of(head));
    Dictionary reader;
    CHECK(reader.read(frame + std::string(most, 'x')));
    CHECK_FALSE(reader.read(frame + std::string(most + 1, 'x')));
  }
}

TEST_CASE("a writer cuts what a reader would refuse") {
  Wire wire;
  std::string frames;
  const std::string longest(5000, 'x');
  wire.writer.tell(of_process(1, 2, longest), frames);
  CHECK(wire.reader.read(frames));
  Context context = of_process(1, 2, "");
  wire.reader.complete(context);
  CHECK(context.executable == longest.substr(0, 4096));
}

}  // namespace trace
