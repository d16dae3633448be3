// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "tests/support/facts.h"
#include "tests/support/records.h"

namespace trace {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t kBootTimeNs = 1'732'400'000'000'000'000;
constexpr std::uint64_t kTimeNs = 1'732'402'800'123'456'789;  // 23:00:00 UTC

using NamedValues = std::vector<std::pair<std::string_view, Value>>;

Event make_event(std::string_view name, const NamedValues& args = {}) {
  Event event;
  event.spec = find_event(name);
  REQUIRE(event.spec != nullptr);
  event.context.time_ns = kTimeNs;
  event.context.uid = 1000;
  event.context.comm = "demo";
  event.context.pid = event.context.tid = 4242;
  event.context.ppid = 4200;
  for (const auto& [field, value] : args) {
    const auto ordinal = event.spec->field(field);
    REQUIRE(ordinal);
    event.args[*ordinal].value = value;
  }
  return event;
}

// A table, with the output of each call taken off it.
class Table {
 public:
  explicit Table(const EncoderOptions& options = {}, bool verbose = false)
      : encoder_(verbose ? make_table_verbose_encoder(options) : make_table_encoder(options)) {
    setenv("TZ", "UTC0", 1);
    tzset();
    StreamInfo info;
    info.boot_time_ns = kBootTimeNs;
    encoder_->begin(info, header_);
  }

  const std::string& header() const { return header_; }
  std::string row(const Event& event) {
    std::string out;
    encoder_->event(event, {}, out);
    return out;
  }
  std::string loss(const wire_loss& loss) {
    std::string out;
    encoder_->loss(loss, out);
    return out;
  }
  std::string totals(std::span<const wire_total> totals, bool final) {
    std::string out;
    encoder_->totals(totals, final, 0, out);
    return out;
  }

