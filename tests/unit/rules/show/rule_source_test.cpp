// SPDX-License-Identifier: Apache-2.0
#include "rules/show/rule_source.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

const std::vector<SourceFile> kFiles = {
    {"shipped/a.yaml",
     "# head\nkind: rule\nid: A\nname: a\nwhere: m\n\n# of what follows\n---\nkind: macro\nname: m\nwhere: x in "
     "$l\n---\n"
     "kind: list\nname: l\nitems: [1]\n---\nkind: list\nname: other\nitems: [2]\n"},
    {"own.yaml",
     "kind: extend\nlist: l\nitems: [3]\n---\nkind: list\nname: l\nitems: [4]\n---\n"
     "kind: rule\nid: B\nname: b\nany:\n  - where: x in $l\n"},
};

TEST_CASE("a rule is shown as it is written, with all that it uses and what was added to that") {
  CHECK(rule_source(kFiles, "A") ==
        "# shipped/a.yaml\nkind: rule\nid: A\nname: a\nwhere: m\n"
        "---\n# shipped/a.yaml\nkind: macro\nname: m\nwhere: x in $l\n"
        "---\n# shipped/a.yaml\nkind: list\nname: l\nitems: [1]\n"
        "---\n# own.yaml\nkind: extend\nlist: l\nitems: [3]\n");
  CHECK(rule_source(kFiles, "a") == rule_source(kFiles, "A"));
}

TEST_CASE("a rule of one's own uses lists of one's own") {
  const auto source = rule_source(kFiles, "B");
  REQUIRE(source);
  CHECK(source->find("items: [4]") != std::string::npos);
  CHECK(source->find("items: [1]") == std::string::npos);
}

TEST_CASE("there is no source of what is not there") {
  CHECK_FALSE(rule_source(kFiles, "C"));
  CHECK_FALSE(rule_source(kFiles, "m"));
}

}  // namespace
}  // namespace trace
