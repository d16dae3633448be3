// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/literal_matcher.h"

#include <set>

#include <catch2/catch.hpp>

namespace trace {
namespace {

using Where = LiteralMatcher::Where;

std::set<std::uint32_t> found(const LiteralMatcher& matcher, std::string_view text) {
  std::set<std::uint32_t> ids;
  matcher.for_each_match(text, [&](std::uint32_t id) { ids.insert(id); });
  return ids;
}

TEST_CASE("beginnings are found, longer and shorter ones") {
  const LiteralMatcher matcher(Where::begins, {{"/etc/", 1}, {"/etc/cron.d", 2}, {"/var", 3}});
  CHECK(found(matcher, "/etc/cron.daily") == std::set<std::uint32_t>{1, 2});
  CHECK(found(matcher, "/etc").empty());
  CHECK(found(matcher, "x/etc/").empty());
}

TEST_CASE("ends are found") {
  const LiteralMatcher matcher(Where::ends, {{".so", 1}, {"d.so", 2}});
  CHECK(found(matcher, "/lib/ld.so") == std::set<std::uint32_t>{1, 2});
  CHECK(found(matcher, ".so.1").empty());
}

TEST_CASE("substrings that overlap or lie in one another are all found") {
  const LiteralMatcher matcher(Where::anywhere, {{"abab", 1}, {"ba", 2}, {"b", 3}, {"zz", 4}});
  CHECK(found(matcher, "xababab") == std::set<std::uint32_t>{1, 2, 3});
  CHECK(found(matcher, "xbx") == std::set<std::uint32_t>{3});
  CHECK(found(matcher, "").empty());
}

TEST_CASE("case matters to the literals that say so") {
  const LiteralMatcher matcher(Where::anywhere, {{"proc", 1, true}, {"Mem", 2, false}});
  CHECK(found(matcher, "/PROC/Mem") == std::set<std::uint32_t>{1, 2});
  CHECK(found(matcher, "/proc/mem") == std::set<std::uint32_t>{1});
}

TEST_CASE("a matcher of nothing finds nothing") {
  CHECK(found(LiteralMatcher(), "x").empty());
  CHECK(found(LiteralMatcher(Where::anywhere, {}), "x").empty());
}

}  // namespace
}  // namespace trace
