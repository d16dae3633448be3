// SPDX-License-Identifier: Apache-2.0
#include "tests/support/exported.h"

namespace trace {
namespace {

TEST_CASE("a line for Timesketch has what it requires") {
  const std::string line = exported(
      ExportFormat::timesketch,
      told_event("security_file_open", {{"pathname", std::string_view("/etc/passwd")}, {"flags", std::int64_t{0}}})
          .event);
  CHECK(has_text(line, R"({"message":"sh (30) security_file_open pathname: /etc/passwd, flags: O_RDONLY",)"
                       R"("datetime":"2023-11-14T22:13:21.234567+00:00","timestamp":1700000001234567,)"
                       R"("timestamp_desc":"File opened")"));
  CHECK(has_text(line, R"("event_name":"security_file_open","hostname":"box1","pid":30,"ppid":20,"uid":33)"));
  CHECK(has_text(line, R"("container_id":"3f4be7","file_path":"/etc/passwd")"));
  CHECK(has_text(line, R"("arg_flags":"O_RDONLY"})"));
  CHECK_FALSE(has_text(line, "\"cut\""));
}

TEST_CASE("a line for Timesketch has less than 32 KiB, whatever is in the event, and says what was cut") {
  const std::string control(9'000, '\x01');
  std::string argv;
  for (int i = 0; i < 100; ++i) argv += control.substr(0, 150) + '\0';
  const std::string line = exported(
      ExportFormat::timesketch, told_event("sched_process_exec", {{"cmdpath", std::string_view(control)},
                                                                  {"pathname", std::string_view(control)},
                                                                  {"interpreter_pathname", std::string_view(control)},
                                                                  {"argv", StringList(argv)},
                                                                  {"interp", std::string_view(control)},
                                                                  {"stdin_path", std::string_view(control)},
                                                                  {"prev_comm", std::string_view(control)},
                                                                  {"script_path", std::string_view(control)}})
                                    .event);
  CHECK(line.size() < 32'768);
  CHECK(line.ends_with("\"cut\":true}\n"));
}

TEST_CASE("a text is cut between characters") {
  std::string path = "/";
  for (int i = 0; i < 3'000; ++i) path += "\xe2\x82\xac";
  const std::string line = exported(ExportFormat::timesketch,
                                    told_event("security_file_open", {{"pathname", std::string_view(path)}}).event);
  CHECK_FALSE(has_text(line, "\xef\xbf\xbd"));
  CHECK(line.ends_with("\"cut\":true}\n"));
}

TEST_CASE("a loss and a detection are lines for Timesketch") {
  CHECK(has_text(exported_loss(ExportFormat::timesketch), R"("message":"the collector lost 3 openat")"));
  const std::string line = exported_detection(ExportFormat::timesketch);
  CHECK(has_text(line, R"("message":"HIGH TRC-7 Something found: sh (30) ptrace)"));
  CHECK(has_text(line, R"("timestamp_desc":"Detection","rule_id":"TRC-7")"));
  CHECK(has_text(line, R"("technique":"T1053.003")"));
}

}  // namespace
}  // namespace trace
