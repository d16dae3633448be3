// SPDX-License-Identifier: Apache-2.0
#include "rules/show/signature_tests.h"

#include <catch2/catch.hpp>

#include "rules/lang/signature/loader.h"

namespace trace {
namespace {

constexpr std::string_view kRule =
    "kind: rule\nid: X\nname: x\nversion: 1\ntitle: t\nseverity: low\nany:\n"
    "  - events: security_file_open\n    object: pathname\n"
    "  - events: security_inode_rename\n    continues: old_path\n"
    "tests:\n";

std::vector<std::string> failures(const std::string& tests) {
  const auto set = load_signatures({{"f.yaml", std::string(kRule) + tests}}, {});
  if (!set) FAIL(set.error().message);
  return run_signature_tests(*set);
}

std::string test_named(const std::string& name, const std::string& events, int expected) {
  return "  - {name: " + name + ", events: [" + events + "], expect: " + std::to_string(expected) + "}\n";
}

const std::string kOpened = "{event: security_file_open, pathname: /a}";
const std::string kRenamed = "{event: security_inode_rename, old_path: /a, new_path: /b}";

TEST_CASE("a test knows nothing of the events of the test before it") {
  CHECK(failures(test_named("both are one act", kOpened + ", " + kRenamed, 1) + test_named("open", kOpened, 1) +
                 test_named("rename", kRenamed, 1))
            .empty());
}

TEST_CASE("a test that fails is named with its place, after those that do not") {
  CHECK(failures(test_named("open", kOpened, 1) + test_named("rename", kRenamed, 0)) ==
        std::vector<std::string>{"f.yaml:14:12: x, \"rename\": expected 0 detections, got 1"});
}

}  // namespace
}  // namespace trace
