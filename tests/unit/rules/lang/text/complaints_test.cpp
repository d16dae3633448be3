// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/complaints.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

Status wrong(const std::string& message) {
  return Error{Code::invalid, message};
}

TEST_CASE("without an error there is nothing to complain about") {
  Complaints complaints;
  complaints.add(ok());
  CHECK(complaints.status());
}

TEST_CASE("errors are shown in order, each once") {
  Complaints complaints;
  for (const char* message : {"a", "b", "a"}) complaints.add(wrong(message));
  REQUIRE_FALSE(complaints.status());
  CHECK(complaints.status().error().message == "a\nb");
}

TEST_CASE("of many errors the first twenty are shown and the others counted") {
  Complaints complaints;
  for (int i = 1; i <= 25; ++i) complaints.add(wrong(std::to_string(i)));
  const std::string message = complaints.status().error().message;
  CHECK(message.starts_with("1\n2\n"));
  CHECK(message.ends_with("\n20\n5 more errors"));
}

TEST_CASE("two hundred errors are enough") {
  Complaints complaints;
  for (int i = 1; i < 200; ++i) complaints.add(wrong(std::to_string(i)));
  CHECK_FALSE(complaints.are_enough());
  complaints.add(wrong("200"));
  CHECK(complaints.are_enough());
  CHECK(complaints.status().error().message.ends_with("\n180 more errors, and perhaps others"));
}

}  // namespace
}  // namespace trace
