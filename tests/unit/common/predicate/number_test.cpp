// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/number.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

Number number(std::string_view text, LeadingZero zero = LeadingZero::refused) {
  const auto written = parse_number(text, zero);
  if (!written) FAIL(written.error().message);
  return written->number;
}

TEST_CASE("numbers are decimal, hexadecimal or octal, with a sign", "[number]") {
  CHECK(number("-1") == Number(-1));
  CHECK(number("0") == Number(0U));
  CHECK(number("-0") == Number(0U));
  CHECK(number("0x1f") == Number(31));
  CHECK(number("-0x1f") == Number(-31));
  CHECK(number("0o17") == Number(15));
  CHECK(number("18446744073709551615") == Number(UINT64_MAX));
  CHECK(number("-9223372036854775808") == Number(INT64_MIN));
}

TEST_CASE("a leading 0 is octal where modes are, and nothing elsewhere", "[number]") {
  CHECK(number("04755", LeadingZero::octal) == Number(04755));
  CHECK(number("00", LeadingZero::octal) == Number(0U));
  CHECK(number("493", LeadingZero::octal) == Number(493));
  CHECK(parse_number("0644").error().message ==
        "\"0644\": a leading 0 is for file modes only (write 644, or 0o644 if it is octal)");
  CHECK(parse_number("008").error().message == "\"008\": a leading 0 is for file modes only (write 8)");
  CHECK(parse_number("00").error().message ==
        "\"00\": a leading 0 is for file modes only (write 0, or 0o0 if it is octal)");
  CHECK(parse_number("0x10", LeadingZero::octal)->number == Number(16));
}

TEST_CASE("numbers are read whole or not at all", "[number]") {
  for (const char* text : {"", "-", "--1", "+1", "0x", "0x-5", "0o8", "1x", "1 ", " 1", "1.5", "x"}) {
    INFO(text);
    const auto written = parse_number(text);
    REQUIRE_FALSE(written);
    CHECK(written.error().code == Code::not_found);
  }
  CHECK(parse_number("089", LeadingZero::octal).error().code == Code::not_found);
  for (const char* text : {"18446744073709551616", "-9223372036854775809", "0x1ffffffffffffffff"}) {
    INFO(text);
    CHECK(parse_number(text).error().message == "\"" + std::string(text) + "\" is beyond 64 bits");
  }
}

}  // namespace
}  // namespace trace
