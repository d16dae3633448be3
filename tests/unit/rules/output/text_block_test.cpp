// SPDX-License-Identifier: Apache-2.0
#include "rules/output/text_block.h"

#include <catch2/catch.hpp>

#include "common/event/record.h"

namespace trace {
namespace {

// Knows two ancestors.
class Ancestors final : public EventState {
 public:
  Value value(StateField field, const Context& /*context*/, std::string& text) const override {
    if (field != StateField::ancestor_comm) return {};
    text.assign("ba\033sh\0sshd\0", 11);
    return StringList(text);
  }
};

struct Fixture {
  Fixture() {
    event.spec = find_event("security_file_open");
    set("pathname", std::string_view("/etc/sudoers"));
    set("flags", std::int64_t{1});
    set("inode", std::uint64_t{7});
    event.context.time_ns = 1'732'402'800'123'456'789;
    event.context.comm = "tee";
    event.context.executable = "/usr/bin/tee";
    event.context.pid = event.context.host_pid = 4711;
    event.context.tid = event.context.host_tid = 4711;
    event.context.host_ppid = 4700;
    event.context.uid = 33;
    event.context.login_uid = 0xffffffff;
    event.context.uts = "box1";
  }
  void set(std::string_view argument, Value value) { event.args[*event.spec->field(argument)].value = value; }
  std::string block(TextLook look = {}) const {
    std::string out;
    append_text_block(out, {rule, finding, event}, look, users);
    return out;
  }
  // What stands after a label; "nothing" if there is no such line.
  std::string line(const std::string& label) const {
    const std::string text = block();
    const std::size_t at = text.find("\n  " + label + " ");
    if (at == std::string::npos) return "nothing";
    const std::size_t begin = at + 14;
    return text.substr(begin, text.find('\n', begin) - begin);
  }

  Event event;
  Finding finding;
  Metadata rule{"TRC-1028", "sudoers", "1", "Rules of sudo changed", "", {}, Severity::medium, {}};
  UserNames users{"box1", "root:x:0:0::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\nalice:x:1000:1000:::\nbad:x:y\n"};
};

TEST_CASE_METHOD(Fixture, "a block says how bad, what, who, where and when") {
  CHECK(block() ==
        "\nMEDIUM TRC-1028 Rules of sudo changed\n"
        "  what       security_file_open  pathname: /etc/sudoers, flags: O_WRONLY\n"
        "  process    tee (4711)  /usr/bin/tee\n"
        "  started by 4700\n"
        "  user       www-data (33)\n"
        "  host       box1\n"
        "  time       2024-11-23T23:00:00.123456Z\n");
}

TEST_CASE_METHOD(Fixture,
                 "ancestors stand as far as they are known, the parent first, and cannot command the terminal") {
  const Ancestors ancestors;
  event.state = &ancestors;
  CHECK(line("started by") == "ba\\x1bsh (4700), sshd");
}

TEST_CASE_METHOD(Fixture, "users have the names of this host's events only") {
  event.context.login_uid = 1000;
  CHECK(line("user") == "www-data (33), logged in as alice (1000)");
  event.context.container_id = "0907ef86d7be1122334455";
  CHECK(line("user") == "33, logged in as 1000");
  CHECK(line("container") == "0907ef86d7be");
  event.context.container_id = {};
  event.context.uts = "box2";
  CHECK(line("user") == "33, logged in as 1000");
  event.context.uid = 0;
  CHECK(line("user").starts_with("root (0)"));
}

TEST_CASE_METHOD(Fixture, "numbers in a pid namespace, and the thread, are told if they differ") {
  event.context.pid = 7;
  event.context.tid = 8;
  CHECK(line("process") == "tee (4711), 7 in its namespace, thread 8  /usr/bin/tee");
}

TEST_CASE_METHOD(Fixture, "what is cut is told, and what says the same again is left out") {
  event.args[*event.spec->field("pathname")].marks = WIRE_FIELD_TRUNCATED;
  set("syscall_pathname", std::string_view("/etc/sudoers"));
  CHECK(line("what") == "security_file_open  pathname: /etc/sudoers (cut), flags: O_WRONLY");
  set("syscall_pathname", std::string_view("sudoers"));
  CHECK(line("what").ends_with("syscall_pathname: sudoers"));
}

TEST_CASE_METHOD(Fixture, "addresses are written as people do, and elements of lists cannot be taken for two") {
  event.spec = find_event("security_socket_connect");
  const auto address = [&](std::string bytes) {
    event.args = {};
    set("remote_addr", Record(WIRE_SOCKADDR, bytes));
    return line("what");
  };
  CHECK(address(
            *record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_INET"}, {"sin_addr", "10.0.0.1"}, {"sin_port", "443"}})) ==
        "security_socket_connect  remote_addr: 10.0.0.1:443");
  CHECK(address(*record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_INET6"}, {"sin6_addr", "::1"}, {"sin6_port", "53"}})) ==
        "security_socket_connect  remote_addr: [::1]:53");
  CHECK(address(*record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_UNIX"}, {"sun_path", "/run/x"}})) ==
        "security_socket_connect  remote_addr: /run/x");
  event.spec = find_event("sched_process_exec");
  event.args = {};
  const std::string argv("sh\0-c\0a b\0\0it's\0", 16);
  set("argv", StringList(argv));
  CHECK(line("what") == "sched_process_exec  argv: [sh -c 'a b' '' 'it'\\''s']");
}

TEST_CASE_METHOD(Fixture, "on a terminal a long line is broken and goes on under its beginning") {
  const std::string path = "/" + std::string(60, 'x');
  set("pathname", std::string_view(path));
  const std::string text = block({40, false});
  CHECK(text.find("  what       security_file_open  pathnam\n             e: /xxx") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "colours are around the severity, and nowhere if they are not wanted") {
  CHECK(block({80, true}).starts_with("\n\x1b[1;33mMEDIUM\x1b[0m TRC-1028"));
  CHECK(block({80, false}).find('\x1b') == std::string::npos);
}

}  // namespace
}  // namespace trace
