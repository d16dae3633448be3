// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/report.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("a report names what was altered, where and when, and what it does not prove") {
  Verified altered;
  altered.name = "a.zst";
  altered.integrity = Integrity::altered;
  altered.alterations.add(
      Alteration{"what seal 2 sealed", 100, 150, 2, 1'700'000'000'000'000'000, 1'700'000'010'000'000'000});
  altered.remarks.emplace_back("3 seals");
  const std::string text = verify_report(std::span(&altered, 1));
  CHECK(text.starts_with(
      "a.zst: ALTERED\n"
      "  altered: what seal 2 sealed (from byte 100, 50 bytes), written between 2023-11-14T22:13:20Z and "
      "2023-11-14T22:13:30Z\n"
      "  3 seals\n"));
  CHECK(text.find("Proved") == std::string::npos);
  CHECK(text.find("Not proved") != std::string::npos);
}

TEST_CASE("a report counts the alterations that it does not name") {
  Verified altered;
  altered.integrity = Integrity::altered;
  for (unsigned i = 0; i < 25; ++i) altered.alterations.add("line");
  CHECK(verify_report(std::span(&altered, 1)).find("and 5 alterations more") != std::string::npos);
  while (altered.alterations.count() < 3'000'000) altered.alterations.add("line");
  CHECK(altered.alterations.first().size() == Alterations::kMax);
  CHECK(verify_report(std::span(&altered, 1)).find("and 2999980 alterations more") != std::string::npos);
}

TEST_CASE("a report says up to when something is intact") {
  Verified cut;
  cut.name = "a.zst";
  cut.integrity = Integrity::cut;
  cut.end_ns = 1'700'000'000'000'000'000;
  CHECK(verify_report(std::span(&cut, 1)).starts_with("a.zst: intact up to 2023-11-14T22:13:20Z, and not complete\n"));
}

TEST_CASE("names in a report make no lines of their own") {
  Verified altered;
  altered.name = "a\nb: intact and complete";
  altered.integrity = Integrity::altered;
  altered.alterations.add("out/x\na: intact and complete is new");
  altered.remarks.emplace_back("y\na: intact and complete");
  const std::string text = verify_report(std::span(&altered, 1));
  CHECK(text.starts_with("a\\x0ab: intact and complete: ALTERED\n"));
  CHECK(text.find("\na: intact") == std::string::npos);
}

TEST_CASE("a report prints no time that is not known") {
  Verified one;
  one.integrity = Integrity::altered;
  one.begin_ns = 1'700'000'000'000'000'000;
  CHECK(verify_report(std::span(&one, 1)).find("1970-") == std::string::npos);
  one.end_ns = 1'700'000'010'000'000'000;
  CHECK(verify_report(std::span(&one, 1)).find("sealed from 2023-11-14T22:13:20Z to 2023-11-14T22:13:30Z") !=
        std::string::npos);
}

}  // namespace
}  // namespace trace
