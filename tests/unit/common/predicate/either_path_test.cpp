// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/either_path.h"

#include <catch2/catch.hpp>

#include "common/predicate/compile.h"

namespace trace {
namespace {

bool holds(const Expr& expr, const std::string& name,
           std::initializer_list<std::pair<std::string_view, std::string_view>> paths) {
  Event event;
  event.spec = find_event(name);
  for (const auto& [field, path] : paths) event.args[*event.spec->field(field)].value = path;
  auto program = compile(expr, *event.spec);
  if (!program) FAIL(program.error().message);
  return program->run(event);
}

const Expr kEtc = test("pathname", Op::starts_with, {"/etc/"});
const Expr kNotBackup = all_of({kEtc, negate(test("pathname", Op::ends_with, {".bak"}))});

TEST_CASE("what is asked of a path is asked of its origin") {
  CHECK(holds(kEtc, "security_file_open", {{"pathname", "/tmp/x/sudoers"}, {"origin_pathname", "/etc/sudoers"}}));
  CHECK(holds(kEtc, "security_file_open", {{"pathname", "/etc/sudoers"}, {"origin_pathname", "/tmp/x/sudoers"}}));
  CHECK_FALSE(holds(kEtc, "security_file_open", {{"pathname", "/tmp/x/sudoers"}}));
}

TEST_CASE("an exception that holds for one path does not hide the other") {
  CHECK(holds(kNotBackup, "security_file_open", {{"pathname", "/tmp/x.bak"}, {"origin_pathname", "/etc/passwd"}}));
  CHECK_FALSE(holds(kNotBackup, "security_file_open", {{"pathname", "/tmp/x"}, {"origin_pathname", "/etc/x.bak"}}));
}

TEST_CASE("without an origin nothing is concluded from its absence") {
  const Expr elsewhere = negate(kEtc);
  CHECK_FALSE(holds(elsewhere, "security_file_open", {{"pathname", "/etc/sudoers"}}));
  CHECK(holds(elsewhere, "security_file_open", {{"pathname", "/etc/sudoers"}, {"origin_pathname", "/x/sudoers"}}));
}

TEST_CASE("of two paths each is taken as it is known") {
  const Expr moved =
      all_of({test("old_path", Op::starts_with, {"/tmp/"}), test("new_path", Op::starts_with, {"/etc/"})});
  CHECK(holds(moved, "security_inode_rename",
              {{"old_path", "/tmp/a"}, {"new_path", "/tmp/x/a"}, {"origin_new_path", "/etc/a"}}));
  CHECK(holds(
      moved, "security_inode_rename",
      {{"old_path", "/m/a"}, {"origin_old_path", "/tmp/a"}, {"new_path", "/m/b"}, {"origin_new_path", "/etc/b"}}));
  CHECK_FALSE(holds(moved, "security_inode_rename",
                    {{"old_path", "/m/a"}, {"new_path", "/tmp/x/a"}, {"origin_new_path", "/etc/a"}}));
}

TEST_CASE("parts of a path, and paths that are compared, are those of the origin") {
  CHECK(holds(test("basename(pathname)", Op::equal, {"sudoers"}), "security_file_open",
              {{"pathname", "/tmp/x"}, {"origin_pathname", "/etc/sudoers"}}));
  CHECK(holds(test("pathname", Op::equal, {FieldName{"syscall_pathname"}}), "security_file_open",
              {{"pathname", "/tmp/x"}, {"origin_pathname", "/y"}, {"syscall_pathname", "/y"}}));
}

TEST_CASE("a formula without paths stays as it is") {
  const EventSpec& event = *find_event("security_file_open");
  auto resolved = resolve(test("flags", Op::equal, {std::int64_t{0}}), event);
  REQUIRE(resolved);
  CHECK(with_either_path(*resolved, event) == *resolved);
}

}  // namespace
}  // namespace trace
