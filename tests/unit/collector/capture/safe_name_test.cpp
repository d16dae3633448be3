// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/safe_name.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("names that others chose become names that do nothing") {
  CHECK(safe_name("ls") == "ls");
  CHECK(safe_name("a-b_c.1") == "a-b_c.1");
  CHECK(safe_name(".") == "%2e");
  CHECK(safe_name("..") == "%2e.");
  CHECK(safe_name("../../etc/passwd") == "%2e.%2f..%2fetc%2fpasswd");
  CHECK(safe_name("a b\n\x1b\xff%") == "a%20b%0a%1b%ff%25");
  CHECK(safe_name("") == "%");
  CHECK(safe_name(std::string(300, 'x')).size() == kNamePartMax);
  CHECK(safe_name(std::string(300, '/')).size() == 99);  // no half of an escape
}

TEST_CASE("the name of a path is what comes after its last slash") {
  CHECK(base_name("/usr/bin/ls") == "ls");
  CHECK(base_name("memfd:x") == "memfd:x");
  CHECK(base_name("/") == "");
}

}  // namespace
}  // namespace trace