 private:
  std::unique_ptr<Encoder> encoder_;
  std::string header_;
};

// The arguments only: what stands after the EVENT column.
std::string arguments(const Event& event, const EncoderOptions& options = {}, bool verbose = false) {
  const std::string row = Table(options, verbose).row(event);
  const std::string name = ' ' + std::string(event.spec->name) + ' ';
  const std::size_t begin = row.find_first_not_of(' ', row.rfind(name) + name.size());
  return row.substr(begin, row.size() - begin - 1);
}

// Events of the lines of tests/facts/table.txt.
std::vector<Event> reference_events() {
  static const auto kAddress =
      socket_address({{"sa_family", "AF_INET"}, {"sin_addr", "93.184.216.34"}, {"sin_port", "443"}});
  static const std::string kNoCredentials(sizeof(wire_cred), '\0');
  const std::string_view loader = "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2";
  std::vector<Event> events = {
      make_event("openat", {{"dirfd", std::int64_t{-100}},
                            {"pathname", "/etc/passwd"},
                            {"flags", std::int64_t{02000000}},
                            {"mode", std::uint64_t{0}}}),
      make_event("mmap", {{"addr", Address{0}},
                          {"length", std::uint64_t{4096}},
                          {"prot", std::int64_t{7}},
                          {"flags", std::int64_t{34}},
                          {"fd", std::int64_t{-1}},
                          {"off", std::uint64_t{0}}}),
      make_event("sched_process_exec", {{"cmdpath", "/usr/bin/ls"},
                                        {"pathname", "/usr/bin/ls"},
                                        {"dev", std::uint64_t{8388610}},
                                        {"inode", std::uint64_t{1321123}},
                                        {"ctime", std::uint64_t{1724232165123456789}},
                                        {"inode_mode", std::uint64_t{33261}},
                                        {"interpreter_pathname", loader},
                                        {"interpreter_dev", std::uint64_t{8388610}},
                                        {"interpreter_inode", std::uint64_t{1318422}},
                                        {"interpreter_ctime", std::uint64_t{1724232160123456789}},
                                        {"argv", StringList(std::string_view("ls\0-l\0", 6))},
                                        {"interp", "/usr/bin/ls"},
                                        {"stdin_type", std::uint64_t{0020000}},
                                        {"stdin_path", "/dev/pts/0"},
                                        {"invoked_from_kernel", false},
                                        {"prev_comm", "bash"},
                                        {"env", StringList()}}),
      make_event("security_file_open", {{"pathname", "/etc/ld.so.preload"},
                                        {"flags", std::int64_t{0101101}},
                                        {"dev", std::uint64_t{8388610}},
                                        {"inode", std::uint64_t{99}},
                                        {"ctime", std::uint64_t{1724232165123456789}},
                                        {"syscall_pathname", "/etc/ld.so.preload"}}),
      make_event("security_socket_connect",
                 {{"sockfd", std::int64_t{3}}, {"type", std::int64_t{1}}, {"remote_addr", kAddress}}),
      make_event("commit_creds",
                 {{"old_cred", Record(WIRE_CRED, kNoCredentials)}, {"new_cred", Record(WIRE_CRED, kNoCredentials)}}),
  };
  for (Event& event : events) {
    event.context.comm = "worker";
    event.architecture = Architecture::x86_64;
  }
  events[0].context.retval = 3;
  events[1].context.retval = 140233452986368;
  events[2].context.uid = 0;
  events[2].context.comm = "ls";
  events[3].context.comm = "cat";
  events[4].context.comm = "nc";
  return events;
}

TEST_CASE("table lines are Tracee's, with the names that it lacks") {
  const std::vector<std::string> reference = read_fact_lines("table.txt");
  Table table;
  CHECK(reference.at(0) + '\n' == table.header());
  std::size_t line = 0;
  for (const Event& event : reference_events()) {
    CHECK(table.row(event) == reference.at(++line) + '\n');
  }
}

TEST_CASE("a table has fixed columns and the arguments last") {
  Table table;
  CHECK(table.header() ==
        "TIME             UID    COMM             PID     TID     RET              EVENT           "
        "          ARGS\n");
  CHECK(table.row(make_event("mprotect",
                             {{"addr", Address{0x7f00}}, {"len", std::uint64_t{4096}}, {"prot", std::int64_t{1}}})) ==
        "23:00:00:123456  1000   demo             4242    4242    0                mprotect        "
        "          addr: 0x7f00, len: 4096, prot: PROT_READ\n");
}

TEST_CASE("an event without arguments leaves the blank after its name") {
  const std::string row = Table().row(make_event("getpid"));
  CHECK(row.substr(row.size() - 27) == "getpid                    \n");
}

TEST_CASE("a verbose table has namespaces, and numbers as they are") {
  Table table({}, true);
  CHECK(table.header() ==
        "TIME             UTS_NAME          CONTAINER_ID  MNT_NS       PID_NS       UID    COMM    "
        "         PID     TID     PPID    RET              EVENT                     ARGS\n");
  Event event = make_event("mprotect", {{"addr", Address{16}}, {"prot", std::int64_t{1}}});
  event.context.uts = "box";
  event.context.container_id = "0123456789abcdef";
  event.context.mntns = 4026531840;
  event.context.pidns = 4026531836;
  CHECK(table.row(event) ==
        "23:00:00:123456  box               0123456789ab  4026531840   4026531836   1000   demo    "
        "         4242    4242    4200    0                mprotect                  addr: 16, prot: 1\n");
}

TEST_CASE("a verbose table has symbols if they are asked for") {
  EncoderOptions options;
  options.parse_arguments = true;
  const Event event = make_event("mprotect", {{"addr", Address{16}}, {"prot", std::int64_t{1}}});
  CHECK(arguments(event, options, true) == "addr: 0x10, prot: PROT_READ");
}

TEST_CASE("relative time is counted from boot") {
  EncoderOptions options;
  options.relative_time = true;
  CHECK(Table(options).row(make_event("getpid")).rfind("2800.123456      1000", 0) == 0);
}

TEST_CASE("no control character reaches the terminal") {
  std::string hostile = "a\x1b[2J\n\x7f"s + '\0' + "\xc2\x9b"s + "\x9b\xff\xc3\xa9";
  Event event = make_event("security_inode_rename", {{"old_path", std::string_view(hostile)}, {"new_path", "/b"}});
  CHECK(arguments(event) == "old_path: a\\x1b[2J\\x0a\\x7f\\x00\\xc2\\x9b\\x9b\\xff\xc3\xa9, new_path: /b");

  hostile = "\x1b]0;x\a";
  event = make_event("execve");
  event.context.comm = hostile;
  const std::string list = "\x1b[1m\0b\0"s;
  event.args[*event.spec->field("argv")].value = StringList(list);
  const std::string row = Table().row(event);
  CHECK(row.find("\\x1b]0;x\\x07") != std::string::npos);
  CHECK(row.find("argv: [\\x1b[1m b]") != std::string::npos);
  CHECK(row.find('\x1b') == std::string::npos);
}

TEST_CASE("an abstract or hostile socket path is shown without control characters") {
  const auto address = socket_address({{"sa_family", "AF_UNIX"}, {"sun_path", "/run/\x1b[m"}});
  const Event event =
      make_event("security_socket_connect",
                 {{"sockfd", std::int64_t{4}}, {"type", std::int64_t{0x80002}}, {"remote_addr", address}});
  CHECK(arguments(event) ==
        "sockfd: 4, type: SOCK_DGRAM|SOCK_CLOEXEC, "
        "remote_addr: map[sa_family:AF_UNIX sun_path:/run/\\x1b[m]");
}

TEST_CASE("columns are as wide as characters, not as bytes") {
  Event event = make_event("getpid");
  event.context.comm = "caf\xc3\xa9";
  CHECK(Table().row(event).rfind("23:00:00:123456  1000   caf\xc3\xa9             4242 ", 0) == 0);
}

TEST_CASE("a long event name is cut") {
  Event event;
  for (const EventSpec& spec : events()) {
    if (spec.name.size() > 25) event = make_event(spec.name);
  }
  if (event.spec == nullptr) return;
  const std::string cut = ' ' + std::string(event.spec->name.substr(0, 22)) + "... ";
  CHECK(Table().row(event).find(cut) != std::string::npos);
  CHECK(Table({}, true).row(event).find(event.spec->name) != std::string::npos);
}

TEST_CASE("two lists that differ look different") {
  const auto shown = [](std::string list) {
    Event event = make_event("execve");
    event.args[*event.spec->field("argv")].value = StringList(list);
    return arguments(event);
  };
  CHECK(shown("sh\0-c\0id\0"s).find("argv: [sh -c id]") != std::string::npos);
  CHECK(shown("sh\0-c id\0"s).find("argv: [sh \"-c id\"]") != std::string::npos);
  CHECK(shown("sh\0\0"s).find("argv: [sh \"\"]") != std::string::npos);
  CHECK(shown("a\" \"b\0"s).find("argv: [\"a\\\" \\\"b\"]") != std::string::npos);
}

TEST_CASE("a value that is cut off, or could not be read, says so") {
  Event event = make_event("security_inode_unlink", {{"pathname", "/deep"}});
  const std::size_t pathname = *event.spec->field("pathname");
  event.args[pathname].marks = WIRE_FIELD_TRUNCATED;
  CHECK(arguments(event).rfind("pathname: /deep...(cut)", 0) == 0);

  event = make_event("openat");
  event.context.flags = WIRE_FLAG_UNREADABLE;
  CHECK(arguments(event) == "pathname: (unreadable)");
}

TEST_CASE("a table does not have what is absent") {
  CHECK(arguments(make_event("pipe2", {{"flags", std::int64_t{0x2345}}})) == "flags: 0x2345");  // of a call that failed
  CHECK(arguments(make_event("getpid")).empty());
}

TEST_CASE("seconds are shown as Go shows them") {
  const auto seconds = [](std::int64_t whole, std::int64_t nanoseconds) {
    return arguments(make_event("nanosleep", {{"req", timespec(whole, nanoseconds)}}));
  };
  CHECK(seconds(1700000000, 0) == "req: 1700000000");
  CHECK(seconds(1, 500000000) == "req: 1.5");
  CHECK(seconds(0, 50000) == "req: 5e-05");
}

TEST_CASE("a loss of what is not known is of unknown events") {
  wire_loss loss{};
  loss.id = WIRE_ANY_EVENT;
  loss.cpu = loss.lane = WIRE_NO_LANE;
  loss.count = 17;
  CHECK(Table().loss(loss) == "! lost 17 unknown events\n");
}

TEST_CASE("a loss is a line of its own and counts in the end") {
  wire_loss loss{};
  loss.id = find_event("openat")->id;
  loss.cpu = 3;
  loss.lane = 9;
  loss.count = 17;
  Table table;
  CHECK(table.loss(loss) == "! lost 17 openat events on cpu 3\n");
  loss.cpu = loss.lane = WIRE_NO_LANE;
  CHECK(table.loss(loss) == "! lost 17 openat events\n");

  table.row(make_event("getpid"));
  wire_total total{};
  total.id = loss.id;
  total.filtered = 5;
  CHECK(table.totals({&total, 1}, false).empty());
  CHECK(table.totals({&total, 1}, true) ==
        "\nEnd of events stream\n"
        R"({"Stats":{"EventCount":1,"EventsFiltered":5,"NetCapCount":0,"BPFLogsCount":0,)"
        R"("ErrorCount":0,"LostEvCount":34,"LostWrCount":0,"LostNtCapCount":0,)"
        R"("LostBPFLogsCount":0}})"
        "\n");
}

}  // namespace
}  // namespace trace
