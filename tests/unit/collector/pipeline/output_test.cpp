// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include <catch2/catch.hpp>

#include "collector/pipeline/losses.h"
#include "collector/pipeline/pipeline.h"
#include "tests/support/event_builder.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

Output json_output(const std::string& path) {
  FilesInUse in_use;
  auto output = Output::open(make_json_encoder({}), path, in_use);
  if (!output) FAIL(output.error().message);
  return *std::move(output);
}

// A disk that fills up and is cleared again.
bool is_disk_full = false;
ssize_t write_to_disk(int fd, std::string_view bytes) {
  if (!is_disk_full) return ::write(fd, bytes.data(), bytes.size());
  errno = ENOSPC;
  return -1;
}

struct OnDisk {
  Folder folder;
  Output output{make_json_encoder({}), Sink(UniqueFd(::open(folder.file("a.json").c_str(), O_WRONLY | O_CREAT, 0600)),
                                            "a.json", write_to_disk)};
  Event event = event_named("task_rename");

  // Encodes `count` events and tries to write them.
  void write_events(int count) {
    for (int i = 0; i < count; ++i) output.event(event, {});
    output.sink().flush();
  }
  // What the file has now.
  std::size_t count(std::string_view text) const {
    const std::string content = content_of(folder.file("a.json"));
    std::size_t found = 0;
    for (std::size_t at = 0; (at = content.find(text, at)) != std::string::npos; ++at) ++found;
    return found;
  }
};
constexpr std::string_view kEvent = "{\"timestamp\":";

Pipeline pipeline_to(const std::vector<std::string>& paths) {
  std::vector<Output> outputs;
  for (const std::string& path : paths) outputs.push_back(json_output(path));
  return Pipeline({}, {}, {}, std::move(outputs));
}

}  // namespace

TEST_CASE("a failed output does not end the others") {
  const Folder folder;
  Pipeline pipeline = pipeline_to({"/dev/full", folder.file("a.json")});
  pipeline.loss({});
  pipeline.outputs().flush();
  CHECK_FALSE(pipeline.outputs().is_over());
  pipeline.totals(true, 0);
  pipeline.outputs().flush();
  CHECK(content_of(folder.file("a.json")).find("\"final\":true") != std::string::npos);
}

TEST_CASE_METHOD(
    OnDisk, "what is encoded when the disk is full waits; events after that are lost, and told once there is room") {
  is_disk_full = true;
  write_events(2);
  CHECK(output.sink().is_full());
  CHECK_FALSE(output.sink().has_ended());
  write_events(3);
  is_disk_full = false;
  output.sink().flush();
  CHECK_FALSE(output.sink().is_full());
  CHECK(output.tell_lost() == 3);
  CHECK(output.tell_lost() == 0);
  write_events(1);
  CHECK(count(kEvent) == 3);
  CHECK(count("\"loss\":") == 1);
  CHECK(output.sink().outcome());
}

TEST_CASE_METHOD(OnDisk, "losses that are told while the disk is full are told once there is room") {
  is_disk_full = true;
  write_events(1);
  output.loss(one_loss(WIRE_EVENT_task_rename, 0, 7));
  is_disk_full = false;
  output.sink().flush();
  CHECK(output.tell_lost() == 7);
}

TEST_CASE_METHOD(OnDisk,
                 "the totals of an output count what it could not write as lost, and checkpoints wait for room") {
  const std::vector<wire_total> rows{{WIRE_EVENT_task_rename, 0, 9, 8, 0, 1}};
  is_disk_full = true;
  write_events(1);
  write_events(3);
  output.totals(rows, false, 5);
  is_disk_full = false;
  output.sink().flush();
  CHECK(count("totals") == 0);
  output.totals(rows, true, 6);
  output.sink().flush();
  CHECK(count("\"produced\":9,\"written\":5,\"filtered\":0,\"lost\":4") == 1);
}

TEST_CASE_METHOD(OnDisk, "a disk that is still full at the end is a failure, told with what was not written") {
  is_disk_full = true;
  write_events(1);
  output.totals(std::vector<wire_total>{}, true, 6);
  output.sink().flush();
  is_disk_full = false;
  REQUIRE_FALSE(output.sink().outcome());
  CHECK(output.sink().outcome().error().message.starts_with("writing to a.json: No space left on device ("));
}

TEST_CASE("when all outputs have failed it is over") {
  Pipeline pipeline = pipeline_to({"/dev/full", "/dev/full"});
  pipeline.totals(true, 0);
  pipeline.outputs().flush();
  CHECK(pipeline.outputs().is_over());
}

TEST_CASE("an output fails once, with its name, the reason and what was not written") {
  const Folder folder;
  Pipeline pipeline = pipeline_to({"/dev/full", folder.file("a.json")});
  CHECK(pipeline.outputs().written());
  for (int i = 0; i < 3; ++i) {
    pipeline.totals(true, 0);
    pipeline.outputs().flush();
  }
  REQUIRE_FALSE(pipeline.outputs().written());
  const std::string message = pipeline.outputs().written().error().message;
  CHECK(message.starts_with("writing to \"/dev/full\": No space left on device ("));
  CHECK(message.ends_with(" bytes were not written)"));
}

TEST_CASE("of several outputs that fail each is told") {
  Pipeline pipeline = pipeline_to({"/dev/full", "/dev/full"});
  pipeline.totals(true, 0);
  pipeline.outputs().flush();
  REQUIRE_FALSE(pipeline.outputs().written());
  const std::string message = pipeline.outputs().written().error().message;
  CHECK(message.find("; writing to \"/dev/full\"") != std::string::npos);
}

}  // namespace trace
