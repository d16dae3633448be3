// SPDX-License-Identifier: Apache-2.0
#include "rules/convert/facts.h"

#include "tests/support/exported.h"

namespace trace {
namespace {

TEST_CASE("arguments become facts by their roles") {
  FactFinder finder;
  const std::string address = socket_address("10.0.0.2", "4444");
  const OwnedEvent connect = told_event("security_socket_connect", {{"remote_addr", Record(WIRE_SOCKADDR, address)}});
  const Facts facts = finder.facts_of(connect.event);
  CHECK(facts.destination.ip == "10.0.0.2");
  CHECK(facts.destination.port == 4444);
  CHECK_FALSE(facts.source.is_known());
  CHECK(facts.direction == Direction::egress);

  const OwnedEvent accept = told_event("security_socket_accept", {{"local_addr", Record(WIRE_SOCKADDR, address)}});
  CHECK(finder.facts_of(accept.event).direction == Direction::ingress);
  const OwnedEvent moved =
      told_event("security_inode_rename", {{"old_path", std::string_view("/a")}, {"new_path", std::string_view("/b")}});
  CHECK(finder.facts_of(moved.event).file_path == "/a");
  CHECK(finder.facts_of(moved.event).file_target == "/b");
  const OwnedEvent kept = told_event("artifact", {{"sha256", std::string_view("ab")}, {"size", std::uint64_t{7}}});
  CHECK(finder.facts_of(kept.event).sha256 == "ab");
  CHECK(finder.facts_of(kept.event).size == 7);
}

TEST_CASE("what the parent runs is as the events before told it") {
  FactFinder finder;
  finder.facts_of(Told{20, 1}.runs("/usr/sbin/sshd", 1).event);
  const OwnedEvent event = told_event("openat", {});
  const Facts facts = finder.facts_of(event.event);
  CHECK(facts.parent_executable == "/usr/sbin/sshd");
  CHECK(facts.parent_name == "told");
}

TEST_CASE("a process is told from others of its number by its entity") {
  FactFinder finder;
  const OwnedEvent event = told_event("openat", {});
  const Facts facts = finder.facts_of(event.event);
  CHECK(facts.entity.starts_with("30-"));
  CHECK(facts.parent_entity.starts_with("20-"));
  const OwnedEvent parent = Told{20, 1}.does("openat", 1);
  CHECK(finder.facts_of(parent.event).entity == facts.parent_entity);
}

TEST_CASE("a system call succeeded or not; of a check nobody knows") {
  FactFinder finder;
  OwnedEvent call = told_event("openat", {});
  call.event.context.retval = -13;
  CHECK(finder.facts_of(call.event).succeeded == false);
  call.event.context.retval = 3;
  CHECK(finder.facts_of(call.event).succeeded == true);
  CHECK_FALSE(finder.facts_of(told_event("security_file_open", {}).event).succeeded);
}

TEST_CASE("a connection that is under way has neither succeeded nor failed") {
  FactFinder finder;
  OwnedEvent call = told_event("connect", {});
  call.event.context.retval = -115;
  CHECK_FALSE(finder.facts_of(call.event).succeeded);
}

TEST_CASE("how a process ended is as a shell has it, and a thread has not ended it") {
  FactFinder finder;
  const auto ended = [&](int code, int signal, bool is_last) {
    return finder.facts_of(told_event("sched_process_exit", {{"exit_code", std::int64_t{code}},
                                                             {"signal_code", std::int64_t{signal}},
                                                             {"process_group_exit", is_last}})
                               .event);
  };
  CHECK(ended(3, 0, true).exit_code == 3);
  CHECK(ended(0, 9, true).exit_code == 137);
  CHECK_FALSE(ended(3, 0, true).is_of_thread);
  CHECK(ended(3, 0, false).is_of_thread);
  CHECK_FALSE(ended(3, 0, false).exit_code);
}

TEST_CASE("what is done to a group of processes is done to none of them alone") {
  FactFinder finder;
  CHECK(finder.facts_of(told_event("kill", {{"pid", std::int64_t{7}}}).event).target_pid == 7);
  CHECK_FALSE(finder.facts_of(told_event("kill", {{"pid", std::int64_t{0}}}).event).target_pid);
  CHECK_FALSE(finder.facts_of(told_event("kill", {{"pid", std::int64_t{-7}}}).event).target_pid);
}

TEST_CASE("a loss whose time is not known has that of the event before") {
  FactFinder finder;
  finder.facts_of(told_event("openat", {}).event);
  wire_loss loss{};
  CHECK(finder.time_of(loss) == kToldBootTime + 1'234'567'891);
  loss.last_time_ns = 7;
  CHECK(finder.time_of(loss) == 7);
}

TEST_CASE("environments are not among the arguments that are shown") {
  const std::string text("A=secret\0", 9);
  const OwnedEvent event =
      told_event("sched_process_exec", {{"pathname", std::string_view("/bin/sh")}, {"env", StringList(text)}});
  const auto shown = shown_arguments(event.event);
  REQUIRE(shown.size() == 1);
  CHECK(shown[0].name == "pathname");
  CHECK(shown[0].text == "/bin/sh");
}

TEST_CASE("a command line is one text, as a shell takes it") {
  const std::string text("sh\0-c\0a b\0", 10);
  CHECK(command_line_of(StringList(text)) == "sh -c 'a b'");
}

}  // namespace
}  // namespace trace
