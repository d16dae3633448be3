// SPDX-License-Identifier: Apache-2.0
// What filters of arguments, return values and contexts let through.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"
#include "common/predicate/field.h"
#include "tests/support/event_builder.h"

namespace trace {
namespace {

// Whether the event passes its own filter.
bool passes(const std::vector<std::string>& flags, const Event& event) {
  SelectionArgs args;
  args.trace = flags;
  const auto selection = parse_selection(args);
  if (!selection) FAIL(selection.error().message);
  REQUIRE(selection->events[event.spec->slot]);
  const auto found = selection->filter.find(event.spec->slot);
  return found == selection->filter.end() || is_true(found->second, event);
}

Event open_of(std::string_view path, std::int64_t flags = 0, std::int64_t retval = 3) {
  Event event = event_named("openat");
  set_argument(event, "pathname", path);
  set_argument(event, "flags", flags);
  event.context.retval = retval;
  return event;
}

TEST_CASE("a text is compared whole, or with a star at either end") {
  CHECK(passes({"openat.pathname=/etc/passwd"}, open_of("/etc/passwd")));
  CHECK_FALSE(passes({"openat.pathname=/etc/passwd"}, open_of("/etc/passwd2")));
  CHECK(passes({"openat.pathname=/etc/*"}, open_of("/etc/passwd")));
  CHECK(passes({"openat.pathname=*wd"}, open_of("/etc/passwd")));
  CHECK(passes({"openat.pathname=*pass*"}, open_of("/etc/passwd")));
  CHECK(passes({"openat.pathname=/a,*wd"}, open_of("/etc/passwd")));
  CHECK(passes({"openat.pathname=/a", "openat.pathname=*wd"}, open_of("/etc/passwd")));
  CHECK_FALSE(passes({"openat.pathname=/e*d"}, open_of("/etc/passwd")));
}

TEST_CASE("the seed's example: a call whose path is none of two") {
  const std::vector<std::string> flags{"openat.pathname!=/tmp/1,/bin/ls"};
  CHECK_FALSE(passes(flags, open_of("/tmp/1")));
  CHECK_FALSE(passes(flags, open_of("/bin/ls")));
  CHECK(passes(flags, open_of("/tmp/2")));
}

TEST_CASE("!= narrows what = lets through") {
  const std::vector<std::string> flags{"openat.pathname=/tmp*", "openat.pathname!=/tmp/1"};
  CHECK(passes(flags, open_of("/tmp/2")));
  CHECK_FALSE(passes(flags, open_of("/tmp/1")));
  CHECK_FALSE(passes(flags, open_of("/etc")));
}

Event event_with(std::string_view name, std::string_view argument, const Value& value) {
  Event event = event_named(name);
  set_argument(event, argument, value);
  return event;
}

TEST_CASE("what a table shows of a number is a filter's value") {
  struct Shown {
    const char* filter;
    const char* event;
    const char* argument;
    Value value;
  };
  const std::vector<Shown> all{
      {"chmod.mode=S_ISUID|0755", "chmod", "mode", std::uint64_t{04755}},
      {"chmod.mode=S_ISUID|S_IRWXU", "chmod", "mode", std::uint64_t{04700}},
      {"chmod.mode=04755", "chmod", "mode", std::uint64_t{04755}},
      {"mkdir.mode=0755|S_ISVTX", "mkdir", "mode", std::uint64_t{01755}},
      {"umask.mask=0022", "umask", "mask", std::uint64_t{022}},
      {"openat.flags=O_RDONLY|0x4", "openat", "flags", std::int64_t{4}},
      {"openat.flags=O_PATH", "openat", "flags", std::int64_t{010000000}},
      {"openat.dirfd=AT_FDCWD", "openat", "dirfd", std::int64_t{-100}},
      {"openat.dirfd=-100", "openat", "dirfd", std::int64_t{-100}},
      {"clone.flags=CLONE_VM|SIGCHLD", "clone", "flags", std::uint64_t{0x111}},
      {"kill.sig=SIGKILL", "kill", "sig", std::int64_t{9}},
      {"setsockopt.level=SOL_TCP", "setsockopt", "level", std::int64_t{6}},
      {"setsockopt.level=IPPROTO_IPV6", "setsockopt", "level", std::int64_t{41}},
      {"setsockopt.optname=IPV6_V6ONLY", "setsockopt", "optname", std::int64_t{26}},
      {"lseek.offset=-10", "lseek", "offset", std::int64_t{-10}},
      {"lseek.offset<0", "lseek", "offset", std::int64_t{-10}},
  };
  for (const Shown& shown : all) {
    INFO(shown.filter);
    CHECK(passes({shown.filter}, event_with(shown.event, shown.argument, shown.value)));
    const bool is_signed = std::holds_alternative<std::int64_t>(shown.value);
    const Value other = is_signed ? Value(std::int64_t{77}) : Value(std::uint64_t{77});
    CHECK_FALSE(passes({shown.filter}, event_with(shown.event, shown.argument, other)));
  }
}

TEST_CASE("a result of the kernel's own has a name") {
  CHECK(passes({"openat.retval=ERESTARTSYS"}, open_of("/x", 0, -512)));
  CHECK_FALSE(passes({"openat.retval=ERESTARTSYS"}, open_of("/x", 0, -4)));
}

TEST_CASE("an absent argument passes no condition, not even !=") {
  Event event = event_named("openat");
  CHECK_FALSE(passes({"openat.pathname=/tmp/1"}, event));
  CHECK_FALSE(passes({"openat.pathname!=/tmp/1"}, event));
  CHECK_FALSE(passes({"openat.flags!=1"}, event));
  CHECK_FALSE(passes({"openat.flags<1"}, event));
  CHECK_FALSE(passes({"sched_process_exit.process_group_exit!=true"}, event_named("sched_process_exit")));
}

TEST_CASE("ranges narrow each other") {
  CHECK(passes({"openat.retval>0", "openat.retval<10"}, open_of("", 0, 5)));
  CHECK_FALSE(passes({"openat.retval>0", "openat.retval<10"}, open_of("", 0, 10)));
  CHECK_FALSE(passes({"openat.retval>0", "openat.retval<10"}, open_of("", 0, -1)));
  CHECK(passes({"openat.retval>=-2", "openat.retval<=-2"}, open_of("", 0, -2)));
  CHECK_FALSE(passes({"openat.retval>0", "openat.retval!=5"}, open_of("", 0, 5)));
  CHECK(passes({"openat.retval!=0"}, open_of("", 0, -1)));
}

TEST_CASE("conditions on different fields narrow each other") {
  const std::vector<std::string> flags{"openat.pathname=/etc/*", "openat.retval<0"};
  CHECK(passes(flags, open_of("/etc/x", 0, -13)));
  CHECK_FALSE(passes(flags, open_of("/etc/x", 0, 3)));
  CHECK_FALSE(passes(flags, open_of("/tmp/x", 0, -13)));
}

TEST_CASE("a number is written in decimal, in hexadecimal or as its symbol") {
  CHECK(passes({"openat.flags=2"}, open_of("", 2)));
  CHECK(passes({"openat.flags=0x2"}, open_of("", 2)));
  CHECK(passes({"openat.flags=O_RDWR"}, open_of("", 2)));
  CHECK(passes({"openat.flags=O_WRONLY|O_CREAT"}, open_of("", 0101)));
  CHECK_FALSE(passes({"openat.flags=O_RDWR"}, open_of("", 0102)));
}

TEST_CASE("a file mode with a leading 0 is octal") {
  Event event = event_named("chmod");
  set_argument(event, "mode", std::uint64_t{0644});
  CHECK(passes({"chmod.mode=0644"}, event));
  CHECK(passes({"chmod.mode=420"}, event));
}

TEST_CASE("a list passes if one of its elements does") {
  Event event = event_named("sched_process_exec");
  set_argument(event, "argv", StringList(std::string_view("cat\0/etc/shadow\0", 16)));
  CHECK(passes({"sched_process_exec.argv=/etc/shadow"}, event));
  CHECK(passes({"sched_process_exec.argv[0]=cat"}, event));
  CHECK_FALSE(passes({"sched_process_exec.argv!=cat"}, event));
}

TEST_CASE("truths are filtered by true and false") {
  Event event = event_named("sched_process_exit");
  set_argument(event, "process_group_exit", true);
  CHECK(passes({"sched_process_exit.process_group_exit=true"}, event));
  CHECK(passes({"sched_process_exit.data.process_group_exit!=0"}, event));
  CHECK_FALSE(passes({"sched_process_exit.process_group_exit=false"}, event));
}

TEST_CASE("the context of one event is filtered by EVENT.scope.FIELD") {
  Event event = open_of("/x");
  event.context.host_ppid = 7;
  event.context.host_pid = 70;
  event.context.comm = "cat";
  CHECK(passes({"openat.scope.hostParentProcessId=7"}, event));
  CHECK_FALSE(passes({"openat.scope.hostParentProcessId=70"}, event));
  CHECK(passes({"openat.scope.processName=c*"}, event));
  CHECK_FALSE(passes({"openat.scope.container"}, event));
  CHECK(passes({"openat.scope.not-container"}, event));
  CHECK(passes({"openat.scope.host=true"}, event));
  event.context.container_id = "abc";
  CHECK(passes({"openat.scope.container"}, event));
  CHECK(passes({"openat.scope.containerId=ab*"}, event));
}

TEST_CASE("every argument of every event either takes a filter or says why not") {
  for (const EventSpec& spec : events()) {
    for (const FieldSpec& field : spec.fields) {
      SelectionArgs args;
      const auto found = parse_field(field.name, spec);
      REQUIRE(found);
      const bool is_path = type_of(*found, spec).text == TextKind::kernel_path;
      args.trace = {std::string(spec.name) + "." + std::string(field.name) + (is_path ? "=/1" : "=1")};
      const auto selection = parse_selection(args);
      if (selection) {
        const auto program = compile(selection->filter.at(spec.slot), spec);
        INFO(args.trace.front() << ": " << (program ? "" : program.error().message));
        CHECK(program);
      } else {
        INFO(selection.error().message);
        CHECK(selection.error().message.find("neither a number nor text") != std::string::npos);
      }
    }
  }
}

}  // namespace
}  // namespace trace
