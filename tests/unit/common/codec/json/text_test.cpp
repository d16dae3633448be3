// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/text.h"

#include <catch2/catch.hpp>

#include "common/codec/json/values.h"

namespace trace {
namespace {

using namespace std::string_view_literals;

std::string json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}
std::string json(double number) {
  std::string out;
  append_json_double(out, number);
  return out;
}
std::string base64(std::string_view bytes) {
  std::string out;
  append_json_base64(out, bytes);
  return out;
}

TEST_CASE("JSON text is escaped as Go escapes it") {
  CHECK(json("a\"b\\c/\n\r\t\x01\x7f") == "\"a\\\"b\\\\c/\\n\\r\\t\\u0001\x7f\"");
  CHECK(json("<a>&\xe2\x80\xa8\xe2\x80\xa9") == R"("\u003ca\u003e\u0026\u2028\u2029")");
  CHECK(json("\0"sv) == R"("\u0000")");
}

TEST_CASE("each byte that is not UTF-8 becomes the replacement character") {
  CHECK(json("\xc3\xa9\xff\xc3") == "\"\xc3\xa9\\ufffd\\ufffd\"");
  CHECK(json("\xed\xa0\x80") == R"("\ufffd\ufffd\ufffd")");  // a surrogate
  CHECK(json("\xc0\xaf") == R"("\ufffd\ufffd")");            // overlong
  CHECK(json("\xf4\x90\x80\x80") == R"("\ufffd\ufffd\ufffd\ufffd")");
}

TEST_CASE("text is escaped wherever in it the character stands") {
  for (const char odd : {'"', '\\', '<', '>', '&', '\x1f', '\xff'}) {
    for (std::size_t size = 1; size < 40; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'a');
        text[at] = odd;
        const std::string alone = json(std::string_view(&odd, 1));
        CHECK(json(text) ==
              "\"" + std::string(at, 'a') + alone.substr(1, alone.size() - 2) + std::string(size - at - 1, 'a') + "\"");
      }
    }
  }
}

TEST_CASE("integers are written in decimal, whatever their length") {
  const auto check = [](auto number) {
    std::string out;
    append_json_integer(out, number);
    CHECK(out == std::to_string(number));
  };
  for (std::uint64_t power = 1;; power *= 10) {
    for (const std::uint64_t number : {power - 1, power, power + 1, power * 9, power / 3}) check(number);
    check(static_cast<std::int64_t>(power));
    check(-static_cast<std::int64_t>(power));
    if (power > UINT64_MAX / 10) break;
  }
  for (std::uint32_t number = 0; number < 10'000; ++number) check(number * 10'007);
  check(INT64_MIN);
  check(INT64_MAX);
  check(UINT64_MAX);
  check(std::int32_t{-1});
  check(std::uint16_t{65'535});
}

// encoding/json of Go 1.23: json.Marshal of the same numbers.
TEST_CASE("floating numbers are written as Go writes them") {
  CHECK(json(0.0) == "0");
  CHECK(json(1.5) == "1.5");
  CHECK(json(-0.25) == "-0.25");
  CHECK(json(1'000'000.0) == "1000000");
  CHECK(json(1'700'000'000.0) == "1700000000");
  CHECK(json(1'700'000'000.25) == "1700000000.25");
  CHECK(json(0.00005) == "0.00005");
  CHECK(json(0.000001) == "0.000001");
  CHECK(json(0.0000001) == "1e-7");
  CHECK(json(1.5e-10) == "1.5e-10");
  CHECK(json(1e20) == "100000000000000000000");
  CHECK(json(1e21) == "1e+21");
  CHECK(json(-1e300) == "-1e+300");
}

TEST_CASE("base64 is padded, and what is not base64 is refused") {
  CHECK(base64("") == R"("")");
  CHECK(base64("\x7f"
               "E") == R"("f0U=")");
  CHECK(base64("\x7f"
               "ELF") == R"("f0VMRg==")");
  std::string out;
  CHECK(append_from_base64("f0VMRg==", out));
  CHECK(out ==
        "\x7f"
        "ELF");
  for (const std::string_view bad : {"f0V", "f0V!", "=f0V", "f0=V", "====", "A==="}) {
    INFO(bad);
    CHECK(!append_from_base64(bad, out));
  }
}

}  // namespace
}  // namespace trace
