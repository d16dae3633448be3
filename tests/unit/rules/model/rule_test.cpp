// SPDX-License-Identifier: Apache-2.0
#include "rules/model/rule.h"

#include <deque>

#include <catch2/catch.hpp>

#include "common/event/record.h"
#include "common/predicate/compile.h"
#include "tests/support/findings.h"

namespace trace {
namespace {

// What a clause that looks at every event of `spec` finds for a field.
struct Fixture {
  explicit Fixture(std::string_view name) { event.spec = find_event(name); }

  void set(std::string_view argument, Value value) { event.args[*event.spec->field(argument)].value = value; }
  std::string found(std::string_view field) {
    Clause clause{*compile(all_of({}), *event.spec), {{"x", *parse_field(field, *event.spec)}}};
    finding.clear();
    fill(finding, clause, event);
    const FindingTexts texts = texts_of(finding);
    return texts.empty() ? "nothing" : texts.at("x");
  }

  Event event;
  Finding finding;
};

TEST_CASE("a finding carries numbers and texts as the event has them, and nothing for what is absent") {
  Fixture open("security_file_open");
  open.set("pathname", std::string_view("/etc/shadow"));
  open.set("flags", std::int64_t{2});
  CHECK(open.found("pathname") == "t:/etc/shadow");
  CHECK(open.found("flags") == "n:2");
  CHECK(open.found("inode") == "nothing");
}

TEST_CASE("a value in another shape outlives its reading") {
  Fixture open("security_file_open");
  open.set("pathname", std::string_view("/ETC/Shadow"));
  CHECK(open.found("lower(basename(pathname))") == "t:shadow");
  Fixture exec("sched_process_exec");
  const std::string argv("A\0b\0", 4);
  exec.set("argv", StringList(argv));
  CHECK(exec.found("lower(argv)") == "l:a b");
}

TEST_CASE("members of a socket address are texts, whatever the family") {
  Fixture connect("security_socket_connect");
  const std::string v4 =
      *record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_INET"}, {"sin_addr", "10.0.0.1"}, {"sin_port", "443"}});
  connect.set("remote_addr", Record(WIRE_SOCKADDR, v4));
  CHECK(connect.found("remote_addr.address") == "t:10.0.0.1");
  CHECK(connect.found("remote_addr.port") == "t:443");
  const std::string v6 =
      *record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_INET6"}, {"sin6_addr", "::1"}, {"sin6_port", "53"}});
  connect.set("remote_addr", Record(WIRE_SOCKADDR, v6));
  CHECK(connect.found("remote_addr.address") == "t:::1");
}

TEST_CASE("the first element that meets the condition by itself is found whole, under the name before its sign") {
  Fixture exec("sched_process_exec");
  const std::string env("HOME=/\0LD_PRELOAD=/x.so\0LD_LIBRARY_PATH=/y\0", 43);
  exec.set("env", StringList(env));
  std::deque<Clause> clauses;  // which findings point into
  const auto find = [&](const Expr& where) {
    const Program program = *compile(where, *exec.event.spec);
    clauses.push_back(Clause{program, {{"constant", std::string("c")}}, program.formula()});
    exec.finding.clear();
    return fill(exec.finding, clauses.back(), exec.event);
  };
  const Expr starts = test("env", Op::starts_with, {std::string("LD_")});
  CHECK(find(starts));
  CHECK(texts_of(exec.finding) == FindingTexts{{"LD_PRELOAD", "t:LD_PRELOAD=/x.so"}, {"constant", "t:c"}});
  CHECK(find(all_of({starts, negate(test("env", Op::contains, {std::string("/x.so")}))})));
  CHECK(texts_of(exec.finding).count("LD_LIBRARY_PATH") == 1);
  CHECK_FALSE(find(all_of({starts, negate(test("env", Op::contains, {std::string("/")}))})));
}

}  // namespace
}  // namespace trace
