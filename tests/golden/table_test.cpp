// SPDX-License-Identifier: Apache-2.0
// The table beside rows that Tracee 0.23 wrote.
#include <time.h>

#include <cstdlib>
#include <map>

#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "tests/support/reference.h"
#include "tests/support/streams.h"

namespace trace::test {
namespace {

// Sets the time zone for one test.
class Zone {
 public:
  explicit Zone(const char* name) {
    const char* const before = std::getenv("TZ");
    if (before != nullptr) before_ = before;
    was_set_ = before != nullptr;
    set(name);
  }
  ~Zone() { was_set_ ? set(before_.c_str()) : unset(); }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  static void set(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  static void unset() {
    ::unsetenv("TZ");
    ::tzset();
  }
  std::string before_;
  bool was_set_ = false;
};

std::string header(bool verbose) {
  std::string out;
  make_table_encoder({}, verbose)->begin({}, out);
  return out;
}

std::string row(const Event& event, bool parse_arguments, bool verbose = false) {
  std::string out;
  make_table_encoder({parse_arguments, false}, verbose)->event(event, {}, out);
  return out;
}

Event openat() {
  Event event;
  event.spec = find_event("openat");
  event.context.time_ns = 1732402800123456789;
  event.context.uid = 1000;
  event.context.comm = "demo";
  event.context.uts = "box1";
  event.context.pid = event.context.tid = 4242;
  event.context.ppid = 4100;
  event.context.mntns = 4026531841;
  event.context.pidns = 4026531836;
  event.context.retval = 3;
  event.args[0].value = std::int64_t{-100};
  event.args[1].value = std::string_view("/etc/passwd");
  event.args[2].value = std::int64_t{524288};
  event.args[3].value = std::uint64_t{0};
  return event;
}

TEST_CASE("a row of the table has Tracee's columns") {
  const Zone utc("UTC");
  CHECK(header(false) ==
        "TIME             UID    COMM             PID     TID     RET              EVENT          "
        "           ARGS\n");
  CHECK(row(openat(), true) ==
        "23:00:00:123456  1000   demo             4242    4242    3                openat         "
        "           dirfd: -100, pathname: /etc/passwd, flags: O_RDONLY|O_CLOEXEC, mode: 0\n");
}

TEST_CASE("a row of the verbose table has Tracee's columns") {
  const Zone utc("UTC");
  CHECK(header(true) ==
        "TIME             UTS_NAME          CONTAINER_ID  MNT_NS       PID_NS       UID    COMM   "
        "          PID     TID     PPID    RET              EVENT                     ARGS\n");
  CHECK(row(openat(), false, true) ==
        "23:00:00:123456  box1                            4026531841   4026531836   1000   demo   "
        "          4242    4242    4100    3                openat                    dirfd: -100, "
        "pathname: /etc/passwd, flags: 524288, mode: 0\n");
}

TEST_CASE("times of the table are local") {
  const Zone east("XXX-05:30");
  CHECK(row(openat(), true).starts_with("04:30:00:123456  "));
}

TEST_CASE("nothing that a terminal acts on gets into the table") {
  Event event = openat();
  event.context.comm = "\x1b[31m";
  event.args[1].value = std::string_view("a\nb\x7f\xc2\x9b\xe2\x80\xae\xff\xc3\xa9");
  const std::string text = row(event, true);
  CHECK(text.find("\\x1b[31m ") != std::string::npos);
  CHECK(text.find("pathname: a\\x0ab\\x7f\\xc2\\x9b\\xe2\\x80\\xae\\xff\xc3\xa9, ") !=
        std::string::npos);
  CHECK(text.find('\n') == text.size() - 1);
}

TEST_CASE("the table says what was lost, and ends as Tracee's does") {
  const Zone utc("UTC");
  const auto encoder = make_table_encoder({}, false);
  std::string out;
  encoder->begin({1732402800000000000, 2, "", ""}, out);
  out.clear();
  wire_loss loss{};
  loss.id = 257;
  loss.cpu = 1;
  loss.count = 12;
  loss.last_time_ns = 1'000'000'000;
  encoder->loss(loss, out);
  CHECK(out == "! lost 12 openat events on cpu 1 between 23:00:00:000000 and 23:00:01:000000\n");
  out.clear();
  encoder->totals(std::vector<wire_total>{{257, 0, 20, 7, 1, 12}}, false, out);
  CHECK(out.empty());
  encoder->totals(std::vector<wire_total>{{257, 0, 20, 7, 1, 12}, {0, 0, 1, 1, 0, 0}}, true, out);
  CHECK(out ==
        "\nEnd of events stream\n{\"Stats\":{\"EventCount\":8,\"EventsFiltered\":1,"
        "\"NetCapCount\":0,\"BPFLogsCount\":0,\"ErrorCount\":0,\"LostEvCount\":12,"
        "\"LostWrCount\":0,\"LostNtCapCount\":0,\"LostBPFLogsCount\":0}}\n");
}

TEST_CASE("the rows of Tracee whose events the catalog has are written byte for byte") {
  const auto table = read_reference("tracee-table-examples.txt", "golden: Tracee's table");
  const auto json = read_reference("tracee-examples.jsonl", "golden: Tracee's table");
  if (!table || !json) return;
  const Zone utc("UTC");
  const std::vector<std::string> rows = lines_of(*table);
  REQUIRE(!rows.empty());
  CHECK(header(false) == rows.front() + "\n");

  // The rows were printed from the parsed one of the JSON lines of their event.
  std::map<std::string, std::string> lines;
  for (const std::string& line : lines_of(*json)) {
    const std::string_view key = "\"eventName\":\"";
    const std::size_t start = line.find(key) + key.size();
    lines[line.substr(start, line.find('"', start) - start)] = line;
  }
  int compared = 0;
  for (const auto& [name, line] : lines) {
    auto reader = open_reader(bytes_of(line));
    REQUIRE(reader);
    if ((*reader)->next() != EventReader::Item::event) continue;
    for (const std::string& expected : rows) {
      if (expected.find(" " + name + " ") == std::string::npos) continue;
      CHECK(row((*reader)->event(), true) == expected + "\n");
      ++compared;
    }
  }
  CHECK(compared == 6);
}

}  // namespace
}  // namespace trace::test
