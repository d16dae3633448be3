// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <catch2/catch.hpp>

#include "collector/pipeline/pipeline.h"
#include "common/event/losses.h"
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

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// What the files of a folder have, in the order of their names.
std::vector<std::string> contents_of(const Folder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().filename() != ".trace-recording") names.push_back(entry.path().string());
  }
  std::sort(names.begin(), names.end());
  for (std::string& name : names) name = content_of(name);
  return names;
}

Output series_output(const Folder& folder, FileLimits limits) {
  auto broker = Broker::start({.recordings = {{folder.path(), "%F-%H%M%S.json"}}});
  if (!broker) FAIL(broker.error().message);
  Output output(make_json_encoder({}),
                FileSeries(std::make_shared<Broker>(*std::move(broker)), 0, folder.path(), limits));
  CHECK(contents_of(folder).empty());  // until it begins
  if (const Status begun = output.begin(); !begun) FAIL(begun.error().message);
  return output;
}

}  // namespace

TEST_CASE("a recording of several files has each event once, and each file its own account") {
  const Folder folder;
  std::vector<Output> outputs;
  outputs.push_back(series_output(folder, {0, 10 * kSecond}));
  StreamInfo info;
  info.begin_ns = kSecond;
  PipelineOptions options;
  options.events.set(WIRE_SLOT_task_rename);
  Pipeline pipeline(options, {}, info, std::move(outputs));
  Event event = event_named("task_rename");
  const auto write = [&](int count) {
    for (int i = 0; i < count; ++i) pipeline.side_event(event);
  };
  write(3);
  CHECK_FALSE(pipeline.is_file_due(5 * kSecond));
  REQUIRE(pipeline.is_file_due(11 * kSecond));
  pipeline.change_files(11 * kSecond);
  CHECK_FALSE(pipeline.is_file_due(12 * kSecond));
  write(2);
  pipeline.totals(true, 13 * kSecond);
  pipeline.outputs().flush();
  const std::vector<std::string> files = contents_of(folder);
  REQUIRE(files.size() == 2);
  CHECK(files[0].find("\"final\":true,\"goesOn\":true") != std::string::npos);
  CHECK(files[0].find("\"produced\":3,\"written\":3") != std::string::npos);
  CHECK(files[1].find("\"goesOn\"") == std::string::npos);
  CHECK(files[1].find("\"produced\":2,\"written\":2") != std::string::npos);
}

TEST_CASE("what was told of processes is told again at the head of a later file, in no account") {
  const Folder folder;
  std::vector<Output> outputs;
  outputs.push_back(series_output(folder, {0, 10 * kSecond}));
  StreamInfo info;
  info.begin_ns = kSecond;
  PipelineOptions options;
  options.events.set(WIRE_SLOT_sched_process_exec);
  Pipeline pipeline(options, {}, info, std::move(outputs));
  Event event = event_named("sched_process_exec");
  event.context.host_pid = event.context.host_tid = 7;
  event.context.leader_start_ns = kSecond;
  set_argument(event, "pathname", std::string_view("/usr/bin/x"));
  pipeline.side_event(event);
  pipeline.change_files(11 * kSecond);
  pipeline.totals(true, 13 * kSecond);
  pipeline.outputs().flush();
  const std::vector<std::string> files = contents_of(folder);
  REQUIRE(files.size() == 2);
  CHECK(files[0].find("\"state\":true") == std::string::npos);
  CHECK(files[1].find("\"eventName\":\"existing_process\"") != std::string::npos);
  CHECK(files[1].find("\"state\":true") != std::string::npos);
  CHECK(files[1].find("/usr/bin/x") != std::string::npos);
  CHECK(files[1].find("\"totals\":{\"final\":true,\"events\":[]}") != std::string::npos);
}

}  // namespace trace
