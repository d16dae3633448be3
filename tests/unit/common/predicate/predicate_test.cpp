// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include <catch2/catch.hpp>

#include "common/predicate/compile.h"
#include "common/predicate/simplify.h"
#include "tests/support/records.h"

namespace trace {
namespace {

const EventSpec& event_named(std::string_view name) {
  const EventSpec* event = find_event(name);
  REQUIRE(event != nullptr);
  return *event;
}

bool holds(const Expr& expr, const Event& event) {
  const Result<Program, Fault> program = compile(expr, *event.spec);
  if (!program) FAIL(program.error().message);
  return program->run(event);
}

std::string error_of(const Expr& expr, std::string_view event) {
  const Result<Program, Fault> program = compile(expr, event_named(event));
  return program ? "no error" : program.error().error().message;
}

std::string dump_of(const Expr& expr, std::string_view event) {
  const Result<Program, Fault> program = compile(expr, event_named(event));
  if (!program) FAIL(program.error().message);
  return program->dump();
}

Event exec_of(std::string_view pathname) {
  Event event;
  event.spec = &event_named("sched_process_exec");
  event.args[*event.spec->field("pathname")].value = pathname;
  return event;
}

TEST_CASE("a bare name is the argument if there is one, else the context's") {
  Event event;
  event.spec = &event_named("process_vm_writev");
  event.args[*event.spec->field("pid")].value = std::int64_t{7};
  event.context.host_pid = 9;
  CHECK(holds(test("pid", Op::equal, {std::uint64_t{7}}), event));
  CHECK(holds(test("context.pid", Op::equal, {std::uint64_t{9}}), event));
  CHECK(holds(test("args.pid", Op::equal, {std::uint64_t{7}}), event));
  CHECK(holds(test("tid", Op::equal, {std::uint64_t{0}}), event));
  CHECK(holds(differs("pid", {FieldName{"context.pid"}}), event));
  CHECK(holds(test("pid", Op::less, {FieldName{"context.pid"}}), event));
}

TEST_CASE("proc_pid is the process that a path of proc is about, and absent of other paths") {
  const auto is = [](std::string_view path, std::uint64_t pid) {
    return holds(test("proc_pid(pathname)", Op::equal, {pid}), exec_of(path));
  };
  CHECK(is("/proc/12/mem", 12));
  CHECK(is("/proc/12/task/13/mem", 12));
  CHECK(is("/proc/12", 12));
  CHECK_FALSE(is("/proc/12x/mem", 12));
  const auto exists = [](std::string_view path) {
    return holds(test("proc_pid(pathname)", Op::exists, {}), exec_of(path));
  };
  CHECK(exists("/proc/0/x"));
  for (const char* path :
       {"/proc/", "/proc/self/mem", "/host/proc/12/mem", "proc/12/mem", "/proc/4294967296/mem", "", "/proc/-1/x"}) {
    INFO(path);
    CHECK_FALSE(exists(path));
  }
  Event event = exec_of("/proc/7/mem");
  event.context.pid = 7;
  CHECK(holds(test("proc_pid(pathname)", Op::equal, {FieldName{"context.processId"}}), event));
  CHECK(
      dump_of(test("proc_pid(pathname)", Op::equal, {"7"}), "sched_process_exec").find("proc_pid(args.pathname) = 7") !=
      std::string::npos);
  CHECK(error_of(test("proc_pid(argv)", Op::exists, {}), "sched_process_exec") ==
        "proc_pid() needs a text, and \"argv\" is a list");
}

TEST_CASE("every test of an absent field is false, and so is !=") {
  Event event;
  event.spec = &event_named("sched_process_exec");
  CHECK_FALSE(holds(test("pathname", Op::exists, {}), event));
  CHECK_FALSE(holds(test("pathname", Op::equal, {"/x"}), event));
  CHECK_FALSE(holds(differs("pathname", {"/x"}), event));
  CHECK(holds(negate(test("pathname", Op::equal, {"/x"})), event));
  CHECK_FALSE(holds(test("containerId", Op::exists, {}), event));
  CHECK_FALSE(holds(test("syscall", Op::exists, {}), event));
}

TEST_CASE("signed and unsigned numbers compare as the numbers they are") {
  Event event;
  event.spec = &event_named("openat");
  event.context.retval = -1;
  CHECK(holds(test("retval", Op::less, {std::uint64_t{0}}), event));
  CHECK_FALSE(holds(test("retval", Op::equal, {UINT64_MAX}), event));
  event.args[*event.spec->field("mode")].value = UINT64_MAX;
  CHECK(holds(test("mode", Op::greater, {std::int64_t{-1}}), event));
}

TEST_CASE("parts of a path") {
  CHECK(holds(test("basename(pathname)", Op::equal, {"c"}), exec_of("/a/b/c")));
  CHECK(holds(test("basename(pathname)", Op::equal, {"b"}), exec_of("/a/b/")));
  CHECK(holds(test("basename(pathname)", Op::equal, {"/"}), exec_of("/")));
  CHECK(holds(test("basename(pathname)", Op::equal, {"c"}), exec_of("c")));
  CHECK(holds(test("dirname(pathname)", Op::equal, {"/a/b"}), exec_of("/a/b/c")));
  CHECK(holds(test("dirname(pathname)", Op::equal, {"/"}), exec_of("/c")));
  CHECK(holds(test("lower(basename(pathname))", Op::equal, {"c"}), exec_of("/a/C")));
}

TEST_CASE("an odd byte or a newline hides nothing from a regular expression") {
  CHECK(holds(test("pathname", Op::matches, {"^/tmp/.*x$"}), exec_of("/tmp/\xff\n/x")));
  CHECK(holds(test("pathname", Op::glob, {"/tmp/*x"}), exec_of("/tmp/\xff\n/x")));
}

TEST_CASE("a character is one, whatever bytes it has") {
  CHECK(holds(test("pathname", Op::matches, {"^/tmp/.$"}), exec_of("/tmp/\u00e9")));
  CHECK(holds(test("pathname", Op::matches, {"^/tmp/[\u00e9]$"}), exec_of("/tmp/\u00e9")));
  CHECK(holds(test("pathname", Op::matches, {"^/tmp/\u00e9?$"}), exec_of("/tmp/")));
  CHECK(holds(test("pathname", Op::matches, {"^/tmp/.$"}), exec_of("/tmp/\xff")));
  CHECK(holds(test("lower(pathname)", Op::equal, {"/tmp/\u00c9"}), exec_of("/TMP/\u00e9")));
}

TEST_CASE("a pattern behind lower() keeps its classes") {
  CHECK(holds(test("lower(pathname)", Op::matches, {"^/tmp/\\S+$"}), exec_of("/TMP/evil")));
  CHECK_FALSE(holds(test("lower(pathname)", Op::matches, {"^/tmp/\\S+$"}), exec_of("/tmp/   ")));
  CHECK(holds(test("lower(pathname)", Op::matches, {"^/TMP/\\D+$"}), exec_of("/tmp/x")));
}

TEST_CASE("two fields are compared as what they are, and not if one is not there") {
  Event event = exec_of("/bin/Sh");
  const Expr differ = differs("pathname", {FieldName{"args.interp"}});
  CHECK_FALSE(holds(differ, event));
  event.args[*event.spec->field("interp")].value = std::string_view("/BIN/sh");
  CHECK(holds(differ, event));
  Test same{"pathname", Op::equal, {FieldName{"args.interp"}}, true, {}};
  CHECK(holds({same}, event));
}

TEST_CASE("len counts the elements of a list and the bytes of a text") {
  Event event = exec_of("/\u00e9");
  const std::string argv("sh\0-c\0", 6);
  event.args[*event.spec->field("argv")].value = StringList(argv);
  CHECK(holds(test("len(argv)", Op::equal, {std::uint64_t{2}}), event));
  CHECK(holds(test("len(argv[1])", Op::equal, {std::uint64_t{2}}), event));
  CHECK(holds(test("len(pathname)", Op::equal, {std::uint64_t{3}}), event));
  CHECK_FALSE(holds(test("len(env)", Op::exists, {}), event));
}

TEST_CASE("elements of a list, and of none") {
  Event event = exec_of("/bin/sh");
  const std::string argv("sh\0-c\0", 6);
  event.args[*event.spec->field("argv")].value = StringList(argv);
  CHECK(holds(test("argv", Op::equal, {"-c"}), event));
  CHECK(holds(test("argv[1]", Op::equal, {"-c"}), event));
  CHECK_FALSE(holds(test("argv[0]", Op::equal, {"-c"}), event));
  CHECK_FALSE(holds(test("argv[2]", Op::exists, {}), event));
}

TEST_CASE("members of a socket address") {
  Event event;
  event.spec = &event_named("security_socket_connect");
  const auto address = socket_address({{"sa_family", "AF_INET"}, {"sin_addr", "10.0.0.1"}, {"sin_port", "443"}});
  event.args[*event.spec->field("remote_addr")].value = address;
  CHECK(holds(test("remote_addr.address", Op::equal, {"10.0.0.1"}), event));
  CHECK(holds(test("remote_addr.address", Op::equal, {"::ffff:10.0.0.1"}), event));
  CHECK(holds(test("remote_addr.address", Op::equal, {"10.0.0.0/8", "::1"}), event));
  CHECK(holds(test("remote_addr.address", Op::starts_with, {"10."}), event));
  CHECK_FALSE(holds(differs("remote_addr.address", {"10.0.0.0/8"}), event));
  CHECK(error_of(test("remote_addr.address", Op::equal, {"10.0.0"}), "security_socket_connect") ==
        "\"10.0.0\" is not an address, and \"remote_addr.address\" is");
  CHECK(error_of(test("remote_addr.address", Op::equal, {"10.0.0.0/33"}), "security_socket_connect") ==
        "\"10.0.0.0/33\" is no network (as 10.0.0.0/8 or fe80::/10)");
  CHECK(holds(test("remote_addr.port", Op::equal, {std::uint64_t{443}}), event));
  CHECK(holds(test("remote_addr.sa_family", Op::equal, {"AF_INET"}), event));
  CHECK_FALSE(holds(test("remote_addr.sun_path", Op::exists, {}), event));
  CHECK_FALSE(holds(test("remote_addr.sin6_addr", Op::exists, {}), event));
}

TEST_CASE("a damaged socket address has no members") {
  Event event;
  event.spec = &event_named("security_socket_connect");
  const std::string cut("\x02", 1);
  event.args[*event.spec->field("remote_addr")].value = Record(WIRE_SOCKADDR, cut);
  CHECK_FALSE(holds(test("remote_addr.sa_family", Op::exists, {}), event));
  CHECK(holds(test("remote_addr", Op::exists, {}), event));
}

TEST_CASE("members of credentials") {
  Event event;
  event.spec = &event_named("commit_creds");
  wire_cred cred{};
  cred.euid = 33;
  const std::string raw(reinterpret_cast<const char*>(&cred), sizeof cred);
  event.args[*event.spec->field("new_cred")].value = Record(WIRE_CRED, raw);
  CHECK(holds(test("new_cred.euid", Op::equal, {std::uint64_t{33}}), event));
  CHECK_FALSE(holds(test("old_cred.euid", Op::exists, {}), event));
}

TEST_CASE("symbols stand for numbers in fields that have a meaning") {
  Event event;
  event.spec = &event_named("security_file_open");
  event.args[*event.spec->field("flags")].value = std::int64_t{01101};
  CHECK(holds(test("flags", Op::has_bits, {"O_CREAT"}), event));
  CHECK(holds(test("flags", Op::has_bits, {"0x40"}), event));
}

TEST_CASE("has_all wants every bit of a literal, has_bits one") {
  Event event;
  event.spec = &event_named("security_file_open");
  Value& flags = event.args[*event.spec->field("flags")].value;
  flags = std::int64_t{010000};  // O_DSYNC, which is part of O_SYNC
  CHECK_FALSE(holds(test("flags", Op::has_all, {"O_SYNC"}), event));
  CHECK(holds(test("flags", Op::has_bits, {"O_SYNC"}), event));
  flags = std::int64_t{04010000};
  CHECK(holds(test("flags", Op::has_all, {"O_SYNC"}), event));
}

TEST_CASE("a \"]\" that stands first in a set of a glob is a member of it") {
  Event event;
  event.spec = &event_named("openat");
  Value& pathname = event.args[*event.spec->field("pathname")].value;
  pathname = std::string_view("a]");
  CHECK(holds(test("pathname", Op::glob, {"a[]x]"}), event));
  CHECK_FALSE(holds(test("pathname", Op::glob, {"a[!]x]"}), event));
  pathname = std::string_view("ay");
  CHECK(holds(test("pathname", Op::glob, {"a[!]x]"}), event));
}

TEST_CASE("what cannot be meant is an error") {
  CHECK(error_of(test("pathnam", Op::exists, {}), "openat") ==
        "unknown field \"pathnam\" of event openat (did you mean \"pathname\"?)");
  CHECK(error_of(test("remote_addr", Op::equal, {"x"}), "security_socket_connect") ==
        "\"remote_addr\" is a struct: test a member of it (remote_addr.NAME), or \"exists\"");
  CHECK(error_of(test("remote_addr.prot", Op::exists, {}), "security_socket_connect") ==
        "field \"remote_addr\" has no member \"prot\" (did you mean \"port\"?)");
  CHECK(error_of(test("flags", Op::contains, {"x"}), "openat") ==
        "\"flags\" is a number, and \"contains\" is for texts");
  CHECK(error_of(test("pathname", Op::less, {"x"}), "openat") == "\"pathname\" is a text, and \"<\" is for numbers");
  CHECK(error_of(test("flags", Op::equal, {"O_NOPE"}), "openat") ==
        "\"O_NOPE\" is not a number or a known name for one, and \"flags\" is");
  CHECK(error_of(test("flags", Op::has_all, {"O_RDONLY"}), "openat") ==
        "\"O_RDONLY\" has no bits to look for in \"flags\"");
  CHECK(error_of(test("pathname", Op::matches, {"("}), "openat") == "regular expression \"(\": missing ): (");
  CHECK(error_of(test("basenam(pathname)", Op::exists, {}), "openat") ==
        "unknown function \"basenam\" (did you mean \"basename\"?)");
  CHECK(error_of(test("lower(flags)", Op::exists, {}), "openat") == "lower() needs a text, and \"flags\" is none");
  CHECK(error_of(test("pathname[0]", Op::exists, {}), "openat") == "field \"pathname\" is not a list");
  CHECK(error_of(test("x", Op::exists, {}, {3, 9}), "openat") == "3:9: unknown field \"x\" of event openat");
}

TEST_CASE("a program is simplified, and says what it became") {
  const Expr a = test("pathname", Op::equal, {"/a"});
  const Expr b = test("pathname", Op::equal, {"/b"});
  CHECK(dump_of(any_of({a, any_of({b, a})}), "openat") == "0  args.pathname = [\"/a\", \"/b\"]  -> yes | no\n");
  CHECK(dump_of(negate(negate(a)), "openat") == "0  args.pathname = \"/a\"  -> yes | no\n");
  CHECK(dump_of(all_of({}), "openat") == "always\n");
  CHECK(dump_of(all_of({a, any_of({})}), "openat") == "never\n");
  CHECK(dump_of(test("pathname", Op::equal, {}), "openat") == "never\n");
  CHECK(dump_of(all_of({test("pathname", Op::matches, {"x"}), test("flags", Op::has_bits, {std::uint64_t{1}})}),
                "openat") ==
        "0  args.flags has_any 1  -> 1 | no\n"
        "1  args.pathname ~ \"x\"  -> yes | no\n");
}

TEST_CASE("the text of a field is parsed to the same field") {
  const EventSpec& event = event_named("security_socket_connect");
  for (const char* text :
       {"args.sockfd", "args.remote_addr.port", "context.processName", "lower(basename(context.executable))"}) {
    const Result<Field> field = parse_field(text, event);
    REQUIRE(field);
    CHECK(to_text(*field, event) == text);
  }
}

}  // namespace
}  // namespace trace
